"""What came of fetching a link in; the page archived, its row and when to look again out. Page first, then its row."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from masdar.collect import pace
from masdar.collect.answers import Asked, NotModified, Refusal
from masdar.collect.signals import page_signals
from masdar.errors import BadArchive
from masdar.model import Page, RecordPlace
from masdar.store import Connection, pages, schedule, takedown
from masdar.store.records import DueLink
from masdar.text.addresses import address_key
from masdar.work.asking import new_home, note_answer, validators
from masdar.work.desk import Desk

log = logging.getLogger("masdar.work")

SMALL = 1024  # bytes: a note that a body is held already takes about as many
# A link is given up when it failed so often, backing off (within an hour), and the longest outages are over: those of
# a publisher's server, of its certificate, of our own line.
TRIES, GIVE_UP = 6, timedelta(days=7)
PASSING = frozenset(
    (
        "robots-wait", "busy", "server-error", "timeout", "truncated", "no-connection", "bad-tls", "bad-answer",
        "bad-coding", "broke",
    )
)  # fmt: skip  # reasons that may be gone when we come again


def file_link(desk: Desk, link: DueLink, asked: Asked) -> str:
    """Keep the page, or note why none came, and when to come again. The outcome, to be counted."""
    answer, now = asked.answer, desk.clock()
    if isinstance(answer, Refusal):
        with desk.store.writing() as db:
            _finish(db, link, asked, answer.reason, next_try(link, answer, now), now)
        return f"page: {answer.reason}"
    if isinstance(answer, NotModified):
        return _file_unchanged(desk, link, asked, answer, now)
    return _file_page(desk, link, asked, answer, now)


def _file_page(desk: Desk, link: DueLink, asked: Asked, page: Page, now: datetime) -> str:
    with desk.store.reading() as db:
        is_removed = bool(takedown.removed_keys(db, _keys(page)))
    if is_removed:
        with desk.store.writing() as db:
            _finish(db, link, asked, "removed", None, now)
        return "page: removed"
    place = archived(desk, page)
    with desk.store.writing() as db:
        added = pages.add_page(db, page, link.source.id, place, page_signals(page))
        outcome = f"http-{page.status}" if page.status >= 400 else "page" if added is not None else "unchanged"
        _finish(db, link, asked, outcome, look_after(link, page, now), now)
    return outcome if outcome == "page" else f"page: {outcome}"


def archived(desk: Desk, page: Page) -> RecordPlace:
    """Where the page's record lies, on the disk itself. Bytes that we hold already are not written again, but noted."""
    with desk.store.reading() as db:
        held = pages.place_of_body(db, page.body) if len(page.body) >= SMALL else None
    place = desk.archive.append(page) if held is None else desk.archive.append_unchanged(page, held)
    desk.archive.sync()
    return place


def _file_unchanged(desk: Desk, link: DueLink, asked: Asked, answer: NotModified, now: datetime) -> str:
    """Note in the archive that the page was still so. When we hold none, or its record is damaged, the whole page is
    asked for at the next look."""
    with desk.store.reading() as db:
        held = pages.last_page(db, answer.url)
    is_held = held is not None and held.kept and _noted(desk, answer, held.place)
    with desk.store.writing() as db:
        if held is not None:
            pages.note_sighting(db, held.id, now)
        next_at = pace.next_look(link.found_at, now, link.url)
        _finish(db, link, asked, "unchanged", next_at, now, validators(link, answer) if is_held else (None, None))
    return "page: unchanged"


def _noted(desk: Desk, answer: NotModified, place: RecordPlace) -> bool:
    try:
        desk.archive.append_unchanged(answer, place)
    except BadArchive as trouble:
        log.error("%s: %s", answer.url, trouble)
        return False
    desk.archive.sync()
    return True


def _finish(
    db: Connection,
    link: DueLink,
    asked: Asked,
    outcome: str,
    next_at: datetime | None,
    now: datetime,
    validated: tuple[str | None, str | None] | None = None,
) -> None:
    etag, last_modified = validated or validators(link, asked.answer)
    schedule.finish_link(
        db,
        link.id,
        outcome=outcome,
        next_at=next_at,
        etag=etag,
        last_modified=last_modified,
        moved_to=new_home(link.url, asked.answer),
    )
    note_answer(db, link.source, asked, "page", outcome, now)


def next_try(link: DueLink, refusal: Refusal, now: datetime) -> datetime | None:
    """When to try again after a refusal; None for what will not change by waiting."""
    if link.article is not None and refusal.reason in PASSING:
        return pace.next_look(link.found_at, now + timedelta(seconds=refusal.retry_s or 0.0), link.url)
    if refusal.reason not in PASSING or (link.tries >= TRIES and now - link.found_at > GIVE_UP):
        return None
    return now + timedelta(seconds=pace.backoff_s(link.tries + 1, refusal.retry_s))


def look_after(link: DueLink, page: Page, now: datetime) -> datetime | None:
    """When to look at the page again: never when it is gone for good; a new link that is not there yet, some times."""
    if page.status == 410 or (page.status == 404 and link.article is None and link.tries >= TRIES):
        return None
    return pace.next_look(link.found_at, now, link.url)


def _keys(page: Page) -> set[str]:
    return {address_key(url) for url in (page.url, page.requested_url) if url}
