"""Text in, folded words with their places and the shingles made of them out: what two texts are compared by."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from masdar.model import Article, Span, Statement
from masdar.text.fold import fold
from masdar.text.tokens import word_texts, words

SHINGLE_WORDS = 5
"""Words in a shingle. Four to five separate copies from independent reports best on hand-labelled families."""

Shingle = tuple[str, ...]
Word = TypeVar("Word", str, bytes)


@dataclass(frozen=True, slots=True)
class Wording:
    """The folded words of an article's paragraphs and, beside each, where it stands in the stored text."""

    words: tuple[str, ...]
    places: tuple[Span, ...]

    def span(self, start: int, end: int) -> Span:
        """The stored characters of words `start` to `end` (exclusive), which lie in one paragraph."""
        first, last = self.places[start], self.places[end - 1]
        return Span(first.paragraph, first.start, last.end)

    def is_one(self, start: int, end: int) -> bool:
        """Do words `start` to `end` (exclusive) lie in one paragraph?"""
        return self.places[start].paragraph == self.places[end - 1].paragraph


def folded_words(text: str) -> list[str]:
    """The words of a text as they are compared; words of which folding leaves nothing are skipped."""
    return list(filter(None, folded_lines(word_texts(text)).split("\n")))


def folded_lines(written: Iterable[str]) -> str:
    """Words in, their folded forms out, a line each, which may be empty. Folding many at once takes a tenth of the
    time, and no letter folds together with a line break."""
    return fold("\n".join(written))


@lru_cache(maxsize=256)
def read_wording(paragraphs: tuple[str, ...]) -> Wording:
    """Remembers the last few texts: one new article is compared with many candidates."""
    found = [(number, word) for number, paragraph in enumerate(paragraphs) for word in words(paragraph)]
    lines = folded_lines(word.text for _, word in found).split("\n")
    places = (Span(number, word.start, word.end) for (number, word), line in zip(found, lines, strict=False) if line)
    return Wording(tuple(filter(None, lines)), tuple(places))


def shingles(sequence: Sequence[Word], size: int = SHINGLE_WORDS) -> list[tuple[Word, ...]]:
    """Every run of `size` words (or their bytes), in order; none in a shorter text."""
    return list(zip(*(sequence[start:] for start in range(size)), strict=False))


@lru_cache(maxsize=256)
def shingle_set(paragraphs: tuple[str, ...]) -> frozenset[Shingle]:
    """The distinct shingles of a text, paragraph borders left out of account. Remembered like the wording."""
    return frozenset(shingles(read_wording(paragraphs).words))


def quoted_words(wording: Wording, statements: tuple[Statement, ...]) -> bytearray:
    """One byte a word: 1 where the word stands inside a direct quotation."""
    quoted = bytearray(len(wording.words))
    for span in (span for statement in statements if statement.kind == "direct" for span in statement.content):
        first = bisect_left(
            wording.places, (span.paragraph, span.start), key=lambda place: (place.paragraph, place.start)
        )
        last = bisect_right(wording.places, (span.paragraph, span.end), key=lambda place: (place.paragraph, place.end))
        quoted[first:last] = b"\1" * (last - first)
    return quoted


def wording_of(article: Article) -> Wording:
    return read_wording(article.paragraphs)
