"""A text in, its words with their places out; and the folded words and stems that the search and relating compare."""

from __future__ import annotations

import re
import threading
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import Stemmer

from masdar.text.fold import fold, unmarked

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


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written; `text[start:end]` of the text it came from."""

    text: str
    start: int
    end: int


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in their order; numbers are words, punctuation is not."""
    return tuple(Word(found.group(), found.start(), found.end()) for found in _WORD.finditer(text))


def word_texts(text: str) -> list[str]:
    """The words of a text without their places: `words` at a quarter of the cost."""
    return _WORD.findall(text)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand: `words` without the words, at half the cost."""
    return [found.span() for found in _WORD.finditer(text)]


def stem(word: str) -> str:
    """The light stem of one folded word: article and conjunction off, one ending, of a long word a second one.

    Never below three letters, unless the word has fewer.
    """
    return _strip_ending(_strip_ending(_strip_beginning(word)), _FLOOR + 1)


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
    return frozenset(term for line in _lines("stop_words.txt") for term in _terms(line))


@dataclass(frozen=True, slots=True)
class _Affixes:
    """Beginnings and endings with the longest first; `kept_apart` with and without "and", "so" before them."""

    beginnings: tuple[str, ...]
    endings: tuple[str, ...]
    kept_apart: frozenset[str]


@cache
def _affixes() -> _Affixes:
    lists: dict[str, list[str]] = tomllib.loads(_data("affixes.toml"))
    return _Affixes(
        beginnings=tuple(sorted(lists["beginnings"], key=len, reverse=True)),
        endings=tuple(sorted(lists["endings"], key=len, reverse=True)),
        kept_apart=frozenset(
            joined + _fold_but_last(word) for word in lists["kept_apart"] for joined in ("", "و", "ف")
        ),
    )


@cache
def _rooted() -> frozenset[str]:
    rooted = [fold(line) for line in _lines("rooted.txt")]
    return frozenset(rooted) | frozenset(_strip_ending(word) for word in rooted)


def _data(name: str) -> str:
    return files("masdar.text").joinpath(f"data/{name}").read_text(encoding="utf-8")


def _lines(name: str) -> list[str]:
    return [line.strip() for line in _data(name).splitlines() if line.strip() and not line.startswith("#")]


def _terms(text: str) -> list[str]:
    """All words are folded at once, which is much quicker: a line break folds with no letter."""
    written = word_texts(text)
    folded = fold("\n".join(written))
    if "ى" in text:
        kept = zip(written, folded.split("\n"), strict=False)
        folded = "\n".join(_kept_apart(word) or line for word, line in kept)
    return _WORD.findall(folded)


def _kept_apart(word: str) -> str | None:
    if "ى" not in word:
        return None
    apart = _fold_but_last(unmarked(word))
    return apart if apart in _affixes().kept_apart else None


def _fold_but_last(word: str) -> str:
    return fold(word[:-1]) + word[-1:]


def _strip_beginning(word: str) -> str:
    if word in _rooted() or _strip_ending(word) in _rooted():
        return word
    for beginning in _affixes().beginnings:
        if word.startswith(beginning) and len(word) - len(beginning) >= _FLOOR:
            return word[len(beginning) :]
    return word[1:] if word.startswith("و") and len(word) > _FLOOR_AFTER_AND else word


def _strip_ending(word: str, least: int = _FLOOR) -> str:
    for ending in _affixes().endings:
        # A bare ا is an ending only behind a long word (أمريكا): it is a letter of the root in دعا and عصا.
        floor = _FLOOR + 1 if ending == "ا" else least
        if word.endswith(ending) and len(word) - len(ending) >= floor:
            return word[: -len(ending)]
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
    if term in _affixes().kept_apart or not _ARABIC_WORD.match(term):
        return term
    light = stem(fold(term, loose=True))
    shorter: str = _snowball().stemmer.stemWord(light)
    # Snowball takes a و or ب of the root for a prefix (وزير, بلد): only its endings are believed.
    return shorter if len(shorter) >= _FLOOR and light.startswith(shorter) else light
