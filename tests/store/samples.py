"""Invented outlets, pages and readings; and the steps that bring them into a store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from masdar.model import Article, ArticleId, Listing, Moment, Page, Reading, RecordPlace, Source, SourceId
from masdar.store import Connection, articles, pages, sources
from masdar.store.records import Filing, PageRecord

NOW = datetime(2026, 11, 14, 8, 0, tzinfo=UTC)
PLACE = RecordPlace("2026-11.warc.gz", 4096, 700)


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def source(id: str = "nahr", *, listings: tuple[Listing, ...] = (), hosts: tuple[str, ...] | None = None) -> Source:
    return Source(SourceId(id), f"صحيفة {id}", f"https://{id}.example/", hosts or (f"{id}.example",), listings=listings)


def page(
    url: str = "https://nahr.example/1", minutes: float = 0, body: str = "a", requested_url: str | None = None
) -> Page:
    headers = (("content-type", "text/html"), ("date", "Sat, 14 Nov 2026 08:00:00 GMT"))
    return Page(url, at(minutes), 200, headers, body.encode(), requested_url)


def reading(
    url: str = "https://nahr.example/1",
    title: str = "افتتاح جسر الوادي",
    paragraphs: tuple[str, ...] = ("افتتح الوزير جسر الوادي صباح اليوم.", "وقال إن العمل استغرق عامين."),
    *,
    canonical: str | None = None,
    section: str | None = None,
    published: Moment | None = None,
) -> Reading:
    return Reading(
        Article(url, title, paragraphs, "rtl", canonical=canonical, section=section, published=published, language="ar")
    )


def keep(db: Connection, shown: Page, source_id: str = "nahr") -> PageRecord:
    """The page's record; the source is made when it is not there."""
    if sources.get_source(db, SourceId(source_id)) is None:
        sources.save_source(db, source(source_id), NOW)
    id = pages.add_page(db, shown, SourceId(source_id), PLACE)
    assert id is not None
    record = pages.get_page(db, id)
    assert record is not None
    return record


def file(db: Connection, shown: Page, read: Reading, source_id: str = "nahr", reader: str = "r1") -> Filing:
    return articles.save_reading(db, keep(db, shown, source_id), read, reader)


def article(
    db: Connection,
    number: int,
    title: str = "خبر",
    source_id: str = "nahr",
    text: str = "",
    minutes: float | None = None,
) -> ArticleId:
    """An article of its own page, first seen `number` minutes after NOW."""
    url = f"https://{source_id}.example/{number}"
    shown = page(url, number if minutes is None else minutes, f"{source_id}-{number}")
    return file(db, shown, reading(url, title, (text or f"نص الخبر رقم {number}.",)), source_id).article
