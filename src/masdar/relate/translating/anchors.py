"""An article in; out: its anchors, what stays the same when it is told in another language.

Numbers, dates, shares, addresses; words with a row in the list of terms; names, by the skeleton of their consonants. In
Latin script a name is a word with a capital letter; in Arabic any word may be one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from masdar.model import Article, Span
from masdar.relate.translating.spelling import arabic_spellings, latin_spellings, plain_latin
from masdar.relate.translating.terms import LANGUAGES, FoundTerm, Language, find_terms
from masdar.text.fold import digits, fold
from masdar.text.numbers import Number, numbers
from masdar.text.tokens import Word, stop_words, words

AnchorKind = Literal["number", "date", "share", "address", "latin", "term", "name"]

TITLE = -1
"""The paragraph number of what stands in the title."""

TERM = "t."
"""What the keys of terms begin with: "t.words:289"."""

_LEAST_LETTERS = 3
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ž]")
_ADDRESS = re.compile(r"https?://[^\s«»\"<>()]+|www\.[^\s«»\"<>()]+|(?<!\w)[#@]\w{3,}")
_ENDING = re.compile(r"(?<=[0-9])(?:st|nd|rd|th|er|e|ère|ème)\b")
_FRENCH_THOUSANDS = re.compile(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?![0-9]))")
_FRENCH_MARK = "\u066c"  # the Arabic sign for thousands, which means nothing else
_SENTENCE_END = re.compile(r"(?:^|[.!?:…;»”\"«“(–]|\s-)[\s\"«“(‘']*$")
_ELIDED = re.compile(r"(?<![^\W_])([dlnsDLNS]|qu|Qu)['’](?=[^\W_])")
_POSSESSIVE = re.compile(r"['’]s\b")


@dataclass(frozen=True, slots=True)
class Anchor:
    """`printed` stands at `span` (paragraph `TITLE`: in the title). Any of `keys` may be what it is ("n:14", "s:TMRN").

    `is_sure`: it would be an anchor in any telling. Any Arabic word may be a name, and so may the first of a sentence.
    """

    keys: tuple[str, ...]
    kind: AnchorKind
    span: Span
    printed: str
    is_sure: bool = True


def language_of(article: Article) -> Language | None:
    """The one of `LANGUAGES` that it is in."""
    code = (article.language or "").lower().split("-")[0]
    return next((each for each in LANGUAGES if each == code), None)


@lru_cache(maxsize=64)
def anchors(article: Article) -> tuple[Anchor, ...]:
    """In order, title first; none of a language that is not known. Remembers the last few."""
    return read_anchors(article.title, article.paragraphs, language_of(article))


def read_anchors(title: str, paragraphs: Sequence[str], language: Language | None) -> tuple[Anchor, ...]:
    """The anchors of these texts."""
    if language is None:
        return ()
    texts = [(TITLE, title), *enumerate(paragraphs)]
    known = _capitals([text for number, text in texts if number != TITLE]) if language != "ar" else frozenset()
    return tuple(anchor for number, text in texts for anchor in _anchors_of(text, number, language, known))


def _anchors_of(text: str, number: int, language: Language, known: frozenset[str]) -> Iterator[Anchor]:
    plain = _POSSESSIVE.sub(lambda found: " " * len(found.group()), _ELIDED.sub(_blank, text))
    found = words(plain)
    terms = list(find_terms([word.text for word in found], language))
    yield from _addresses(text, number)
    counted = list(_numbers(plain, number, language, _months(found, terms)))
    yield from counted
    taken = {place for term in terms if not _may_be_name(term, language) for place in range(term.start, term.end)}
    for term in terms:
        start, end = found[term.start].start, found[term.end - 1].end
        keys = tuple(f"{TERM}{each.kind}:{each.number}" for each in term.terms)
        yield Anchor(keys, "term", Span(number, start, end), text[start:end])
    ends = {each.span.start for each in counted}
    rest = [word for place, word in enumerate(found) if place not in taken and word.start not in ends]
    yield from _arabic_names(rest, number) if language == "ar" else _latin_names(plain, rest, number, language, known)


def _may_be_name(term: FoundTerm, language: Language) -> bool:
    """Many Arabic names are words: مرجانة is a coral."""
    return language == "ar" and term.end - term.start == 1 and term.terms[0].kind == "words"


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


# ---------------------------------------------------------------- numbers, dates, addresses


def _addresses(text: str, number: int) -> Iterator[Anchor]:
    for found in _ADDRESS.finditer(text):
        printed = found.group().rstrip(".,;:!?،؛؟")
        key = re.sub(r"^(?:https?://)?(?:www\.)?", "", printed.lower()).rstrip("/")
        yield Anchor((f"u:{key}",), "address", Span(number, found.start(), found.start() + len(printed)), printed)


def _months(found: Sequence[Word], terms: Sequence[FoundTerm]) -> dict[int, tuple[int, int, int]]:
    """Where a month's name begins or ends → the month, where it begins and where it ends."""
    places: dict[int, tuple[int, int, int]] = {}
    for term in terms:
        months = [each.number for each in term.terms if each.kind == "months"]
        if months:
            start, end = found[term.start].start, found[term.end - 1].end
            places[start] = places[end] = (months[0], start, end)
    return places


def _numbers(
    text: str, number: int, language: Language, months: Mapping[int, tuple[int, int, int]]
) -> Iterator[Anchor]:
    for found in _read_numbers(text, language):
        start, end = found.start, found.end
        printed = text[start:end]
        month = _month_beside(text, start, end, months)
        if month and found.value.isdigit() and 1 <= int(found.value) <= 31:
            start, end = min(start, month[1]), max(end, month[2])
            yield Anchor((f"d:{month[0]}-{found.value}",), "date", Span(number, start, end), text[start:end])
        elif _shares().match(text, end):
            yield Anchor((f"p:{found.value}",), "share", Span(number, start, end), printed)
        elif found.value != "0":
            yield Anchor((f"n:{found.value}",), "number", Span(number, start, end), printed)


def _month_beside(
    text: str, start: int, end: int, months: Mapping[int, tuple[int, int, int]]
) -> tuple[int, int, int] | None:
    after = re.compile(r"(?:er)?\s*(?:of\s+|de\s+)?").match(text, end)
    before = len(text[:start].rstrip(" .,"))
    found = months.get(after.end() if after else end)
    return found if found and found[1] >= end else months.get(before)


def _read_numbers(text: str, language: Language) -> Iterator[Number]:
    """With places in `text`; French words are read as the English ones."""
    same = _shares().sub(lambda found: "%".ljust(len(found.group())), digits(text))
    if language == "ar":
        yield from numbers(same)
        return
    same = _ENDING.sub(_blank, same)
    if language == "en":
        yield from numbers(same)
        return
    same = _FRENCH_THOUSANDS.sub(_FRENCH_MARK, same)
    pieces, places, at = [], [], 0
    for found in _french().finditer(same):
        told = _spelling()["french"][plain_latin(found.group())]
        pieces += [same[at : found.start()], told]
        places += [*range(at, found.start()), *([found.start()] * (len(told) - 1)), found.end() - 1]
        at = found.end()
    places += range(at, len(same))
    for each in numbers("".join((*pieces, same[at:]))):
        yield Number(places[each.start], places[each.end - 1] + 1, each.value)


@cache
def _shares() -> re.Pattern[str]:
    return re.compile(r"\s*(?:" + "|".join(map(re.escape, _spelling()["percent"]["after"])) + ")", re.IGNORECASE)


@cache
def _french() -> re.Pattern[str]:
    listed = sorted(_spelling()["french"], key=len, reverse=True)
    return re.compile(r"(?<![^\W_])(?:" + "|".join(listed) + r")(?![^\W_])", re.IGNORECASE)


# ---------------------------------------------------------------- names


def _arabic_names(found: Sequence[Word], number: int) -> Iterator[Anchor]:
    for word in found:
        keys = _arabic_keys(word.text)
        if keys:
            yield Anchor(keys, "name", Span(number, word.start, word.end), word.text, is_sure=False)
        elif _LATIN.match(word.text):
            yield Anchor(_latin_keys(word.text), "latin", Span(number, word.start, word.end), word.text)


@lru_cache(maxsize=65_536)
def _arabic_keys(word: str) -> tuple[str, ...]:
    plain = fold(word)
    if len(plain) < _LEAST_LETTERS or plain in stop_words() or not plain.isalpha():
        return ()
    return tuple(dict.fromkeys(f"s:{each.skeleton}" for each in arabic_spellings(word)))


@lru_cache(maxsize=16_384)
def _latin_keys(word: str) -> tuple[str, ...]:
    spelled = (f"s:{each.skeleton}" for each in latin_spellings(word))
    return tuple(dict.fromkeys((f"l:{plain_latin(word)}", *spelled)))


def _latin_names(
    text: str, found: Sequence[Word], number: int, language: Language, known: frozenset[str]
) -> Iterator[Anchor]:
    for word in found:
        plain = plain_latin(word.text)
        if not word.text[:1].isupper() or len(plain) < _LEAST_LETTERS or not word.text.isalpha():
            continue
        if plain in _small(language) or plain in _articles():
            continue
        is_sure = plain in known or (number != TITLE and not _SENTENCE_END.search(text[: word.start]))
        yield Anchor(_latin_keys(word.text), "name", Span(number, word.start, word.end), word.text, is_sure)


def _capitals(texts: Sequence[str]) -> frozenset[str]:
    """Words that have a capital letter inside a sentence, and never stand without one."""
    inside: set[str] = set()
    low: set[str] = set()
    for text in texts:
        for word in words(text):
            if word.text.islower():
                low.add(plain_latin(word.text))
            elif word.text[:1].isupper() and not _SENTENCE_END.search(text[max(word.start - 8, 0) : word.start]):
                inside.add(plain_latin(word.text))
    return frozenset(inside - low)


@cache
def _small(language: Language) -> frozenset[str]:
    return frozenset(_spelling()["small"][language].split())


@cache
def _articles() -> frozenset[str]:
    return frozenset(_spelling()["articles"]["latin"])


@cache
def _spelling() -> dict[str, dict[str, str]]:
    text = files("masdar.relate").joinpath("data/languages/spelling.toml").read_text(encoding="utf-8")
    held: dict[str, dict[str, str]] = tomllib.loads(text)
    return held
