"""Collecting, a step at a time: listings and links that are due in, archived pages and new links out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from masdar.collect import discover, pace
from masdar.collect.answers import Answer, NotModified, Refusal, Request
from masdar.model import Page, Source
from masdar.store import pages, schedule
from masdar.store.addresses import host_of
from masdar.store.records import DueLink, DueListing, NewLink
from masdar.work.desk import Desk, Progress, Tally, silent

Due = TypeVar("Due", DueListing, DueLink)

BATCH = 1000  # addresses asked in one go; those of slow hosts wait for the next (see PATIENCE_S)
PATIENCE_S = 20.0  # the longest that one host's turns hold up the others' next batch
TRIES = 6  # a link that failed so often is given up; backing off, that is about a day


def ask_listings(desk: Desk, tell: Progress = silent) -> Tally:
    """Ask every listing that is due; file the links it names; say when to ask again."""
    with desk.store.reading() as db:
        due = schedule.due_listings(db, desk.clock(), BATCH)
    tally = Tally()
    for listing, answer in _asked(desk, due):
        tally.add(_file_listing(desk, listing, answer))
        tell("listings", tally.total, len(due))
    return tally


def fetch_links(desk: Desk, tell: Progress = silent) -> Tally:
    """Fetch every link that is due: new ones, and articles to look at again."""
    with desk.store.reading() as db:
        due = schedule.due_links(db, desk.clock(), BATCH)
    tally = Tally()
    for link, answer in _asked(desk, due):
        tally.add(_file_link(desk, link, answer))
        tell("collect", tally.total, len(due))
    return tally


def keep_page(desk: Desk, page: Page, source: Source) -> str:
    """Archive the page, then file its row: "page", or "unchanged" when we hold the same bytes of it already."""
    place = desk.archive.append(page)
    desk.archive.sync()
    with desk.store.writing() as db:
        added = pages.add_page(db, page, source.id, place)
    return "unchanged" if added is None else "page"


def _asked(desk: Desk, due: Sequence[Due]) -> Iterator[tuple[Due, Answer]]:
    """Each that was asked with its answer, as the answers come. Where the host's turn is too far off, it was not asked
    and stays due."""
    if desk.fetcher is None or not due:
        return
    by_url = {item.url: item for item in due}
    requests = [Request(d.url, etag=d.etag, last_modified=d.last_modified, pace_s=d.source.pace_s) for d in due]
    for asked in desk.fetcher.fetch_all(requests):
        if not (isinstance(asked.answer, Refusal) and asked.answer.reason == "not-yet"):
            yield by_url[asked.request.url], asked.answer


def _file_listing(desk: Desk, listing: DueListing, answer: Answer) -> str:
    now = desk.clock()
    if isinstance(answer, Refusal):
        every_s = pace.listing_interval_s(listing.every_s, 0)
        wait_s = max(every_s, answer.retry_s or 0.0)
        _note_listing(desk, listing, answer.reason, now + timedelta(seconds=wait_s), every_s)
        _note_host(desk, listing.url, answer, now)
        return f"listing: {answer.reason}"
    if isinstance(answer, NotModified):
        every_s = pace.listing_interval_s(listing.every_s, 0)
        _note_listing(desk, listing, "unchanged", now + timedelta(seconds=every_s), every_s)
        return "listing: unchanged"
    links = discover.find_links(answer, listing.kind, listing.source)
    with desk.store.writing() as db:
        new = schedule.add_links(db, listing.source.id, (NewLink(link.url) for link in links), now)
    every_s = pace.listing_interval_s(listing.every_s, new)
    _note_listing(desk, listing, "ok" if links else "no-links", now + timedelta(seconds=every_s), every_s, answer)
    return "listing" if links else "listing: no-links"


def _note_listing(
    desk: Desk, listing: DueListing, outcome: str, next_at: datetime, every_s: float, page: Page | None = None
) -> None:
    etag, last_modified = _validators(listing, page)
    with desk.store.writing() as db:
        schedule.finish_listing(
            db,
            listing.id,
            now=desk.clock(),
            ok=outcome in ("ok", "no-links", "unchanged"),
            next_at=next_at,
            every_s=every_s,
            etag=etag,
            last_modified=last_modified,
            outcome=outcome,
        )


def _file_link(desk: Desk, link: DueLink, answer: Answer) -> str:
    now = desk.clock()
    if isinstance(answer, Refusal):
        _note_host(desk, link.url, answer, now)
        _note_link(desk, link, answer.reason, _next_try(link, answer, now))
        return f"page: {answer.reason}"
    if isinstance(answer, NotModified):
        _note_link(desk, link, "unchanged", pace.next_look(link.found_at, now))
        return "page: unchanged"
    outcome = keep_page(desk, answer, link.source)
    gone = answer.status in (404, 410)
    _note_link(desk, link, outcome, None if gone else pace.next_look(link.found_at, now), answer)
    return "page" if outcome == "page" else "page: unchanged"


def _note_link(desk: Desk, link: DueLink, outcome: str, next_at: datetime | None, page: Page | None = None) -> None:
    etag, last_modified = _validators(link, page)
    with desk.store.writing() as db:
        schedule.finish_link(db, link.id, outcome=outcome, next_at=next_at, etag=etag, last_modified=last_modified)


def _next_try(link: DueLink, refusal: Refusal, now: datetime) -> datetime | None:
    """When to try again after a refusal; None for what will not change by waiting."""
    passing = {"robots-wait", "busy", "server-error", "timeout", "truncated", "no-connection", "bad-answer"}
    if refusal.reason not in passing or link.tries >= TRIES:
        return None
    return now + timedelta(seconds=pace.backoff_s(link.tries + 1, refusal.retry_s))


def _note_host(desk: Desk, url: str, refusal: Refusal, now: datetime) -> None:
    """Remember over restarts that a host told us to wait."""
    if refusal.retry_s and refusal.reason in ("busy", "robots-wait"):
        with desk.store.writing() as db:
            schedule.set_host_wait(db, host_of(url), now + timedelta(seconds=refusal.retry_s), refusal.reason)


def _validators(last: DueListing | DueLink, page: Page | None) -> tuple[str | None, str | None]:
    """ETag and Last-Modified to send next time: the page's, or as before when no page came."""
    if page is None:
        return last.etag, last.last_modified
    return page.header("etag"), page.header("last-modified")
