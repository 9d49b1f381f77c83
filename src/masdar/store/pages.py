"""Pages in (without their bytes, which lie in WARC files), pages still to be read out; and how far imports came."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urljoin

from sqlalchemy import Connection, Select, bindparam, case, func, literal, select, update

from masdar.model import ArticleId, Page, PageId, RecordPlace, Rejected, Signal, SourceId
from masdar.store import dialect, moves, versions
from masdar.store.cards import page_record
from masdar.store.columns import Instant
from masdar.store.records import PageRecord
from masdar.store.tables import imports, pages
from masdar.text.addresses import address_key


def add_page(
    db: Connection, page: Page, source_id: SourceId, place: RecordPlace, signals: Sequence[Signal] = ()
) -> PageId | None:
    """Keep a page that shows something new: its number, or None when that address held the same bytes just before
    (then only the sighting is counted). An address that leads there for the first time is something new. `signals` are
    what the page says about its use now: headers may change where the text does not."""
    row = _row(page, source_id, place) | {"signals": tuple(signals)}
    key = pages.c.key == row["key"]
    before = db.execute(
        select(pages.c.id, pages.c.digest, pages.c.status, pages.c.led_key)
        .where(key, pages.c.fetched_at <= page.fetched_at)
        .order_by(pages.c.fetched_at.desc(), pages.c.id.desc())
        .limit(1)
    ).first()
    shown = (row["digest"], row["status"], row["led_key"])
    if before is not None and (before.digest, before.status, before.led_key) == shown:
        same = (key, pages.c.digest == row["digest"], pages.c.requested_key.is_not_distinct_from(row["requested_key"]))
        if db.execute(select(pages.c.id).where(*same).limit(1)).first() is not None:
            is_last = (pages.c.id == before.id) & (pages.c.last_seen_at <= page.fetched_at)
            db.execute(update(pages).where(is_last).values(signals=row["signals"]))
            note_sighting(db, before.id, page.fetched_at)
            return None
    return PageId(db.execute(pages.insert().values(**row).returning(pages.c.id)).scalar_one())


def note_sighting(db: Connection, id: PageId, at: datetime) -> None:
    """The page was there again, unchanged."""
    last = case((pages.c.last_seen_at < at, literal(at, Instant())), else_=pages.c.last_seen_at)
    db.execute(update(pages).where(pages.c.id == id).values(sightings=pages.c.sightings + 1, last_seen_at=last))


def last_page(db: Connection, url: str) -> PageRecord | None:
    """The page that the address showed last."""
    query = select(pages).where(pages.c.key == address_key(url)).order_by(pages.c.fetched_at.desc(), pages.c.id.desc())
    row = db.execute(query.limit(1)).first()
    return None if row is None else page_record(row)


def last_met_at(db: Connection) -> datetime | None:
    """When any page was there the last time."""
    found: datetime | None = db.execute(select(func.max(pages.c.last_seen_at))).scalar()
    return found


def place_of_body(db: Connection, body: bytes) -> RecordPlace | None:
    """Where those bytes lie in the archive, when any page had them."""
    held = (pages.c.digest == hashlib.sha256(body).hexdigest(), pages.c.kept)
    row = db.execute(select(pages.c.file, pages.c.offset, pages.c.length).where(*held).limit(1)).first()
    return None if row is None else RecordPlace(row.file, row.offset, row.length)


def _row(page: Page, source_id: SourceId, place: RecordPlace) -> dict[str, object]:
    led_to = _led_to(page)
    return {
        "url": page.url,
        "key": address_key(page.url),
        "requested_key": address_key(page.requested_url) if page.requested_url else None,
        "led_by": page.hops[0].status if page.hops else None,
        "led_to": led_to,
        "led_key": address_key(led_to) if led_to else None,
        "digest": hashlib.sha256(page.body).hexdigest(),
        "source_id": source_id,
        "fetched_at": page.fetched_at,
        "served_at": page.served_at,
        "status": page.status,
        "verified": page.verified,
        "content_type": page.header("content-type") or "",
        "file": place.file,
        "offset": place.offset,
        "length": place.length,
        "sightings": 1,
        "last_seen_at": page.fetched_at,
        "read_by": "",
        "detail": "",
    }


def _led_to(page: Page) -> str | None:
    """Where a page that is itself a redirect leads (archives of others hold such)."""
    if page.status not in (301, 302, 303, 307, 308):
        return None
    try:
        return urljoin(page.url, page.header("location") or "")
    except ValueError:
        return None


def get_page(db: Connection, id: PageId) -> PageRecord | None:
    """The page of that number."""
    row = db.execute(select(pages).where(pages.c.id == id)).first() if dialect.can_be_number(id) else None
    return None if row is None else page_record(row)


# ---------------------------------------------------------------- their records


def relocate(db: Connection, file: str, places: Mapping[int, RecordPlace]) -> None:
    """The records that lay in that file, by their offsets, lie in these places now."""
    rows = [
        {"before": before, "to_file": place.file, "to_offset": place.offset, "to_length": place.length}
        for before, place in places.items()
    ]
    at = (pages.c.file == file) & (pages.c.offset == bindparam("before"))
    to = (
        update(pages)
        .where(at)
        .values(file=bindparam("to_file"), offset=bindparam("to_offset"), length=bindparam("to_length"))
    )
    if rows:
        db.execute(to, rows)


# ---------------------------------------------------------------- reading


def due_pages(db: Connection, reader: str, limit: int) -> tuple[PageRecord, ...]:
    """Pages that this reader (or this version of it) has not read, in the order they were fetched. Pages whose record
    is not kept any more cannot be read again: what was made of them stays."""
    found = [row for version in _readers(db) if version != reader for row in db.execute(_read_by(version).limit(limit))]
    found.sort(key=lambda row: (row.fetched_at, row.id))
    return tuple(page_record(row) for row in found[:limit])


def count_due_pages(db: Connection, reader: str) -> int:
    """How many pages this reader has not read."""
    return db.execute(select(func.count()).where(pages.c.kept, pages.c.read_by != reader)).scalar_one()


def _read_by(version: str) -> Select[tuple[object, ...]]:
    return select(pages).where(pages.c.kept, pages.c.read_by == version).order_by(pages.c.fetched_at, pages.c.id)


def _readers(db: Connection) -> list[str]:
    """The readers that pages were last read by ("": none). A step in the index each, not a walk over all pages."""
    found: list[str] = []
    reader = db.execute(select(func.min(pages.c.read_by)).where(pages.c.kept)).scalar()
    while reader is not None:
        found.append(reader)
        reader = db.execute(select(func.min(pages.c.read_by)).where(pages.c.kept, pages.c.read_by > reader)).scalar()
    return found


def article_of(db: Connection, id: PageId) -> ArticleId | None:
    """The article that was read from the page last time."""
    found: ArticleId | None = db.execute(select(pages.c.article_id).where(pages.c.id == id)).scalar()
    return found


def mark_read(db: Connection, id: PageId, reader: str, article: ArticleId, key: str) -> None:
    """Note that this reader found that article on the page, and the address key under which it files it."""
    row = {"outcome": "article", "detail": "", "article_id": article, "article_key": key}
    db.execute(update(pages).where(pages.c.id == id).values(read_by=reader, **row))


def pass_over(db: Connection, id: PageId, reader: str) -> None:
    """This reader could not have the page: what an earlier one made of it stays."""
    db.execute(update(pages).where(pages.c.id == id).values(read_by=reader))


def reject_page(db: Connection, page_id: PageId, rejected: Rejected, reader: str) -> None:
    """Note that this reader finds no article on the page; what an earlier reader found there is withdrawn."""
    before = article_of(db, page_id)
    if before is not None:
        versions.withdraw_page(db, page_id, before)
    row = {"outcome": rejected.reason, "detail": rejected.detail, "article_id": None, "article_key": None}
    db.execute(update(pages).where(pages.c.id == page_id).values(read_by=reader, **row))
    moves.follow(db, page_id)


def counts_by_outcome(db: Connection) -> Mapping[str, int]:
    """How many pages were read as "article", rejected for each reason, or not read yet ("unread")."""
    rows = db.execute(select(pages.c.outcome, func.count()).group_by(pages.c.outcome))
    return {outcome or "unread": count for outcome, count in rows}


# ---------------------------------------------------------------- importing


def import_offset(db: Connection, file_key: str) -> int:
    """Where in that file the next import goes on (bytes); 0 for a file never seen."""
    found = db.execute(select(imports.c.offset).where(imports.c.file_key == file_key)).scalar()
    return found or 0


def save_import_offset(db: Connection, file_key: str, offset: int) -> None:
    """Note how far the import of a file came."""
    dialect.upsert(db, imports, ["file_key"], file_key=file_key, offset=offset)
