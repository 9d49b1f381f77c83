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


@functools.cache
def latin_pattern(name: str, file: str = "furniture.toml") -> re.Pattern[str]:
    """Of `pattern`, the items that hold no Arabic letter: all that can match a text without one."""
    items = [fold(item, loose=True) for item in _lists(file)[name] if not _ARABIC.search(item)]
    return re.compile("|".join(f"(?:{item})" for item in items) or _NOTHING)


@functools.cache
def openings(name: str, file: str = "furniture.toml") -> re.Pattern[str]:
    """A list of phrases as one pattern: the text opens with one of them, as whole words."""
    longest_first = sorted(phrases(name, file), key=len, reverse=True)
    return re.compile(r"\W*(?:" + "|".join(re.escape(phrase) for phrase in longest_first) + r")(?!\w)")
