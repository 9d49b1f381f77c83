"""In: who derives from whom, pair by pair. Out: for each all that it goes back to, near and far.

Sets of thousands are kept as bits of one number: a text that all print has as many copies of copies as there are pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

K = TypeVar("K")


def number_bits(keys: Iterable[K]) -> dict[K, int]:
    """A bit for each key, the lowest for the first."""
    return {key: 1 << number for number, key in enumerate(dict.fromkeys(keys))}


def reach(bits: Mapping[K, int], pairs: Iterable[tuple[K, K]]) -> dict[K, int]:
    """For each key of `bits`, as a mask of these, all that its (newer, older) pairs lead to: in a circle itself too.
    Pairs with other keys are left out."""
    older: dict[K, list[K]] = {}
    for pair in set(pairs):
        if pair[1] in bits:
            older.setdefault(pair[0], []).append(pair[1])
    ordered = [(key, older[key]) for key in bits if key in older]
    above = dict.fromkeys(bits, 0)
    changed = True
    while changed:  # twice where what is older comes first in `bits`; circles settle too, since masks only grow
        changed = False
        for newer, near in ordered:
            grown = above[newer]
            for key in near:
                grown |= bits[key] | above[key]
            if grown != above[newer]:
                above[newer], changed = grown, True
    return above


def originals(bits: Mapping[K, int], pairs: Iterable[tuple[K, K]]) -> dict[K, int]:
    """The same of (copy, original) pairs; in a circle nobody is the original: then nothing."""
    return {key: 0 if mask & bits[key] else mask for key, mask in reach(bits, pairs).items()}
