"""The anchors of two texts in; out: how likely both report one event."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from masdar.relate.translating.anchors import TERM, TITLE, Anchor
from masdar.relate.translating.shared import Rarity, Shared, find_shared

LEAST_SCORE = 0.45
"""Cosine of the words of the list from which two reports with common names are of one event. On the development half of
tests/relate/languages 11 of 12 other reports of the event reach it, and 1 of 12 about something else."""

LEAST_NAMES, LEAST_NAMED = 2, 1.0
"""So many different names both must have (or one, and a number over 31, a date or a share), of so much weight."""

_LEAST_FIGURE = 0.7
"""Weight of a number that can stand for a second name."""

_TITLE_WEIGHT = 3
"""A word of the title counts as so many of the text, as in `relate.subject`."""


def event_likeness(own: Sequence[Anchor], other: Sequence[Anchor], rarity: Rarity) -> tuple[float, tuple[Shared, ...]]:
    """0..1, and the shared anchors. What happened tells one event from the next; but storms happen everywhere: 0 for
    texts that name nobody and nothing in common, or that tell too little alike to look."""
    score = _words_alike(own, other, rarity)
    shared = find_shared(own, other, rarity) if score >= LEAST_SCORE else ()
    return (score if _name_the_same(shared) else 0.0), shared


def _name_the_same(shared: Sequence[Shared]) -> bool:
    """Do they have names in common, or a name and a figure, that two events seldom share?"""
    names = [each.weight for each in shared if each.here.kind in ("name", "latin")]
    figures = [each for each in shared if each.here.kind in ("number", "date", "share", "address")]
    figured = any(each.weight >= _LEAST_FIGURE for each in figures)
    return len(names) + figured >= LEAST_NAMES and bool(names) and sum(names) >= LEAST_NAMED * (0.5 if figured else 1)


def _words_alike(own: Sequence[Anchor], other: Sequence[Anchor], rarity: Rarity) -> float:
    """Cosine (0..1) of the two texts' words of the list. What happened tells one event from the next; who and where
    does not."""
    mine, its = _weights(own, rarity), _weights(other, rarity)
    length = sqrt(sum(weight**2 for weight in mine.values()) * sum(weight**2 for weight in its.values()))
    return sum(weight * its[key] for key, weight in mine.items() if key in its) / length if length else 0.0


def _weights(anchors: Sequence[Anchor], rarity: Rarity) -> dict[str, float]:
    weights: dict[str, float] = {}
    for anchor in anchors:
        factor = _TITLE_WEIGHT if anchor.span.paragraph == TITLE else 1
        for key in anchor.keys:
            if key.startswith(f"{TERM}words"):
                weights[key] = max(weights.get(key, 0.0), factor * rarity.weight(key))
    return weights
