"""A text in, its words with their places out; and the folded words and stems that the search and relating compare."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import Stemmer

from masdar.text.fold import fold

# Characters inside a word that are no letters to `re`: combining marks, tatweel, joiners, soft hyphen.
_INNER = "\u00ad\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
_INNER += "\u08d3-\u08ff\u200b-\u200d\ufe00-\ufe0f"
_ARABIC = "\u0620-\u065f\u066e-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\u06fa-\u06ff"
_ARABIC += "\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
# A run of Arabic letters ends where a digit begins (1446هـ is two words); Latin ones keep theirs (F16).
_WORD = re.compile(rf"[{_ARABIC}][{_ARABIC}{_INNER}]*|(?:(?![{_ARABIC}])[^\W_])(?:(?![{_ARABIC}])[\w{_INNER}])*")

_ARABIC_WORD = re.compile(rf"[{_ARABIC}]")

# The rest of a word after a prefix, and a stem after a suffix, keep so many letters: Arabic roots have three.
_FLOOR = 3
# A bare و is a letter of the root more often than "and" in front of fewer letters (وزير, وقود).
_FLOOR_AFTER_AND = 4
_PREFIXES = ("وبال", "وكال", "فبال", "وسال", "ولل", "فلل", "وال", "فال", "بال", "كال", "لل", "ال")
_SUFFIXES = ("اتها", "اتهم", "يات", "يين", "يون", "ات", "ون", "ين", "ان", "يه", "ها", "هم", "هن", "نا", "كم", "ه", "ي")
# Words that keep their last ى, and those that begin with "and" before them: folding على makes it the name علي.
_KEPT_APART = frozenset(prefix + word for prefix in ("", "و", "ف") for word in ("على", "إلى", "الى", "متى"))


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written; `text[start:end]` of the text it came from."""

    text: str
    start: int
    end: int


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in their order; numbers are words, punctuation is not."""
    return tuple(Word(found.group(), found.start(), found.end()) for found in _WORD.finditer(text))


def stem(word: str) -> str:
    """The light stem of one folded word: article, conjunction and one ending off, never below three letters."""
    return _strip_suffix(_strip_prefix(word))


def stems(text: str) -> tuple[str, ...]:
    """What a text is about, for relating: folded, stemmed, without stop words."""
    return tuple(_search_stem(term) for term in _terms(text) if term not in stop_words())


def search_terms(text: str) -> str:
    """The exact level of the search: the folded words, a space between them. For the index and for queries."""
    return " ".join(_terms(text))


def search_stems(text: str) -> str:
    """The wide level of the search: one stem for each word of `search_terms`, in the same order."""
    return " ".join(_search_stem(term) for term in _terms(text))


@cache
def stop_words() -> frozenset[str]:
    """Folded words that say nothing about the subject of a text."""
    lines = files("masdar.text").joinpath("data/stop_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(term for line in lines if not line.startswith("#") for term in _terms(line))


@cache
def _roots_with_waw() -> frozenset[str]:
    lines = files("masdar.text").joinpath("data/roots_with_waw.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line.strip()) for line in lines if line.strip() and not line.startswith("#"))


def _terms(text: str) -> list[str]:
    return [term for word in words(text) for term in _folded_word(word.text).split()]


def _folded_word(word: str) -> str:
    return word if word in _KEPT_APART else fold(word)


def _strip_prefix(word: str) -> str:
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _FLOOR:
            return word[len(prefix) :]
    if word.startswith("و") and len(word) > _FLOOR_AFTER_AND and not _is_rooted_in_waw(word):
        return word[1:]
    return word


def _is_rooted_in_waw(word: str) -> bool:
    return word in _roots_with_waw() or _strip_suffix(word) in _roots_with_waw()


def _strip_suffix(word: str) -> str:
    for suffix in _SUFFIXES:
        # ان is a dual ending of longer words and a part of shorter ones (لبنان).
        floor = _FLOOR + 1 if suffix == "ان" else _FLOOR
        if word.endswith(suffix) and len(word) - len(suffix) >= floor:
            return word[: -len(suffix)]
    return word


class _Snowball(threading.local):
    """PyStemmer's objects keep a buffer, so each thread has its own."""

    def __init__(self) -> None:
        self.stemmer = Stemmer.Stemmer("arabic")


@cache
def _snowball() -> _Snowball:
    return _Snowball()


@lru_cache(maxsize=65_536)  # about the different words of a few thousand reports, some 10 MB
def _search_stem(term: str) -> str:
    if term in _KEPT_APART or not _ARABIC_WORD.match(term):
        return term
    light = stem(term)
    shorter: str = _snowball().stemmer.stemWord(light)
    return shorter if len(shorter) >= _FLOOR else light
