"""How asking went, in, counted by source and day; how each source is doing, out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, delete

from masdar.model import SourceId
from masdar.store import dialect
from masdar.store.tables import outcomes

# What was asked: a place where a source lists its news, or one of its pages.
What = Literal["listing", "page"]

# A year and a month, so that a year can be compared with the one before it.
KEPT_DAYS = 400


def count(db: Connection, source_id: SourceId, now: datetime, what: What, outcome: str, number: int = 1) -> None:
    """Note that asking for a listing or a page of the source came out so (in the transaction that files the answer)."""
    key = {"source_id": source_id, "day": day_of(now), "what": what, "outcome": outcome}
    dialect.count_up(db, outcomes, list(key), "number", **key, number=number, last_at=now)


def prune(db: Connection, now: datetime, kept_days: int = KEPT_DAYS) -> int:
    """Drop the counts of days before the last `kept_days`; how many rows that were."""
    oldest = day_of(now - timedelta(days=kept_days))
    return db.execute(delete(outcomes).where(outcomes.c.day < oldest)).rowcount


def day_of(instant: datetime) -> str:
    """The day in UTC, as ISO writes it: what the counts are kept by."""
    return instant.astimezone(UTC).date().isoformat()
