"""Text in, a fingerprint out: a few numbers of which texts with a common passage share at least one.

The numbers ("bands") are the least hashes of sliding windows of shingles, that is MinHash with one row over every
window ("winnowing": Schleimer, Wilkerson and Aiken, SIGMOD 2003). Any run of `SHINGLE_WORDS + WINDOW - 1` (14) common
words therefore gives a common band, wherever it stands in either text, however long the rest is: an excerpt, and one
report inside a merged one, are found like a whole copy. MinHash over whole texts loses these (Jaccard near 0).
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rensa import RMinHash

from masdar.relate.wording import folded_lines, shingles
from masdar.text.tokens import word_texts

WINDOW = 10
"""Shingles in a window. About two bands per eleven words; chosen by bench/relate.py (recall against rows kept)."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`bands` are distinct signed 64-bit numbers in ascending order; `size` counts the text's shingles."""

    bands: tuple[int, ...]
    size: int


def fingerprint(text: str) -> Fingerprint:
    """The same for the same text on every machine, as long as the tokens, folding and rensa's hash stay the same.

    A text of fewer words than a shingle has no band: too little to tell a copy by.
    """
    lines = folded_lines(word_texts(text)).encode().split(b"\n")
    hashes = _shingle_hashes(list(filter(None, lines)))
    return Fingerprint(tuple(sorted(_signed(_window_minima(hashes, WINDOW)))), len(hashes))


def band_places(words: Sequence[str], bands: Collection[int]) -> list[tuple[int, int]]:
    """(first word, band) of every shingle of these folded words that is one of the bands, in order."""
    numbers = _signed(_shingle_hashes([word.encode() for word in words]))
    return [(start, number) for start, number in enumerate(numbers) if number in bands]


def _shingle_hashes(words: Sequence[bytes]) -> list[int]:
    """One unsigned 64-bit number for every shingle of these folded words, in order. (rensa hashes the bytes of a text:
    they are the quicker way in.)"""
    joined = [b" ".join(shingle) for shingle in shingles(words)]
    return RMinHash.hash_token_sets([joined])[0] if joined else []


def _signed(numbers: Iterable[int]) -> array[int]:
    """The same 64 bits, as the databases can hold them."""
    return array("q", array("Q", numbers).tobytes())


def _window_minima(hashes: list[int], window: int) -> set[int]:
    """The least number of every `window` neighbours (of all, when they are fewer)."""
    if not hashes:
        return set()
    least = min(hashes[:window])
    found = {least}
    for start, (gone, new) in enumerate(zip(hashes, hashes[window:], strict=False), start=1):
        if new <= least:
            least = new
            found.add(least)
        elif gone == least:
            least = min(hashes[start : start + window])
            found.add(least)
    return found
