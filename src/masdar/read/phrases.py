"""The reader's word lists (read/data/*.toml) → sets and patterns over folded text, loaded when first asked for."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib.resources import files

from masdar.text.fold import fold

_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff]")
_NOTHING = r"(?!)"
_SHORT = 80  # characters of a line that is worth remembering


def key(text: str) -> str:
    """The form lines are compared in: folded loosely, no punctuation at either end, single spaces."""
    return _short_key(text) if len(text) <= _SHORT else _key(text)


def _key(text: str) -> str:
    folded = " ".join(fold(text, loose=True).split())
    start, end = 0, len(folded)
    while start < end and not folded[start].isalnum():
        start += 1
    while end > start and not folded[end - 1].isalnum():
        end -= 1
    return folded[start:end]


# Menus, labels, bylines and dates come back on every page of a site.
_short_key = functools.lru_cache(maxsize=20_000)(_key)


@functools.cache
def _lists(file: str) -> dict[str, list[str]]:
    data: dict[str, list[str]] = tomllib.loads(files("masdar.read.data").joinpath(file).read_text("utf-8"))
    return data


@functools.cache
def phrases(name: str, file: str = "furniture.toml") -> frozenset[str]:
    """A list of phrases, in the form of `key`."""
    return frozenset(key(phrase) for phrase in _lists(file)[name])


@functools.cache
def pattern(name: str, file: str = "furniture.toml") -> re.Pattern[str]:
    """A list of regular expressions as one, over text folded loosely."""
    return re.compile("|".join(f"(?:{fold(item, loose=True)})" for item in _lists(file)[name]))


def matches(name: str, text: str, *, has_arabic: bool, file: str = "furniture.toml") -> bool:
    """Whether `pattern` is found in a folded text. `has_arabic`: whether the text holds a letter of that script.

    Quicker than `pattern`, for texts in which it is hardly ever found: each item looks for its first letters alone.
    """
    start, anywhere = _parted(name, has_arabic, file)
    return start.match(text) is not None or any(item.search(text) for item in anywhere)


@functools.cache
def _parted(name: str, has_arabic: bool, file: str) -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]:
    """The items that a text must begin with, as one, and the others; without Arabic letters, those that hold none."""
    items = [fold(item, loose=True) for item in _lists(file)[name] if has_arabic or not _ARABIC.search(item)]
    start = "|".join(f"(?:{item})" for item in items if item.startswith("^")) or _NOTHING
    return re.compile(start), tuple(re.compile(item) for item in items if not item.startswith("^"))


@functools.cache
def openings(name: str, file: str = "furniture.toml") -> re.Pattern[str]:
    """A list of phrases as one pattern: the text opens with one of them, as whole words."""
    longest_first = sorted(phrases(name, file), key=len, reverse=True)
    return re.compile(r"\W*(?:" + "|".join(re.escape(phrase) for phrase in longest_first) + r")(?!\w)")
