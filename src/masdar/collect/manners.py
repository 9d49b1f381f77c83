"""A request in, its answer out, got politely: robots.txt first, in the host's turn, redirects followed hop by hop.

No sockets here: `Manners` is given the function that makes one exchange with a host. Lives on the fetcher's loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from masdar.collect.addresses import absolute_url, host_of, origin_of, same_site_hosts
from masdar.collect.answers import Answer, Asked, Redirect, Refusal, Request
from masdar.collect.guard import refused_url
from masdar.collect.pace import ROBOTS_CAP_BYTES, ROBOTS_KEPT, Robots, read_robots
from masdar.collect.signals import tdmrep_signals
from masdar.collect.turns import ROBOTS_MOST_BYTES, Hosts, Memory, Room, robots_bytes, robots_stay
from masdar.model import Hop, Page, Signal

MOST_REDIRECTS = 6  # RFC 9309 asks robots readers for five hops; browsers allow twenty


class Exchange(Protocol):
    """One GET of an address, no redirect followed. The body is read up to `cap` bytes; with `cut` the rest is left
    unread, without it a longer one is a Refusal. Whatever goes wrong is a Refusal."""

    async def __call__(self, url: str, request: Request, cap: int, cut: bool) -> Answer | Redirect: ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user of a fetcher has set (see `Fetcher`)."""

    user_agent: str
    allow_hosts: tuple[str, ...]
    patience_s: float
    cap_bytes: int
    connections: int


@dataclass(slots=True)
class _Errand:
    """A request under way: room for its answer, the hops behind it, the seconds spent talking, whether every
    certificate held, the address it has come to."""

    request: Request
    room: Room | None = None
    hops: list[Hop] = field(default_factory=list)
    took_s: float = 0.0
    verified: bool = True
    last_url: str = ""


class Manners:
    """Gets answers through `exchange`. `clock` dates robots.txt copies; turns go by the loop's monotonic clock.
    `jitter` draws from 0..1: by up to a tenth of itself a pause is stretched, so that we are no metronome."""

    def __init__(
        self, exchange: Exchange, settings: Settings, clock: Callable[[], datetime], jitter: Callable[[], float]
    ) -> None:
        self._exchange = exchange
        self._settings = settings
        self._clock = clock
        self._jitter = jitter
        self._hosts = Hosts()
        self._robots: Memory[Robots | Refusal] = Memory(ROBOTS_MOST_BYTES, robots_bytes)
        self._reservations: Memory[bytes] = Memory(most=500)  # asked by hand, for a source at a time
        self._slots = asyncio.Semaphore(settings.connections)

    async def fetch(self, request: Request, room: Room | None = None) -> Asked:
        """The answer, after robots.txt, turns and redirects; asked for when there is `room` for it."""
        errand = _Errand(request, room)
        answer = await self._follow(errand, self._settings.cap_bytes)
        if isinstance(answer, Refusal):
            if answer.reason == "not-yet" and errand.hops:  # whoever led there was asked: that is an answer
                answer = replace(answer, reason="busy")
        else:
            asked_for = None if request.url == answer.url else request.url
            answer = replace(answer, requested_url=asked_for, hops=tuple(errand.hops), verified=errand.verified)
        delay_s, signals = self._hosts.of(request.url).delay_s, self._signals(request)
        return Asked(request, answer, errand.took_s, delay_s, signals, errand.last_url or request.url)

    def _signals(self, request: Request) -> tuple[Signal, ...] | None:
        key = (origin_of(request.url), _is_verified(request.url, request))
        robots = self._robots.get(key, self._clock())
        return robots.signals if isinstance(robots, Robots) and robots.retry_s is None else None

    async def rules(self, url: str, pace_s: float) -> Robots | Refusal:
        """What the robots.txt of the address's site says. A Refusal when the site cannot be reached."""
        address = absolute_url(url, url)
        return await self._rules(address, _Errand(Request(address, pace_s=pace_s))) if address else _bad_address(url)

    async def tdmrep(self, url: str, pace_s: float) -> tuple[Signal, ...]:
        """What the site's /.well-known/tdmrep.json says of an address; asked for once a day, as robots.txt is."""
        address = absolute_url(url, url)
        if address is None:
            return ()
        origin, where = origin_of(address), urlsplit(address)
        body = self._reservations.get(origin, self._clock())
        if body is None:
            errand = _Errand(Request(f"{origin}/.well-known/tdmrep.json", pace_s=pace_s))
            answer = await self._follow(errand, ROBOTS_CAP_BYTES)
            if isinstance(answer, Refusal) and answer.reason not in ("robots", "wrong-type", "redirects"):
                return ()  # out of reach for now: nothing to remember
            body = answer.body if isinstance(answer, Page) and answer.status == 200 else b""
            self._reservations.keep(origin, body, self._clock(), ROBOTS_KEPT)
        return tdmrep_signals(body, f"{where.path or '/'}{'?' + where.query if where.query else ''}")

    async def _follow(self, errand: _Errand, cap: int) -> Answer:
        request = errand.request
        url, detail = absolute_url(request.url, request.url), request.url
        for _ in range(MOST_REDIRECTS + 1):
            if url is None:
                return _bad_address(detail)
            errand.last_url = url
            rules = await self._rules(url, errand)
            if isinstance(rules, Refusal):
                return rules
            if not rules.allows(url):
                return Refusal("robots-wait" if rules.retry_s else "robots", url, rules.retry_s)
            answer = await self._ask(url, request, errand, cap)
            if not isinstance(answer, Redirect):
                return answer
            errand.hops.append(answer.hop)
            url, detail = absolute_url(answer.location, url), f"{url} leads to {answer.location}"
        return Refusal("redirects", f"more than {MOST_REDIRECTS} from {request.url}")

    async def _rules(self, url: str, errand: _Errand) -> Robots | Refusal:
        refusal = refused_url(url, self._settings.allow_hosts)
        if refusal is not None:
            return refusal
        host, key = self._hosts.of(url), (origin_of(url), _is_verified(url, errand.request))
        async with host.robots_turn:
            robots = self._robots.get(key, self._clock())
            if robots is None:
                robots = await self._read_robots(origin_of(url), errand)
                self._robots.keep(key, robots, self._clock(), robots_stay(robots))
        if isinstance(robots, Robots):
            host.delay_s = robots.delay_s
        return robots

    async def _read_robots(self, origin: str, errand: _Errand) -> Robots | Refusal:
        url: str | None = f"{origin}/robots.txt"
        request = replace(errand.request, etag=None, last_modified=None)
        for _ in range(MOST_REDIRECTS):
            if url is None:
                break
            answer = await self._ask(url, request, errand, ROBOTS_CAP_BYTES, cut=True)
            if isinstance(answer, Page):
                return read_robots(answer.status, answer.body, self._settings.user_agent)
            if isinstance(answer, Refusal):
                return answer if answer.status is None else self._robots_of(answer.status, answer.retry_s)
            url = absolute_url(answer.location, url) if isinstance(answer, Redirect) else None
        return self._robots_of(404)  # RFC 9309 2.3.1.2: after too many redirects as if there were none

    def _robots_of(self, status: int, retry_s: float | None = None) -> Robots:
        """The rules of a robots.txt that did not come. When we are to wait, as long as the host says, if it does."""
        robots = read_robots(status, b"", self._settings.user_agent)
        return robots if robots.retry_s is None else replace(robots, retry_s=max(robots.retry_s, retry_s or 0.0))

    async def _ask(self, url: str, request: Request, errand: _Errand, cap: int, cut: bool = False) -> Answer | Redirect:
        """One exchange in its host's turn."""
        refusal = refused_url(url, self._settings.allow_hosts)
        if refusal is not None:
            return refusal
        host, loop = self._hosts.of(url), asyncio.get_running_loop()
        async with host.turn:
            if host_of(url) == host_of(request.url):
                host.recall(request, self._clock(), loop.time())
                host.pace_s = request.pace_s
            pace_s = max(request.pace_s, host.pace_s, host.delay_s)
            request = replace(request, verify_tls=_is_verified(url, request), pace_s=pace_s)
            wait_s = host.wait_s(request.pace_s, loop.time(), self._jitter())
            if wait_s > (self._settings.patience_s if request.patience_s is None else request.patience_s):
                return Refusal("not-yet", f"{host_of(url)} is not to be asked for {wait_s:.0f} s", wait_s)
            await asyncio.sleep(wait_s)
            async with self._slot(errand.room):
                begun_s = loop.time()
                try:
                    answer = await self._exchange(url, request, cap, cut)
                finally:
                    host.last_end_s = loop.time()
            errand.took_s += host.last_end_s - begun_s
            errand.verified = errand.verified and (request.verify_tls or not url.startswith("https:"))
            if isinstance(answer, Refusal) and answer.retry_s is not None:
                host.not_before_s = loop.time() + answer.retry_s
            return answer

    @asynccontextmanager
    async def _slot(self, room: Room | None) -> AsyncIterator[None]:
        """A connection to use, when there is room for what comes over it. Nobody waits for room with one in hand."""
        while True:
            if room is not None:
                await room.wait()
            await self._slots.acquire()
            if room is None or room.is_open:
                break
            self._slots.release()
        try:
            yield
        finally:
            self._slots.release()


def _is_verified(url: str, request: Request) -> bool:
    """Must the certificate hold? The exception of a request is for its own site, not for where that may lead."""
    return request.verify_tls or host_of(url) not in same_site_hosts(host_of(request.url))


def _bad_address(detail: str) -> Refusal:
    return Refusal("bad-address", detail)
