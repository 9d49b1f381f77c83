"""In: what the store knows of the sources. Out: how they are doing, as a page lists it: the worst first."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import get_args

from masdar.store import Connection, health
from masdar.store.troubles import SourceHealth, SourceState

# With ten thousand sources it takes seconds to look at them all; nothing here is so urgent.
KEPT = timedelta(minutes=1)
# 50 kB of page for readers on a weak line (tests/serve/test_health.py measures).
ROWS = 100
ORDER: tuple[SourceState, ...] = ("failing", "attention", "new", "well", "paused", "removed")
assert set(ORDER) == set(get_args(SourceState))


@dataclass(slots=True)
class Watch:
    """The health of all sources, looked at once a minute at the most."""

    at: datetime | None = None
    held: tuple[SourceHealth, ...] = ()
    lock: threading.Lock = field(default_factory=threading.Lock)

    def health(self, db: Connection, now: datetime) -> tuple[SourceHealth, ...]:
        """The worst first, then by name."""
        with self.lock:
            if self.at is None or not self.at <= now < self.at + KEPT:
                found = health.source_health(db, now)
                self.held = tuple(sorted(found, key=lambda each: ORDER.index(each.state)))
                self.at = now
            return self.held


@dataclass(frozen=True, slots=True)
class WatchPage:
    """One page of the list: `states` counts all sources, those there are, the worst first."""

    rows: tuple[SourceHealth, ...]
    states: tuple[tuple[SourceState, int], ...]
    number: int
    has_next: bool


def watch_page(all: tuple[SourceHealth, ...], number: int) -> WatchPage:
    """The page of that number, counted from 1; beyond the last one it has no rows."""
    start = (number - 1) * ROWS
    states = Counter(each.state for each in all)
    counted = tuple((state, states[state]) for state in ORDER if states[state])
    return WatchPage(all[start : start + ROWS], counted, number, start + ROWS < len(all))
