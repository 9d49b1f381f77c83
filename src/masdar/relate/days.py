"""Words of two passages that answer each other, with the days on which these were published, in; out: do they name
another day?

«اليوم» of Monday's report is «أمس» of Tuesday's: the same day in other words is no change.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files

from masdar.text.fold import fold
from masdar.text.word_changes import Token

_WEEK = 7
_DAY = "يوم"
_PARTS = (range(32), range(1300, 1700), range(1700, 2200))
_CALENDARS = ("gregorian", "hijri")
_FIRST_RELATIVE = -2  # the first of the relative days is the day before yesterday
_CLITICS = ("", "و", "ف", "ل", "ب")
_CLOSE = 1
"""Papers are dated the day before they are read, or after: days counted from that of publication may be one off."""


@dataclass(frozen=True, slots=True)
class _Named:
    """The weekdays and months (calendar, number) that words name; is a weekday counted from the day of publication?"""

    weekdays: frozenset[int]
    months: frozenset[tuple[str, int]]
    is_counted: bool


def names_another_day(
    old: Sequence[Token], new: Sequence[Token], published: tuple[date | None, date | None]
) -> bool | None:
    """None: nobody can say, since one of the two names no day, or one that its report does not date."""
    before, after = (_named(words, day) for words, day in zip((old, new), published, strict=True))
    if before.weekdays and after.weekdays:
        return _is_another_weekday(before, after)
    calendars = [{calendar for calendar, _ in each.months} for each in (before, after)]
    if calendars[0] & calendars[1]:
        return before.months.isdisjoint(after.months)
    return None


def numbers_another_day(old: Sequence[Token], new: Sequence[Token]) -> bool | None:
    """The same for the numbers of a date («18/10/1436», «2 أغسطس»). None: of two calendars, or not the same parts."""
    before, after = _numbers(old), _numbers(new)
    if before == after:
        return False
    parts = [*map(_part, before)]
    return True if before and len(_PARTS) not in parts and parts == [*map(_part, after)] else None


def _numbers(words: Sequence[Token]) -> list[int]:
    return [int(found) for word in words if (found := word.number.rstrip(".")).isdecimal()]


def _part(number: int) -> int:
    """A day or month, a year of one calendar or the other, or anything else."""
    return next((at for at, part in enumerate(_PARTS) if number in part), len(_PARTS))


def is_day(token: Token) -> bool:
    """Is the word part of the name of a day («أول من أمس», «يوم الأحد»)?"""
    word = fold(token.text, loose=True)
    return any(word.removeprefix(clitic) in _day_words() for clitic in _CLITICS)


def _is_another_weekday(before: _Named, after: _Named) -> bool | None:
    apart = min(min((a - b) % _WEEK, (b - a) % _WEEK) for a in before.weekdays for b in after.weekdays)
    if apart == 0:
        return False
    return True if apart > _CLOSE or not (before.is_counted or after.is_counted) else None


def _named(words: Sequence[Token], published: date | None) -> _Named:
    text = f" {' '.join(fold(token.text, loose=True) for token in words if not token.is_mark)} "
    months = frozenset(
        (calendar, number) for calendar in _CALENDARS for number, name in _names(calendar) if _has(text, name)
    )
    days = frozenset(number for number, name in _names("weekdays") if _has(text, name))
    if days:
        return _Named(days, months, is_counted=False)
    away = next((number + _FIRST_RELATIVE for number, name in _names("relative") if _has(text, name)), None)
    if away is None or published is None:
        return _Named(days, months, is_counted=False)
    return _Named(frozenset([(published + timedelta(days=away)).weekday()]), months, is_counted=True)


def _has(text: str, name: str) -> bool:
    return any(f" {clitic}{name} " in text for clitic in _CLITICS)


@functools.cache
def _day_words() -> frozenset[str]:
    named = (name for listed in ("weekdays", "relative") for _, name in _names(listed))
    return frozenset(word for name in (*named, fold(_DAY, loose=True)) for word in name.split())


@functools.cache
def _names(listed: str) -> tuple[tuple[int, str], ...]:
    """The names in a list of data/days.toml, folded, each with its number there."""
    text = files("masdar.relate").joinpath("data", "days.toml").read_text(encoding="utf-8")
    held: list[list[str]] = tomllib.loads(text)[listed]
    return tuple((number, fold(name, loose=True)) for number, names in enumerate(held) for name in names)
