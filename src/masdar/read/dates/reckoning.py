"""One printed date, the time of its page and its source's zone in, the moment it states out, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import cast

from masdar.model import Moment, Precision, Rejected, ZoneFrom
from masdar.read.dates.calendars import Dated, to_date
from masdar.read.dates.expressions import Expression
from masdar.read.dates.items import Ago, Clock
from masdar.text.zones import zone_of

# Clocks of the Arab world run at most so far ahead of UTC (Oman, the Emirates): without a known zone, a page fetched
# at 22:00 UTC may print tomorrow's date.
_FARTHEST_EAST = timedelta(hours=4)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a date stands: when its page was fetched, and the clock it was printed by."""

    fetched_at: datetime | None
    zone: str | None
    zone_from: ZoneFrom

    def tz(self) -> tzinfo:
        return zone_of(self.zone) if self.zone else UTC

    def today(self) -> date | None:
        return self.fetched_at.astimezone(self.tz()).date() if self.fetched_at else None

    def latest_today(self) -> date | None:
        """Today as the easternmost clock has it when the zone is not known."""
        if self.fetched_at is None or self.zone:
            return self.today()
        return (self.fetched_at + _FARTHEST_EAST).astimezone(UTC).date()


def reckon(found: Expression, printed: str, fetched_at: datetime | None, zone: str | None) -> Moment | Rejected:
    """All parts of the date must agree; what the text states goes before what the source file states."""
    if found.fault:
        return found.fault
    clock = _one_clock(found)
    if isinstance(clock, Rejected):
        return clock
    setting = _setting(found, clock, fetched_at, zone)
    if isinstance(setting, Rejected):
        return setting
    if not found.days():
        return _from_distance(found, clock, setting, printed)
    dated = to_date(found.days(), found.weekdays(), setting.latest_today())
    if isinstance(dated, Rejected):
        return dated
    if found.distances() and not _are_near(dated, found.distances(), setting):
        return Rejected("contradictory-pair", "the date and the distance differ")
    return _at(dated, clock, setting, printed)


def _one_clock(found: Expression) -> Clock | Rejected | None:
    """The time that is printed: once, or by several clocks that show the same instant."""
    clocks = tuple(dict.fromkeys(found.clocks()))
    if len(clocks) > 1 and len({_shown_instant(clock, found) for clock in clocks}) > 1:
        return Rejected("ambiguous", "two times")
    return clocks[0] if clocks else None


def _shown_instant(clock: Clock, found: Expression) -> datetime | Clock:
    """The instant on the printed day; a clock without a zone equals only itself."""
    whole = (day for day in found.days() if day.calendar == "gregorian" and day.year and day.month and day.day)
    day = next(whole, None)
    if clock.zone is None or clock.hour is None or day is None:
        return clock
    local = datetime(day.year or 1, day.month or 1, day.day or 1, clock.hour, clock.minute, tzinfo=zone_of(clock.zone))
    return local.astimezone(UTC)


def _setting(
    found: Expression, clock: Clock | None, fetched_at: datetime | None, zone: str | None
) -> Setting | Rejected:
    named = found.zones() | ({clock.zone} if clock and clock.zone else frozenset())
    if len(named) > 1:
        return Rejected("ambiguous", "two zones")
    if named:
        return Setting(fetched_at, next(iter(named)), "text")
    return Setting(fetched_at, zone, "source" if zone else "none")


def _at(dated: Dated, clock: Clock | None, setting: Setting, printed: str) -> Moment | Rejected:
    precision, at = dated.precision, time()
    if clock and clock.hour is not None:
        if dated.precision != "day":
            return Rejected("ambiguous", "a time without a day")
        at = time(clock.hour, clock.minute, clock.second or 0)
        precision = "second" if clock.second is not None else "minute" if clock.with_minutes else "hour"
    local = datetime.combine(dated.day, at, setting.tz())
    instant = local.astimezone(UTC)
    if precision not in ("day", "month", "year") and local.utcoffset() != local.replace(fold=1).utcoffset():
        if instant.astimezone(setting.tz()).time() != at:
            return Rejected("invalid-time", "the clock skipped this hour")
        # The clock showed this hour twice: only the day is certain.
        precision, instant = "day", datetime.combine(dated.day, time(), setting.tz()).astimezone(UTC)
    return _moment(instant, precision, setting, dated, printed)


def _moment(instant: datetime, precision: str, setting: Setting, dated: Dated | None, printed: str) -> Moment:
    calendar = dated.calendar if dated else "gregorian"
    return Moment(instant, cast(Precision, precision), setting.zone, setting.zone_from, calendar, printed)


def _from_distance(found: Expression, clock: Clock | None, setting: Setting, printed: str) -> Moment | Rejected:
    distances = tuple(dict.fromkeys(found.distances()))
    today = setting.today()
    if setting.fetched_at is None or today is None:
        return Rejected("no-reference", "a distance, and no time of the page")
    if len(distances) > 1:
        return Rejected("ambiguous", "two distances")
    ago = distances[0]
    if ago.unit == "seconds":
        if clock or found.weekdays():
            return Rejected("ambiguous", "a distance beside a time")
        return _moment(_back(setting, ago), ago.precision, setting, None, printed)
    dated = Dated(_day_back(today, ago), ago.precision, "gregorian")
    if found.weekdays() and (ago.precision != "day" or found.weekdays() != {dated.day.weekday()}):
        return Rejected("wrong-weekday", dated.day.isoformat())
    return _at(dated, clock, setting, printed)


def _back(setting: Setting, ago: Ago) -> datetime:
    assert setting.fetched_at is not None
    local = (setting.fetched_at - timedelta(seconds=ago.amount)).astimezone(setting.tz())
    start = local.replace(second=0, microsecond=0)
    return (start.replace(minute=0) if ago.precision == "hour" else start).astimezone(UTC)


def _day_back(today: date, ago: Ago) -> date:
    if ago.unit == "days":
        return today - ago.amount * _DAY
    if ago.unit == "weekday":
        return today - ((today.weekday() - ago.amount - 1) % 7 + 1) * _DAY
    if ago.unit == "year":
        return date(today.year - ago.amount, 1, 1)
    months = today.year * 12 + today.month - 1 - ago.amount
    return date(months // 12, months % 12 + 1, 1)


def _are_near(dated: Dated, distances: tuple[Ago, ...], setting: Setting) -> bool:
    """A distance beside a date is rounded: one unit of it, and a day, is granted."""
    today = setting.today()
    if today is None:
        return True
    for ago in distances:
        day = today - timedelta(seconds=ago.amount) if ago.unit == "seconds" else _day_back(today, ago)
        slack = {"week": 8, "month": 31, "year": 366}.get(ago.precision, 1)
        if abs((dated.day - day).days) > slack:
            return False
    return True
