"""What the fetcher remembers of hosts: whose turn it is when, and what their robots.txt says. Lives on its loop.

Instants of turns are of the loop's monotonic clock: a simulated or corrected wall clock must not make us impolite.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from masdar.collect.addresses import host_of
from masdar.collect.answers import Refusal
from masdar.collect.pace import BACKOFF_FIRST_S, ROBOTS_KEPT, Robots, turn_wait_s


@dataclass(slots=True)
class Host:
    """What is remembered of one host between requests. Who holds `turn` may talk to it, alone."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    robots_turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    last_end_s: float | None = None
    not_before_s: float = 0.0
    delay_s: float = 0.0

    def wait_s(self, pace_s: float, now_s: float) -> float:
        """Seconds until the next request: our pace, its crawl-delay, and what a Retry-After asked for."""
        return max(turn_wait_s(self.last_end_s, pace_s, self.delay_s, now_s), self.not_before_s - now_s, 0.0)


class Hosts:
    """One `Host` per host name and port. http and https of one name are one host: one machine answers both."""

    def __init__(self) -> None:
        self._hosts: dict[str, Host] = {}

    def of(self, url: str) -> Host:
        """The host of an address, remembered from its first request on."""
        return self._hosts.setdefault(host_of(url), Host())


class RobotsMemory:
    """robots.txt answers by origin. Instants here are of the wall clock: RFC 9309 speaks of hours."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Robots | Refusal, datetime]] = {}

    def get(self, origin: str, now: datetime) -> Robots | Refusal | None:
        """What is known and still fresh, else None."""
        robots, until = self._kept.get(origin, (None, now))
        return robots if now < until else None

    def keep(self, origin: str, robots: Robots | Refusal, now: datetime) -> None:
        """Rules stay a day; "wait" as long as it says; a site out of reach a minute; "not-yet" is no answer at all."""
        if isinstance(robots, Refusal) and robots.reason == "not-yet":
            return
        if isinstance(robots, Refusal):
            stays = timedelta(seconds=robots.retry_s or BACKOFF_FIRST_S)
        else:
            stays = ROBOTS_KEPT if robots.retry_s is None else timedelta(seconds=robots.retry_s)
        self._kept[origin] = (robots, now + stays)
