"""A name in, in Arabic or Latin letters; out: its skeletons, consonant classes that both spellings share, and whether
two spellings with one skeleton can be one name.

The classes and what is dropped: data/languages/spelling.toml. Vowels are no part of a skeleton, since Arabic writes
only the long ones; they are compared afterwards, as far as both spellings show them.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice

from masdar.text.fold import fold

_MOST_READINGS = 8
"""A Latin word whose letters stand for several sounds is read in so many ways, the likeliest first."""

LEAST_CONSONANTS = 2
"""A skeleton of one consonant is every word's."""

_LONG, _GLOTTAL = "اوي", "اعءويأإآ"
_VOWELS = re.compile("[aeiouyw'’]+")
_ONE_LETTER = "وفبلك"  # "and", "so", "in", "to", "like", written as one word with a name
_ENDINGS = ("ه",)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to read a name: its consonants, and what stands before, between and after them."""

    skeleton: str
    vowels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Letters:
    arabic: Mapping[str, str]
    latin: Mapping[str, tuple[str, ...]]
    articles: tuple[str, ...]


def plain_latin(word: str) -> str:
    """Lower case, without accents."""
    parts = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).lower()


@lru_cache(maxsize=65_536)
def arabic_spellings(word: str) -> tuple[Spelling, ...]:
    """Of a word as printed: as it is, and without what may be a prefix."""
    folded = fold(word, loose=True)
    forms = dict.fromkeys(_without_prefixes(folded))
    found = (_read_arabic(form) for form in forms)
    return tuple(dict.fromkeys(one for one in found if len(one.skeleton) >= LEAST_CONSONANTS))


def _without_prefixes(word: str) -> Iterator[str]:
    """Only an article tells for certain that it is one; the word itself is then no name."""
    for start in ("وال", "بال", "فال", "كال", "ولل", "لل", "ال"):
        if word.startswith(start) and len(word) - len(start) >= 2:
            yield word[len(start) :]
            break
    yield word
    if word[:1] in _ONE_LETTER and len(word) > 4:
        yield word[1:]


def _read_arabic(word: str) -> Spelling:
    letters = _letters().arabic
    body = word[:-1] if word.endswith(_ENDINGS) and len(word) > 2 else word
    skeleton, vowels = "", [""]
    for letter in body:
        if letter in letters:
            skeleton += letters[letter]
            vowels.append("")
        elif letter in _GLOTTAL:
            vowels[-1] += letter
    return Spelling(skeleton, tuple(vowels))


@lru_cache(maxsize=16_384)
def latin_spellings(word: str) -> tuple[Spelling, ...]:
    """Of a word as printed, with and without a joined article (Alwadghiri)."""
    plain = plain_latin(word)
    forms = [plain]
    forms += [plain[len(each) :] for each in _letters().articles if plain.startswith(each) and len(plain) > 6][:1]
    found = (one for form in forms for one in islice(_read_latin(form), _MOST_READINGS))
    return tuple(dict.fromkeys(one for one in found if len(one.skeleton) >= LEAST_CONSONANTS))


def _read_latin(word: str) -> Iterator[Spelling]:
    yield from (Spelling(skeleton, vowels) for skeleton, vowels in _readings(word, 0, "", ("",)))


def _readings(word: str, at: int, skeleton: str, vowels: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    while at < len(word):
        vowel = _VOWELS.match(word, at)
        if vowel:
            vowels = (*vowels[:-1], vowels[-1] + vowel.group())
            at = vowel.end()
            continue
        sign = next((sign for size in (3, 2, 1) if (sign := word[at : at + size]) in _letters().latin), "")
        is_soft = sign in ("ce", "ci", "cy")
        end = at + (1 if is_soft else max(len(sign), 1))
        classes = _letters().latin.get(sign, ("",))
        if classes == ("H",) and end == len(word):  # often a silent last letter: Lamiah
            classes = ("", "H")
        for sound in classes[1:]:
            yield from _readings(word, end, *_add(skeleton, vowels, sound))
        skeleton, vowels = _add(skeleton, vowels, classes[0])
        at = end
    yield skeleton, vowels


def _add(skeleton: str, vowels: tuple[str, ...], sound: str) -> tuple[str, tuple[str, ...]]:
    """A letter written twice is one: Hassan."""
    for each in sound:
        if skeleton.endswith(each) and not vowels[-1]:
            continue
        skeleton, vowels = skeleton + each, (*vowels, "")
    return skeleton, vowels


# ---------------------------------------------------------------- two spellings of one name?


def sound_alike(arabic: Spelling, latin: Spelling) -> bool:
    """Do the long vowels of the Arabic spelling agree with the Latin ones (تيماران: Timaran, but دينار: not Denwar)?"""
    if arabic.skeleton != latin.skeleton:
        return False
    last = len(arabic.vowels) - 1
    return all(
        _agree(number, last, here, there)
        for number, (here, there) in enumerate(zip(arabic.vowels, latin.vowels, strict=True))
    )


def _agree(number: int, last: int, arabic: str, latin: str) -> bool:
    if number == 0:
        return bool(arabic) == bool(latin) and ("w" not in latin[:1] or arabic[:1] == "و")
    is_last = number == last
    if "و" in arabic and not set(latin) & set("ouw"):
        return False
    if "ي" in arabic and not set(latin) & set("iye") and not (is_last and latin.endswith("a")):
        return False
    if "ا" in arabic and not set(latin) & set("aeo") and not is_last:
        return False
    if "w" in latin and "و" not in arabic:
        return False
    if "y" in latin and not is_last and "ي" not in arabic:
        return False
    return not (is_last and latin[-1:] in tuple("iou") and not set(arabic) & set("ويا"))


@cache
def _letters() -> _Letters:
    held = tomllib.loads(files("masdar.relate").joinpath("data/languages/spelling.toml").read_text(encoding="utf-8"))
    arabic = {fold(letter, loose=True): sound for letter, sound in held["arabic"].items()}
    latin = {letters: tuple(sounds) for letters, sounds in held["latin"].items()}
    return _Letters(arabic, latin, tuple(sorted(held["articles"]["latin"], key=len, reverse=True)))
