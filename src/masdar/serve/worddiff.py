"""In: two versions of an article. Out: what was added, removed, moved or changed, word by word, with some around."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from masdar.model import Change, Facet, Version
from masdar.serve.marking import clip
from masdar.text.change_kinds import TITLE, facets
from masdar.text.differences import changes

Kind = Literal["same", "gone", "new", "gap"]
EditKind = Literal["title", "added", "removed", "moved", "changed"]
# Words shown on each side of a change: enough to find the place, too few to stand for the text.
AROUND = 6


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that stayed, went or came; a "gap" stands for unchanged words that are not shown."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One paragraph that is not what it was, with all its changes. `paragraph` counts from 1 in the newer version, or
    in the older one when it is gone there; 0 is the title."""

    paragraph: int
    kind: EditKind
    stretches: tuple[Stretch, ...]
    changes: tuple[Change, ...]

    @property
    def before(self) -> tuple[Stretch, ...]:
        """As it read before, what went marked."""
        return tuple(part for part in self.stretches if part.kind != "new")

    @property
    def after(self) -> tuple[Stretch, ...]:
        """As it reads now, what came marked."""
        return tuple(part for part in self.stretches if part.kind != "gone")

    @property
    def about(self) -> tuple[Facet, ...]:
        """What changed here, the weightiest first; that it is the headline goes without saying."""
        return tuple(facet for facet in facets(self.changes) if facet != "headline")

    @property
    def counted(self) -> tuple[tuple[str, str], ...]:
        """Numbers before and after, where they are other numbers now."""
        told = (change.numbers for change in self.changes if change.kind == "number")
        return tuple((" + ".join(old), " + ".join(new)) for old, new in told)


def edits(old: Version, new: Version) -> tuple[Edit, ...]:
    """All differences of two versions, in reading order, those of one paragraph together."""
    found = [change for change in changes(old, new) if not (change.moved and change.new is None)]
    return tuple(_edit(new, tuple(held)) for _, held in groupby(found, key=_place))


def _place(change: Change) -> tuple[int | None, int | None]:
    return (change.old.paragraph if change.old else None, change.new.paragraph if change.new else None)


def _edit(new: Version, held: tuple[Change, ...]) -> Edit:
    was, now = _place(held[0])
    if was is None or now is None:
        change = held[0]
        if was is None:
            kind: EditKind = "moved" if change.moved else "added"
            return Edit((now or 0) + 1, kind, (Stretch("new", change.after),), held)
        return Edit(was + 1, "removed", (Stretch("gone", change.before),), held)
    text = new.title if was == TITLE else new.paragraphs[now]
    return Edit(now + 1, "title" if was == TITLE else "changed", _woven(text, held), held)


def _woven(after: str, held: Sequence[Change]) -> tuple[Stretch, ...]:
    """The newer text with what went from the older one in its place."""
    found: list[Stretch] = []
    at = 0
    for change in held:
        if change.old is None or change.new is None:
            continue
        found.append(Stretch("same", after[at : change.new.start]))
        at = change.new.end
        if change.kind == "spacing":
            found.append(Stretch("same", change.after))
            continue
        gap = " " if change.before.strip() and change.after.strip() else ""
        found += [*_blanks_outside("gone", change.before), Stretch("same", gap), *_blanks_outside("new", change.after)]
    found.append(Stretch("same", after[at:]))
    return tuple(_shortened(_joined(found)))


def _blanks_outside(kind: Kind, text: str) -> tuple[Stretch, ...]:
    words = text.strip()
    before, _, behind = text.partition(words) if words else (text, "", "")
    return Stretch("same", before), Stretch(kind, words), Stretch("same", behind)


def _joined(parts: Iterable[Stretch]) -> list[Stretch]:
    held = [part for part in parts if part.text]
    return [Stretch(kind, "".join(part.text for part in group)) for kind, group in groupby(held, key=lambda p: p.kind)]


def _shortened(parts: Sequence[Stretch]) -> Iterable[Stretch]:
    """Unchanged words, of which only those beside a change are kept."""
    for number, part in enumerate(parts):
        words = re.findall(r"\s*\S+", part.text) if part.kind == "same" else []
        head, tail = (AROUND if number else 0), (AROUND if number < len(parts) - 1 else 0)
        if len(words) <= head + tail + 1:
            yield part
            continue
        behind = part.text[len(part.text.rstrip()) :]
        yield Stretch("same", "".join(words[:head]))
        yield Stretch("gap", " … ")
        yield Stretch("same", "".join(words[len(words) - tail :]).lstrip() + behind)


def clipped(edit: Edit, most: int) -> Edit:
    """The edit with no more than so many words in each of its stretches."""
    shown = tuple(Stretch(part.kind, clip(part.text, most)) for part in edit.stretches)
    return Edit(edit.paragraph, edit.kind, shown, edit.changes)
