"""Addresses in, pages (or the reason why none came) out: the only HTTP client, and polite.

aiohttp runs on its own event loop in one thread; callers are synchronous. Before every request: the address is
checked, robots.txt is read and obeyed, and the host's turn is waited for (one connection at a time per host).
"""

from __future__ import annotations

import asyncio
import queue
import socket
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, TypeVar

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from masdar.collect.addresses import absolute_url, host_of, origin_of
from masdar.collect.answers import Answer, NotModified, Refusal, Request
from masdar.collect.coding import CodingError, TooLarge, accepted_codings, decoder_for
from masdar.collect.guard import is_allowed_host, is_local_name, literal_address, refused_address
from masdar.collect.pace import (
    BACKOFF_FIRST_S,
    ROBOTS_CAP_BYTES,
    Robots,
    read_robots,
    retry_after_s,
)
from masdar.collect.sniff import SNIFFED_BYTES, is_wrong_type
from masdar.collect.turns import Hosts, RobotsMemory
from masdar.model import Page

TIMEOUT_S = 30.0  # for one answer as a whole: a body that drips ends here
CAP_BYTES = 8 * 1024 * 1024  # decoded; the largest news page seen in our samples is under 1 MiB
PATIENCE_S = 120.0  # a turn further off than this is handed back to the scheduler
MOST_REDIRECTS = 6  # RFC 9309 asks robots readers for five hops; browsers allow twenty
MOST_CONNECTIONS = 32  # over all hosts: bounds open sockets and bodies in memory
_PIECE = 16_384
_NO_CAP = 1 << 62
_REDIRECTS = (301, 302, 303, 307, 308)
_WEB_PORTS = (80, 443)
_FIRST_FREE_PORT = 1024  # below lie mail, file and other services that a crafted link could talk to
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.5"
_T = TypeVar("_T")


@dataclass(slots=True)
class _Hop:
    """The request being made in the current task, for the socket guard: may it go inside, what was refused."""

    allowed: bool
    refused: list[str] = field(default_factory=list)


_hop: ContextVar[_Hop] = ContextVar("masdar_hop")


@dataclass(frozen=True, slots=True)
class _Redirect:
    status: int
    location: str


class _Unreachable(OSError):
    """Raised inside the socket factory: the address may not be connected to."""


class Fetcher:
    """Asks hosts for pages. A context manager; `fetch` and `fetch_all` may be called from any thread while it is open.

    `allow_hosts` ("localhost", "*.localhost", "127.0.0.1", "intranet.example") may be inside: private addresses and
    odd ports are accepted for these names alone. With `proxy` ("http://127.0.0.1:8899") the proxy resolves names and
    connects: the address guard then sees only the hop to the proxy, which is trusted because the user named it;
    literal private addresses are still refused. `clock` dates pages and robots.txt copies; pacing has its own,
    monotonic clock. TLS certificates are always verified.
    """

    def __init__(
        self,
        user_agent: str,
        clock: Callable[[], datetime],
        allow_hosts: tuple[str, ...] = (),
        proxy: str | None = None,
        timeout_s: float = TIMEOUT_S,
        cap_bytes: int = CAP_BYTES,
        patience_s: float = PATIENCE_S,
        connections: int = MOST_CONNECTIONS,
    ) -> None:
        self._user_agent = user_agent
        self._clock = clock
        self._allow_hosts = allow_hosts
        self._proxy = proxy
        self._timeout_s = timeout_s
        self._cap_bytes = cap_bytes
        self._patience_s = patience_s
        self._connections = connections
        self._hosts = Hosts()
        self._robots = RobotsMemory()

    def __enter__(self) -> Fetcher:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="masdar-fetch", daemon=True)
        self._thread.start()
        self._run(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        pace_s: float = 5.0,
        patience_s: float | None = None,
    ) -> Answer:
        """One page. Status 404 or 410 is a page too (the evidence that it is gone); 429 and 5xx are refusals.
        `patience_s`: the longest wait for the host's turn, when it is not to be the fetcher's."""
        return self._run(self._fetch(Request(url, etag, last_modified, pace_s, patience_s)))

    def fetch_all(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Answer]]:
        """Each request with its answer, as the answers come: hosts side by side, one host's requests in turn.

        Closing the iterator early gives up what has not been asked yet.
        """
        lines: dict[str, list[Request]] = {}
        for request in requests:
            lines.setdefault(host_of(request.url), []).append(request)
        answers: queue.SimpleQueue[tuple[Request, Answer] | BaseException] = queue.SimpleQueue()
        room = asyncio.Semaphore(2 * self._connections)  # answers that wait for the caller: bounds memory
        running = [
            asyncio.run_coroutine_threadsafe(self._line(line, answers, room), self._loop) for line in lines.values()
        ]
        try:
            for _ in range(sum(len(line) for line in lines.values())):
                answer = answers.get()
                if isinstance(answer, BaseException):
                    raise answer
                self._loop.call_soon_threadsafe(room.release)
                yield answer
        finally:
            for task in running:
                task.cancel()

    def robots(self, url: str) -> Robots | Refusal:
        """What the robots.txt of the address's site says to us (delay, sitemaps), asked for when not known."""
        return self._run(self._rules(url, 0.0))

    # ------------------------------------------------------------ on the loop

    def _run(self, work: Coroutine[Any, Any, _T]) -> _T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    async def _open(self) -> None:
        connector = aiohttp.TCPConnector(
            resolver=_Resolver(), socket_factory=_guarded_socket, limit=0, limit_per_host=0, ttl_dns_cache=60
        )
        self._slots = asyncio.Semaphore(self._connections)
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,  # our own decoder is bounded piece by piece
            headers={"User-Agent": self._user_agent, "Accept": _ACCEPT, "Accept-Encoding": accepted_codings()},
            timeout=aiohttp.ClientTimeout(total=None),
        )

    async def _close(self) -> None:
        await self._session.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _line(
        self,
        line: list[Request],
        answers: queue.SimpleQueue[tuple[Request, Answer] | BaseException],
        room: asyncio.Semaphore,
    ) -> None:
        for request in line:
            try:
                answer = await self._fetch(request)
            except BaseException as error:
                answers.put(error)  # raised in the caller's thread
                raise
            await room.acquire()
            answers.put((request, answer))

    async def _fetch(self, request: Request) -> Answer:
        url, detail = absolute_url(request.url, request.url), request.url
        for _ in range(MOST_REDIRECTS + 1):
            if url is None:
                return Refusal("bad-address", detail)
            rules = await self._rules(url, request.pace_s)
            if isinstance(rules, Refusal):
                return rules
            if not rules.allows(url):
                return Refusal("robots-wait" if rules.retry_s else "robots", url, rules.retry_s)
            answer = await self._ask(url, request, self._cap_bytes)
            if not isinstance(answer, _Redirect):
                return answer
            url, detail = absolute_url(answer.location, url), f"{url} leads to {answer.location}"
        return Refusal("redirects", f"more than {MOST_REDIRECTS} from {request.url}")

    async def _rules(self, url: str, pace_s: float) -> Robots | Refusal:
        """The rules for an address, from memory or from its site. A Refusal when the site cannot be reached."""
        refusal = self._refused(url)
        if refusal is not None:
            return refusal
        origin, host = origin_of(url), self._hosts.of(url)
        async with host.robots_turn:
            robots = self._robots.get(origin, self._clock())
            if robots is None:
                robots = await self._read_robots(origin, pace_s)
                self._robots.keep(origin, robots, self._clock())
        if isinstance(robots, Robots):
            host.delay_s = robots.delay_s
        return robots

    async def _read_robots(self, origin: str, pace_s: float) -> Robots | Refusal:
        url: str | None = f"{origin}/robots.txt"
        for _ in range(MOST_REDIRECTS):
            if url is None:
                break
            answer = await self._ask(url, Request(url, pace_s=pace_s), ROBOTS_CAP_BYTES, cut=True)
            if isinstance(answer, Page):
                return read_robots(answer.status, answer.body, self._user_agent)
            if isinstance(answer, Refusal):
                return answer if answer.status is None else read_robots(answer.status, b"", self._user_agent)
            url = absolute_url(answer.location, url) if isinstance(answer, _Redirect) else None
        return read_robots(404, b"", self._user_agent)  # RFC 9309 2.3.1.2: too many redirects: as if there were none

    def _refused(self, url: str) -> Refusal | None:
        """Why an address may not be asked for, as far as the address itself shows it."""
        parts = URL(url, encoded=True)
        name = parts.host or ""
        if parts.scheme not in ("http", "https"):
            return Refusal("bad-scheme", url)
        if is_allowed_host(name, self._allow_hosts):
            return None
        literal = "127.0.0.1" if is_local_name(name) else literal_address(name)
        why = refused_address(literal) if literal else None
        if why is not None:
            return Refusal("private-address", f"{url}: {why}")
        is_odd = parts.port not in _WEB_PORTS and (parts.port or 0) < _FIRST_FREE_PORT
        return Refusal("bad-port", url) if is_odd else None

    async def _ask(self, url: str, request: Request, cap: int, cut: bool = False) -> Answer | _Redirect:
        """One request in its host's turn. Whatever goes wrong on the way is a Refusal."""
        refusal = self._refused(url)
        if refusal is not None:
            return refusal
        host = self._hosts.of(url)
        async with host.turn:
            wait_s = host.wait_s(request.pace_s, self._loop.time())
            if wait_s > (self._patience_s if request.patience_s is None else request.patience_s):
                return Refusal("not-yet", f"{host_of(url)} is not to be asked for {wait_s:.0f} s", wait_s)
            await asyncio.sleep(wait_s)
            async with self._slots:
                try:
                    answer = await self._exchange(url, request, cap, cut)
                finally:
                    host.last_end_s = self._loop.time()
            if isinstance(answer, Refusal) and answer.retry_s is not None:
                host.not_before_s = self._loop.time() + answer.retry_s
            return answer

    async def _exchange(self, url: str, request: Request, cap: int, cut: bool) -> Answer | _Redirect:
        through = URL(self._proxy or url, encoded=True).host or ""
        hop = _Hop(allowed=self._proxy is not None or is_allowed_host(through, self._allow_hosts))
        _hop.set(hop)
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._get(url, request, cap, cut)
        except (TooLarge, CodingError, TimeoutError, OSError, ValueError, aiohttp.ClientError) as error:
            if hop.refused:
                return Refusal("private-address", f"{url}: {hop.refused[-1]}")
            return Refusal(_reason_of(error), f"{url}: {str(error) or type(error).__name__}")

    async def _get(self, url: str, request: Request, cap: int, cut: bool) -> Answer | _Redirect:
        asked = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        headers = {name: value for name, value in asked.items() if value}
        async with self._session.get(
            URL(url, encoded=True), headers=headers, allow_redirects=False, proxy=self._proxy
        ) as response:
            early = _answer_by_status(response, url, bool(headers), self._clock())
            if early is not None:
                return early
            body = await _read_body(response, url, cap, cut)
            if body is None:
                return Refusal("wrong-type", f"{url}: {response.content_type}", status=response.status)
            return Page(
                url=url,
                fetched_at=self._clock(),
                status=response.status,
                headers=tuple((name.lower(), value) for name, value in response.headers.items()),
                body=body,
                requested_url=None if request.url == url else request.url,
            )


def _answer_by_status(
    response: aiohttp.ClientResponse, url: str, conditional: bool, now: datetime
) -> Answer | _Redirect | None:
    """What the status line and the headers alone decide. None: the body is to be read."""
    status, headers = response.status, response.headers
    if status == 304 and conditional:
        return NotModified(url, headers.get("ETag"), headers.get("Last-Modified"))
    if status in _REDIRECTS and "Location" in headers:
        return _Redirect(status, headers["Location"])
    retry_s = retry_after_s(headers.get("Retry-After"), now)
    if status == 429:
        return Refusal("busy", url, BACKOFF_FIRST_S if retry_s is None else retry_s, status)
    if status >= 500:
        return Refusal("busy" if retry_s is not None else "server-error", f"{url}: {status}", retry_s, status)
    if not 200 <= status < 300 and status < 400:
        return Refusal("bad-answer", f"{url}: status {status}", status=status)
    return None


async def _read_body(response: aiohttp.ClientResponse, url: str, cap: int, cut: bool) -> bytes | None:
    """The decoded body, None when it is no text. Past `cap`: TooLarge, or with `cut` what fits."""
    decoder = decoder_for(response.headers.get("Content-Encoding"), _NO_CAP if cut else cap)
    content_type = response.headers.get("Content-Type", "")
    body = bytearray()
    looked = False
    async for piece in response.content.iter_chunked(_PIECE):
        body += decoder.feed(piece)
        if not looked and len(body) >= SNIFFED_BYTES:
            looked = True
            if is_wrong_type(content_type, url, bytes(body)):
                return None
        if len(body) > cap:  # only with `cut`: else the decoder has raised
            return bytes(body[:cap])
    decoder.finish()
    return None if is_wrong_type(content_type, url, bytes(body)) else bytes(body)


def _reason_of(error: BaseException) -> str:
    table: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
        (TooLarge, "too-large"),
        (CodingError, "bad-coding"),
        (TimeoutError, "timeout"),
        (aiohttp.ClientSSLError, "bad-tls"),
        (aiohttp.ClientConnectorCertificateError, "bad-tls"),
        (aiohttp.ClientPayloadError, "truncated"),
        ((aiohttp.ClientConnectionError, OSError), "no-connection"),
    )
    return next((reason for kinds, reason in table if isinstance(error, kinds)), "bad-answer")


def _guarded_socket(address: aiohttp.AddrInfoType) -> socket.socket:
    """A socket for the final address of a connection: the only place that sees them all, literals and redirects too."""
    family, kind, protocol, _, place = address
    hop = _hop.get(None)
    why = refused_address(str(place[0]))
    if why is not None and (hop is None or not hop.allowed):
        if hop is not None:
            hop.refused.append(why)
        raise _Unreachable(why)
    return socket.socket(family, kind, protocol)


class _Resolver(AbstractResolver):
    """The system's resolver, except that names ending in "localhost" are this machine (RFC 6761 6.3)."""

    def __init__(self) -> None:
        self._system = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if not is_local_name(host):
            return await self._system.resolve(host, port, family)
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        await self._system.close()
