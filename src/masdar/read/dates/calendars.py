"""The printed days of one date and the time of its page in, the day of the common calendar that they state out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hijridate import Gregorian, Hijri

from masdar.model import Calendar, Rejected
from masdar.read.dates.items import CalendarDay

_DAY = timedelta(days=1)
# 29 February comes back after eight years at the latest (1900 was no leap year).
_MOST_YEARS_BACK = 8
# A month seen with the eye begins up to a day away from the tables of Umm al-Qura.
_HIJRI_SLACK = (0, -1, 1)


@dataclass(frozen=True, slots=True)
class Dated:
    """A day of the common calendar, or the first day of a month or year, and the calendar it was printed in."""

    day: date
    precision: str
    calendar: Calendar


def to_date(days: tuple[CalendarDay, ...], weekdays: frozenset[int], today: date | None) -> Dated | Rejected:
    """Two calendars side by side must agree within one day; the weekday must be the day's own.

    `today` is the day on which the page was fetched, for what is printed without a year.
    """
    common = tuple(dict.fromkeys(day for day in days if day.calendar == "gregorian"))
    hijri = tuple(dict.fromkeys(day for day in days if day.calendar == "hijri"))
    if len(common) > 1 or len(hijri) > 1:
        return Rejected("ambiguous", "two days of one calendar")
    if common and hijri:
        dated = _from_pair(common[0], hijri[0], today)
    elif common:
        dated = _from_common(common[0], today)
    else:
        dated = _from_hijri(hijri[0], weekdays, today)
    if isinstance(dated, Rejected) or not weekdays:
        return dated
    if dated.precision != "day" or weekdays != {dated.day.weekday()}:
        return Rejected("wrong-weekday", dated.day.isoformat())
    return dated


def _from_common(printed: CalendarDay, today: date | None) -> Dated | Rejected:
    if printed.months_back is not None:
        return _in_recent_month(printed, today)
    if printed.year is None:
        return _latest(printed, today)
    try:
        day = date(printed.year, printed.month or 1, printed.day or 1)
    except ValueError as error:
        return Rejected("invalid-day", str(error))
    return Dated(day, _precision(printed), "gregorian")


def _precision(printed: CalendarDay) -> str:
    return "day" if printed.day else "month" if printed.month else "year"


def _latest(printed: CalendarDay, today: date | None) -> Dated | Rejected:
    """The last such day up to `today`."""
    if today is None:
        return Rejected("no-reference", "no year, and no time of the page")
    for back in range(_MOST_YEARS_BACK + 1):
        try:
            day = date(today.year - back, printed.month or 1, printed.day or 1)
        except ValueError:
            continue
        if day <= today:
            return Dated(day, "day", "gregorian")
    return Rejected("invalid-day")


def _in_recent_month(printed: CalendarDay, today: date | None) -> Dated | Rejected:
    if today is None:
        return Rejected("no-reference", "this month, and no time of the page")
    if printed.month not in (None, today.month):
        return Rejected("contradictory-pair", "not the month of the page")
    first = today.replace(day=1)
    for _ in range(printed.months_back or 0):
        first = (first - _DAY).replace(day=1)
    try:
        return Dated(first.replace(day=printed.day or 1), "day", "gregorian")
    except ValueError as error:
        return Rejected("invalid-day", str(error))


def _from_hijri(printed: CalendarDay, weekdays: frozenset[int], today: date | None) -> Dated | Rejected:
    """By the tables of Umm al-Qura; a weekday one day away is believed over the tables."""
    if printed.year is None:
        return _latest_hijri(printed, weekdays, today)
    day = _hijri_to_date(printed.year, printed.month or 1, printed.day or 1)
    if day is None:
        return Rejected("invalid-day", "no such day in the Hijri calendar")
    near = (day + slack * _DAY for slack in _HIJRI_SLACK)
    fitting = [other for other in near if other.weekday() in weekdays] if printed.day else []
    return Dated(fitting[0] if fitting else day, _precision(printed), "hijri")


def _latest_hijri(printed: CalendarDay, weekdays: frozenset[int], today: date | None) -> Dated | Rejected:
    if today is None:
        return Rejected("no-reference", "no year, and no time of the page")
    this_year = _date_to_hijri(today)
    if this_year is None:
        return Rejected("invalid-day", "outside the tables of the Hijri calendar")
    for year in (this_year[0], this_year[0] - 1):
        day = _hijri_to_date(year, printed.month or 1, printed.day or 1)
        if day and day <= today:
            dated = _from_hijri(CalendarDay("hijri", year, printed.month, printed.day), weekdays, today)
            return dated if isinstance(dated, Rejected) else Dated(dated.day, "day", "hijri")
    return Rejected("invalid-day", "no such day in the last years of the Hijri calendar")


def _from_pair(common: CalendarDay, hijri: CalendarDay, today: date | None) -> Dated | Rejected:
    """The common day, if the Hijri one is that day or its neighbour; either may lack its year."""
    if common.day is None or hijri.day is None:
        return Rejected("ambiguous", "a day beside a month")
    if common.year is None and common.months_back is None and hijri.year is not None:
        return _common_beside(common, hijri)
    dated = _from_common(common, today)
    if isinstance(dated, Rejected):
        return dated
    if not _is_same_day(dated.day, hijri):
        return Rejected("contradictory-pair", "the two calendars differ")
    return dated


def _common_beside(common: CalendarDay, hijri: CalendarDay) -> Dated | Rejected:
    day = _hijri_to_date(hijri.year or 0, hijri.month or 1, hijri.day or 1)
    if day is None:
        return Rejected("invalid-day", "no such day in the Hijri calendar")
    for slack in _HIJRI_SLACK:
        near = day + slack * _DAY
        if (near.month, near.day) == (common.month, common.day):
            return Dated(near, "day", "gregorian")
    return Rejected("contradictory-pair", "the two calendars differ")


def _is_same_day(day: date, hijri: CalendarDay) -> bool:
    """Within one day. The 30th of a month that has 29 days in the tables is the day after its 29th."""
    for slack in _HIJRI_SLACK:
        near = _date_to_hijri(day + slack * _DAY)
        if near and near[1:] == (hijri.month, hijri.day) and hijri.year in (None, near[0]):
            return True
    eve = _date_to_hijri(day - _DAY)
    return eve is not None and eve[1:] == (hijri.month, 29) == (hijri.month, (hijri.day or 0) - 1)


def _hijri_to_date(year: int, month: int, day: int) -> date | None:
    try:
        common = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(common.year, common.month, common.day)


def _date_to_hijri(day: date) -> tuple[int, int, int] | None:
    try:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    except (ValueError, OverflowError):
        return None
    return hijri.year, hijri.month, hijri.day
