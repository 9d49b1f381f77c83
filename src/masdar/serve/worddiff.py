"""In: two states of an article. Out: what was added, removed or changed, word by word, with a little text around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from masdar.model import Change, Version
from masdar.text.differences import changes, word_diff

Kind = Literal["same", "gone", "new", "gap"]
# Words shown on each side of a change: enough to find the place, too few to stand for the text.
AROUND = 6


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that stayed, went or came; a "gap" stands for unchanged words that are not shown."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One changed place. `paragraph` counts from 1 in the newer version, or in the older one when it is gone there;
    0 is the title."""

    paragraph: int
    kind: Literal["title", "added", "removed", "changed"]
    stretches: tuple[Stretch, ...]


def edits(old: Version, new: Version) -> tuple[Edit, ...]:
    """All differences of two versions, in reading order."""
    return tuple(
        Edit(0 if change.kind == "title" else (change.paragraph or 0) + 1, change.kind, _stretches(change))
        for change in changes(old, new)
    )


def _stretches(change: Change) -> tuple[Stretch, ...]:
    if change.before is None or change.after is None:
        return (Stretch("new", change.after or "") if change.before is None else Stretch("gone", change.before),)
    return compare(change.before, change.after)


def compare(old: str, new: str) -> tuple[Stretch, ...]:
    """One text's changes as stretches: far-away unchanged words become a gap."""
    pieces = word_diff(old, new)
    stretches: list[Stretch] = []
    for number, piece in enumerate(pieces):
        if piece.kind == "same":
            words = re.findall(r"\S+\s*", piece.text)
            stretches += _shortened(words, first=number == 0, last=number == len(pieces) - 1)
        else:
            stretches.append(Stretch("gone" if piece.kind == "removed" else "new", piece.text))
    return tuple(stretches)


def _shortened(words: list[str], *, first: bool, last: bool) -> list[Stretch]:
    """Unchanged words, of which only those beside a change are kept."""
    head = 0 if first else AROUND
    tail = 0 if last else AROUND
    if len(words) <= head + tail:
        return [Stretch("same", "".join(words))]
    parts = [Stretch("same", "".join(words[:head])), Stretch("gap", "… ")]
    parts.append(Stretch("same", "".join(words[len(words) - tail :])))
    return [part for part in parts if part.text]
