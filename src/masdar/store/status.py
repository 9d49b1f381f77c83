"""How much the store holds and how far behind it is; and the version of its content, for caches."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, case, func, select

from masdar.store import dialect, health, pages, schedule, turns
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

# When no answer at all means that we are cut off (our choice). A listing that is down, asked once in six hours, does
# not mean it; ten that had answered and all fail do.
IN_VAIN = 3
MANY = 10
LIVELY = timedelta(days=1)


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
    wait for weeks). `waiting`: the hosts that are left alone. The instants: see the functions of those names."""

    listings: int
    links: int
    old_links: int
    waiting: int
    behind_since: datetime | None
    unanswered_since: datetime | None


def backlog(db: Connection, now: datetime) -> Backlog:
    """How much is due now and may be asked: nothing of paused or removed sources, or of hosts that are not free."""
    return Backlog(
        listings=db.execute(_due(listings, now, listings.c.active)).scalar_one(),
        links=db.execute(_due(links, now, links.c.rank == turns.FRESH)).scalar_one(),
        old_links=db.execute(_due(links, now, links.c.rank == turns.OLD)).scalar_one(),
        waiting=_count(db, hosts, hosts.c.wait_until > now),
        behind_since=behind_since(db, now),
        unanswered_since=unanswered_since(db),
    )


def behind_since(db: Connection, now: datetime) -> datetime | None:
    """Since when a listing could have been asked and was not; None when none is overdue.

    Listings come first, so an hour here says that no driver is at work; links may wait long for a slow host. Time in
    which a host was not free (its turn, its crawl-delay, a rest) does not count: where a thousand listings share a
    host, each is late, and nothing is amiss as long as one after the other is asked.
    """
    at = turns.earliest(db, listings, listings.c.active)
    return at if at is not None and at <= now else None


def _due(table: Table, now: datetime, holds: ColumnElement[bool]) -> Select[int]:
    followed = select(sources.c.id).where(turns.is_followed())
    taken = select(hosts.c.host).where(~turns.is_free(now, timedelta(seconds=schedule.PATIENCE_S)))
    may = table.c.source_id.in_(followed), table.c.host.not_in(taken)
    return select(func.count()).select_from(table).where(holds, table.c.next_at <= now, *may)


def unanswered_since(db: Connection) -> datetime | None:
    """Since when no listing of any source has answered well, though they were asked: as a rule our own network is down.
    None when there is no such time.

    Of the listings that had answered within a day before (one that has long been dead says nothing), most or `MANY`
    must have been asked since, and failed `IN_VAIN` times together. Where nothing ever answered, all count, from the
    first source on.
    """
    query = select(func.max(listings.c.ok_at)).join(sources).where(turns.is_followed())
    last: datetime | None = db.execute(query).scalar()
    since = last or db.execute(select(func.min(sources.c.saved_at)).where(turns.is_followed())).scalar()
    if since is None:
        return None
    lively, failed = and_(listings.c.active), and_(listings.c.failures > 0)
    if last is not None:
        lively, failed = and_(lively, listings.c.ok_at > last - LIVELY), and_(failed, listings.c.asked_at > last)
    failing, times = func.sum(case((failed, 1), else_=0)), func.sum(case((failed, listings.c.failures), else_=0))
    counted = select(func.count(), failing, times).select_from(listings).join(sources).where(turns.is_followed())
    all, silent, failures = db.execute(counted.where(lively)).one()
    is_cut_off = all and failures >= IN_VAIN and (silent * 2 > all or silent >= MANY)
    return since if is_cut_off else None


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
