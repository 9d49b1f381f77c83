"""The anchors of two texts in; out: how likely both report one event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

from masdar.relate.translating.anchors import TERM, TITLE, Anchor
from masdar.relate.translating.shared import Rarity, Shared, find_shared

LEAST_SCORE = 0.45
"""Cosine of the words of the list from which two reports with common names are of one event. On the development half of
tests/relate/languages 11 of 12 other reports of the event reach it, and 1 of 12 about something else."""

LEAST_NAMES, LEAST_NAMED = 2, 1.0
"""So many different names both must have (or one, and a number over 31, a date or a share), of so much weight."""

LEAST_WORDS = 2
"""Fewer common words of the list tell nothing: all that is written about Instagram has the word for shop."""

_LEAST_FIGURE = 0.7
"""Weight of a number that can stand for a second name."""

_WORDS = f"{TERM}words:"
_TITLE_WEIGHT = 3
"""A word of the title counts as so many of the text, as in `relate.subject`."""


def event_likeness(own: Sequence[Anchor], other: Sequence[Anchor], rarity: Rarity) -> float:
    """0..1. What happened tells one event from the next; but storms happen everywhere: 0 for texts that name nobody and
    nothing in common, or that tell too little alike to look."""
    score = words_alike(told_words(own), told_words(other), rarity)
    return score if score >= LEAST_SCORE and name_the_same(find_shared(own, other, rarity)) else 0.0


def name_the_same(shared: Sequence[Shared]) -> bool:
    """Do they have names in common, or a name and a figure, that two events seldom share?"""
    names = [each.weight for each in shared if each.here.kind in ("name", "latin")]
    figures = [each for each in shared if each.here.kind in ("number", "date", "share", "address")]
    figured = any(each.weight >= _LEAST_FIGURE for each in figures)
    return len(names) + figured >= LEAST_NAMES and bool(names) and sum(names) >= LEAST_NAMED * (0.5 if figured else 1)


def told_words(anchors: Sequence[Anchor]) -> dict[str, int]:
    """The keys of a text's words of the list, and how much its title makes of each."""
    found: dict[str, int] = {}
    for anchor in anchors:
        if anchor.kind == "term":
            factor = _TITLE_WEIGHT if anchor.span.paragraph == TITLE else 1
            found |= {key: max(found.get(key, 0), factor) for key in anchor.keys if key.startswith(_WORDS)}
    return found


def words_alike(own: Mapping[str, int], other: Mapping[str, int], rarity: Rarity) -> float:
    """Cosine (0..1) of two texts' `told_words`, the rare ones first in weight."""
    common = own.keys() & other.keys()
    if len(common) < LEAST_WORDS:
        return 0.0
    mine, its = (_squares(each, rarity) for each in (own, other))
    return sum(own[key] * other[key] * rarity.weight(key) ** 2 for key in common) / sqrt(mine * its)


def _squares(told: Mapping[str, int], rarity: Rarity) -> float:
    return sum((factor * rarity.weight(key)) ** 2 for key, factor in told.items())
