"""A host, a path and a simulated instant → what that sample site answers then. Pure: the same question, the same bytes.

Also the seven sites as sources to follow (`sources`), and when Masdar looks at them (`TICKS`, `END`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from urllib.parse import unquote

from masdar.demo import pages
from masdar.demo.dates import print_date
from masdar.demo.pages import Attribution, Newsstand
from masdar.demo.reports import Report, Section, Site, load_reports, load_sites, report_at
from masdar.demo.timetable import END, TICKS, ZONE
from masdar.model import Listing, Source, SourceId

__all__ = ["END", "TICKS", "Answer", "Newsroom", "load_newsroom", "sources"]

# Entries in a feed: the customary default of feed plugins.
FEED_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """A web server's answer. Header names are spelled as usual on the wire; Content-Length is the server's job."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The header of that name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class _Found:
    """A page before it becomes an answer: its text, type, and since when it says what it says."""

    text: str
    kind: str
    changed: datetime | None = None
    status: int = 200
    location: str = ""


@dataclass(frozen=True, slots=True)
class Newsroom:
    """All sample sites with all their reports, in every state they will have."""

    sites: tuple[Site, ...]
    reports: tuple[Report, ...]

    def respond(
        self,
        host: str,
        path: str,
        now: datetime,
        base_port: int,
        request_headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """What the site at `host` (a port in it is ignored) serves under `path` (with query, as sent) at `now`.

        Header names of the request are in lower case. `base_port` stands in the absolute addresses it prints.
        """
        site = next((each for each in self.sites if each.host == host.lower().partition(":")[0]), None)
        if site is None:
            return Answer(404, (("Date", _http_date(now)), ("Content-Type", "text/plain")), b"no such site\n")
        found = self._find(site, unquote(path), now, base_port)
        return _answer(site, path, found, now, request_headers or {})

    def stand(self, site: Site, now: datetime, port: int) -> Newsstand:
        """The site with every report that it shows at `now`, newest first."""
        shown = (report_at(each, now) for each in reversed(self.reports) if each.site == site.id)
        items = tuple(pages.present(site, each, now, port) for each in shown if each)
        return Newsstand(site, pages.home_url(site, port), now, items)

    def _find(self, site: Site, path: str, now: datetime, port: int) -> _Found:
        stand = self.stand(site, now, port)
        if path == "/":
            return _Found(pages.render_list(stand, None), "text/html", stand.latest_change)
        if path == "/robots.txt":
            return _Found(site.robots, "text/plain")
        if path == site.feed_path:
            return _feed(stand)
        section = next((each for each in site.sections if path == pages.section_path(site, each.key)), None)
        if section is not None:
            return _section(stand, section)
        return self._find_report(stand, path, port)

    def _find_report(self, stand: Newsstand, path: str, port: int) -> _Found:
        for item in stand.items:
            if path == pages.article_path(stand.site, item.report):
                text = pages.render_article(stand, item, self._attribution(item.report, stand.now, port))
                return _Found(text, "text/html", item.report.changed_at or item.report.at)
            if path == f"/media/{item.report.number}.svg":
                return _Found(pages.render_picture(item.report), "image/svg+xml", item.report.at)
        return self._left(stand, path, port) or _Found(pages.render_missing(stand), "text/html", status=404)

    def _left(self, stand: Newsstand, path: str, port: int) -> _Found | None:
        """What answers at the address of a report that was taken down, or that has another one now."""
        here = (each for each in self.reports if each.site == stand.site.id)
        report = next((each for each in here if path == pages.article_path(stand.site, each)), None)
        if report is None or stand.now < report.at:
            return None
        now = report_at(report, stand.now)
        if now is None:
            return _Found(pages.render_missing(stand), "text/html", status=410)
        url = pages.present(stand.site, now, stand.now, port).url
        return _Found(pages.render_missing(stand), "text/html", status=301, location=url)

    def _attribution(self, report: Report, now: datetime, port: int) -> Attribution | None:
        if not report.origin:
            return None
        original = next(each for each in self.reports if each.id == report.origin)
        site = next(each for each in self.sites if each.id == original.site)
        url = pages.present(site, original, now, port).url
        fetched = print_date(report.at, "levant_day", now)
        return Attribution(report.claims_title, report.claims_outlet, url, fetched)


@cache
def load_newsroom() -> Newsroom:
    """The newsroom of the data files. Raises ValueError when one of them contradicts itself."""
    return Newsroom(load_sites(), load_reports())


def sources(port: int) -> tuple[Source, ...]:
    """The seven sites as sources to follow, when they are served on `port`."""
    return tuple(_source(site, port) for site in load_sites())


def _source(site: Site, port: int) -> Source:
    home = pages.home_url(site, port)
    listing = Listing(home.rstrip("/") + site.feed_path, "feed") if site.feed_path else Listing(home, "page")
    return Source(
        id=SourceId(site.id),
        name=site.name,
        home=home,
        hosts=(f"{site.host}:{port}",),
        kind=site.kind,
        zone=ZONE,
        listings=(listing,),
        policy=site.policy,
        pace_s=0.0,
        aliases=site.aliases,
    )


def _section(stand: Newsstand, section: Section) -> _Found:
    return _Found(pages.render_list(stand, section), "text/html", stand.latest_change)


def _feed(stand: Newsstand) -> _Found:
    site = stand.site
    address = stand.home.rstrip("/") + str(site.feed_path)
    text = pages.render_feed(stand, stand.items[:FEED_LENGTH], address)
    return _Found(text, f"application/{site.feed_kind}+xml", stand.latest_change)


def _answer(site: Site, path: str, found: _Found, now: datetime, asked: Mapping[str, str]) -> Answer:
    headers = [("Date", _http_date(now)), ("Content-Type", f"{found.kind}; charset={_charset(site, found)}")]
    if found.location:
        headers.append(("Location", found.location))
    tag = _tag(site, path, found)
    if tag:
        headers.append(("ETag", tag))
    if found.changed and "modified" in site.validators:
        headers.append(("Last-Modified", _http_date(found.changed)))
    if found.status == 200 and _is_unchanged(found, tag, "modified" in site.validators, asked):
        return Answer(304, tuple(headers), b"")
    # What a legacy code page cannot hold becomes a character reference, as browsers and old editors do it.
    body = found.text.encode(_charset(site, found), errors="xmlcharrefreplace")
    return Answer(found.status, tuple(headers), body)


def _charset(site: Site, found: _Found) -> str:
    return "utf-8" if found.kind.startswith("image/") else site.encoding


def _tag(site: Site, path: str, found: _Found) -> str | None:
    """A weak tag: boxes beside the report may differ while the tag stays, as with many caches."""
    if found.changed is None or "etag" not in site.validators:
        return None
    digest = hashlib.sha256(f"{site.id} {path} {found.changed.isoformat()}".encode()).hexdigest()
    return f'W/"{digest[:16]}"'


def _is_unchanged(found: _Found, tag: str | None, dated: bool, asked: Mapping[str, str]) -> bool:
    """RFC 9110, section 13.2.2: If-None-Match decides alone when it is there."""
    wanted = asked.get("if-none-match")
    if wanted is not None:
        return tag is not None and tag in (each.strip() for each in wanted.split(","))
    since = _read_http_date(asked.get("if-modified-since"))
    return bool(since and dated and found.changed and found.changed < since + timedelta(seconds=1))


def _read_http_date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else None


def _http_date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)
