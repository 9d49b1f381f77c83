"""Sources in, kept with their hosts and listings; sources and what we hold of them out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from masdar.errors import StoreError
from masdar.model import Source, SourceId
from masdar.store import dialect, following, schedule, takedown
from masdar.store.records import SourceCard
from masdar.store.tables import articles, pages, source_hosts, sources
from masdar.text.addresses import part_key, parts_of


def save_source(db: Connection, source: Source, now: datetime) -> None:
    """Keep the source as it is now; its new listings become due at once, those it no longer has are not asked again.
    A paused one stays paused. StoreError for one that was taken down, or whose host belongs to another."""
    following.refuse_removed(takedown.tombstone_of_source(db, source.id))
    row = {"name": source.name, "saved_at": now, "document": source, "pace_s": source.pace_s}
    dialect.upsert(db, sources, ["id"], id=source.id, **row)
    _save_hosts(db, source)
    schedule.save_listings(db, source, now)


def _save_hosts(db: Connection, source: Source) -> None:
    db.execute(delete(source_hosts).where(source_hosts.c.source_id == source.id))
    hosts = dict.fromkeys(part_key(host) for host in source.hosts)
    taken = db.execute(select(source_hosts).where(source_hosts.c.host.in_(hosts))).first()
    if taken is not None:
        following.refuse_removed(takedown.tombstone_of_source(db, taken.source_id))
        raise StoreError(
            f"the host {taken.host} of source {source.id!r} already belongs to source {taken.source_id!r}: "
            "take it out of one of the two source files"
        )
    for host in hosts:
        db.execute(source_hosts.insert().values(host=host, source_id=source.id))


def get_source(db: Connection, id: SourceId) -> Source | None:
    """The source of that id."""
    found: Source | None = db.execute(select(sources.c.document).where(sources.c.id == id)).scalar()
    return found


def source_for(db: Connection, url: str) -> Source | None:
    """The source that an address belongs to: of several that share its host, the one with the narrowest part of it."""
    parts = parts_of(url)
    query = select(source_hosts.c.host, sources.c.document).join(sources).where(source_hosts.c.host.in_(parts))
    found: list[tuple[str, Source]] = [(row.host, row.document) for row in db.execute(query)]
    return min(found, key=lambda each: parts.index(each[0]))[1] if found else None


def followed(db: Connection) -> tuple[Source, ...]:
    """Every source, by name."""
    return tuple(db.execute(select(sources.c.document).order_by(sources.c.name, sources.c.id)).scalars())


def all_sources(db: Connection) -> tuple[SourceCard, ...]:
    """Every source with what we hold of it, by name."""
    return _cards(db, None)


def source_card(db: Connection, id: SourceId) -> SourceCard | None:
    """One source with what we hold of it."""
    return next(iter(_cards(db, id)), None)


def _cards(db: Connection, id: SourceId | None) -> tuple[SourceCard, ...]:
    article_count = select(func.count()).where(articles.c.source_id == sources.c.id).scalar_subquery()
    page_count = select(func.count()).where(pages.c.source_id == sources.c.id).scalar_subquery()
    rejected = (
        select(func.count())
        .where(pages.c.source_id == sources.c.id, pages.c.outcome.is_not(None), pages.c.outcome != "article")
        .scalar_subquery()
    )
    last = select(func.max(pages.c.last_seen_at)).where(pages.c.source_id == sources.c.id).scalar_subquery()
    query = select(sources.c.document, article_count, page_count, rejected, last).order_by(sources.c.name, sources.c.id)
    if id is not None:
        query = query.where(sources.c.id == id)
    return tuple(SourceCard(*row) for row in db.execute(query))
