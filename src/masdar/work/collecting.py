"""Collecting, a step at a time: listings and links that are due in, archived pages and new links out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from masdar.collect.answers import Asked, Refusal, Request
from masdar.errors import StoreOutage
from masdar.store import schedule
from masdar.store.records import DueLink, DueListing
from masdar.text.addresses import host_of
from masdar.work.desk import Desk, Progress, Stage, Tally, silent
from masdar.work.links import file_link
from masdar.work.listings import file_listing

Due = TypeVar("Due", DueListing, DueLink)

BATCH = 4000  # addresses asked in one go: some twenty seconds at 32 connections; 10,000 listings in three rounds
BATCH_S = 20.0  # how long a host's turns may take in one go: reading and other hosts' news wait as long
PATIENCE_S = 2 * BATCH_S  # the longest wait for one turn; a host that is not to be asked for longer stays due

log = logging.getLogger("masdar.work")


def ask_listings(desk: Desk, tell: Progress = silent) -> Tally:
    """Ask every listing that is due; file the links it names; say when to ask again."""
    with desk.store.reading() as db:
        due = schedule.due_listings(db, desk.clock(), BATCH, BATCH_S)
    return _work_through(desk, due, file_listing, "listings", tell)


def fetch_links(desk: Desk, tell: Progress = silent) -> Tally:
    """Fetch every link that is due: new ones, and articles to look at again."""
    with desk.store.reading() as db:
        due = schedule.due_links(db, desk.clock(), BATCH, BATCH_S)
    return _work_through(desk, due, file_link, "collect", tell)


def _work_through(
    desk: Desk, due: Sequence[Due], file: Callable[[Desk, Due, Asked], str], stage: Stage, tell: Progress
) -> Tally:
    tally = Tally()
    if due:
        _be_able_to_file(desk)
    for item, asked in _answers(desk, due):
        tally.add(_file_or_quarantine(desk, item, asked, file))
        tell(stage, tally.total, len(due))
        if desk.stop.is_set():
            break
    return tally


def _be_able_to_file(desk: Desk) -> None:
    """Nobody is asked for what could not be kept: raises when the disk is full or another program holds the archive or
    the database."""
    desk.archive.hold()
    desk.archive.check_room()
    with desk.store.writing():
        pass


def _file_or_quarantine(desk: Desk, item: Due, asked: Asked, file: Callable[[Desk, Due, Asked], str]) -> str:
    """What became of an answer. One that breaks us must not stop the others nor come back at once: it is filed as if
    none had come, to be tried again later and later."""
    try:
        return file(desk, item, asked)
    except (StoreOutage, OSError):  # nothing at all can be filed now
        raise
    except Exception as trouble:
        log.exception("what %s answered could not be filed", item.url)
        broke = Refusal("broke", f"{item.url}: {type(trouble).__name__}: {trouble}")
        return file(desk, item, replace(asked, answer=broke))


def _answers(desk: Desk, due: Sequence[Due]) -> Iterator[tuple[Due, Asked]]:
    """Each that was asked with its answer, as the answers come. Where the host's turn is too far off, it was not asked
    and stays due."""
    if desk.fetcher is None or not due:
        return
    by_url = {item.url: item for item in due}
    for asked in desk.fetcher.fetch_all((_request(item) for item in by_url.values()), desk.stop):
        if isinstance(asked.answer, Refusal) and asked.answer.reason == "not-yet":
            _put_off(desk, asked.request.url, asked.answer)
        else:
            yield by_url[asked.request.url], asked


def _put_off(desk: Desk, url: str, refusal: Refusal) -> None:
    """The host is left alone until its turn: its crawl-delay was not known when the address was chosen."""
    with desk.store.writing() as db:
        until = desk.clock() + timedelta(seconds=refusal.retry_s or 0.0)
        schedule.set_host_wait(db, host_of(url), until, "crawl-delay")


def _request(item: DueListing | DueLink) -> Request:
    return Request(
        item.url,
        etag=item.etag,
        last_modified=item.last_modified,
        pace_s=item.source.pace_s,
        verify_tls=item.source.verify_tls,
        host_asked_at=item.host_asked_at,
        delay_s=item.delay_s,
    )
