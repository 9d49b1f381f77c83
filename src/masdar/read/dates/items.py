"""The parts that a printed date is made of, as they stand in the text and before they are put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from masdar.model import Calendar, Rejected


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day as printed; what is not printed is None. `months_back`: "the 15th of this month" (0), "of last" (1)."""

    calendar: Calendar
    year: int | None
    month: int | None
    day: int | None
    months_back: int | None = None


@dataclass(frozen=True, slots=True)
class Weekday:
    """0 is Monday."""

    number: int


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. `hour` None: a time is printed, but which half of the day is not.

    `zone` is a tz name or an offset such as "+03:00", None when nothing stands beside the time.
    """

    hour: int | None
    minute: int = 0
    second: int | None = None
    with_minutes: bool = True
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class ZoneName:
    """A clock named apart from the time: "بتوقيت دمشق"."""

    zone: str


@dataclass(frozen=True, slots=True)
class Ago:
    """A distance from the time of the page.

    "seconds" back from the instant, or whole "days" back; "weekday": the last such day before today (`amount` is its
    number); "month", "year": so many whole calendar months or years back. `cue` is how it was said.
    """

    unit: Literal["seconds", "days", "weekday", "month", "year"]
    amount: int
    precision: Literal["minute", "hour", "day", "week", "month", "year"]
    cue: Literal["since", "ago", "word", "span"]


Item = CalendarDay | Weekday | Clock | ZoneName | Ago | Rejected
Read = tuple[Item, int] | None
