"""A text → the agencies, outlets and platforms that a book of names knows, where they stand, under which name."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import compress, pairwise
from typing import Literal

from masdar.read.phrases import phrases
from masdar.text.fold import fold
from masdar.text.tokens import word_spans, words

Kind = Literal["agency", "outlet", "platform", "generic", "official"]
_KINDS: tuple[Kind, ...] = ("agency", "outlet", "platform", "generic")
_CLITICS = ("وب", "ول", "وال", "و", "ف", "ب", "ل", "ك")
# What may not stand between two words of one name ("في دنوار، اليوم" is no paper, 'صحيفة "X' not "صحيفة X").
_BREAK = re.compile(r"[،؛:!?؟\n/|–—«“„\[]|\s-\s|\s\"")
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


@dataclass(frozen=True, slots=True)
class Line:
    """A text, where its words stand, and the words folded loosely."""

    text: str
    spans: list[tuple[int, int]]
    folded: tuple[str, ...]


def line_of(text: str) -> Line:
    spans = word_spans(text)
    return Line(text, spans, tuple([folded_word(text[start:end]) for start, end in spans]))


class NameBook:
    """Names of media by their first word, the longest first."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        table: dict[str, list[Entry]] = {}
        for parts, outlet in dict(entries).items():
            table.setdefault(parts[0], []).append((parts, outlet))
        self._table = {first: sorted(group, key=lambda entry: -len(entry[0])) for first, group in table.items()}
        # News repeats its words: what a word may begin is looked up once.
        self._beginnings = functools.lru_cache(maxsize=65_536)(self._look_up)

    def _look_up(self, word: str) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
        """The entries that a folded word may begin, by the clitic that stands before their name."""
        found = []
        for clitic in ("", *_CLITICS):
            bare = word[len(clitic) :]
            if not word.startswith(clitic) or (clitic and len(bare) < 2):
                continue
            # لـ + ال is written لل ("للأناضول").
            for head in (bare, "ا" + bare) if clitic == "ل" and bare.startswith("ل") else (bare,):
                entries = self._table.get(head, ())
                fitting = tuple(entry for entry in entries if not clitic or not (entry[1].weak or len(head) < 4))
                if fitting:
                    found.append((clitic, fitting))
        return tuple(found)

    def canonical(self, name: str) -> str | None:
        """The book's name for a printed name (with or without a word such as وكالة before it)."""
        parts = folded_words(name)
        for start in range(min(3, len(parts))):
            if start and parts[start - 1] not in phrases("heads", "credits.toml") | phrases("fillers", "credits.toml"):
                break
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

    def find(self, line: Line) -> list[Found]:
        """Known names from left to right, the longest at each place, none inside another."""
        found: list[Found] = []
        done = 0
        for place in compress(range(len(line.folded)), map(self._beginnings, line.folded)):
            match = self._match(line, place) if place >= done else None
            if match is not None:
                done = match.last
                if found and _is_same(line.text, found[-1], match):
                    match = replace(found.pop(), last=match.last, end=match.end)
                found.append(replace(match, end=_with_bracket(line.text, match)))
        return found

    def _match(self, line: Line, place: int) -> Found | None:
        for clitic, entries in self._beginnings(line.folded[place]):
            for alias, outlet in entries:
                last = place + len(alias)
                if line.folded[place + 1 : last] == alias[1:] and _is_whole(line.text, line.spans[place:last]):
                    # "صحيفة X" is listed where X alone is several media or a common word; the name is still X.
                    skip = place + 1 if not outlet.followed and _has_plain_head(alias) else place
                    start = line.spans[skip][0] + (len(clitic) if skip == place else 0)
                    end = line.spans[last - 1][1]
                    return Found(outlet, place, last, start, end, clitic)
        return None


def _has_plain_head(alias: tuple[str, ...]) -> bool:
    """Whether the name is what follows its first word ("صحيفة X"), not the whole ("وكالة الأنباء الفرنسية")."""
    is_head = len(alias) > 1 and alias[0] in phrases("heads", "credits.toml")
    return is_head and alias[1] not in phrases("fillers", "credits.toml") and (len(alias) == 2 or alias[0] != "وكاله")


def _is_whole(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    return not any(_BREAK.search(text, one[1], other[0]) for one, other in pairwise(spans))


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
