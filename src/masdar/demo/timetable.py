"""When Masdar looks at the sample sites, and when the sample ends: simulated instants, in order."""

from __future__ import annotations

from datetime import datetime

# The invented country keeps the clock of a real zone, since an invented one would not be in the tz database.
ZONE = "Asia/Damascus"

# Between every original and its copies lies a look, so that what is seen first is what was published first.
TICKS = tuple(
    datetime.fromisoformat(f"2026-11-{each}:00+03:00")
    for each in (
        "14T08:45",
        "14T10:30",
        "14T12:30",
        "14T15:30",
        "14T23:00",
        "15T10:00",
        "15T11:00",
        "15T11:45",
        "15T12:30",
        "15T13:45",
        "15T16:30",
        "15T19:00",
        "16T07:30",
        "16T09:30",
        "16T11:00",
        "16T13:30",
    )
)
END = datetime.fromisoformat("2026-11-16T15:00:00+03:00")
