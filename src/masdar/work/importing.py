"""Archives of others, a step at a time: WARC files in, their pages in our archive and store; then read and related."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from masdar.collect.guess import guess_source_of
from masdar.collect.warc import PageAt
from masdar.collect.warc import read_pages as records_in
from masdar.model import Page, Rejected, Source
from masdar.store import Connection, pages, sources, takedown
from masdar.text.addresses import address_key
from masdar.work.desk import Desk, Progress, Tally, silent
from masdar.work.reading import read_pages
from masdar.work.relating import relate_articles

BATCH = 200  # records filed in one transaction together with the place reached


def import_archive(desk: Desk, files: Sequence[Path], tell: Progress = silent) -> Tally:
    """Keep, read and relate every page of those files. A file that was imported in part goes on where it stopped."""
    tally = Tally()
    for file in files:
        tally.merge(_import_file(desk, file, tell))
    tally.merge(read_pages(desk, tell))
    tally.merge(relate_articles(desk, tell))
    return tally


def _import_file(desk: Desk, file: Path, tell: Progress) -> Tally:
    tally, size, key = Tally(), file.stat().st_size, _file_key(file)
    with desk.store.reading() as db:
        start = pages.import_offset(db, key)
    found = records_in(file, start)
    while batch := tuple(islice(found, BATCH)):
        counts = _file_batch(desk, batch, key)
        tally.merge(counts)
        tell("import", batch[-1].next_offset, size)
    with desk.store.writing() as db:
        pages.save_import_offset(db, key, size)
    tell("import", size, size)
    return tally


def _file_batch(desk: Desk, batch: Sequence[PageAt], key: str) -> Tally:
    """One transaction: the batch's pages, the sources they needed, and how far the file is done."""
    tally = Tally()
    wanted = _not_removed(desk, batch)
    if len(wanted) < len(batch):
        tally.add("removed", len(batch) - len(wanted))
    places = [desk.archive.append(item.page) if isinstance(item.page, Page) else None for item in wanted]
    desk.archive.sync()
    with desk.store.writing() as db:
        for item, place in zip(wanted, places, strict=True):
            if place is None or isinstance(item.page, Rejected):
                tally.add(f"record: {item.page.reason}" if isinstance(item.page, Rejected) else "record")
                continue
            source = _source_of(desk, db, item.page)
            added = pages.add_page(db, item.page, source.id, place)
            tally.add("unchanged" if added is None else "page")
        pages.save_import_offset(db, key, batch[-1].next_offset)
    return tally


def _not_removed(desk: Desk, batch: Sequence[PageAt]) -> list[PageAt]:
    """The records but for pages of addresses that were taken down: those are not even archived."""
    keys = [{address_key(url) for url in _addresses(item)} for item in batch]
    with desk.store.reading() as db:
        removed = takedown.removed_keys(db, set().union(*keys))
    return [item for item, own in zip(batch, keys, strict=True) if removed.isdisjoint(own)]


def _addresses(item: PageAt) -> list[str]:
    page = item.page
    return [url for url in (page.url, page.requested_url) if url] if isinstance(page, Page) else []


def _source_of(desk: Desk, db: Connection, page: Page) -> Source:
    """The source that the page belongs to; a host (or channel) nobody named gets a source of its own."""
    source = sources.source_for(db, page.url)
    if source is None:
        source = guess_source_of(page)
        sources.save_source(db, source, desk.clock())
    return source


def _file_key(file: Path) -> str:
    """Tells the file again under another name: its size and the digest of its first mebibyte."""
    with file.open("rb") as opened:
        head = opened.read(1 << 20)
    return f"{file.stat().st_size}-{hashlib.sha256(head).hexdigest()[:32]}"
