"""Two sequences of words in, the passages they share out, however they were moved about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from masdar.relate.wording import shingles

LEAST_WORDS = 8
"""A passage's least length: shorter runs are mostly names, titles and stock phrases."""

_MOST_PLACES = 8
"""Words that stand oftener than this in one text are paired only first with first, second with second, and so on:
it bounds the work on texts that repeat themselves."""

_WORK_PER_WORD = 64
"""Word comparisons allowed per word of both texts; real pairs need one to three."""


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """`length` equal words from word `here` of the first text and word `there` of the second."""

    here: int
    there: int
    length: int


def find_runs(first: Sequence[str], second: Sequence[str]) -> tuple[Run, ...]:
    """Shared runs of at least `LEAST_WORDS`, longest first matched, no word used twice; in the order of `first`.

    Time grows with the lengths of the texts, not with their product: past a budget the remaining matches are left out.
    """
    budget = _Budget(_WORK_PER_WORD * (len(first) + len(second)))
    return _take_longest(_all_runs(first, second, budget), len(first), len(second), budget)


class _Budget:
    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, amount: int) -> bool:
        """False once nothing is left."""
        self.left -= amount
        return self.left > 0


def _seeds(first: Sequence[str], second: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places (first text, second text) where `LEAST_WORDS` words agree."""
    places: dict[tuple[str, ...], list[int]] = {}
    for there, shingle in enumerate(shingles(second, LEAST_WORDS)):
        places.setdefault(shingle, []).append(there)
    met: dict[tuple[str, ...], int] = {}
    for here, shingle in enumerate(shingles(first, LEAST_WORDS)):
        found = places.get(shingle, [])
        if len(found) > _MOST_PLACES:
            turn = met.get(shingle, 0)
            met[shingle] = turn + 1
            found = found[turn : turn + 1]
        for there in found:
            yield here, there


def _all_runs(first: Sequence[str], second: Sequence[str], budget: _Budget) -> list[Run]:
    """Every longest run, overlapping ones too. `reached` keeps, per diagonal, where its last run ended."""
    reached: dict[int, int] = {}
    runs: list[Run] = []
    for here, there in _seeds(first, second):
        floor = reached.get(there - here, 0)
        if floor > here:
            continue
        run = _extend(first, second, here, there, floor)
        reached[there - here] = run.here + run.length
        runs.append(run)
        if not budget.spend(run.length):
            break
    return runs


def _extend(first: Sequence[str], second: Sequence[str], here: int, there: int, floor: int) -> Run:
    start = 0
    while here - start > floor and there - start > 0 and first[here - start - 1] == second[there - start - 1]:
        start += 1
    end = LEAST_WORDS
    most = min(len(first) - here, len(second) - there)
    while end < most and first[here + end] == second[there + end]:
        end += 1
    return Run(here - start, there - start, start + end)


def _take_longest(runs: list[Run], first_size: int, second_size: int, budget: _Budget) -> tuple[Run, ...]:
    """Greedy tiling: the longest run whose words are all free; what is left of a run taken in part comes again."""
    used_here, used_there = bytearray(first_size), bytearray(second_size)
    queue = [(-run.length, run.here, run.there) for run in runs]
    heapify(queue)
    taken: list[Run] = []
    while queue:
        negative, here, there = heappop(queue)
        length = -negative
        if used_here.find(1, here, here + length) < 0 and used_there.find(1, there, there + length) < 0:
            used_here[here : here + length] = used_there[there : there + length] = b"\1" * length
            taken.append(Run(here, there, length))
        elif budget.spend(length):
            for rest in _free_parts(used_here, used_there, Run(here, there, length)):
                heappush(queue, (-rest.length, rest.here, rest.there))
    return tuple(sorted(taken))


def _free_parts(used_here: bytearray, used_there: bytearray, run: Run) -> list[Run]:
    here = used_here[run.here : run.here + run.length]
    there = used_there[run.there : run.there + run.length]
    parts: list[Run] = []
    start = 0
    for position in range(run.length + 1):
        if position == run.length or here[position] or there[position]:
            if position - start >= LEAST_WORDS:
                parts.append(Run(run.here + start, run.there + start, position - start))
            start = position + 1
    return parts
