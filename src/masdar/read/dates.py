"""A printed date and the time of its page in, the moment it states out, or why there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from masdar.model import Moment, Rejected
from masdar.text.fold import digits

_ISO = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class FoundMoment:
    """A date inside running text: `text[start:end]` states `moment`."""

    start: int
    end: int
    moment: Moment


def read_moment(text: str, fetched_at: datetime | None, zone: str | None) -> Moment | Rejected:
    """The one moment that a date line states."""
    found = _ISO.match(digits(text))
    if found is None:
        return Rejected("no-date")
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        local = datetime(year, month, day, hour, minute, second, tzinfo=ZoneInfo(zone) if zone else UTC)
    except ValueError as error:
        return Rejected("invalid-day", str(error))
    precision = "minute" if found[4] else "day"
    return Moment(local.astimezone(UTC), precision, zone, "source" if zone else "none", "gregorian", text)


def parse_date(text: str, fetched_at: datetime | None, zone: str | None) -> Moment | None:
    """`read_moment` for those who do not ask why not."""
    moment = read_moment(text, fetched_at, zone)
    return None if isinstance(moment, Rejected) else moment


def find_moments(text: str, fetched_at: datetime | None, zone: str | None) -> tuple[FoundMoment, ...]:
    """The dates that stand inside running text."""
    return ()
