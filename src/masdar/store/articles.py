"""Readings in, filed under their article; articles by number, address, time or what is still to be done out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher
from functools import lru_cache
from urllib.parse import urlsplit

from sqlalchemy import Connection, Select, Text, bindparam, func, or_, select, tuple_, type_coerce, update

from masdar.model import Article, ArticleId, FiledArticle, Reading, Source, SourceId
from masdar.store import cards, codec, dialect, moves, pages, schedule, sources, versions
from masdar.store.records import ArticleCard, ArticleRecord, Filing, PageRecord
from masdar.store.tables import articles
from masdar.store.tables import pages as page_table
from masdar.store.tables import sources as source_table
from masdar.store.tables import versions as version_table
from masdar.text.addresses import address_key, host_of, is_front_page, lies_in

# Addresses compared with one that is not held: a busy site's last month.
_NEAR = 500
# A longer reading (characters as stored; news are some 5,000 to 30,000) is not remembered: pages made to take memory.
_LONGEST = 50_000


def save_reading(db: Connection, page: PageRecord, reading: Reading, reader: str) -> Filing:
    """File what this reader found on the page under its article.

    The article is the source's one at the canonical address, when the page states one on the source's own site,
    else at the page's address. Another title or other paragraphs than the page before showed make a new version; a
    page read again replaces what was read from it before. Search index, first sight, story and events follow; an
    article that moved is joined with what it was before (`store.moves`).
    """
    reading = codec.as_stored(Reading, reading)
    key = _identity(page, reading.article, sources.get_source(db, page.source))
    known = _filed_under(db, page, key)
    before = pages.article_of(db, page.id)
    if before is not None and before != known:
        versions.withdraw_page(db, page.id, before)
    if known is None:
        id, is_new_version = versions.file_first_page(db, key, page, reading), False
        pages.mark_read(db, page.id, reader, id, key)
    else:
        id = known
        pages.mark_read(db, page.id, reader, id, key)
        is_new_version = versions.file_page(db, id, page, reading)
    schedule.tie_links(db, page.id, key, id)
    moves.follow(db, page.id)
    joined = pages.article_of(db, page.id) or id
    return Filing(joined, known is None and joined == id, is_new_version)


def _filed_under(db: Connection, page: PageRecord, key: str) -> ArticleId | None:
    """The source's article at that address key: its own, or one that it was filed under before or after it moved."""
    own = select(articles.c.id).where(articles.c.source_id == page.source, articles.c.key == key)
    found = db.execute(own).scalar()
    if found is None:
        # The source is compared here: in the query, SQLite may walk through all pages of the source.
        other = select(page_table.c.article_id, page_table.c.source_id).where(
            page_table.c.article_key == key, page_table.c.id != page.id, page_table.c.article_id.is_not(None)
        )
        found = next((row.article_id for row in db.execute(other) if row.source_id == page.source), None)
    return None if found is None else ArticleId(found)


def _identity(page: PageRecord, article: Article, source: Source | None) -> str:
    """The address key under which all pages of the article meet."""
    canonical = article.canonical
    if canonical is None or _scheme(canonical) not in ("http", "https"):
        return address_key(page.url)
    is_elsewhere = not lies_in(canonical, (*(source.hosts if source else ()), host_of(page.url)))
    # Sites whose every page names the front page as canonical exist; taken at their word they had one article.
    is_careless = is_front_page(canonical) and not is_front_page(page.url)
    return address_key(page.url if is_elsewhere or is_careless else canonical)


def _scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme.lower()
    except ValueError:
        return ""


# ---------------------------------------------------------------- asking


def get_article(db: Connection, id: ArticleId) -> ArticleRecord | None:
    """The article with everything known about it."""
    return next(iter(cards.article_records(db, [id])), None)


def article_by_url(db: Connection, url: str) -> ArticleId | None:
    """The article at that address: its page's, the one it was asked by, or its canonical one, now or before.

    Scheme, "www.", fragment and a closing slash do not matter. The latest seen when several sources claim it.
    """
    key = address_key(url)
    by_own = select(articles.c.id).where(articles.c.key == key).order_by(articles.c.first_seen.desc())
    found = db.execute(by_own.limit(1)).scalar()
    if found is None:
        keys = (page_table.c.key, page_table.c.requested_key, page_table.c.article_key)
        asked = or_(*(column == key for column in keys))
        by_page = select(page_table.c.article_id).where(asked, page_table.c.article_id.is_not(None))
        found = db.execute(by_page.order_by(page_table.c.fetched_at.desc()).limit(1)).scalar()
    return None if found is None else ArticleId(found)


def near_addresses(db: Connection, url: str, limit: int) -> tuple[str, ...]:
    """Addresses of articles that may be meant: those on the same host, else those that hold what was typed; the most
    alike first."""
    key = address_key(url if "://" in url else f"https://{url}")
    typed = address_key(url)
    query = select(articles.c.url, articles.c.key).order_by(articles.c.first_seen.desc()).limit(_NEAR)
    host = key.partition("/")[0].partition("?")[0]
    held = db.execute(query.where(articles.c.key.startswith(f"{host}/", autoescape=True))).all() if host else []
    if not held and typed:
        held = db.execute(query.where(articles.c.key.contains(typed.strip("/"), autoescape=True))).all()
    alike = {row.url: SequenceMatcher(None, key, row.key, autojunk=False).ratio() for row in held}
    return tuple(sorted(alike, key=lambda each: -alike[each])[:limit])


def recent_articles(
    db: Connection,
    limit: int,
    before: ArticleId | None = None,
    source: SourceId | None = None,
    section: str | None = None,
) -> tuple[ArticleCard, ...]:
    """Articles, the last first seen at the top. `before`: the last one of the page before this one."""
    query = select(articles.c.id).order_by(articles.c.first_seen.desc(), articles.c.id.desc()).limit(limit)
    if before is not None:
        last = next(iter(cards.article_cards(db, [before])), None)
        if last is None:
            return ()
        query = query.where(tuple_(articles.c.first_seen, articles.c.id) < tuple_(last.first_seen, before))
    if source is not None:
        query = query.where(articles.c.source_id == source)
    if section is not None:
        query = query.where(articles.c.section == section)
    return cards.article_cards(db, [ArticleId(id) for id in db.execute(query).scalars()])


# ---------------------------------------------------------------- relating


def filed(db: Connection, ids: Sequence[ArticleId]) -> tuple[FiledArticle, ...]:
    """Those of the articles that exist as relating sees them, in the order of the numbers."""
    rows: dict[ArticleId, tuple[str, datetime, str]] = {}
    for portion in dialect.portions(id for id in ids if dialect.can_be_number(id)):
        for id, source, first_seen, reading in db.execute(_FILED, {"ids": portion}):
            rows[id] = (source, first_seen, reading)  # the last of its texts
    return tuple(FiledArticle(id, _source(rows[id][0]), rows[id][1], _reading(rows[id][2])) for id in ids if id in rows)


_FILED = (
    select(
        articles.c.id,
        type_coerce(source_table.c.document, Text),
        articles.c.first_seen,
        type_coerce(version_table.c.reading, Text),
    )
    .join(source_table, source_table.c.id == articles.c.source_id)
    .join(version_table, version_table.c.article_id == articles.c.id)
    .where(articles.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(articles.c.id, version_table.c.seen_at, version_table.c.page_id)
)


@lru_cache(maxsize=512)
def _source(document: str) -> Source:
    return codec.loads(Source, document)


def _reading(document: str) -> Reading:
    return codec.loads(Reading, document) if len(document) > _LONGEST else _remembered(document)


@lru_cache(maxsize=1024)
def _remembered(document: str) -> Reading:
    """Remembers the last few: an article is compared with many, and its story drawn again with each that joins."""
    return codec.loads(Reading, document)


def unrelated(db: Connection, limit: int) -> tuple[FiledArticle, ...]:
    """Articles that relating has not seen as they are now, the earliest first seen at the top."""
    return filed(db, [ArticleId(id) for id in db.execute(_unrelated().limit(limit)).scalars()])


def count_unrelated(db: Connection) -> int:
    """How many articles relating has not seen as they are now."""
    return db.execute(select(func.count()).where(~articles.c.related)).scalar_one()


def _unrelated() -> Select[int]:
    return select(articles.c.id).where(~articles.c.related).order_by(articles.c.first_seen, articles.c.id)


def mark_related(db: Connection, id: ArticleId) -> None:
    """Relating has seen the article as it is now."""
    db.execute(_MARK_RELATED, {"article": id})


_MARK_RELATED = update(articles).where(articles.c.id == bindparam("article")).values(related=True)
