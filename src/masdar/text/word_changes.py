"""Two texts in; out: the places where they differ, as words: cut so that all else is the same to the last blank."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from masdar.text.alignment import align
from masdar.text.fold import fold
from masdar.text.numbers import Number, numbers
from masdar.text.tokens import stop_words, words

_MARK = re.compile(r"\S")

_ISLAND = 2
"""So few kept words between two rewritten stretches help no reader: they are told as rewritten too."""
_SHORE = 3
"""So many words on each side make such a stretch."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number in digits or words, or a single mark. Tokens with one `key` say the same."""

    start: int
    end: int
    text: str
    key: str
    is_mark: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """`start` to `end` before stand where `new_start` to `new_end` stand after; with the tokens in them (none: white
    space alone differs). `ahead` are the tokens right before, in the newer text."""

    start: int
    end: int
    new_start: int
    new_end: int
    old: tuple[Token, ...] = ()
    new: tuple[Token, ...] = ()
    ahead: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    """Tokens `start` to `end` before against `new_start` to `new_end` after."""

    start: int
    end: int
    new_start: int
    new_end: int
    same: bool = False


def differences(before: str, after: str) -> tuple[Difference, ...]:
    """In order of place. Putting the words after in the place of those before gives the newer text."""
    if before == after:
        return ()
    return tuple(_Walk(before, after).differences())


def tokens(text: str) -> list[Token]:
    """All of a text but its white space."""
    found: list[Token] = []
    at = 0
    for start, end, number in _stops(text):
        found.extend(_marks(text, at, start))
        key = f"#{number.value}" if number else fold(text[start:end], loose=True)
        found.append(Token(start, end, text[start:end], key, number=number.value if number else ""))
        at = end
    found.extend(_marks(text, at, len(text)))
    return found


def _stops(text: str) -> Iterator[tuple[int, int, Number | None]]:
    counted = iter(numbers(text))
    number = next(counted, None)
    for word in words(text):
        while number is not None and number.end <= word.start:
            number = next(counted, None)
        if number is None or word.end <= number.start:
            yield word.start, word.end, None
        elif word.start == number.start:
            yield number.start, number.end, number


def _marks(text: str, start: int, end: int) -> Iterator[Token]:
    for mark in _MARK.finditer(text, start, end):
        yield Token(mark.start(), mark.end(), mark.group(), mark.group(), is_mark=True)


@dataclass(slots=True)
class _Walk:
    """Through both texts at once; `at` and `new_at` are the characters that are told already."""

    before: str
    after: str
    at: int = 0
    new_at: int = 0

    def differences(self) -> Iterator[Difference]:
        old, new = tokens(self.before), tokens(self.after)
        for step in _steps(old, new):
            lost, come = tuple(old[step.start : step.end]), tuple(new[step.new_start : step.new_end])
            if lost and come:
                yield from self._gap(lost[0].start, come[0].start)
            start, new_start = self.at, self.new_at
            if lost:
                self.at = lost[-1].end if come or start else _beginning(old, step.end, self.before)
            if come:
                self.new_at = come[-1].end if lost or new_start else _beginning(new, step.new_end, self.after)
            if not step.same or self.before[start : self.at] != self.after[new_start : self.new_at]:
                ahead = tuple(new[max(0, step.new_start - 2) : step.new_start])
                yield Difference(start, self.at, new_start, self.new_at, lost, come, ahead)
        yield from self._gap(len(self.before), len(self.after))

    def _gap(self, start: int, new_start: int) -> Iterator[Difference]:
        at, new_at = self.at, self.new_at
        self.at, self.new_at = start, new_start
        if self.before[at:start] != self.after[new_at:new_start]:
            yield Difference(at, start, new_at, new_start)


def _beginning(held: list[Token], next: int, text: str) -> int:
    """White space that comes or goes with words does so before them, at the beginning of a text after them."""
    return held[next].start if next < len(held) else len(text)


def _steps(old: list[Token], new: list[Token]) -> Iterator[_Step]:
    """Kept tokens one by one, and between them what differs, cut at the numbers that it holds on both sides."""
    blocks = align([token.key for token in old], [token.key for token in new])
    told = [_Step(block.start, block.end, block.new_start, block.new_end, block.same) for block in blocks]
    for step in _without_islands(told, old):
        if step.same:
            for number in range(step.end - step.start):
                start, new_start = step.start + number, step.new_start + number
                yield _Step(start, start + 1, new_start, new_start + 1, True)
        else:
            yield from _cut_at_numbers(step, old, new)


def _without_islands(steps: Sequence[_Step], old: Sequence[Token]) -> list[_Step]:
    found: list[_Step] = []
    for number, step in enumerate(steps):
        if found and not found[-1].same and (not step.same or _is_island(found[-1], step, steps[number + 1 :], old)):
            last = found.pop()
            found.append(_Step(last.start, step.end, last.new_start, step.new_end))
        else:
            found.append(step)
    return found


def _is_island(before: _Step, step: _Step, rest: Sequence[_Step], old: Sequence[Token]) -> bool:
    held = old[step.start : step.end]
    is_slight = len(held) <= _ISLAND and all(token.is_mark or token.text in stop_words() for token in held)
    return is_slight and bool(rest) and min(_size(before), _size(rest[0])) >= _SHORE


def _size(step: _Step) -> int:
    return min(step.end - step.start, step.new_end - step.new_start)


def _cut_at_numbers(step: _Step, old: Sequence[Token], new: Sequence[Token]) -> Iterator[_Step]:
    ours = [at for at in range(step.start, step.end) if old[at].number]
    theirs = [at for at in range(step.new_start, step.new_end) if new[at].number]
    if not ours or len(ours) != len(theirs):
        yield step
        return
    edges = [(step.start, step.new_start)]
    for at, new_at in zip(ours, theirs, strict=True):
        edges += [(at, new_at), (at + 1, new_at + 1)]
    edges.append((step.end, step.new_end))
    for (start, new_start), (end, new_end) in pairwise(edges):
        if start < end or new_start < new_end:
            is_same = end - start == new_end - new_start == 1 and old[start].key == new[new_start].key
            yield _Step(start, end, new_start, new_end, is_same)
