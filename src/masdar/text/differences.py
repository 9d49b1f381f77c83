"""Two versions of an article in; out: every place where they differ, with its kind and its span in both.

Putting the changes into the older version gives the newer one (`put_in`): nothing that differs is left untold.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from masdar.model import Change, Span, Version
from masdar.text.alignment import Block, align
from masdar.text.change_kinds import FORMS, TITLE, is_quoted, kind_of, stretches, values
from masdar.text.fold import fold
from masdar.text.tokens import words
from masdar.text.word_changes import differences

_LEAST_LIKENESS = 0.4
"""Share of common words from which a removed and an added paragraph in the same gap are one changed paragraph."""

_AHEAD = 4
"""So many paragraphs of a gap are looked at for the counterpart of a changed one."""

_LEAST_MOVED = 4
"""Fewer words that go here and come there are no passage that moved."""


def changes(old: Version, new: Version) -> tuple[Change, ...]:
    """In reading order of the newer version, the title first; what is gone stands where it was."""
    names = frozenset((*old.names, *new.names))
    found = list(_inside(old.title, new.title, TITLE, TITLE, names))
    for before, after in _paired(old.paragraphs, new.paragraphs):
        if before is None and after is not None:
            text = new.paragraphs[after]
            found.append(Change("added", "", text, None, Span(after, 0, len(text))))
        elif after is None and before is not None:
            text = old.paragraphs[before]
            found.append(Change("removed", text, "", Span(before, 0, len(text)), None))
        elif before is not None and after is not None:
            found.extend(_inside(old.paragraphs[before], new.paragraphs[after], before, after, names))
    return _with_moves(found)


def put_in(title: str, paragraphs: Sequence[str], changes: Iterable[Change]) -> tuple[str, tuple[str, ...]]:
    """The newer title and paragraphs: the older ones with the changes put in."""
    inside: dict[int, list[Change]] = defaultdict(list)
    gone: set[int] = set()
    come: dict[int, str] = {}
    for change in changes:
        if change.old is not None and change.new is not None:
            inside[change.old.paragraph].append(change)
        elif change.old is not None:
            gone.add(change.old.paragraph)
        elif change.new is not None:
            come[change.new.paragraph] = change.after
    kept = iter([_changed(text, inside[at]) for at, text in enumerate(paragraphs) if at not in gone])
    size = len(paragraphs) - len(gone) + len(come)
    return _changed(title, inside[TITLE]), tuple(come[at] if at in come else next(kept) for at in range(size))


def _changed(text: str, changes: Sequence[Change]) -> str:
    for change in reversed(changes):
        if change.old is not None:
            text = text[: change.old.start] + change.after + text[change.old.end :]
    return text


# ---------------------------------------------------------------- words


def _inside(before: str, after: str, number: int, new_number: int, names: Collection[str]) -> Iterator[Change]:
    if before == after:
        return
    ours, theirs = stretches(before, names), stretches(after, names)
    for place in differences(before, after):
        kind = kind_of(place, ours, theirs)
        counted = (values(place.old), values(place.new)) if kind in ("number", "digits") else ((), ())
        yield Change(
            kind,
            before[place.start : place.end],
            after[place.new_start : place.new_end],
            Span(number, place.start, place.end),
            Span(new_number, place.new_start, place.new_end),
            kind not in FORMS and is_quoted(place, ours, theirs),
            numbers=counted,
        )


def _with_moves(found: Sequence[Change]) -> tuple[Change, ...]:
    """What went here and came there word for word is told as moved, on both sides: a paragraph that was cut in two has
    lost nothing."""
    come: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, change in enumerate(found):
        if not change.before.strip() and change.after.strip():
            come[_keys(change.after)].append(at)
    told = list(found)
    for at, change in enumerate(found):
        if change.after.strip() or not change.before.strip():
            continue
        keys = _keys(change.before)
        if len(keys) >= _LEAST_MOVED and come[keys]:
            there = come[keys].pop(0)
            told[at] = replace(change, kind="moved", quoted=False, moved=found[there].new, numbers=((), ()))
            told[there] = replace(found[there], kind="moved", quoted=False, moved=change.old, numbers=((), ()))
    return tuple(told)


def _keys(text: str) -> tuple[str, ...]:
    return tuple(fold(word.text, loose=True) for word in words(text))


# ---------------------------------------------------------------- paragraphs


def _paired(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Paragraphs that answer each other; None stands for the one that there is not."""
    for block in align([_folded(text) for text in before], [_folded(text) for text in after]):
        if block.same:
            yield from zip(range(block.start, block.end), range(block.new_start, block.new_end), strict=True)
        else:
            yield from _paired_in(before, after, block)


def _folded(text: str) -> str:
    return " ".join(fold(text, loose=True).split())


def _paired_in(before: Sequence[str], after: Sequence[str], block: Block) -> Iterator[tuple[int | None, int | None]]:
    """Removed and added paragraphs of one gap are paired in order where they are alike enough."""
    old, new = block.start, block.new_start
    while old < block.end or new < block.new_end:
        pair = _next_pair(before[old : min(block.end, old + _AHEAD)], after[new : min(block.new_end, new + _AHEAD)])
        skip_old, skip_new = pair or (1, 1)
        for number in range(old, min(old + skip_old, block.end)):
            yield number, None
        for number in range(new, min(new + skip_new, block.new_end)):
            yield None, number
        old, new = old + skip_old, new + skip_new
        if pair:
            yield old, new
            old, new = old + 1, new + 1


def _next_pair(before: Sequence[str], after: Sequence[str]) -> tuple[int, int] | None:
    """The first two that are alike: those with the fewest paragraphs left out before them."""
    old, new = [_bag(text) for text in before], [_bag(text) for text in after]
    places = [(first, second) for first in range(len(old)) for second in range(len(new))]
    places.sort(key=lambda place: (sum(place), place))
    return next((place for place in places if _alike(old[place[0]], new[place[1]])), None)


@lru_cache(maxsize=16)
def _bag(text: str) -> Counter[str]:
    return Counter(_folded(text).split())


def _alike(before: Counter[str], after: Counter[str]) -> bool:
    most = max(before.total(), after.total())
    return most > 0 and (before & after).total() >= _LEAST_LIKENESS * most
