"""When Masdar looks at the sample sites, and when the sample ends: simulated instants, in order."""

from __future__ import annotations

from datetime import datetime

# The invented country keeps the clock of a real zone, since an invented one would not be in the tz database.
ZONE = "Asia/Damascus"

# Close together on the day of the showpiece, so that it is seen in the order in which it happened; far enough apart
# that a listing is due again by its own pace (collect.pace), jitter included, whenever it has something new: a test
# holds that.
TICKS = tuple(
    datetime.fromisoformat(f"2026-11-{each}:00+03:00")
    for each in (
        "14T09:00",
        "14T12:30",
        "14T15:30",
        "14T23:00",
        "15T10:00",
        "15T11:00",
        "15T12:00",
        "15T13:05",
        "15T14:25",
        "15T16:30",
        "15T19:00",
        "16T09:30",
        "16T11:55",
        "16T14:50",
    )
)
END = datetime.fromisoformat("2026-11-16T15:00:00+03:00")
