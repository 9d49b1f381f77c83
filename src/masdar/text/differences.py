"""Two states of an article in; out: which paragraphs were added, removed or changed, and word by word how."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from masdar.model import Change, Version
from masdar.text.tokens import words

_MARK_OR_GAP = re.compile(r"\s+|\S")

_MOST_PAIRS = 300_000
"""Pairs of equal parts that the careful comparison may look at in one call, about 0.3 s. A gap that would take more
is first cut at parts that stand once on both sides; one that has none is shown as removed and added."""

_LEAST_LIKENESS = 0.4
"""Share of common words from which a removed and an added paragraph in the same gap are one changed paragraph."""

_AHEAD = 4
"""So many paragraphs of a gap are looked at for the counterpart of a changed one."""

PieceKind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; "same" and "removed" in order give the text before, "same" and "added" the text after."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class _Block:
    """Items `start` to `end` before against items `new_start` to `new_end` after."""

    start: int
    end: int
    new_start: int
    new_end: int
    same: bool


def changes(old: Version, new: Version) -> tuple[Change, ...]:
    """In reading order, the title first. `paragraph` counts in the new text, for "removed" in the old one.

    Differences of white space only are none.
    """
    found: list[Change] = []
    if _plain(old.title) != _plain(new.title):
        found.append(Change("title", old.title, new.title))
    before, after = [_plain(text) for text in old.paragraphs], [_plain(text) for text in new.paragraphs]
    for block in _align(before, after):
        if not block.same:
            found.extend(_paragraph_changes(old.paragraphs, new.paragraphs, block))
    return tuple(change for change in found if _plain(change.before or "") != _plain(change.after or ""))


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """For showing a change: nothing is folded, so a changed spelling shows. Cut at words, never inside one.

    White space is not compared: pieces carry that of the text they were cut from ("same": of the text after).
    """
    old, new = _tokens(before), _tokens(after)
    pieces: list[Piece] = []
    for block in _align([text.strip() for text in old], [text.strip() for text in new]):
        if block.same:
            pieces.append(Piece("same", "".join(new[block.new_start : block.new_end])))
            continue
        if block.start < block.end:
            pieces.append(Piece("removed", "".join(old[block.start : block.end])))
        if block.new_start < block.new_end:
            pieces.append(Piece("added", "".join(new[block.new_start : block.new_end])))
    return tuple(pieces)


def _tokens(text: str) -> list[str]:
    """Words and single marks, each with the white space behind it."""
    tokens: list[str] = []
    at = 0
    for word in (*words(text), None):
        for found in _MARK_OR_GAP.findall(text[at : word.start if word else len(text)]):
            if tokens and found.isspace():
                tokens[-1] += found
            else:
                tokens.append(found)
        if word:
            tokens.append(word.text)
            at = word.end
    return tokens


def _plain(text: str) -> str:
    return " ".join(text.split())


# ---------------------------------------------------------------- paragraphs


def _paragraph_changes(before: Sequence[str], after: Sequence[str], block: _Block) -> Iterator[Change]:
    """Removed and added paragraphs of one gap are paired in order where they are alike enough."""
    old, new = block.start, block.new_start
    while old < block.end or new < block.new_end:
        pair = _next_pair(before[old : min(block.end, old + _AHEAD)], after[new : min(block.new_end, new + _AHEAD)])
        skip_old, skip_new = pair or (1, 1)
        for number in range(old, min(old + skip_old, block.end)):
            yield Change("removed", before[number], None, number)
        for number in range(new, min(new + skip_new, block.new_end)):
            yield Change("added", None, after[number], number)
        old, new = old + skip_old, new + skip_new
        if pair:
            yield Change("changed", before[old], after[new], new)
            old, new = old + 1, new + 1


def _next_pair(before: Sequence[str], after: Sequence[str]) -> tuple[int, int] | None:
    """The first two that are alike: those with the fewest paragraphs left out before them."""
    old, new = [_bag(text) for text in before], [_bag(text) for text in after]
    places = [(first, second) for first in range(len(old)) for second in range(len(new))]
    places.sort(key=lambda place: (sum(place), place))
    return next((place for place in places if _alike(old[place[0]], new[place[1]])), None)


@lru_cache(maxsize=16)
def _bag(text: str) -> Counter[str]:
    return Counter(text.split())


def _alike(before: Counter[str], after: Counter[str]) -> bool:
    most = max(before.total(), after.total())
    return most > 0 and (before & after).total() >= _LEAST_LIKENESS * most


# ---------------------------------------------------------------- alignment


def _align(before: Sequence[str], after: Sequence[str]) -> list[_Block]:
    """Blocks that cover both sequences in order, same and different in turn."""
    left = _MOST_PAIRS
    pending = [(0, len(before), 0, len(after))]
    matches: list[tuple[int, int, int]] = []
    while pending:
        start, end, new_start, new_end = gap = _trim(before, after, pending.pop(), matches)
        if start == end or new_start == new_end:
            continue
        pairs = _equal_pairs(before[start:end], after[new_start:new_end])
        if pairs <= left:
            left -= pairs
            matcher = SequenceMatcher(None, before[start:end], after[new_start:new_end], autojunk=False)
            matches.extend((start + a, new_start + b, size) for a, b, size in matcher.get_matching_blocks() if size)
        else:
            pending.extend(_cut_at_anchors(before, after, gap))
    return _blocks(sorted(matches), len(before), len(after))


def _equal_pairs(before: Sequence[str], after: Sequence[str]) -> int:
    old, new = Counter(before), Counter(after)
    return len(before) + len(after) + sum(count * new[item] for item, count in old.items())


def _trim(
    before: Sequence[str], after: Sequence[str], gap: tuple[int, int, int, int], matches: list[tuple[int, int, int]]
) -> tuple[int, int, int, int]:
    """Note the equal beginning and end of a gap; the rest comes back."""
    start, end, new_start, new_end = gap
    first = start
    while start < end and new_start < new_end and before[start] == after[new_start]:
        start, new_start = start + 1, new_start + 1
    if start > first:
        matches.append((first, gap[2], start - first))
    last = end
    while start < end and new_start < new_end and before[end - 1] == after[new_end - 1]:
        end, new_end = end - 1, new_end - 1
    if end < last:
        matches.append((end, new_end, last - end))
    return start, end, new_start, new_end


def _cut_at_anchors(
    before: Sequence[str], after: Sequence[str], gap: tuple[int, int, int, int]
) -> list[tuple[int, int, int, int]]:
    """Patience diff: the gaps from one item that stands once on both sides to the next, each beginning with it."""
    start, end, new_start, new_end = gap
    anchors = _rising(_once_on_both(before, after, gap))
    if not anchors:
        return []
    edges = [(start, new_start), *anchors, (end, new_end)]
    return [(a, c, b, d) for (a, b), (c, d) in pairwise(edges)]


def _once_on_both(before: Sequence[str], after: Sequence[str], gap: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    old, new = before[gap[0] : gap[1]], after[gap[2] : gap[3]]
    old_count, new_count = Counter(old), Counter(new)
    place = {item: number for number, item in enumerate(new, gap[2])}
    return [
        (number, place[item])
        for number, item in enumerate(old, gap[0])
        if old_count[item] == 1 and new_count[item] == 1
    ]


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs (their first numbers rise) in which the second numbers rise too."""
    tops: list[int] = []
    index: list[int] = []
    back: list[int] = []
    for number, (_, second) in enumerate(pairs):
        at = bisect_left(tops, second)
        back.append(index[at - 1] if at else -1)
        tops[at : at + 1] = [second]
        index[at : at + 1] = [number]
    chain: list[tuple[int, int]] = []
    at = index[-1] if index else -1
    while at >= 0:
        chain.append(pairs[at])
        at = back[at]
    return chain[::-1]


def _blocks(matches: list[tuple[int, int, int]], old_size: int, new_size: int) -> list[_Block]:
    blocks: list[_Block] = []
    old = new = 0
    for start, new_start, size in [*matches, (old_size, new_size, 0)]:
        if old < start or new < new_start:
            blocks.append(_Block(old, start, new, new_start, False))
        old, new = start + size, new_start + size
        if size and blocks and blocks[-1].same:
            blocks[-1] = _Block(blocks[-1].start, old, blocks[-1].new_start, new, True)
        elif size:
            blocks.append(_Block(start, old, new_start, new, True))
    return blocks
