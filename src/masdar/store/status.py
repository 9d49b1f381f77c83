"""How much the store holds and how far behind it is; and the version of its content, for caches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, func, select

from masdar.store import dialect, pages, schedule
from masdar.store.tables import articles, counters, reprints, sources, stories, versions


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


def _count(db: Connection, table: Table) -> int:
    return db.execute(select(func.count()).select_from(table)).scalar_one()


def content_version(db: Connection) -> str:
    """Changes whenever anything was written; never the same for two databases."""
    found = {row.name: row.number for row in db.execute(select(counters))}
    return f"{found['birth'] & 0xFFFFFFFFFFFFFFFF:x}-{found['content']}"
