"""What collecting yields: sources, the pages they served, and where those are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from masdar.model.ids import SourceId

SourceKind = Literal["outlet", "agency", "official", "aggregator", "channel"]
ListingKind = Literal["feed", "sitemap", "page", "channel"]
Policy = Literal["full", "excerpt", "headline"]


@dataclass(frozen=True, slots=True)
class Listing:
    """An address where a source lists its news."""

    url: str
    kind: ListingKind


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher we follow, as its source file describes it.

    `hosts` are the host names (with port when not the default one) whose pages belong to it; "t.me/name" is the part
    of a shared host whose paths begin so. `zone` is a tz database name: the clock its pages print. `pace_s` is the
    least number of seconds between two requests to one of its hosts. `aliases` are other names of it. `articles`
    are the shapes of its articles' addresses ("/news/{n}/{slug}", `collect.shapes`), learned from its listings.
    `per_day` is how many new articles a day are expected (None: as its own history says); `verify_tls` False accepts a
    certificate that does not hold, which every page then says of itself.
    """

    id: SourceId
    name: str
    home: str
    hosts: tuple[str, ...]
    kind: SourceKind = "outlet"
    language: str = "ar"
    country: str | None = None
    zone: str | None = None
    listings: tuple[Listing, ...] = ()
    policy: Policy = "excerpt"
    pace_s: float = 5.0
    aliases: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    per_day: float | None = None
    verify_tls: bool = True


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect on the way to a page: who answered so, with which status and headers (names in lower case)."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    """What a publisher says about the use of its pages. `name` in lower case, as the publisher writes it: "noindex",
    "noarchive", "nosnippet", "noai", "noimageai" (robots meta tag, X-Robots-Tag), "search", "ai-input", "ai-train"
    (Content-Signal), "tdm-reservation", "tdm-policy" (TDMRep). `value` is what stands behind it ("" when nothing does).
    `where` names the place: "header:x-robots-tag", "meta:robots", "robots.txt", "tdmrep.json", "header:tdm-policy".
    """

    name: str
    value: str
    where: str


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes as a server sent them, with when and how: the evidence.

    `url` is the address that answered (after redirects), `requested_url` the one asked for when they differ.
    `headers` keep their order, names in lower case. `body` has transfer and content coding removed.
    `hops` are the redirects that led from `requested_url` here; `asked` the headers of our request as sent, `ip` the
    address that answered, when known. `verified` False: the server's certificate did not hold and the source file
    says to accept it.
    """

    url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    requested_url: str | None = None
    hops: tuple[Hop, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()
    ip: str | None = None
    verified: bool = True

    def header(self, name: str) -> str | None:
        """The first header of that name (given in lower case)."""
        return next((value for key, value in self.headers if key == name), None)

    @property
    def served_at(self) -> datetime | None:
        """When the server says it answered: its Date header, if it holds a date with a zone."""
        try:
            moment = parsedate_to_datetime(self.header("date") or "")
        except (ValueError, TypeError, OverflowError):
            return None
        return moment if moment.tzinfo else None


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a page's WARC record lies: file name inside the archive folder, byte offset, compressed length."""

    file: str
    offset: int
    length: int
