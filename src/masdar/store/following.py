"""How a source is followed, in and out: paused or not, how much of its text may be shown, followed no more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from masdar.errors import NotFound, StoreError
from masdar.model import Policy, Signal, Source, SourceId
from masdar.store import dialect, takedown
from masdar.store.tables import hosts, links, listings, sources


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands: since when it is paused and why; whether it was taken down."""

    source: Source
    paused_at: datetime | None
    paused_why: str | None
    removed: takedown.Tombstone | None


@dataclass(frozen=True, slots=True)
class HostState:
    """What is remembered of one of its hosts: when it was last asked, its crawl-delay, until when we wait and why, and
    what its robots.txt and its tdmrep.json say about the use of its pages."""

    host: str
    asked_at: datetime | None
    delay_s: float
    wait_until: datetime | None
    wait_reason: str | None
    signals: tuple[Signal, ...]


def standing_of(db: Connection, id: SourceId) -> Standing | None:
    """How the source stands; None when there is none of that id."""
    row = db.execute(select(sources).where(sources.c.id == id)).first()
    if row is None:
        return None
    return Standing(row.document, row.paused_at, row.paused_why, takedown.tombstone_of_source(db, id))


def known(db: Connection, id: SourceId) -> Standing:
    """As `standing_of`; NotFound when there is none of that id."""
    found = standing_of(db, id)
    if found is None:
        raise NotFound(f"no source has the id {id!r}: see `masdar source list`")
    return found


def hosts_of(db: Connection, id: SourceId) -> tuple[HostState, ...]:
    """The hosts that the source's listings and links lie on, as far as they were asked."""
    named = select(listings.c.host).where(listings.c.source_id == id)
    found = {*db.execute(named).scalars(), *db.execute(select(links.c.host).where(links.c.source_id == id)).scalars()}
    states: list[HostState] = []
    for portion in dialect.portions(sorted(found)):
        for row in db.execute(select(hosts).where(hosts.c.host.in_(portion)).order_by(hosts.c.host)):
            wait = (row.wait_until, row.wait_reason)
            states.append(HostState(row.host, row.asked_at, row.delay_s, *wait, row.signals))
    return tuple(states)


def pause(db: Connection, id: SourceId, why: str, now: datetime) -> None:
    """Ask the source nothing until it is resumed; a pause that holds already keeps its time."""
    since = known(db, id).paused_at or now
    db.execute(update(sources).where(sources.c.id == id).values(paused_at=since, paused_why=why))


def resume(db: Connection, id: SourceId) -> bool:
    """Ask the source again, from now on; whether it was paused. StoreError for one that was taken down."""
    before = known(db, id)
    refuse_removed(before.removed)
    db.execute(update(sources).where(sources.c.id == id).values(paused_at=None, paused_why=None))
    return before.paused_at is not None


def set_policy(db: Connection, id: SourceId, policy: Policy) -> None:
    """How much of its text is shown from now on; until a source file says otherwise."""
    source = replace(known(db, id).source, policy=policy)
    db.execute(update(sources).where(sources.c.id == id).values(document=source))


def unfollow(db: Connection, id: SourceId) -> None:
    """Ask for nothing more of the source; what we hold stays. Adding it again follows it again."""
    source = replace(known(db, id).source, listings=())
    db.execute(update(sources).where(sources.c.id == id).values(document=source))
    db.execute(delete(listings).where(listings.c.source_id == id))
    db.execute(delete(links).where(links.c.source_id == id, links.c.article_id.is_(None)))
    db.execute(update(links).where(links.c.source_id == id).values(next_at=None))


def refuse_removed(stone: takedown.Tombstone | None) -> None:
    """StoreError for a source that was taken down."""
    if stone is not None:
        raise StoreError(
            f"the source {stone.key!r} was taken down on {stone.at:%Y-%m-%d} ({stone.reason}): "
            f"if it may be followed again, say so first: masdar takedown --lift {stone.key}"
        )
