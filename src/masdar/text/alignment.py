"""Two sequences in; out: the stretches of them that are the same, in order, and those that differ."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

_MOST_PAIRS = 300_000
"""Pairs of equal parts that the careful comparison may look at in one call, about 0.3 s. A gap that would take more
is first cut at parts that stand once on both sides; one that has none is taken for different."""


@dataclass(frozen=True, slots=True)
class Block:
    """Items `start` to `end` before against items `new_start` to `new_end` after."""

    start: int
    end: int
    new_start: int
    new_end: int
    same: bool


def align(before: Sequence[str], after: Sequence[str]) -> list[Block]:
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


def _blocks(matches: list[tuple[int, int, int]], old_size: int, new_size: int) -> list[Block]:
    blocks: list[Block] = []
    old = new = 0
    for start, new_start, size in [*matches, (old_size, new_size, 0)]:
        if old < start or new < new_start:
            blocks.append(Block(old, start, new, new_start, False))
        old, new = start + size, new_start + size
        if size and blocks and blocks[-1].same:
            blocks[-1] = Block(blocks[-1].start, old, blocks[-1].new_start, new, True)
        elif size:
            blocks.append(Block(start, old, new_start, new, True))
    return blocks
