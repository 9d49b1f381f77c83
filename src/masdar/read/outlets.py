"""A text → the agencies, outlets and platforms that a book of names knows, where they stand, under which name."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import pairwise
from typing import Literal

from masdar.read.phrases import phrases
from masdar.text.fold import fold
from masdar.text.tokens import Word, words

Kind = Literal["agency", "outlet", "platform", "generic", "official"]
_KINDS: tuple[Kind, ...] = ("agency", "outlet", "platform", "generic")
_CLITICS = ("وب", "ول", "وال", "و", "ف", "ب", "ل", "ك")
# What may not stand between two words of one name ("في دنوار، اليوم" is no paper).
_BREAK = re.compile(r"[،؛:!?؟\n/|–—]|\s-\s")
# Between two names of one outlet: "وكالة الأنباء السعودية (واس)".
_BRACKET = re.compile(r"\s?[(\[«\"“]\s?")
_CLOSING = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Outlet:
    """A medium under one of its names. `weak`: the name is also a common word, a place, an adjective.

    `canonical` is None when several followed sources go by the name. `followed`: a followed source's name.
    """

    canonical: str | None
    kind: Kind
    weak: bool
    followed: bool = False


# The folded words of a name, and whose name it is.
Entry = tuple[tuple[str, ...], Outlet]


@dataclass(frozen=True, slots=True)
class Found:
    """`words[first:last]` name the outlet; `start` and `end` cut the name out of the text (a clitic left out).

    `clitic` is the folded prefix that was left out ("ل", "ب" …).
    """

    outlet: Outlet
    first: int
    last: int
    start: int
    end: int
    clitic: str = ""


class NameBook:
    """Names of media by their first word, the longest first."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        table: dict[str, list[Entry]] = {}
        for parts, outlet in dict(entries).items():
            table.setdefault(parts[0], []).append((parts, outlet))
        self._table = {first: sorted(group, key=lambda entry: -len(entry[0])) for first, group in table.items()}

    def canonical(self, name: str) -> str | None:
        """The book's name for a printed name (with or without a word such as وكالة before it)."""
        parts = folded_words(name)
        for start in range(min(3, len(parts))):
            if start and parts[start - 1] not in phrases("heads", "credits.toml") | phrases("fillers", "credits.toml"):
                return None
            for alias, outlet in self._table.get(parts[start], ()):
                if alias == parts[start:]:
                    return outlet.canonical
        for alias, outlet in self._table.get(parts[0], ()) if parts else ():
            beside = self._find_folded(parts[len(alias) :]) if alias == parts[: len(alias)] else None
            if beside is not None and beside.canonical == outlet.canonical:
                return outlet.canonical
        return None

    def _find_folded(self, parts: tuple[str, ...]) -> Outlet | None:
        entries = self._table.get(parts[0], ()) if parts else ()
        return next((outlet for alias, outlet in entries if alias == parts), None)

    def find(self, text: str, tokens: Sequence[Word], folded: Sequence[str]) -> list[Found]:
        """Known names from left to right, the longest at each place, none inside another."""
        found: list[Found] = []
        place = 0
        while place < len(folded):
            match = self._match(text, tokens, folded, place)
            if match is not None:
                place = match.last
                if found and _is_same(text, found[-1], match):
                    match = replace(found.pop(), last=match.last, end=match.end)
                found.append(replace(match, end=_with_bracket(text, match)))
            else:
                place += 1
        return found

    def _match(self, text: str, tokens: Sequence[Word], folded: Sequence[str], place: int) -> Found | None:
        for clitic in ("", *_CLITICS):
            word = folded[place]
            if not word.startswith(clitic) or (clitic and len(word) - len(clitic) < 2):
                continue
            bare = word[len(clitic) :]
            for head in (bare, "ا" + bare) if clitic == "ل" and bare.startswith("ل") else (bare,):
                for alias, outlet in self._table.get(head, ()):
                    if clitic and (outlet.weak or len(head) < 4):
                        continue
                    last = place + len(alias)
                    if tuple(folded[place + 1 : last]) == alias[1:] and _is_whole(text, tokens[place:last]):
                        return Found(
                            outlet, place, last, tokens[place].start + len(clitic), tokens[last - 1].end, clitic
                        )
        return None


def _is_whole(text: str, tokens: Sequence[Word]) -> bool:
    return not any(_BREAK.search(text, one.end, other.start) for one, other in pairwise(tokens))


def _is_same(text: str, one: Found, other: Found) -> bool:
    """Two names of one outlet, the second in brackets."""
    between = text[one.end : other.start]
    same = one.outlet.canonical is not None and one.outlet.canonical == other.outlet.canonical
    return same and bool(_BRACKET.fullmatch(between))


def _with_bracket(text: str, found: Found) -> int:
    """The end of the name with the bracket that closes one opened inside it."""
    for opening, closing in _CLOSING.items():
        name = text[found.start : found.end]
        if name.count(opening) > name.count(closing) and text[found.end : found.end + 1] == closing:
            return found.end + 1
    return found.end


@functools.cache
def listed_names() -> tuple[Entry, ...]:
    """The entries of the alias file."""
    data = tomllib.loads(files("masdar.read.data").joinpath("outlets.toml").read_text("utf-8"))
    return tuple(
        (folded_words(name), Outlet(canonical, kind, weak))
        for kind in _KINDS
        for canonical, entry in data[kind].items()
        for weak, key in ((True, "weak"), (False, "names"))
        for name in entry.get(key, [])
    )


@functools.cache
def listed_book() -> NameBook:
    """The alias file alone, without followed sources."""
    return NameBook(listed_names())


@functools.lru_cache(maxsize=65_536)
def folded_word(word: str) -> str:
    """One word folded loosely. Remembered: news repeats its words, and folding each anew took a third of the time."""
    return fold(word, loose=True)


def folded_words(text: str) -> tuple[str, ...]:
    return tuple(folded_word(word.text) for word in words(text))


def canonical_name(name: str) -> str | None:
    """The alias file's name for a printed name."""
    return listed_book().canonical(name)
