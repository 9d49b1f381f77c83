"""Text in, a fingerprint out: a few numbers of which texts with a common passage share at least one.

The numbers ("bands") are the least hashes of sliding windows of shingles, that is MinHash with one row over every
window ("winnowing": Schleimer, Wilkerson and Aiken, SIGMOD 2003). Any run of `SHINGLE_WORDS + WINDOW - 1` (14) common
words therefore gives a common band, wherever it stands in either text, however long the rest is: an excerpt, and one
report inside a merged one, are found like a whole copy. MinHash over whole texts loses these (Jaccard near 0).
"""

from __future__ import annotations

from dataclasses import dataclass

from rensa import RMinHash

from masdar.relate.wording import folded_words, shingles

WINDOW = 10
"""Shingles in a window. About two bands per eleven words; chosen by bench/relate.py (recall against rows kept)."""

_SIGN = 1 << 63


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`bands` are distinct signed 64-bit numbers in ascending order; `size` counts the text's shingles."""

    bands: tuple[int, ...]
    size: int


def fingerprint(text: str) -> Fingerprint:
    """The same for the same text on every machine, as long as the tokens, folding and rensa's hash stay the same.

    A text of fewer words than a shingle has no band: too little to tell a copy by.
    """
    joined = list(map(" ".join, shingles(folded_words(text))))
    if not joined:
        return Fingerprint((), 0)
    hashes: list[int] = RMinHash.hash_token_sets([joined])[0]
    bands = sorted({_signed(least) for least in _window_minima(hashes, WINDOW)})
    return Fingerprint(tuple(bands), len(hashes))


def _signed(number: int) -> int:
    return number - (_SIGN << 1) if number >= _SIGN else number


def _window_minima(hashes: list[int], window: int) -> list[int]:
    """The least number of every `window` neighbours (of all, when they are fewer), from ever wider ones."""
    minima, width = hashes, 1
    while width < min(window, len(hashes)):
        step = min(width, window - width, len(hashes) - width)
        minima = list(map(min, minima, minima[step:]))
        width += step
    return minima
