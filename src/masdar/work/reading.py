"""Reading, a step at a time: unread pages in, readings or rejections in the store out."""

from __future__ import annotations

import logging

from masdar.model import Page, Reading, Rejected, Source
from masdar.read import READER, read_page
from masdar.store import articles, pages, sources
from masdar.store.records import PageRecord
from masdar.work.desk import Desk, Progress, Tally, silent

BATCH = 500  # pages taken from the store in one go

log = logging.getLogger("masdar.work")


def read_pages(desk: Desk, tell: Progress = silent) -> Tally:
    """Read every page that the current reader has not read, oldest first; one transaction a page."""
    tally = Tally()
    with desk.store.reading() as db:
        total = pages.count_due_pages(db, READER)
    while True:
        with desk.store.reading() as db:
            due = pages.due_pages(db, READER, BATCH)
            outlets = tuple(card.source for card in sources.all_sources(db)) if due else ()
        if not due:
            return tally
        for page in due:
            tally.add(_read_one(desk, page, outlets))
            tell("read", tally.total, total)


def _read_one(desk: Desk, record: PageRecord, outlets: tuple[Source, ...]) -> str:
    page = desk.archive.load(record.place)
    source = next((each for each in outlets if each.id == record.source), None)
    reading = _read_or_quarantine(page, source, outlets, record)
    with desk.store.writing() as db:
        if isinstance(reading, Rejected):
            pages.reject_page(db, record.id, reading, READER)
            return f"rejected: {reading.reason}"
        filing = articles.save_reading(db, record, reading, READER)
    return "article" if filing.is_new else "version" if filing.is_new_version else "unchanged"


def _read_or_quarantine(
    page: Page, source: Source | None, outlets: tuple[Source, ...], record: PageRecord
) -> Reading | Rejected:
    """A reader that breaks on a page must not stop the others: the page is set aside with what broke."""
    try:
        return read_page(page, source, outlets=outlets)
    except Exception as trouble:
        log.exception("page %d of %s could not be read: %s", record.id, record.source, record.url)
        return Rejected("reader-broke", f"{type(trouble).__name__}: {trouble}")
