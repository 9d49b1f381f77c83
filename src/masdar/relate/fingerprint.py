"""Text in, a fingerprint out: a few numbers of which texts with a common passage share at least one.

The numbers ("bands") are the least hashes of sliding windows of shingles, that is MinHash with one row over every
window ("winnowing": Schleimer, Wilkerson and Aiken, SIGMOD 2003). Any run of `SHINGLE_WORDS + WINDOW - 1` common words
therefore gives a common band, wherever it stands in either text, however long the rest is: an excerpt, and one report
inside a merged one, are found like a whole copy. MinHash over whole texts loses these (their Jaccard is near 0).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from rensa import RMinHash

from masdar.relate.wording import SHINGLE_WORDS, folded_words

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
    found = folded_words(text)
    joined = [" ".join(found[start : start + SHINGLE_WORDS]) for start in range(len(found) - SHINGLE_WORDS + 1)]
    if not joined:
        return Fingerprint((), 0)
    hashes: list[int] = RMinHash.hash_token_sets([joined])[0]
    bands = sorted({_signed(least) for least in _window_minima(hashes, WINDOW)})
    return Fingerprint(tuple(bands), len(hashes))


def _signed(number: int) -> int:
    return number - (_SIGN << 1) if number >= _SIGN else number


def _window_minima(hashes: list[int], width: int) -> Iterator[int]:
    """The least number of every `width` neighbours (of all, when they are fewer), once per change."""
    rising: deque[tuple[int, int]] = deque()
    last = -1
    for position, number in enumerate(hashes):
        while rising and rising[-1][0] >= number:
            rising.pop()
        rising.append((number, position))
        if rising[0][1] <= position - width:
            rising.popleft()
        if (position >= width - 1 or position == len(hashes) - 1) and rising[0][1] != last:
            last = rising[0][1]
            yield rising[0][0]
