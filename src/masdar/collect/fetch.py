"""Addresses in, pages (or the reason why none came) out: the only HTTP client.

aiohttp runs on its own event loop in one thread; callers are synchronous. What makes it polite is in `manners`; here
are the connections: which may be opened (`guard`), and how much of what comes over them is taken.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import random
import re
import socket
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import AsyncExitStack
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, TypeVar

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from masdar.collect.addresses import host_of
from masdar.collect.answers import Answer, Asked, NotModified, Redirect, Refusal, Request
from masdar.collect.coding import MOST_RATIO, CodingError, TooLarge, accepted_codings, decoder_for
from masdar.collect.guard import is_allowed_host, is_local_name, refused_address
from masdar.collect.manners import Manners, Settings
from masdar.collect.pace import BACKOFF_FIRST_S, Robots, retry_after_s
from masdar.collect.sniff import SNIFFED_BYTES, is_wrong_type
from masdar.collect.turns import Room
from masdar.model import Hop, Page, Signal

TIMEOUT_S = 30.0  # for one answer as a whole: a body that drips ends here
CAP_BYTES = 8 * 1024 * 1024  # decoded; the largest news page seen in our samples is under 1 MiB
PATIENCE_S = 120.0  # a turn further off than this is handed back to the scheduler
MOST_CONNECTIONS = 32  # over all hosts: bounds open sockets and bodies in memory
LARGE_BYTES = 512 * 1024  # bodies past this size are read a few at a time: 32 at once could fill 256 MB
MOST_LARGE = 4
MOST_HEADERS = 128  # aiohttp's own limit
HEADER_CAP_BYTES = 16_384  # one header: twice aiohttp's limit, for news sites with long security policies
HEADERS_CAP_BYTES = 65_536  # all together; browsers take 256 KiB, no site in our samples sends 16
STOP_S = 0.5  # how often somebody who waits for an answer looks whether to stop
_PIECE = 16_384
_HEAD = 4 * SNIFFED_BYTES
_NO_CAP = 1 << 62
_REDIRECTS = (301, 302, 303, 307, 308)
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.5"
_SURROGATES = re.compile("[\udc80-\udcff]")  # how aiohttp marks bytes that are not UTF-8
Headers = tuple[tuple[str, str], ...]
_T = TypeVar("_T")
log = logging.getLogger("masdar.collect")


@dataclass(slots=True)
class _Call:
    """The exchange of the current task, for guard and connector: may it go inside, how long must it pause before it
    asks once more, what was refused, was it asked already, who answered."""

    allowed: bool
    pause_s: float
    refused: list[str] = field(default_factory=list)
    is_asked: bool = False
    ip: str | None = None


_call: ContextVar[_Call] = ContextVar("masdar_call")


class _Unreachable(OSError):
    """Raised inside the socket factory: the address may not be connected to."""


class Fetcher:
    """Asks hosts for pages. A context manager; `fetch` and `fetch_all` may be called from any thread while it is open.

    `allow_hosts` ("localhost", "*.localhost", "127.0.0.1", "intranet.example") may be inside: private addresses and
    odd ports are accepted for these names alone. With `proxy` ("http://127.0.0.1:8899") the proxy resolves names and
    connects: the address guard then sees only the hop to the proxy, which is trusted because the user named it;
    literal private addresses are still refused. `clock` dates pages and robots.txt copies; pacing has its own,
    monotonic clock. TLS certificates are verified but where a request says otherwise. `jitter`: see `Manners`.
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
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._settings = Settings(user_agent, allow_hosts, patience_s, cap_bytes, connections)
        self._clock = clock
        self._proxy = proxy
        self._timeout_s = timeout_s
        self._large = asyncio.Semaphore(MOST_LARGE)
        self._manners = Manners(self._exchange, self._settings, clock, jitter)

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
        verify_tls: bool = True,
    ) -> Answer:
        """One page. Status 404 or 410 is a page too (the evidence that it is gone); 429 and 5xx are refusals.
        The arguments are those of `Request`."""
        request = Request(url, etag, last_modified, pace_s, patience_s, verify_tls)
        return self._run(self._manners.fetch(request)).answer

    def fetch_all(self, requests: Iterable[Request], stop: threading.Event | None = None) -> Iterator[Asked]:
        """Each request with its answer, as the answers come: hosts side by side, one host's requests in turn. One that
        we break on ourselves is answered "broke", and logged.

        Closing the iterator early gives up what has not been asked yet; so does `stop`, when no answer comes.
        """
        lines: dict[str, list[Request]] = {}
        for request in requests:
            lines.setdefault(host_of(request.url), []).append(request)
        answers: queue.SimpleQueue[Asked] = queue.SimpleQueue()
        room = Room(self._settings.connections)
        running = [
            asyncio.run_coroutine_threadsafe(self._line(line, answers, room), self._loop) for line in lines.values()
        ]
        try:
            for _ in range(sum(len(line) for line in lines.values())):
                answer = _next(answers, stop)
                if answer is None:
                    return
                self._loop.call_soon_threadsafe(room.clear)
                yield answer
        finally:
            for task in running:
                task.cancel()

    def robots(self, url: str) -> Robots | Refusal:
        """What the robots.txt of the address's site says to us (delay, sitemaps, signals), asked for when not known."""
        return self._run(self._manners.rules(url, 0.0))

    def tdmrep(self, url: str, pace_s: float = 5.0) -> tuple[Signal, ...]:
        """What the site's /.well-known/tdmrep.json reserves for the address; () when it has none, or it cannot be
        asked now. Asked once per site and day, in turn; nobody asks it but who calls this."""
        return self._run(self._manners.tdmrep(url, pace_s))

    # ------------------------------------------------------------ on the loop

    def _run(self, work: Coroutine[Any, Any, _T]) -> _T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    async def _open(self) -> None:
        connector = _Connector(
            resolver=_Resolver(), socket_factory=_guarded_socket, limit=0, limit_per_host=0, ttl_dns_cache=60
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,  # our own decoder is bounded piece by piece
            headers={"User-Agent": self._settings.user_agent, "Accept": _ACCEPT, "Accept-Encoding": accepted_codings()},
            timeout=aiohttp.ClientTimeout(total=None),
            max_headers=MOST_HEADERS,
            max_field_size=HEADER_CAP_BYTES,
        )

    async def _close(self) -> None:
        await self._session.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _line(self, line: list[Request], answers: queue.SimpleQueue[Asked], room: Room) -> None:
        for request in line:
            try:
                answer = await self._manners.fetch(request, room)
            except Exception as error:  # one address that we break on must not stop the others
                log.exception("%s could not be asked", request.url)
                answer = Asked(request, Refusal("broke", f"{request.url}: {type(error).__name__}: {error}"))
            room.fill()
            answers.put(answer)

    async def _exchange(self, url: str, request: Request, cap: int, cut: bool) -> Answer | Redirect:
        through = URL(self._proxy or url, encoded=True).host or ""
        allowed = self._proxy is not None or is_allowed_host(through, self._settings.allow_hosts)
        call = _Call(allowed, request.pace_s)
        _call.set(call)
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._get(url, request, cap, cut)
        except (TooLarge, CodingError, TimeoutError, OSError, ValueError, aiohttp.ClientError) as error:
            if call.refused:
                return Refusal("private-address", f"{url}: {call.refused[-1]}")
            return Refusal(_reason_of(error), f"{url}: {str(error) or type(error).__name__}")

    async def _get(self, url: str, request: Request, cap: int, cut: bool) -> Answer | Redirect:
        asked = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        headers = {name: value for name, value in asked.items() if value}
        async with self._session.get(
            URL(url, encoded=True), headers=headers, allow_redirects=False, proxy=self._proxy, ssl=request.verify_tls
        ) as response:
            got = _headers(response)
            early = _answer_by_status(response, url, got, bool(headers), self._clock())
            if early is not None:
                return early
            body = await self._read_body(response, url, cap, cut)
            if body is None:
                return Refusal("wrong-type", f"{url}: {response.content_type}", status=response.status)
            return Page(
                url=url,
                fetched_at=self._clock(),
                status=response.status,
                headers=got,
                body=body,
                asked=_asked_headers(response),
                ip=_call.get().ip,
            )

    async def _read_body(self, response: aiohttp.ClientResponse, url: str, cap: int, cut: bool) -> bytes | None:
        """The decoded body, None when it is no text. Past `cap`: TooLarge, or with `cut` what fits, whatever it is:
        a robots.txt under a wrong label is still meant."""
        decoder = decoder_for(response.headers.get("Content-Encoding"), _NO_CAP if cut else cap, MOST_RATIO)
        content_type = response.headers.get("Content-Type", "")
        body = bytearray()
        looked = False
        async with AsyncExitStack() as held:
            async for piece in response.content.iter_chunked(_PIECE):
                is_large = len(body) > LARGE_BYTES
                body += decoder.feed(piece)
                if not is_large and len(body) > LARGE_BYTES:
                    await held.enter_async_context(self._large)
                if not (cut or looked) and len(body) >= SNIFFED_BYTES:
                    looked = True
                    if is_wrong_type(content_type, url, bytes(body[:_HEAD])):
                        return None
                if len(body) > cap:  # only with `cut`: else the decoder has raised
                    return bytes(body[:cap])
            decoder.finish()
            is_wrong = not cut and is_wrong_type(content_type, url, bytes(body[:_HEAD]))
            return None if is_wrong else bytes(body)


def _next(answers: queue.SimpleQueue[Asked], stop: threading.Event | None) -> Asked | None:
    """The next answer; None when there was none and we are to stop."""
    while True:
        try:
            return answers.get(timeout=None if stop is None else STOP_S)
        except queue.Empty:
            if stop is not None and stop.is_set():
                return None


def _headers(response: aiohttp.ClientResponse) -> Headers:
    """Names in lower case; values that are not UTF-8 read as Latin-1, the old rule of HTTP, and no lone surrogates."""
    if sum(len(name) + len(value) for name, value in response.raw_headers) > HEADERS_CAP_BYTES:
        raise TooLarge(f"more than {HEADERS_CAP_BYTES} bytes of headers")
    return tuple((name.lower(), _plain(value)) for name, value in response.headers.items())


def _plain(value: str) -> str:
    return value.encode("utf-8", "surrogateescape").decode("latin-1") if _SURROGATES.search(value) else value


def _location(response: aiohttp.ClientResponse) -> str:
    """Bytes that are not UTF-8 are quoted as they are, as browsers do: only the server knows what they mean."""
    return _SURROGATES.sub(lambda found: f"%{ord(found.group()) - 0xDC00:02X}", response.headers["Location"])


def _asked_headers(response: aiohttp.ClientResponse) -> Headers:
    """What we sent, as far as it concerns the host: not how we made ourselves known to our proxy."""
    sent = response.request_info.headers.items()
    return tuple((name, value) for name, value in sent if not name.lower().startswith("proxy-"))


def _answer_by_status(
    response: aiohttp.ClientResponse, url: str, got: Headers, conditional: bool, now: datetime
) -> Answer | Redirect | None:
    """What the status line and the headers alone decide. None: the body is to be read."""
    status, headers = response.status, dict(reversed(got))  # of headers that repeat, the first
    if status == 304 and conditional:
        return NotModified(
            url,
            headers.get("etag"),
            headers.get("last-modified"),
            fetched_at=now,
            headers=got,
            asked=_asked_headers(response),
            ip=_call.get().ip,
        )
    if status in _REDIRECTS and "location" in headers:
        return Redirect(Hop(url, status, got), _location(response))
    retry_s = retry_after_s(headers.get("retry-after"), now)
    if status == 429:
        return Refusal("busy", url, BACKOFF_FIRST_S if retry_s is None else retry_s, status)
    if status >= 500:
        return Refusal("busy" if retry_s is not None else "server-error", f"{url}: {status}", retry_s, status)
    if not 200 <= status < 300 and status < 400:
        return Refusal("bad-answer", f"{url}: status {status}", status=status)
    return None


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
    call = _call.get(None)
    why = refused_address(str(place[0]))
    if why is not None and (call is None or not call.allowed):
        if call is not None:
            call.refused.append(why)
        raise _Unreachable(why)
    return socket.socket(family, kind, protocol)


class _Connector(aiohttp.TCPConnector):
    """Notes for the current exchange who is at the other end, be the connection new or kept from before.

    When a kept connection breaks, aiohttp sends the request again at once (RFC 9112 9.3.1). The host may have seen the
    first one: the pace holds for the second, too.
    """

    async def connect(
        self, req: aiohttp.ClientRequest, traces: list[Any], timeout: aiohttp.ClientTimeout
    ) -> aiohttp.connector.Connection:
        call = _call.get()
        if call.is_asked:
            await asyncio.sleep(call.pause_s)
        call.is_asked = True
        connection = await super().connect(req, traces, timeout)
        peer = connection.transport.get_extra_info("peername") if connection.transport is not None else None
        if peer and req.proxy is None:  # else it is the proxy's
            call.ip = str(peer[0])
        return connection


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
