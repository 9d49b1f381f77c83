"""An article in; out: the stems, numbers and places of its title and beginning, by which two reports are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice

from masdar.model import Article
from masdar.relate.wording import folded_words
from masdar.text.tokens import stems

_LEAD_STEMS = 60
"""Stems read of the text: the first two or three paragraphs, where a report names its event."""

_LEAD_CHARACTERS = 1000
"""No more of the text is looked at for them: sixty stems stand in some 500 to 900 characters."""

_TITLE_WEIGHT = 3
"""A stem of the title counts as so many of the text (weights 2 to 4 score alike on the development labels)."""

_OTHER_NUMBERS, _OTHER_PLACES = 0.85, 0.6
"""Factors for two reports whose titles state different numbers (a toll may rise) or different places."""


@dataclass(frozen=True, slots=True)
class Subject:
    """`stems` with their counts. Numbers and places: those of the title, and those of title and beginning."""

    stems: Counter[str]
    title_numbers: frozenset[str]
    numbers: frozenset[str]
    title_places: frozenset[int]
    places: frozenset[int]


def read_subject(article: Article) -> Subject:
    return _read_subject(article.title, article.text[:_LEAD_CHARACTERS])


@lru_cache(maxsize=64)
def _read_subject(title: str, beginning: str) -> Subject:
    """Remembers the last few: an article is matched, then added."""
    counts: Counter[str] = Counter(islice(stems(beginning), _LEAD_STEMS))
    for stem in stems(title):
        counts[stem] += _TITLE_WEIGHT
    of_title, of_both = folded_words(title), folded_words(f"{title}\n{beginning}")
    return Subject(counts, _numbers(of_title), _numbers(of_both), _find_places(of_title), _find_places(of_both))


def contradiction(one: Subject, other: Subject) -> float:
    """1 when nothing speaks against the same event, less when the titles state other numbers or places.

    A number or place of one title that stands anywhere in the beginning of the other report is no contradiction.
    """
    factor = 1.0
    if _contradict(one.title_numbers, one.numbers, other.title_numbers, other.numbers):
        factor *= _OTHER_NUMBERS
    if _contradict(one.title_places, one.places, other.title_places, other.places):
        factor *= _OTHER_PLACES
    return factor


def is_place(word: str) -> bool:
    """Is the folded word, with or without prefixes, the name of a known state or city (those of one word)?"""
    return _bare(word) in _places()


def _contradict(
    title: frozenset[str] | frozenset[int],
    all_of_it: frozenset[str] | frozenset[int],
    other_title: frozenset[str] | frozenset[int],
    all_of_other: frozenset[str] | frozenset[int],
) -> bool:
    return bool(title and other_title and not title & all_of_other and not other_title & all_of_it)


def _numbers(found: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in found if word.isdigit())


def _find_places(found: list[str]) -> frozenset[int]:
    names, beginnings = _places(), _first_words()
    bare = [_bare(word) for word in found]
    starts = [start for start, word in enumerate(bare) if word in beginnings]
    named = (names.get(" ".join(bare[start : start + size])) for start in starts for size in (1, 2, 3))
    return frozenset(number for number in named if number is not None)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(name.split()[0] for name in _places())


@cache
def _places() -> dict[str, int]:
    """Name (folded, each word without its article) → line of the file."""
    lines = files("masdar.relate").joinpath("data/places.txt").read_text(encoding="utf-8").splitlines()
    return {
        " ".join(_bare(word) for word in folded_words(name)): number
        for number, line in enumerate(lines)
        if not line.startswith("#")
        for name in line.split(" = ")
    }


def _bare(word: str) -> str:
    """Without prefixes, as far as at least three letters stay."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _LEAST_LETTERS:
            return word[len(prefix) :]
    return word


_LEAST_LETTERS = 3
_PREFIXES = (
    "وال",  # and the
    "بال",  # in the
    "لل",  # to the
    "ال",  # the
    "ب",  # in
)
