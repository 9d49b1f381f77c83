"""An address or a source to take down in; its text and evidence gone, and a tombstone that keeps it away, out.

A tombstone keeps the addresses, the reason and the time: no title, no text. The archive's own records of the pages are
dropped later, by whoever holds the archive (`masdar.work.removing`); until then `records_to_drop` names them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, func, or_, select, update

from masdar.errors import NotFound
from masdar.model import ArticleId, PageId, SourceId, StoryId
from masdar.store import designs, dialect, quotations, statements, stories, versions
from masdar.store.records import PageRecord
from masdar.store.tables import (
    articles,
    bands,
    comparisons,
    edits,
    events,
    links,
    pages,
    reprints,
    source_hosts,
    sources,
    story_articles,
    tombstone_articles,
    tombstone_keys,
    tombstone_records,
    tombstones,
    translations,
)
from masdar.store.tables import versions as version_table
from masdar.text.addresses import address_key, is_front_page, parts_of

Kind = Literal["address", "source"]

# What is kept of two articles, and the column of the other one.
_PAIRS = ((reprints, reprints.c.of_id), (translations, translations.c.of_id), (comparisons, comparisons.c.base_id))


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Something that was taken down. `key` is the address key or the source's id, `articles` how many articles went
    with it; `purged_at` None: the archive still has records of it; `lifted_at`: since when it may be collected again.
    """

    id: int
    kind: Kind
    key: str
    url: str
    source: SourceId | None
    reason: str
    at: datetime
    articles: int
    purged_at: datetime | None
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a takedown reaches: the articles, the address keys that lead to them, and all pages got from there."""

    keys: frozenset[str]
    articles: tuple[ArticleId, ...]
    pages: tuple[PageId, ...]


# ---------------------------------------------------------------- asking


def removed_keys(db: Connection, keys: Iterable[str]) -> set[str]:
    """Those of the address keys that nothing may be collected from: taken down, or of a source that was."""
    found: set[str] = set()
    standing = tombstones.c.lifted_at.is_(None)
    closed = _closed_parts(db)
    for portion in dialect.portions(keys):
        query = select(tombstone_keys.c.key).join(tombstones).where(standing, tombstone_keys.c.key.in_(portion))
        found.update(db.execute(query).scalars())
        if closed:
            found.update(key for key in portion if not closed.isdisjoint(parts_of(f"https://{key}")))
    return found


def _closed_parts(db: Connection) -> set[str]:
    """The hosts, or parts of them, of the sources that were taken down."""
    query = select(source_hosts.c.host).where(source_hosts.c.source_id.in_(_removed_sources()))
    return set(db.execute(query).scalars())


def _removed_sources() -> Any:
    return select(tombstones.c.key).where(tombstones.c.kind == "source", tombstones.c.lifted_at.is_(None))


def tombstone_of_source(db: Connection, id: SourceId) -> Tombstone | None:
    """What keeps the source away; None when nothing does."""
    standing = (tombstones.c.kind == "source", tombstones.c.key == id, tombstones.c.lifted_at.is_(None))
    row = db.execute(select(tombstones).where(*standing).limit(1)).first()
    return None if row is None else _tombstone(row)


def tombstone_of(db: Connection, what: ArticleId | str) -> Tombstone | None:
    """What took that article, or the address of that key, away (the last time)."""
    if isinstance(what, int):
        own = select(tombstone_articles.c.tombstone_id).where(tombstone_articles.c.article_id == what)
        if not dialect.can_be_number(what):
            return None
    else:
        own = select(tombstone_keys.c.tombstone_id).where(tombstone_keys.c.key == what)
    query = select(tombstones).where(tombstones.c.id.in_(own)).order_by(tombstones.c.id.desc()).limit(1)
    row = db.execute(query).first()
    return None if row is None else _tombstone(row)


def removed_of_story(db: Connection, story: StoryId) -> int:
    """How many reports of the story were taken down."""
    if not dialect.can_be_number(story):
        return 0
    query = select(func.count()).select_from(tombstone_articles).where(tombstone_articles.c.story_id == story)
    return db.execute(query).scalar_one()


def all_tombstones(db: Connection, limit: int | None = None) -> tuple[Tombstone, ...]:
    """What was taken down, the last first."""
    query = select(tombstones).order_by(tombstones.c.at.desc(), tombstones.c.id.desc()).limit(limit)
    return tuple(_tombstone(row) for row in db.execute(query))


def counts_by_source(db: Connection) -> Mapping[SourceId | None, int]:
    """How many articles of each source were taken down; under None those of addresses that belong to none."""
    query = select(tombstones.c.source_id, func.sum(tombstones.c.articles)).group_by(tombstones.c.source_id)
    return {id: int(count) for id, count in db.execute(query)}


def _tombstone(row: Row[Any]) -> Tombstone:
    return Tombstone(
        id=row.id,
        kind=row.kind,
        key=row.key,
        url=row.url,
        source=row.source_id,
        reason=row.reason,
        at=row.at,
        articles=row.articles,
        purged_at=row.purged_at,
        lifted_at=row.lifted_at,
    )


# ---------------------------------------------------------------- what it reaches


def scope_of_address(db: Connection, url: str) -> Scope:
    """The articles at that address, whichever source they are filed under, or the one that it led to last; all keys
    that lead to those; and every page that was got from one of those keys."""
    keys = {address_key(url)}
    ids = _articles_at(db, keys) or _last_led_to(db, address_key(url))
    while True:
        keys |= _keys_of(db, ids)
        more = _articles_at(db, keys) - ids
        if not more:
            return Scope(frozenset(keys), tuple(sorted(ids)), _pages_of(db, keys, ids))
        ids |= more


def _articles_at(db: Connection, keys: Iterable[str]) -> set[ArticleId]:
    found: set[ArticleId] = set()
    for portion in dialect.portions(keys):
        found.update(db.execute(select(articles.c.id).where(articles.c.key.in_(portion))).scalars())
        here = or_(pages.c.key.in_(portion), pages.c.article_key.in_(portion))
        found.update(_shown_by(db, here))
    return found


def _last_led_to(db: Connection, key: str) -> set[ArticleId]:
    query = select(pages.c.article_id).where(pages.c.requested_key == key, pages.c.article_id.is_not(None))
    found = db.execute(query.order_by(pages.c.fetched_at.desc(), pages.c.id.desc()).limit(1)).scalar()
    return set() if found is None else {ArticleId(found)}


def _shown_by(db: Connection, where: ColumnElement[bool]) -> set[ArticleId]:
    query = select(pages.c.article_id).where(where, pages.c.article_id.is_not(None)).distinct()
    return {ArticleId(id) for id in db.execute(query).scalars() if id is not None}


def _keys_of(db: Connection, ids: Collection[ArticleId]) -> set[str]:
    """The addresses that showed these articles, or led to them and to no other ("/latest" leads to another every day).
    No front page: many addresses of a site end up there."""
    found, led = set[str](), set[str]()
    for portion in dialect.portions(ids):
        found.update(db.execute(select(articles.c.key).where(articles.c.id.in_(portion))).scalars())
        shown = select(pages.c.key, pages.c.requested_key, pages.c.article_key).where(pages.c.article_id.in_(portion))
        for row in db.execute(shown):
            found |= {row.key, row.article_key or row.key}
            led |= {row.requested_key} if row.requested_key else set()
    found |= {key for key in led if _shown_by(db, pages.c.requested_key == key) <= set(ids)}
    return {key for key in found if not is_front_page(f"https://{key}")}


def _pages_of(db: Connection, keys: Iterable[str], ids: Iterable[ArticleId]) -> tuple[PageId, ...]:
    found: set[PageId] = set()
    for portion in dialect.portions(ids):
        found.update(db.execute(select(pages.c.id).where(pages.c.article_id.in_(portion))).scalars())
    for some in dialect.portions(keys):
        led = or_(pages.c.requested_key.in_(some), pages.c.led_key.in_(some))
        here = or_(pages.c.key.in_(some), and_(led, pages.c.article_id.is_(None)))
        found.update(db.execute(select(pages.c.id).where(here)).scalars())
    return tuple(sorted(found))


def scope_of_source(db: Connection, id: SourceId) -> Scope:
    """Everything that we hold of the source; its addresses are kept away by its hosts."""
    own = db.execute(select(articles.c.id).where(articles.c.source_id == id).order_by(articles.c.id)).scalars()
    got = db.execute(select(pages.c.id).where(pages.c.source_id == id).order_by(pages.c.id)).scalars()
    return Scope(frozenset(), tuple(map(ArticleId, own)), tuple(map(PageId, got)))


# ---------------------------------------------------------------- taking down


def take_down_address(db: Connection, url: str, reason: str, now: datetime) -> Tombstone:
    """Remove what stands at the address, if we hold anything, and keep it from coming again."""
    scope = scope_of_address(db, url)
    owner = _source_of(db, url, scope.articles)
    stone = _standing(db, "address", address_key(url)) or _new(db, "address", address_key(url), url, owner, reason, now)
    _remove(db, stone, scope, now)
    return _get(db, stone)


def take_down_source(db: Connection, id: SourceId, reason: str, now: datetime) -> Tombstone:
    """Remove all we hold of the source. Its row stays: it is asked no more, and its hosts cannot be added again."""
    source = db.execute(select(sources.c.document).where(sources.c.id == id)).scalar()
    if source is None:
        raise NotFound(f"no source has the id {id!r}: see `masdar source list`")
    stone = _standing(db, "source", id) or _new(db, "source", id, source.home, id, reason, now)
    db.execute(delete(links).where(links.c.source_id == id, links.c.article_id.is_(None)))
    _remove(db, stone, scope_of_source(db, id), now)
    db.execute(delete(links).where(links.c.source_id == id))
    designs.forget_designs(db, id)
    return _get(db, stone)


def discard_page(db: Connection, page: PageRecord, key: str) -> None:
    """Remove a page that turned out to be of an address that was taken down: `key`, which it gives as its own."""
    held = db.execute(select(pages).where(pages.c.id == page.id)).first()
    stone = _standing_at(db, key)
    if held is None or stone is None:
        return
    if held.article_id is not None:
        versions.withdraw_page(db, page.id, held.article_id)
    keys = {own for own in (held.key, held.requested_key) if own and not is_front_page(f"https://{own}")}
    _remove(db, stone, Scope(frozenset(keys), (), (page.id,)), page.fetched_at)


def lift(db: Connection, kind: Kind, key: str, now: datetime) -> int:
    """Let it be collected again from now on; how many tombstones that lifted. The text does not come back by itself."""
    if kind == "source":
        own = and_(tombstones.c.kind == "source", tombstones.c.key == key)
    else:
        named = select(tombstone_keys.c.tombstone_id).where(tombstone_keys.c.key == key)
        own = and_(tombstones.c.kind == "address", tombstones.c.id.in_(named))
    standing = and_(own, tombstones.c.lifted_at.is_(None))
    return int(db.execute(update(tombstones).where(standing).values(lifted_at=now)).rowcount)


def _source_of(db: Connection, url: str, ids: Sequence[ArticleId]) -> SourceId | None:
    if ids:
        return SourceId(db.execute(select(articles.c.source_id).where(articles.c.id == ids[0])).scalar_one())
    parts = parts_of(url)
    rows = db.execute(select(source_hosts).where(source_hosts.c.host.in_(parts))).all()
    return SourceId(min(rows, key=lambda row: parts.index(row.host)).source_id) if rows else None


def _standing_at(db: Connection, key: str) -> int | None:
    """The tombstone that keeps that address away: its own, or its source's."""
    named = select(tombstone_keys.c.tombstone_id).where(tombstone_keys.c.key == key)
    source = and_(tombstones.c.kind == "source", tombstones.c.key == _source_of(db, f"https://{key}", ()))
    query = select(tombstones.c.id).where(or_(tombstones.c.id.in_(named), source), tombstones.c.lifted_at.is_(None))
    found: int | None = db.execute(query.order_by(tombstones.c.id).limit(1)).scalar()
    return found


def _standing(db: Connection, kind: Kind, key: str) -> int | None:
    own = and_(tombstones.c.kind == kind, tombstones.c.key == key, tombstones.c.lifted_at.is_(None))
    found: int | None = db.execute(select(tombstones.c.id).where(own).limit(1)).scalar()
    return found


def _new(db: Connection, kind: Kind, key: str, url: str, source: SourceId | None, reason: str, now: datetime) -> int:
    row = {"kind": kind, "key": key, "url": url, "source_id": source, "reason": reason, "at": now, "articles": 0}
    return int(db.execute(tombstones.insert().values(**row).returning(tombstones.c.id)).scalar_one())


def _get(db: Connection, id: int) -> Tombstone:
    return _tombstone(db.execute(select(tombstones).where(tombstones.c.id == id)).one())


def _remove(db: Connection, stone: int, scope: Scope, now: datetime) -> None:
    """What the scope names is gone, and the tombstone says so."""
    own = tombstones.c.id == stone
    count = tombstones.c.articles + len(scope.articles)
    db.execute(update(tombstones).where(own).values(articles=count, purged_at=None))
    keys: list[dict[str, object]] = [{"key": key, "tombstone_id": stone} for key in sorted(scope.keys)]
    dialect.insert_new(db, tombstone_keys, keys)
    told = stories.stories_of(db, scope.articles)
    numbers: list[dict[str, object]] = [
        {"article_id": id, "tombstone_id": stone, "story_id": told.get(id)} for id in scope.articles
    ]
    dialect.insert_new(db, tombstone_articles, numbers)
    for portion in dialect.portions(scope.keys):
        db.execute(delete(links).where(links.c.key.in_(portion)))
    _forget_articles(db, scope.articles, now)
    _forget_pages(db, stone, scope.pages)


def _forget_articles(db: Connection, ids: Collection[ArticleId], now: datetime) -> None:
    touched = set(stories.stories_of(db, ids).values())
    for portion in dialect.portions(ids):
        for id in portion:
            dialect.forget_words(db, id)
        for table in (links, bands, story_articles, events, edits, version_table):
            db.execute(delete(table).where(table.c.article_id.in_(portion)))
        for table, other in _PAIRS:
            db.execute(delete(table).where(or_(table.c.article_id.in_(portion), other.in_(portion))))
        db.execute(update(pages).where(pages.c.article_id.in_(portion)).values(article_id=None))
    quotations.forget_quoted(db, ids)
    statements.forget_reports(db, ids)
    for story in touched:
        stories.refresh_story(db, story, now)
        stories.forget_chain(db, story)
    _delete(db, articles, ids)


def _forget_pages(db: Connection, stone: int, ids: Collection[PageId]) -> None:
    taught: set[SourceId] = set()
    for portion in dialect.portions(ids):
        held = db.execute(select(pages.c.file, pages.c.offset, pages.c.source_id).where(pages.c.id.in_(portion))).all()
        rows: list[dict[str, object]] = [
            {"file": row.file, "offset": row.offset, "tombstone_id": stone} for row in held
        ]
        dialect.insert_new(db, tombstone_records, rows)
        taught |= {row.source_id for row in held}
        db.execute(delete(events).where(events.c.page_id.in_(portion)))
    _delete(db, pages, ids)
    for source in taught:  # what was learned from the pages holds words and addresses of theirs
        designs.forget_designs(db, source)


def _delete(db: Connection, table: Table, ids: Collection[int]) -> None:
    for portion in dialect.portions(ids):
        db.execute(delete(table).where(table.c.id.in_(portion)))


# ---------------------------------------------------------------- what the archive has still to drop


def unpurged(db: Connection) -> tuple[Tombstone, ...]:
    """Those of which the archive may still have records."""
    query = select(tombstones).where(tombstones.c.purged_at.is_(None)).order_by(tombstones.c.id)
    return tuple(_tombstone(row) for row in db.execute(query))


def records_to_drop(db: Connection) -> Mapping[str, frozenset[int]]:
    """The offsets of the records that must go, by file of the archive."""
    found: dict[str, set[int]] = {}
    for row in db.execute(select(tombstone_records.c.file, tombstone_records.c.offset)):
        found.setdefault(row.file, set()).add(row.offset)
    return {file: frozenset(offsets) for file, offsets in found.items()}


def note_purged(db: Connection, stones: Iterable[int], now: datetime) -> None:
    """The archive has nothing more of these tombstones."""
    for portion in dialect.portions(stones):
        db.execute(delete(tombstone_records).where(tombstone_records.c.tombstone_id.in_(portion)))
        db.execute(update(tombstones).where(tombstones.c.id.in_(portion)).values(purged_at=now))
