"""How much the store holds and how far behind it is; and the version of its content, for caches."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select

from masdar.store import dialect, health, pages, schedule
from masdar.store.tables import (
    articles,
    counters,
    hosts,
    links,
    listings,
    outcomes,
    reprints,
    sources,
    stories,
    versions,
)


@dataclass(frozen=True, slots=True)
class Totals:
    """`rejected`: how many pages for each reason, the most first. `oldest_due`: when the longest overdue listing or
    link should have been asked, or when the next one will be; None when nothing is scheduled."""

    sources: int
    articles: int
    versions: int
    reprints: int
    stories: int
    pages: int
    unread: int
    unrelated: int
    rejected: tuple[tuple[str, int], ...]
    database_bytes: int
    oldest_due: datetime | None


def totals(db: Connection) -> Totals:
    """What the store holds now."""
    outcomes = dict(pages.counts_by_outcome(db))
    kept = {outcome: outcomes.get(outcome, 0) for outcome in ("article", "unread")}
    rejected = {reason: count for reason, count in outcomes.items() if reason not in kept}
    return Totals(
        sources=_count(db, sources),
        articles=_count(db, articles),
        versions=_count(db, versions),
        reprints=_count(db, reprints),
        stories=_count(db, stories),
        pages=sum(outcomes.values()),
        unread=kept["unread"],
        unrelated=db.execute(select(func.count()).where(~articles.c.related)).scalar_one(),
        rejected=tuple(sorted(rejected.items(), key=lambda pair: (-pair[1], pair[0]))),
        database_bytes=dialect.database_bytes(db),
        oldest_due=schedule.next_due_at(db),
    )


def _count(db: Connection, table: Table, *holds: ColumnElement[bool]) -> int:
    return db.execute(select(func.count()).select_from(table).where(*holds)).scalar_one()


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due to be asked and is not asked yet: listings, links to news, links to old news (backfill, which may
    wait for weeks). `waiting`: the hosts that told us to wait. `behind_since`: see the function of that name."""

    listings: int
    links: int
    old_links: int
    waiting: int
    behind_since: datetime | None


def backlog(db: Connection, now: datetime) -> Backlog:
    """How much is due now; what belongs to paused sources and waiting hosts is not."""
    return Backlog(
        listings=db.execute(_due(listings, now, func.count(), listings.c.active)).scalar_one(),
        links=db.execute(_due(links, now, func.count(), links.c.rank == 0)).scalar_one(),
        old_links=db.execute(_due(links, now, func.count(), links.c.rank == 1)).scalar_one(),
        waiting=_count(db, hosts, hosts.c.wait_until > now),
        behind_since=behind_since(db, now),
    )


def behind_since(db: Connection, now: datetime) -> datetime | None:
    """When the listing that is longest overdue should have been asked; None when none is overdue.

    Listings come first, so an hour here says that no driver is at work; links may wait long for a slow host.
    """
    return db.execute(_due(listings, now, func.min(listings.c.next_at), listings.c.active)).scalar()


def _due(table: Table, now: datetime, what: ColumnElement[Any], holds: ColumnElement[bool]) -> Select[Any]:
    paused = select(sources.c.id).where(sources.c.paused_at.is_not(None))
    waiting = select(hosts.c.host).where(hosts.c.wait_until > now)
    free = table.c.source_id.not_in(paused), table.c.host.not_in(waiting)
    return select(what).where(holds, table.c.next_at <= now, *free)


def outcomes_today(db: Connection, now: datetime) -> tuple[tuple[str, str, int], ...]:
    """How often what was asked ("listing", "page") or read ("article") came out how, since midnight in UTC."""
    query = (
        select(outcomes.c.what, outcomes.c.outcome, func.sum(outcomes.c.number))
        .where(outcomes.c.day == health.day_of(now))
        .group_by(outcomes.c.what, outcomes.c.outcome)
        .order_by(outcomes.c.what, outcomes.c.outcome)
    )
    return tuple((what, outcome, int(number)) for what, outcome, number in db.execute(query))


def folder_bytes(folder: Path) -> int:
    """How much the files in a folder take; what vanishes meanwhile counts nothing."""
    total = 0
    for path in folder.glob("*"):
        with suppress(OSError):
            total += path.stat().st_size
    return total


def faults(db: Connection) -> tuple[str, ...]:
    """What the database finds damaged in itself."""
    return dialect.faults(db)


def content_version(db: Connection) -> str:
    """Changes whenever anything was written; never the same for two databases."""
    found = {row.name: row.number for row in db.execute(select(counters))}
    return f"{found['birth'] & 0xFFFFFFFFFFFFFFFF:x}-{found['content']}"
