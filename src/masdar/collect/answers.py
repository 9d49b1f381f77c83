"""What asking a host can answer with, beside a `Page`: values, not exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from masdar.model import Hop, Page, Rejected, Signal


@dataclass(frozen=True, slots=True)
class Request:
    """One address to ask for. `etag` and `last_modified` are the validators of the last answer, word for word.

    `pace_s` is the least time between two requests to its host; the host's own crawl-delay may be longer.
    `patience_s` is the longest wait for the host's turn, None: as long as the fetcher's. `verify_tls` False accepts a
    certificate that does not hold. `host_asked_at` (wall clock) and `delay_s` (its crawl-delay) are what an earlier run
    knew of the host: a fresh fetcher keeps the pace across the restart.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    pace_s: float = 5.0
    patience_s: float | None = None
    verify_tls: bool = True
    host_asked_at: datetime | None = None
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing changed since the validators sent (304). Fields as those of `Page`."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    requested_url: str | None = None
    hops: tuple[Hop, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()
    ip: str | None = None
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Refusal(Rejected):
    """No page came. `reason` is one of:

    "robots" (robots.txt disallows it), "robots-wait" (robots.txt could not be read: wait), "busy" (429 or 503),
    "not-yet" (the host's turn is too far off), "server-error", "private-address", "bad-address", "bad-scheme",
    "bad-port", "redirects", "too-large", "bad-coding", "wrong-type", "timeout", "truncated", "no-connection",
    "bad-tls", "bad-answer", "broke" (we broke on it ourselves; the log says how).

    `retry_s`: how long the host, or politeness, asks us to wait. `status`: the HTTP status, when one came.
    """

    retry_s: float | None = None
    status: int | None = None


Answer = Page | NotModified | Refusal


@dataclass(frozen=True, slots=True)
class Redirect:
    """One hop of a redirect, still to be followed: `location` as the server wrote it."""

    hop: Hop
    location: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with its answer. `took_s`: seconds from the first byte sent to the last byte read, redirects and
    robots.txt included, waiting for the host's turn left out. `delay_s`: the host's crawl-delay as known now.
    `signals`: what its robots.txt says about the use of pages (None: it could not be read). `last_url`: the address
    that answered last, after redirects: when we are told to wait, it is by its host.
    """

    request: Request
    answer: Answer
    took_s: float = 0.0
    delay_s: float = 0.0
    signals: tuple[Signal, ...] | None = None
    last_url: str = ""


def moved_to(answer: Answer) -> str | None:
    """The address to ask from now on: the one that answered, when every hop there was permanent (301, 308); else None.

    What answers with an error there (gone, forbidden) is nobody's new home.
    """
    if isinstance(answer, Refusal) or not answer.hops or answer.url == answer.requested_url:
        return None
    if isinstance(answer, Page) and not 200 <= answer.status < 300:
        return None
    return answer.url if all(hop.status in (301, 308) for hop in answer.hops) else None
