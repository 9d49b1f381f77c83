"""The word lists of read/data/dates_*.toml in, tables to look phrases up in out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Generic, TypeVar, cast

from masdar.model import Calendar
from masdar.read.dates.pieces import Pieces
from masdar.text.fold import fold

V = TypeVar("V")
_Lists = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Phrases(Generic[V]):
    """Phrases of one or more folded words, each with its meaning; `longest` counts words, `firsts` begin one."""

    meanings: Mapping[tuple[str, ...], V]
    longest: int
    firsts: frozenset[str]

    def match(self, pieces: Pieces, at: int) -> tuple[V, int] | None:
        """The longest phrase that begins at this place: its meaning and where it ends."""
        if at >= len(pieces) or pieces[at].key not in self.firsts:
            return None
        keys: list[str] = []
        for piece in pieces[at : at + self.longest]:
            if piece.kind != "word":
                break
            keys.append(piece.key)
        for length in range(len(keys), 0, -1):
            meaning = self.meanings.get(tuple(keys[:length]))
            if meaning is not None:
                return meaning, at + length
        return None

    def end(self, pieces: Pieces, at: int) -> int:
        """Where a phrase that begins at this place ends; the place itself when there is none."""
        found = self.match(pieces, at)
        return found[1] if found else at


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of time and how many of it the word says by itself (one, two); None: a number stands before it."""

    name: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that dates are read by. The sections of the files, one field each."""

    months: Phrases[tuple[Calendar, int]]
    numbered_months: Mapping[str, int]
    weekdays: Phrases[int]
    parts_of_day: Phrases[str]
    eras: Phrases[Calendar]
    hours: Phrases[int]
    minutes: Phrases[int]
    ordinals: Phrases[int]
    amounts: Phrases[int]
    units: Phrases[Unit]
    days_ago: Phrases[int]
    spans: Phrases[str]
    vague: Phrases[str]
    small: Mapping[str, Phrases[str]]
    labels: Mapping[str, frozenset[str]]
    needs_year: frozenset[str]
    names_before: frozenset[str]
    history_before: frozenset[str]
    not_today_before: frozenset[str]
    not_today_after: frozenset[str]
    zones: Phrases[str]
    offsets: Phrases[int]
    zone_letters: Phrases[int]
    unclear_letters: frozenset[str]

    @property
    def anchors(self) -> frozenset[str]:
        """Every date without a digit has a word of these: a month, a day's name, a unit, "yesterday" …"""
        return _anchor_words()

    def may_begin(self, word: str) -> bool:
        """Can any part of a date begin with this word? (Most words of a text cannot, and need no closer look.)"""
        return word in _first_words()


@cache
def lexicon() -> Lexicon:
    """Read once, on first use."""
    words, months, zones = _load("words"), _load("months"), _load("zones")
    ints = {name: _phrases((int(key), value) for key, value in words[name].items()) for name in _NUMBERED}
    return Lexicon(
        months=_months(months),
        numbered_months={fold(name): int(number) for number, names in months["numbered"].items() for name in names},
        weekdays=ints["weekdays"],
        parts_of_day=_phrases(words["parts_of_day"].items()),
        eras=_phrases((cast(Calendar, key), value) for key, value in words["eras"].items()),
        hours=ints["hours"],
        minutes=ints["minutes"],
        ordinals=_phrases((int(day), [*names, *map(_to, names)]) for day, names in words["ordinals"].items()),
        amounts=ints["amounts"],
        units=_units(words),
        days_ago=ints["days_ago"],
        spans=_phrases(words["spans"].items()),
        vague=_phrases(words["vague"].items()),
        small={key: _phrases([(key, value)]) for key, value in words["small"].items()},
        labels={key: _words(value) for key, value in words["labels"].items()},
        needs_year=_words(words["names"]["needs_year"]),
        names_before=_words(words["names"]["before"]),
        history_before=_words(words["names"]["history"]),
        not_today_before=_words(words["not_today"]["before"]),
        not_today_after=_words(words["not_today"]["after"]),
        zones=_phrases(zones["places"].items()),
        offsets=_phrases((int(key), value) for key, value in zones["offsets"].items()),
        unclear_letters=_words(zones["unclear"]["letters"]),
        zone_letters=_phrases((int(key), value) for key, value in zones["letters"].items()),
    )


@cache
def _anchor_words() -> frozenset[str]:
    words = lexicon()
    tables = (words.months, words.weekdays, words.units, words.days_ago, words.spans, words.vague, words.small["now"])
    return frozenset(word for table in tables for word in table.firsts)


@cache
def _first_words() -> frozenset[str]:
    words = lexicon()
    firsts = [words.months.firsts, words.weekdays.firsts, words.parts_of_day.firsts, words.ordinals.firsts]
    firsts += [words.amounts.firsts, words.units.firsts, words.days_ago.firsts, words.spans.firsts, words.vague.firsts]
    firsts += [phrases.firsts for phrases in words.small.values()]
    return frozenset(word for table in firsts for word in table)


_NUMBERED = ("weekdays", "hours", "minutes", "amounts", "days_ago")


def _to(ordinal: str) -> str:
    """الرابع with the preposition that may stand before it: للرابع."""
    return "لل" + ordinal.removeprefix("ال")


def _load(name: str) -> _Lists:
    text = files("masdar.read").joinpath(f"data/dates_{name}.toml").read_text(encoding="utf-8")
    return cast(_Lists, tomllib.loads(text))


def _phrases(meanings: Iterable[tuple[V, list[str]]]) -> Phrases[V]:
    table = {tuple(fold(phrase).split()): meaning for meaning, phrases in meanings for phrase in phrases}
    return Phrases(table, max(len(words) for words in table), frozenset(words[0] for words in table))


def _words(phrases: list[str]) -> frozenset[str]:
    return frozenset(fold(phrase) for phrase in phrases)


_CALENDARS: tuple[Calendar, ...] = ("gregorian", "hijri")


def _months(lists: _Lists) -> Phrases[tuple[Calendar, int]]:
    return _phrases(
        ((calendar, int(number)), names) for calendar in _CALENDARS for number, names in lists[calendar].items()
    )


def _units(lists: _Lists) -> Phrases[Unit]:
    counts = (("units_one", 1), ("units_two", 2), ("units_many", None))
    return _phrases((Unit(name, count), words) for key, count in counts for name, words in lists[key].items())
