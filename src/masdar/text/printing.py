"""A moment and a reader's style in, the words to show out. Names and plural forms come from the CLDR by Babel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from babel.dates import format_date, format_time, format_timedelta

from masdar.model import Moment
from masdar.text.fold import digits
from masdar.text.zones import clock_of

Months = Literal["levant", "gulf", "maghreb", "morocco", "mauritania", "en"]

# The CLDR locale that uses each family of month names.
_LOCALES: dict[Months, str] = {
    "levant": "ar_SY",
    "gulf": "ar_AE",
    "maghreb": "ar_DZ",
    "morocco": "ar_MA",
    "mauritania": "ar_MR",
    "en": "en_GB",
}
_ARABIC_DIGITS = {ord("0") + value: 0x0660 + value for value in range(10)}
# CLDR has these words, Babel does not hand them out.
_NEAR_DAYS = {"ar": {0: "اليوم", 1: "أمس"}, "en": {0: "today", 1: "yesterday"}}
_NOW = {"ar": "الآن", "en": "now"}
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Style:
    """How one reader wants dates and numbers. `zone` is a tz database name; None shows UTC and says so."""

    months: Months = "levant"
    digits: Literal["latn", "arab"] = "latn"
    zone: str | None = None
    language: Literal["ar", "en"] = "ar"


def digits_in(text: str, style: Style) -> str:
    """The text with every digit in the reader's style. Never for quotations."""
    plain = digits(text)
    return plain.translate(_ARABIC_DIGITS) if style.digits == "arab" else plain


def print_instant(instant: datetime, style: Style, now: datetime) -> str:
    """Relative up to a day on either side of `now`, then the day and the time of the reader's zone."""
    distance = instant - now
    if abs(distance) < _DAY:
        return digits_in(_print_distance(distance, style), style)
    local = instant.astimezone(clock_of(style.zone))
    note = "" if style.zone else " UTC"
    return digits_in(f"{_print_day(local, style)}{_comma(style)} {_print_time(local, style)}{note}", style)


def print_day(day: date, style: Style) -> str:
    """A day of the calendar in full."""
    return digits_in(format_date(day, "d MMMM y", locale=_locale(style)), style)


def print_moment(moment: Moment, style: Style, now: datetime) -> str:
    """As precise as the moment and no more: a day stays the day its page printed, in any zone of the reader.

    A time whose zone nobody stated is shown as printed, without turning it into the reader's clock.
    """
    timed = moment.precision in ("second", "minute", "hour")
    if timed and moment.zone_from != "none":
        return print_instant(moment.instant, style, now)
    local = moment.instant.astimezone(clock_of(moment.zone))
    if timed:
        return digits_in(f"{_print_day(local, style)}{_comma(style)} {_print_time(local, style)}", style)
    if moment.precision == "day":
        today = now.astimezone(clock_of(moment.zone or style.zone))
        return digits_in(_print_near_day(local, style, today), style)
    pattern = {"month": "MMMM y", "year": "y"}.get(moment.precision, "d MMMM y")
    return digits_in(format_date(local.date(), pattern, locale=_locale(style)), style)


def _print_near_day(local: datetime, style: Style, today: datetime) -> str:
    days_ago = (today.date() - local.date()).days
    return _NEAR_DAYS[style.language].get(days_ago) or _print_day(local, style)


def _print_distance(distance: timedelta, style: Style) -> str:
    if abs(distance) < _MINUTE:
        return _NOW[style.language]
    locale = "en_GB" if style.language == "en" else "ar"
    unit = _HOUR if abs(distance) >= _HOUR else _MINUTE
    whole = abs(distance) // unit * unit * (-1 if distance < timedelta() else 1)
    # Threshold 1: minutes up to 59, hours up to 23.
    return format_timedelta(whole, add_direction=True, threshold=1, locale=locale)


def _print_day(local: datetime, style: Style) -> str:
    return format_date(local.date(), "d MMMM y", locale=_locale(style))


def _print_time(local: datetime, style: Style) -> str:
    pattern = "h:mm a" if style.language == "ar" else "HH:mm"
    return format_time(local.time(), pattern, locale=_locale(style))


def _comma(style: Style) -> str:
    return "،" if style.language == "ar" else ","


def _locale(style: Style) -> str:
    return _LOCALES["en" if style.language == "en" else style.months]
