"""A text → the agencies, outlets and platforms that the alias file knows, where they stand, under which name."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from masdar.read.phrases import phrases
from masdar.text.fold import fold
from masdar.text.tokens import Word, words

Kind = Literal["agency", "outlet", "platform", "generic"]
_KINDS: tuple[Kind, ...] = ("agency", "outlet", "platform", "generic")
_CLITICS = ("وب", "ول", "وال", "و", "ف", "ب", "ل", "ك")


@dataclass(frozen=True, slots=True)
class Outlet:
    """A medium of the alias file. `weak`: this printed name is also a common word, a place, an adjective."""

    canonical: str
    kind: Kind
    weak: bool


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


@functools.cache
def _aliases() -> dict[str, tuple[tuple[tuple[str, ...], Outlet], ...]]:
    """First folded word → (all folded words of the name, outlet), longest names first."""
    data = tomllib.loads(files("masdar.read.data").joinpath("outlets.toml").read_text("utf-8"))
    table: dict[str, list[tuple[tuple[str, ...], Outlet]]] = {}
    for kind in _KINDS:
        for canonical, entry in data[kind].items():
            for weak, names in ((False, entry.get("names", [])), (True, entry.get("weak", []))):
                for name in names:
                    parts = folded_words(name)
                    table.setdefault(parts[0], []).append((parts, Outlet(canonical, kind, weak)))
    return {first: tuple(sorted(entries, key=lambda entry: -len(entry[0]))) for first, entries in table.items()}


@functools.lru_cache(maxsize=65_536)
def folded_word(word: str) -> str:
    """One word folded loosely. Remembered: news repeats its words, and folding each anew took a third of the time."""
    return fold(word, loose=True)


def folded_words(text: str) -> tuple[str, ...]:
    return tuple(folded_word(word.text) for word in words(text))


def canonical_name(name: str) -> str | None:
    """The alias file's name for a printed name (with or without a word such as وكالة before it)."""
    parts = folded_words(name)
    for start in range(min(3, len(parts))):
        if start and parts[start - 1] not in phrases("heads", "credits.toml") | phrases("fillers", "credits.toml"):
            return None
        for alias, outlet in _aliases().get(parts[start], ()):
            if alias == parts[start:]:
                return outlet.canonical
    return None


def find_outlets(tokens: Sequence[Word], folded: Sequence[str]) -> list[Found]:
    """Known names from left to right, the longest at each place, none inside another."""
    found: list[Found] = []
    place = 0
    while place < len(folded):
        match = _match(tokens, folded, place)
        if match is not None:
            found.append(match)
            place = match.last
        else:
            place += 1
    return found


def _match(tokens: Sequence[Word], folded: Sequence[str], place: int) -> Found | None:
    for clitic in ("", *_CLITICS):
        word = folded[place]
        if not word.startswith(clitic) or (clitic and len(word) - len(clitic) < 2):
            continue
        bare = word[len(clitic) :]
        for heads in (bare, "ا" + bare) if clitic == "ل" and bare.startswith("ل") else (bare,):
            for alias, outlet in _aliases().get(heads, ()):
                rest = tuple(folded[place + 1 : place + len(alias)])
                if rest == alias[1:] and not (clitic and (outlet.weak or len(heads) < 4)):
                    last = place + len(alias)
                    start = tokens[place].start + len(clitic)
                    return Found(outlet, place, last, start, tokens[last - 1].end, clitic)
    return None
