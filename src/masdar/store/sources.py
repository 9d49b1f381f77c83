"""Sources in, kept with their hosts and listings; sources and what we hold of them out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, select

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


def count_sources(db: Connection) -> int:
    """How many sources there are."""
    return db.execute(select(func.count()).select_from(sources)).scalar_one()


def all_sources(db: Connection) -> tuple[SourceCard, ...]:
    """Every source with what we hold of it, by name."""
    return _cards(db, _by_name())


def sources_page(db: Connection, limit: int, offset: int = 0) -> tuple[SourceCard, ...]:
    """So many of the sources by name, from that place on, with what we hold of each."""
    return _cards(db, _by_name().limit(limit).offset(offset))


def busiest(db: Connection, limit: int) -> tuple[SourceCard, ...]:
    """The sources of which we hold most articles, by their number."""
    counted = func.count(articles.c.id)
    held = select(sources.c.id).outerjoin(articles, articles.c.source_id == sources.c.id).group_by(sources.c.id)
    ids = db.execute(held.order_by(counted.desc(), sources.c.name, sources.c.id).limit(limit)).scalars().all()
    cards = {card.source.id: card for card in _cards(db, _by_name().where(sources.c.id.in_(ids)))}
    return tuple(cards[id] for id in ids)


def source_card(db: Connection, id: SourceId) -> SourceCard | None:
    """One source with what we hold of it."""
    return next(iter(_cards(db, _by_name().where(sources.c.id == id))), None)


def _by_name() -> Select[Any]:
    """Every source with the numbers of a card."""
    of_source = pages.c.source_id == sources.c.id
    numbers = (
        select(func.count()).where(articles.c.source_id == sources.c.id),
        select(func.count()).where(of_source),
        select(func.count()).where(of_source, pages.c.outcome.is_not(None), pages.c.outcome != "article"),
        select(func.max(pages.c.last_seen_at)).where(of_source),
    )
    columns = (sources.c.document, *(number.scalar_subquery() for number in numbers), sources.c.paused_at)
    return select(*columns).order_by(sources.c.name, sources.c.id)


def _cards(db: Connection, query: Select[Any]) -> tuple[SourceCard, ...]:
    return tuple(SourceCard(*row) for row in db.execute(query))
