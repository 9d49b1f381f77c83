"""In: two states of an article. Out: what was added, removed or changed, word by word, with a little text around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from masdar.model import Version

Kind = Literal["same", "gone", "new", "gap"]
# Words shown on each side of a change: enough to find the place, too few to stand for the text.
AROUND = 6
# difflib is quadratic: beyond this many paragraphs or words the two are shown whole, one after the other.
MOST_PARAGRAPHS = 400
MOST_WORDS = 2000


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
    found: list[Edit] = []
    if old.title != new.title:
        found.append(Edit(0, "title", compare(old.title, new.title)))
    matcher = SequenceMatcher(None, old.paragraphs, new.paragraphs, autojunk=False)
    if len(old.paragraphs) + len(new.paragraphs) > MOST_PARAGRAPHS:
        return tuple(found + _unpaired(old.paragraphs, new.paragraphs, 0, 0))
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            found.extend(_block(old.paragraphs[a:b], new.paragraphs[c:d], a, c))
    return tuple(found)


def _block(old: tuple[str, ...], new: tuple[str, ...], a: int, c: int) -> list[Edit]:
    pairs = min(len(old), len(new))
    changed = [Edit(c + i + 1, "changed", compare(old[i], new[i])) for i in range(pairs)]
    return changed + _unpaired(old[pairs:], new[pairs:], a + pairs, c + pairs)


def _unpaired(old: tuple[str, ...], new: tuple[str, ...], a: int, c: int) -> list[Edit]:
    gone = [Edit(a + i + 1, "removed", (Stretch("gone", text),)) for i, text in enumerate(old)]
    came = [Edit(c + i + 1, "added", (Stretch("new", text),)) for i, text in enumerate(new)]
    return gone + came


def compare(old: str, new: str) -> tuple[Stretch, ...]:
    """One text's changes as stretches: far-away unchanged words become a gap."""
    before, after = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    if len(before) + len(after) > MOST_WORDS:
        return (Stretch("gone", old), Stretch("new", new))
    stretches: list[Stretch] = []
    matcher = SequenceMatcher(None, [w.strip() for w in before], [w.strip() for w in after], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            stretches += _shortened(after[c:d], first=a == 0, last=b == len(before))
            continue
        stretches += [Stretch("gone", "".join(before[a:b]))] if b > a else []
        stretches += [Stretch("new", "".join(after[c:d]))] if d > c else []
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
