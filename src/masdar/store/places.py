"""Places in the archive in, the pages whose records lie there out; and what happens to them when records move or go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, false, func, or_, select, update

from masdar.model import PageId, RecordPlace, SourceId
from masdar.store import dialect
from masdar.store.pages import relocate
from masdar.store.tables import articles, pages, tombstone_records
from masdar.text.addresses import address_key

_GONE = {"file": "", "offset": 0, "length": 0, "kept": False}
_AT_ONCE = 1000  # rows fetched at once where all are walked over


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """What the database says of a page's record. `digest`: SHA-256 of the body, hexadecimal."""

    id: PageId
    url: str
    fetched_at: datetime
    digest: str
    place: RecordPlace


@dataclass(frozen=True, slots=True)
class Old:
    """Which pages may go: those no longer met since the instant (None: none). What nobody has read yet never goes."""

    rejected: datetime | None = None
    pages: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages are asked for: all that hold of those given. `url`: the address asked for or that answered."""

    source: SourceId | None = None
    since: datetime | None = None
    until: datetime | None = None
    url: str | None = None


def last_place(db: Connection) -> RecordPlace | None:
    """The place of the last acknowledged record of the newest file that is appended to."""
    file = db.execute(select(func.max(pages.c.file)).where(pages.c.file.like("pages-%"))).scalar()
    query = select(pages).where(pages.c.file == file).order_by(pages.c.offset.desc()).limit(1)
    row = db.execute(query).first()
    return None if row is None else _place(row)


def files_in_use(db: Connection, since: datetime | None = None) -> Mapping[str, int]:
    """How many pages have their record in each file (those fetched since then)."""
    query = select(pages.c.file, func.count().label("number")).where(pages.c.kept).group_by(pages.c.file)
    if since is not None:
        query = query.where(pages.c.fetched_at >= since)
    return {row.file: row.number for row in db.execute(query)}


def pages_in(db: Connection, file: str) -> tuple[PlacedPage, ...]:
    """The pages whose records lie in that file."""
    query = select(pages).where(pages.c.file == file, pages.c.kept).order_by(pages.c.offset)
    return tuple(_placed(row) for row in db.execute(query))


def page_at(db: Connection, id: PageId) -> PlacedPage | None:
    """What the database says now of that page's record; None when it is not kept (any more)."""
    row = db.execute(select(pages).where(pages.c.id == id, pages.c.kept)).first()
    return None if row is None else _placed(row)


def same_bytes(db: Connection, digests: Iterable[str]) -> Iterator[PlacedPage]:
    """The kept pages that have one of those bodies."""
    for portion in dialect.portions(digests):
        yield from map(_placed, db.execute(select(pages).where(pages.c.digest.in_(portion), pages.c.kept)))


# ---------------------------------------------------------------- keeping


def old_offsets(db: Connection, file: str, old: Old) -> frozenset[int]:
    """Where in that file the records of pages lie that may go."""
    query = select(pages.c.offset).where(pages.c.file == file, pages.c.kept, _is_old(old))
    return frozenset(db.execute(query).scalars())


def _is_old(old: Old) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [false()]
    if old.rejected is not None:
        ways.append(and_(pages.c.outcome != "article", pages.c.last_seen_at < old.rejected))
    if old.pages is not None:
        ways.append(pages.c.last_seen_at < old.pages)
    return and_(pages.c.outcome.is_not(None), or_(*ways))


def move_pages(db: Connection, file: str, places: Mapping[int, RecordPlace]) -> int:
    """The file was rewritten: its records lie there now, by their old offset. A page whose record is not among them is
    not kept any more, and what takedowns waited for in it is gone. How many pages that were."""
    rows = select(pages.c.id, pages.c.offset).where(pages.c.file == file)
    gone = [row.id for row in db.execute(rows) if row.offset not in places]
    for portion in dialect.portions(gone):
        db.execute(update(pages).where(pages.c.id.in_(portion)).values(**_GONE))
    relocate(db, file, places)
    db.execute(delete(tombstone_records).where(tombstone_records.c.file == file))
    return len(gone)


def place_page(db: Connection, page: PlacedPage, place: RecordPlace) -> None:
    """The page has another record now."""
    row = {"file": place.file, "offset": place.offset, "length": place.length}
    db.execute(update(pages).where(pages.c.id == page.id).values(**row))


# ---------------------------------------------------------------- exporting


def count_wanted(db: Connection, wanted: Wanted) -> int:
    """How many pages are asked for, as far as their records are kept."""
    return db.execute(select(func.count()).select_from(pages).where(*_wanted(wanted))).scalar_one()


def wanted_pages(db: Connection, wanted: Wanted) -> Iterator[tuple[PlacedPage, str | None]]:
    """The pages asked for, in the order they were fetched, each with the title of the article that was read from it."""
    query = (
        select(pages, articles.c.title)
        .outerjoin(articles, articles.c.id == pages.c.article_id)
        .where(*_wanted(wanted))
        .order_by(pages.c.fetched_at, pages.c.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in db.execute(query):
        yield _placed(row), row.title


def _wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = [pages.c.kept.is_(True)]
    if wanted.source is not None:
        ways.append(pages.c.source_id == wanted.source)
    if wanted.since is not None:
        ways.append(pages.c.fetched_at >= wanted.since)
    if wanted.until is not None:
        ways.append(pages.c.fetched_at < wanted.until)
    if wanted.url is not None:
        key = address_key(wanted.url)
        ways.append(or_(pages.c.key == key, pages.c.requested_key == key))
    return ways


def _placed(row: Row[Any]) -> PlacedPage:
    return PlacedPage(row.id, row.url, row.fetched_at, row.digest, _place(row))


def _place(row: Row[Any]) -> RecordPlace:
    return RecordPlace(row.file, row.offset, row.length)
