"""The name of a clock in, as pages, source files and settings give it; the clock out."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo


def zone_of(name: str) -> tzinfo:
    """A tz database name, or an offset as printed ("+03:00"). An unknown name raises ZoneInfoNotFoundError."""
    if name[0] not in "+-":
        return ZoneInfo(name)
    distance = timedelta(hours=int(name[1:3]), minutes=int(name[4:6]))
    return timezone(-distance if name[0] == "-" else distance)


def clock_of(name: str | None) -> tzinfo:
    """For printing: UTC when there is no name, or none that is known here."""
    try:
        return zone_of(name) if name else UTC
    except (KeyError, ValueError, OSError):
        return UTC
