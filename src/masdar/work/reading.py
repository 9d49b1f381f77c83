"""Reading, a step at a time: unread pages in, readings or rejections in the store out; and the lessons they teach."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from masdar.errors import BadArchive, StoreOutage
from masdar.model import Reading, Rejected, Source, SourceId, Template
from masdar.read import READER, learn_templates, read_page
from masdar.store import Connection, articles, designs, health, pages, sources, takedown
from masdar.store.records import Designs, PageRecord
from masdar.text.addresses import address_key
from masdar.work.desk import Desk, Progress, Tally, silent

BATCH = 500  # pages taken from the store in one go
# A lesson that teaches nothing doubles the pages of the next, up to so many.
FIRST_LESSON, LAST_LESSON = Designs().lesson, 96
# Designs kept of one source: article, video, opinion, gallery, and what they looked like before.
MOST_TEMPLATES = 8

BROKE = "reader-broke"  # the fault is ours
NO_RECORD = "no-record"  # the archive lost it; what was read from it before stays

log = logging.getLogger("masdar.work")


class Outlets(tuple[Source, ...]):
    """Sources that are hashed once: the rules look up their book of names by them several times a page, and hashing
    10,000 sources takes longer than reading the page."""

    _hash: int | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = super().__hash__()
        return self._hash


@dataclass(frozen=True, slots=True)
class Library:
    """The followed sources, and what was learned of each (filled as their pages come)."""

    outlets: tuple[Source, ...]
    by_id: Mapping[SourceId, Source]
    learned: dict[SourceId, Designs]

    def source(self, id: SourceId) -> Source | None:
        return self.by_id.get(id)


def read_pages(desk: Desk, tell: Progress = silent, most: int | None = None) -> Tally:
    """Read every page that the current reader has not read, oldest first, at most so many; one transaction a page."""
    tally = Tally()
    learned: dict[SourceId, Designs] = {}
    with desk.store.reading() as db:
        total = pages.count_due_pages(db, READER)
    while most is None or tally.total < most:
        with desk.store.reading() as db:
            due = pages.due_pages(db, READER, BATCH)
            outlets = _outlets(desk, sources.followed(db)) if due else ()
        library = Library(outlets, {each.id: each for each in outlets}, learned)
        for page in due:
            if desk.stop.is_set():
                return tally
            tally.add(_read_one(desk, page, library))
            tell("read", tally.total, total)
        if not due:
            break
    return tally


def _outlets(desk: Desk, followed: tuple[Source, ...]) -> tuple[Source, ...]:
    """The same object as long as they are the same sources: comparing 10,000 takes as long as hashing them."""
    if desk.outlets != followed:
        desk.outlets = Outlets(followed)
    return desk.outlets


def _read_one(desk: Desk, record: PageRecord, library: Library) -> str:
    known = _designs_of(desk, record.source, library.learned)
    reading = _read_or_quarantine(desk, record, known, library)
    outcome = _file_or_quarantine(desk, record, reading)
    if isinstance(reading, Reading) and outcome not in ("removed", f"rejected: {BROKE}"):
        _learn(desk, record, known, reading, library)
    return outcome


def _file_or_quarantine(desk: Desk, record: PageRecord, reading: Reading | Rejected) -> str:
    """What the database will not take must not stop the others: the page is set aside with the reason."""
    try:
        return _file(desk, record, reading)
    except StoreOutage:
        raise
    except Exception as trouble:
        log.exception("what was read from page %d of %s could not be filed: %s", record.id, record.source, record.url)
        return _file(desk, record, Rejected(BROKE, f"{type(trouble).__name__}: {trouble}"))


def _file(desk: Desk, record: PageRecord, reading: Reading | Rejected) -> str:
    with desk.store.writing() as db:
        removed = _removed_key(db, record, reading)
        if removed is not None:
            takedown.discard_page(db, record, removed)
            return "removed"
        if isinstance(reading, Rejected) and reading.reason == NO_RECORD and record.outcome is not None:
            pages.pass_over(db, record.id, READER)
            return f"passed over: {NO_RECORD}"
        if isinstance(reading, Rejected):
            pages.reject_page(db, record.id, reading, READER)
            return f"rejected: {reading.reason}"
        filing = articles.save_reading(db, record, reading, READER)
        if filing.is_new:
            published = reading.article.published
            health.count_article(db, record.source, record.fetched_at, published.instant if published else None)
    return "article" if filing.is_new else "version" if filing.is_new_version else "unchanged"


def _removed_key(db: Connection, record: PageRecord, reading: Reading | Rejected) -> str | None:
    """The key of an address that was taken down, if the page is from there or says that its article is."""
    canonical = reading.article.canonical if isinstance(reading, Reading) else None
    keys = {address_key(url) for url in (record.url, canonical) if url}
    return next(iter(takedown.removed_keys(db, keys)), None)


def _designs_of(desk: Desk, id: SourceId, learned: dict[SourceId, Designs]) -> Designs:
    """What an older reader learned is no use to this one."""
    if id not in learned:
        with desk.store.reading() as db:
            stored = designs.get_designs(db, id)
        ours = tuple(template for template in stored.templates if template.reader == READER)
        learned[id] = stored if ours == stored.templates else Designs(ours)
    return learned[id]


def _read_or_quarantine(desk: Desk, record: PageRecord, known: Designs, library: Library) -> Reading | Rejected:
    """A page that cannot be had from the archive, or that the reader breaks on, must not stop the others: it is set
    aside with what broke."""
    try:
        page = desk.archive.load(record.place)
    except BadArchive as trouble:
        log.error("page %d of %s cannot be read: %s", record.id, record.source, trouble)
        return Rejected(NO_RECORD, str(trouble))
    try:
        return read_page(page, library.source(record.source), known.templates, library.outlets)
    except Exception as trouble:
        log.exception("page %d of %s could not be read: %s", record.id, record.source, record.url)
        return Rejected(BROKE, f"{type(trouble).__name__}: {trouble}")


# ---------------------------------------------------------------- learning as it goes


def _learn(desk: Desk, record: PageRecord, known: Designs, reading: Reading, library: Library) -> None:
    """A page that a template fitted moves it to the front; the others wait until they are enough for a lesson."""
    if reading.template is not None:
        first = next(template for template in known.templates if template.name == reading.template)
        rest = tuple(template for template in known.templates if template is not first)
        library.learned[record.source] = replace(known, templates=(first, *rest))
        return
    if record.id in known.waiting:
        return
    after = replace(known, waiting=(*known.waiting, record.id))
    if len(after.waiting) >= after.lesson:
        after = _lesson(desk, record.source, after, library)
    library.learned[record.source] = after
    with desk.store.writing() as db:
        designs.save_designs(db, record.source, after)


def _lesson(desk: Desk, id: SourceId, known: Designs, library: Library) -> Designs:
    """Learn from the waiting pages, and read them again by what they taught; a lesson in vain is put off."""
    with desk.store.reading() as db:
        records = [found for page in known.waiting if (found := pages.get_page(db, page)) and found.kept]
    taught = _taught(desk, records, library.source(id), library)
    if not taught:
        later = min(2 * known.lesson, LAST_LESSON)
        return Designs(known.templates, known.waiting[-(later // 2) :], later)  # half of the next lesson is to come
    log.info("%s: designs learned from %d pages: %d", id, len(records), len(taught))
    learned = Designs((*taught, *known.templates)[:MOST_TEMPLATES])
    for record in records:
        _file_or_quarantine(desk, record, _read_or_quarantine(desk, record, learned, library))
    return learned


def _taught(desk: Desk, records: list[PageRecord], source: Source | None, library: Library) -> tuple[Template, ...]:
    """As for a single page, nothing that breaks here may stop the reading."""
    try:
        return learn_templates([desk.archive.load(record.place) for record in records], source, library.outlets)
    except Exception as trouble:
        log.exception("nothing could be learned from %d pages: %s", len(records), trouble)
        return ()
