"""The words of a text in; out: which of them have a row in the list of words with one meaning in three languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from threading import local
from typing import Literal, get_args

import Stemmer

from masdar.relate.translating.spelling import plain_latin
from masdar.text.fold import fold
from masdar.text.tokens import search_stems, word_texts

Language = Literal["ar", "en", "fr"]
TermKind = Literal["names", "words", "months", "common"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
"""The columns of the list, in order."""

_STEMMERS = {"en": "english", "fr": "french"}


@dataclass(frozen=True, slots=True)
class Term:
    """A row: `number` is its line in the file, of months 1 to 12."""

    number: int
    kind: TermKind


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """Words `start` to `end` (exclusive) have these rows (one spelling may have two meanings)."""

    start: int
    end: int
    terms: tuple[Term, ...]


def find_terms(words: Sequence[str], language: Language) -> Iterator[FoundTerm]:
    """In order; of phrases that begin at one word the longest."""
    phrases = _phrases(language)
    stems = [word_stem(word, language) for word in words]
    past = 0
    for at, stem in enumerate(stems):
        if at < past or stem not in phrases.longest:
            continue
        for size in range(min(phrases.longest[stem], len(words) - at), 0, -1):
            found = _rows(phrases, words[at : at + size], tuple(stems[at : at + size]), language)
            if found:
                past = at + size
                yield FoundTerm(at, past, found)
                break


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Stems of a phrase → its rows; words as written → rows, of acronyms; first stem → words of its longest phrase."""

    rows: dict[tuple[str, ...], tuple[Term, ...]]
    exact: dict[tuple[str, ...], tuple[Term, ...]]
    longest: dict[str, int]


def _rows(phrases: _Phrases, words: Sequence[str], stems: tuple[str, ...], language: Language) -> tuple[Term, ...]:
    found = phrases.exact.get(tuple(map(_as_written(language), words)), ()) + phrases.rows.get(stems, ())
    if language == "en" and not words[0][:1].isupper():
        found = tuple(term for term in found if term.kind not in ("names", "months"))
    return found


def _is_exact(term: Term, phrase: str, language: Language) -> bool:
    """Acronyms, and Arabic months: the stem of ماي (May) is that of ماء (water)."""
    return term.kind == "months" if language == "ar" else phrase.isupper()


def _as_written(language: Language) -> Callable[[str], str]:
    return fold if language == "ar" else str


@lru_cache(maxsize=65_536)
def word_stem(word: str, language: Language) -> str:
    """What the forms of a word have in common; of an Arabic one as in the search."""
    if language == "ar":
        return search_stems(word)
    plain = plain_latin(word)
    stemmed: str = _stemmers().of(language).stemWord(plain)
    return stemmed


class _Stemmers(local):
    """PyStemmer's objects keep a buffer, so each thread has its own."""

    def __init__(self) -> None:
        self._held = {language: Stemmer.Stemmer(name) for language, name in _STEMMERS.items()}

    def of(self, language: str) -> Stemmer.Stemmer:
        return self._held[language]


@cache
def _stemmers() -> _Stemmers:
    return _Stemmers()


@cache
def _phrases(language: Language) -> _Phrases:
    rows: dict[tuple[str, ...], tuple[Term, ...]] = {}
    exact: dict[tuple[str, ...], tuple[Term, ...]] = {}
    longest: dict[str, int] = {}
    for term, phrase in _listed(language):
        words = tuple(word_texts(phrase))
        stems = tuple(word_stem(word, language) for word in words)
        if _is_exact(term, phrase, language):
            exact[tuple(map(_as_written(language), words))] = (term,)
        else:
            rows[stems] = tuple(dict.fromkeys((*rows.get(stems, ()), term)))
        longest[stems[0]] = max(longest.get(stems[0], 0), len(stems))
    return _Phrases(rows, exact, longest)


def _listed(language: Language) -> Iterator[tuple[Term, str]]:
    column = LANGUAGES.index(language)
    text = files("masdar.relate").joinpath("data/languages/terms.txt").read_text(encoding="utf-8")
    kind: TermKind = "words"
    months = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("["):
            kind = next(each for each in get_args(TermKind) if line == f"[{each}]")
        elif line and not line.startswith("#"):
            months += kind == "months"
            term = Term(months if kind == "months" else number, kind)
            yield from ((term, phrase.strip()) for phrase in line.split(";")[column].split(","))
