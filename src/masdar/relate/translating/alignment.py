"""The paragraphs of two texts in two languages in; out: which answer each other, in order.

Pairs that share most anchors win (dynamic programming, as W. Gale and K. Church, "A Program for Aligning Sentences in
Bilingual Corpora", 1993, align by length alone); a length that does not fit counts against a pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from masdar.relate.translating.anchors import Anchor
from masdar.relate.translating.shared import Rarity, Shared, find_shared

_MOST_PARAGRAPHS = 40
"""Of longer texts the beginnings are aligned: a report has ten to thirty paragraphs."""

_STEPS = ((1, 1), (1, 2), (2, 1), (2, 2))
"""So many paragraphs here answer so many there: Gale and Church's, a translator joins and splits them."""

_JOINING = 0.6
"""Cost of each paragraph joined: it must bring more than one word of the list."""

_LENGTH, _VARIANCE = 0.25, 6.8
"""Cost of one standard deviation between the lengths; Gale and Church: variance 6.8 a character."""

_LEAST_GAIN = 0.8
"""Of a pair: two words of the list, or a name."""


@dataclass(frozen=True, slots=True)
class Side:
    """One text: its anchors by paragraph, and how many characters each paragraph has."""

    anchors: dict[int, list[Anchor]]
    lengths: tuple[int, ...]

    def inside(self, paragraphs: range) -> list[Anchor]:
        return [anchor for number in paragraphs for anchor in self.anchors.get(number, ())]


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """Paragraphs `here` (numbers) say what paragraphs `there` say; `shared` are their anchors."""

    here: range
    there: range
    shared: tuple[Shared, ...]
    gain: float


def side_of(paragraphs: Sequence[str], anchors: Sequence[Anchor]) -> Side:
    held: defaultdict[int, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        held[anchor.span.paragraph].append(anchor)
    return Side(dict(held), tuple(len(each) for each in paragraphs[:_MOST_PARAGRAPHS]))


def align(here: Side, there: Side, ratio: float, rarity: Rarity) -> tuple[AlignedPair, ...]:
    """In the order of both texts. `ratio`: characters there for one here."""
    rows, columns = len(here.lengths), len(there.lengths)
    best = {(row, column): 0.0 for row in range(rows + 1) for column in (columns,)}
    best |= {(rows, column): 0.0 for column in range(columns + 1)}
    steps: dict[tuple[int, int], AlignedPair | None] = {}
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            chosen, total = None, max(best[row + 1, column], best[row, column + 1])
            for pair in _pairs(row, column, here, there, ratio, rarity):
                gain = pair.gain + best[pair.here.stop, pair.there.stop]
                if gain > total:
                    chosen, total = pair, gain
            best[row, column], steps[row, column] = total, chosen
    return tuple(_follow(best, steps, rows, columns))


def _pairs(row: int, column: int, here: Side, there: Side, ratio: float, rarity: Rarity) -> Iterator[AlignedPair]:
    for down, right in _STEPS:
        if row + down > len(here.lengths) or column + right > len(there.lengths):
            continue
        mine, other = range(row, row + down), range(column, column + right)
        shared = find_shared(here.inside(mine), there.inside(other), rarity)
        gain = sum(each.weight for each in shared) - _JOINING * (down + right - 2)
        if gain < _LEAST_GAIN:
            continue
        sizes = sum(here.lengths[number] for number in mine) * ratio, sum(there.lengths[number] for number in other)
        gain -= _LENGTH * abs(sizes[0] - sizes[1]) / sqrt(_VARIANCE * (1 + sum(sizes)) / 2)
        if gain > 0:
            yield AlignedPair(mine, other, shared, gain)


def _follow(
    best: dict[tuple[int, int], float], steps: dict[tuple[int, int], AlignedPair | None], rows: int, columns: int
) -> Iterator[AlignedPair]:
    row = column = 0
    while row < rows and column < columns:
        pair = steps[row, column]
        if pair is not None:
            yield pair
            row, column = pair.here.stop, pair.there.stop
        elif best[row + 1, column] >= best[row, column + 1]:
            row += 1
        else:
            column += 1
