"""What the fetcher remembers of hosts: whose turn it is when, and what their robots.txt says. Lives on its loop.

Instants of turns are of the loop's monotonic clock: a simulated or corrected wall clock must not make us impolite.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from masdar.collect.addresses import host_of
from masdar.collect.answers import Refusal, Request
from masdar.collect.pace import BACKOFF_FIRST_S, ROBOTS_KEPT, Robots, turn_wait_s

# For the robots.txt of 50,000 sites and more: kept packed, the typical one takes 700 bytes in all.
ROBOTS_MOST_BYTES = 100_000_000
ENTRY_BYTES = 900  # what is kept of a site beside what it wrote: its name, instants, places in tables (measured)
SIGNAL_BYTES = 300
_T = TypeVar("_T")


@dataclass(slots=True)
class Host:
    """What is remembered of one host between requests. Who holds `turn` may talk to it, alone. `pace_s` is the pace
    it was asked at last for its own sake: whoever is led to it from elsewhere keeps to that, too."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    robots_turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    last_end_s: float | None = None
    not_before_s: float = 0.0
    delay_s: float = 0.0
    pace_s: float = 0.0

    def recall(self, request: Request, now: datetime, now_s: float) -> None:
        """Take over what an earlier run knew, when this one has not asked the host yet.

        A wall clock that was set back meanwhile makes the wait as long as the pace, never longer.
        """
        if self.last_end_s is None and request.host_asked_at is not None:
            self.last_end_s = now_s - max(0.0, (now - request.host_asked_at).total_seconds())
            self.delay_s = max(self.delay_s, request.delay_s)

    def wait_s(self, pace_s: float, now_s: float, jitter: float = 0.0) -> float:
        """Seconds until the next request: our pace, its crawl-delay, and what a Retry-After asked for."""
        return max(turn_wait_s(self.last_end_s, pace_s, self.delay_s, now_s, jitter), self.not_before_s - now_s, 0.0)


class Hosts:
    """One `Host` per host name and port. http and https of one name are one host: one machine answers both."""

    def __init__(self) -> None:
        self._hosts: dict[str, Host] = {}

    def of(self, url: str) -> Host:
        """The host of an address, remembered from its first request on."""
        return self._hosts.setdefault(host_of(url), Host())


class Room:
    """Room for answers that wait for their caller. When it is full nobody begins to ask: what is in memory is bounded
    by the room and the exchanges under way, however many hosts there are and however slow the caller is."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._open = asyncio.Event()
        self._open.set()

    def fill(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._open.clear()

    def clear(self) -> None:
        self._left += 1
        if self._left > 0:
            self._open.set()

    @property
    def is_open(self) -> bool:
        return self._open.is_set()

    async def wait(self) -> None:
        await self._open.wait()


class Memory(Generic[_T]):
    """What sites said, each for some time of the wall clock (RFC 9309 speaks of hours). Together they weigh at most
    `most`, by what `weigh` says of each (else each weighs 1); the oldest are dropped."""

    def __init__(self, most: int, weigh: Callable[[_T], int] = lambda _: 1) -> None:
        self._kept: dict[object, tuple[_T, datetime, datetime]] = {}
        self._most = most
        self._weigh = weigh
        self._weight = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: object, now: datetime) -> _T | None:
        """What is known and still fresh, else None. What comes from the future (the clock was set back) is not."""
        kept = self._kept.get(key)
        return kept[0] if kept is not None and kept[1] <= now < kept[2] else None

    def keep(self, key: object, value: _T, now: datetime, stay: timedelta) -> None:
        self._drop(key)
        self._kept[key] = (value, now, now + stay)
        self._weight += self._weigh(value)
        while self._weight > self._most and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: object) -> None:
        dropped = self._kept.pop(key, None)
        if dropped is not None:
            self._weight -= self._weigh(dropped[0])


def robots_bytes(robots: Robots | Refusal) -> int:
    """About what it takes in memory."""
    if isinstance(robots, Refusal):
        return ENTRY_BYTES + len(robots.detail)
    packed = len(robots.rules.packed) if robots.rules is not None else 0
    return ENTRY_BYTES + packed + SIGNAL_BYTES * len(robots.signals)


def robots_stay(robots: Robots | Refusal) -> timedelta:
    """How long an answer about robots.txt holds: rules a day, "wait" as long as it says, a site out of reach a minute.
    "not-yet" is no answer at all."""
    if isinstance(robots, Refusal):
        return timedelta(seconds=0 if robots.reason == "not-yet" else robots.retry_s or BACKOFF_FIRST_S)
    return ROBOTS_KEPT if robots.retry_s is None else timedelta(seconds=robots.retry_s)
