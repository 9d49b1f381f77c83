"""Pieces and a place in, the calendar day that is printed there out: by digits, by month names, by ordinals.

A form that is a date but cannot be believed comes out as Rejected. Day, month, year is the only order that is read
besides year, month, day: an Arabic page never prints the month first in digits.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace

from masdar.model import Calendar, Rejected
from masdar.read.dates.clocks import read_clock
from masdar.read.dates.items import CalendarDay, Read
from masdar.read.dates.lexicon import lexicon
from masdar.read.dates.pieces import Pieces, are_glued, is_mark, is_number

_SEPARATORS = "/-.٫–\\"
_JOINTS = _SEPARATORS + ",،"
# Parts day, month and year only where it stands twice: elsewhere it parts a date from what is no date.
_BAR = "|"
# Between two names of one month.
_BETWEEN_NAMES = "/\\-–|(،,"
# Umm al-Qura tables of hijridate begin and end here.
_HIJRI_YEARS = range(1343, 1501)
# What a newspaper may print as a date of the common era.
_GREGORIAN_YEARS = range(1800, 2200)
# Iran and Afghanistan count these years of the Sun today (1370 is 1991, 1411 is 2032): digits alone may mean either.
_SOLAR_YEARS = range(1370, 1412)
_MONTHS = range(1, 13)
_LONGEST_HIJRI_MONTH = 30
_LEAP_YEAR = 2000
_MONTHS_BACK = {"this_month": 0, "last_month": 1}


def read_day(pieces: Pieces, at: int) -> Read:
    """The first form that fits at this place."""
    if at >= len(pieces) or pieces[at].kind == "mark":
        return None
    if pieces[at].kind == "number":
        return _triple(pieces, at) or _barred(pieces, at) or _day_month(pieces, at) or _year_first(pieces, at)
    return _ordinal_day(pieces, at) or _month_first(pieces, at) or _year_alone(pieces, at)


def _triple(pieces: Pieces, at: int) -> Read:
    """20/12/2025, 2025-12-20, 29.6.1447 هـ."""
    marked = is_mark(pieces, at + 1, _SEPARATORS + _BAR) and is_mark(pieces, at + 3, _SEPARATORS + _BAR)
    if not marked or pieces[at + 1].key != pieces[at + 3].key or _is_inside_number(pieces, at, at + 5):
        return None
    first, second, third = at, at + 2, at + 4
    if not is_number(pieces, second, 1, 2):
        return None
    if is_number(pieces, first, 1, 2) and is_number(pieces, third, 2):
        return Rejected("ambiguous", "a year of two digits"), at + 5
    if is_number(pieces, first, 1, 2) and is_number(pieces, third, 4):
        day, year = first, third
    elif is_number(pieces, first, 4) and is_number(pieces, third, 1, 2):
        day, year = third, first
    else:
        return None
    return _with_era(pieces, at + 5, None, pieces[year].number, pieces[second].number, pieces[day].number)


def _is_inside_number(pieces: Pieces, start: int, end: int) -> bool:
    """Part of something longer, like an address 10.20.12.2025, a serial number or a version (v2025.12.20)."""
    if start and are_glued(pieces, start) and pieces[start - 1].kind == "word" and pieces[start - 1].key.isascii():
        return True
    before = is_mark(pieces, start - 1, _SEPARATORS) and are_glued(pieces, start) and are_glued(pieces, start - 1)
    after = is_mark(pieces, end, "/.٫-") and are_glued(pieces, end) and are_glued(pieces, end + 1)
    return (before and is_number(pieces, start - 2, *range(1, 15))) or (
        after and is_number(pieces, end + 1, *range(1, 15)) and not read_clock(pieces, end + 1)
    )


def _barred(pieces: Pieces, at: int) -> Read:
    """20 | كانون الأول | 2025."""
    month = _month(pieces, at + 2) if is_mark(pieces, at + 1, _BAR) and is_number(pieces, at, 1, 2) else None
    if month is None or not (is_mark(pieces, month[1], _BAR) and is_number(pieces, month[1] + 1, 4)):
        return None
    named, end = month
    if isinstance(named, Rejected):
        return named, end
    return _with_era(pieces, end + 2, named[0], pieces[end + 1].number, named[1], pieces[at].number)


def _day_month(pieces: Pieces, at: int) -> Read:
    """20 كانون الأول / ديسمبر 2025, 20-Dec-2025, 20 من شهر ديسمبر."""
    if pieces[at].width == 4:
        return None
    place = lexicon().small["day_suffix"].end(pieces, at + 1) if are_glued(pieces, at + 1) else at + 1
    day = pieces[at].number
    return _month_and_year(pieces, _skip_to_month(pieces, place), day) or (
        _day_of_this_month(pieces, place, day) if is_number(pieces, at, 1, 2) else None
    )


def _ordinal_day(pieces: Pieces, at: int) -> Read:
    """العشرين من ديسمبر."""
    found = lexicon().ordinals.match(pieces, at)
    if found is None:
        return None
    day, end = found
    place = _skip_to_month(pieces, end)
    if place == end and not lexicon().small["first"].match(pieces, at):
        return None
    return _month_and_year(pieces, place, day) or _day_of_this_month(pieces, end, day)


def _skip_to_month(pieces: Pieces, at: int) -> int:
    small = lexicon().small
    place = at + 1 if is_mark(pieces, at, _JOINTS) else small["of"].end(pieces, at)
    return small["month"].end(pieces, place)


def _month_and_year(pieces: Pieces, at: int, day: int) -> Read:
    month = _month(pieces, at)
    if month is None:
        return None
    named, place = month
    if isinstance(named, Rejected):
        return named, place
    calendar, number = named
    year = _year(pieces, place)
    if year is None:
        return _without_year(pieces, place, calendar, number, day)
    value, place = year
    if isinstance(value, Rejected):
        return value, place
    return _with_era(pieces, place, calendar, value, number, day)


def _without_year(pieces: Pieces, at: int, calendar: Calendar, month: int, day: int) -> Read:
    small = lexicon().small
    if pieces[at - 1].key in lexicon().needs_year and not _era_end(pieces, at, calendar) > at:
        return None
    if small["future"].match(pieces, at):
        return Rejected("future"), at + 1
    this = small["this"].end(pieces, at)
    end = max(this, small["past"].end(pieces, at), _era_end(pieces, at, calendar))
    checked = _checked(calendar, None, month, day)
    if this > at and calendar == "gregorian" and isinstance(checked, CalendarDay):
        checked = replace(checked, months_back=0)
    return checked, end


def _era_end(pieces: Pieces, at: int, calendar: Calendar) -> int:
    era = lexicon().eras.match(pieces, at)
    return era[1] if era and era[0] == calendar == "hijri" else at


def _month(pieces: Pieces, at: int) -> tuple[tuple[Calendar, int] | Rejected, int] | None:
    """One month by one name or by several that agree: كانون الأول / ديسمبر, يوليو (تموز)."""
    first = lexicon().months.match(pieces, at) or _numbered_month(pieces, at)
    if first is None:
        return None
    named, end = first
    for _ in range(2):  # no page prints more than three names
        place = end + 1 if is_mark(pieces, end, _BETWEEN_NAMES) else end
        other = lexicon().months.match(pieces, place)
        if other is None or other[0][0] != named[0]:
            break
        if other[0] != named:
            return Rejected("contradictory-pair", "the month names differ"), other[1]
        end = other[1] + 1 if is_mark(pieces, other[1], ")") else other[1]
    return named, end


def _numbered_month(pieces: Pieces, at: int) -> tuple[tuple[Calendar, int], int] | None:
    """ت2."""
    if not is_number(pieces, at + 1, 1) or not are_glued(pieces, at + 1):
        return None
    month = lexicon().numbered_months.get(f"{pieces[at].key}{pieces[at + 1].number}")
    return (("gregorian", month), at + 2) if month else None


def _year(pieces: Pieces, at: int) -> tuple[int | Rejected, int] | None:
    """The year after a month. A short number there may be a year or something else: not decided by guessing."""
    small = lexicon().small
    place = at + 1 if is_mark(pieces, at, _JOINTS) else at
    place = small["year"].end(pieces, small["of"].end(pieces, place))
    if place >= len(pieces) or pieces[place].kind != "number" or read_clock(pieces, place):
        return None
    if is_number(pieces, place, 4):
        return pieces[place].number, place + 1
    if is_mark(pieces, at, ",،") or _triple(pieces, place):
        return None
    return Rejected("ambiguous", "a number of another length where the year belongs"), place + 1


def _month_first(pieces: Pieces, at: int) -> Read:
    """ديسمبر 20, 2025; ديسمبر 2025."""
    found = _month(pieces, at)
    if found is None:
        return None
    named, end = found
    if isinstance(named, Rejected):
        return named, end
    calendar, month = named
    place = end + 1 if is_mark(pieces, end, _SEPARATORS) else end
    if not is_number(pieces, place, 1, 2):
        return _month_of_year(pieces, end, calendar, month)
    if read_clock(pieces, place) or _triple(pieces, place) or lexicon().months.match(pieces, place + 1):
        return None
    after = lexicon().small["day_suffix"].end(pieces, place + 1)
    after = after + 1 if is_mark(pieces, after, _JOINTS) else after
    if is_number(pieces, after, 4) and not is_mark(pieces, after + 1, ":"):
        return _with_era(pieces, after + 1, calendar, pieces[after].number, month, pieces[place].number)
    return Rejected("ambiguous", "a month and a number that may be its day or its year"), place + 1


def _month_of_year(pieces: Pieces, at: int, calendar: Calendar, month: int) -> Read:
    year = _year(pieces, at)
    if year is None:
        return None
    value, end = year
    return None if isinstance(value, Rejected) else _with_era(pieces, end, calendar, value, month, None)


def _year_first(pieces: Pieces, at: int) -> Read:
    """2025 ديسمبر 20."""
    if not is_number(pieces, at, 4):
        return None
    month = _month(pieces, at + 2 if is_mark(pieces, at + 1, _JOINTS) else at + 1)
    if month is None:
        return None
    named, place = month
    if isinstance(named, Rejected):
        return named, place
    calendar, number = named
    place = place + 1 if is_mark(pieces, place, _JOINTS) else place
    if not is_number(pieces, place, 1, 2) or read_clock(pieces, place):
        return None
    return _checked(calendar, pieces[at].number, number, pieces[place].number), place + 1


def _year_alone(pieces: Pieces, at: int) -> Read:
    """عام 2025."""
    place = lexicon().small["year"].end(pieces, at)
    if place == at or not is_number(pieces, place, 4):
        return None
    if is_mark(pieces, place + 1, "/-–:.") and is_number(pieces, place + 2, *range(1, 15)):
        return None
    return _with_era(pieces, place + 1, None, pieces[place].number, None, None)


def _day_of_this_month(pieces: Pieces, at: int, day: int) -> Read:
    """What follows a day in "15 الجاري", "15 من الشهر الماضي", "الرابع عشر من الشهر الجاري"."""
    place = lexicon().small["of"].end(pieces, at)
    span = lexicon().spans.match(pieces, place)
    if span and span[0] in _MONTHS_BACK:
        return CalendarDay("gregorian", None, None, day, _MONTHS_BACK[span[0]]), span[1]
    end = lexicon().small["this"].end(pieces, place)
    return (CalendarDay("gregorian", None, None, day, 0), end) if end > place == at else None


def _with_era(
    pieces: Pieces, at: int, calendar: Calendar | None, year: int, month: int | None, day: int | None
) -> Read:
    """The day, its calendar taken from the month's name, the era mark (هـ, م) and the year: all must agree."""
    era = lexicon().eras.match(pieces, at)
    end = era[1] if era else at
    by_year: Calendar = "hijri" if year in _HIJRI_YEARS else "gregorian"
    if era and era[0] != by_year:
        return Rejected("contradictory-pair", "the era and the year"), end
    if calendar and calendar != by_year:
        return Rejected("contradictory-pair", "the month's calendar and the year"), end
    if lexicon().small["solar"].match(pieces, end + 1 if is_mark(pieces, end, ".") else end):
        return Rejected("other-calendar", "the solar Hijri calendar"), end
    if not era and not calendar and year in _SOLAR_YEARS:
        return Rejected("ambiguous", "a year of the Moon or of the Sun"), end
    return _checked(by_year, year, month, day), end


def _checked(calendar: Calendar, year: int | None, month: int | None, day: int | None) -> CalendarDay | Rejected:
    if year is not None and year not in (_HIJRI_YEARS if calendar == "hijri" else _GREGORIAN_YEARS):
        return Rejected("invalid-day", f"year {year}")
    if month is not None and month not in _MONTHS:
        return Rejected("invalid-day", f"month {month}")
    if day is not None and month is not None and not 1 <= day <= _month_length(calendar, year, month):
        return Rejected("invalid-day", f"day {day}")
    return CalendarDay(calendar, year, month, day)


def _month_length(calendar: Calendar, year: int | None, month: int) -> int:
    return _LONGEST_HIJRI_MONTH if calendar == "hijri" else monthrange(year or _LEAP_YEAR, month)[1]
