"""How asking went is counted by source, day and outcome; how a source is doing is told from it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from masdar.model import SourceId
from masdar.store import Connection, health, sources
from masdar.store.tables import outcomes

from .samples import NOW, at, source

NAHR = SourceId("nahr")


def test_outcomes_of_one_day_add_up(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    health.count(db, NAHR, NOW, "page", "page")
    health.count(db, NAHR, at(5), "page", "page", 3)
    health.count(db, NAHR, at(6), "page", "timeout")
    health.count(db, NAHR, at(7), "listing", "page")
    rows = db.execute(select(outcomes).order_by(outcomes.c.number.desc(), outcomes.c.last_at))
    assert [(row.day, row.what, row.outcome, row.number, row.last_at) for row in rows] == [
        ("2026-11-14", "page", "page", 4, at(5)),
        ("2026-11-14", "page", "timeout", 1, at(6)),
        ("2026-11-14", "listing", "page", 1, at(7)),
    ]


def test_old_days_are_dropped(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    for days in (0, 399, 400, 401, 900):
        health.count(db, NAHR, NOW - timedelta(days=days), "page", "page")
    assert health.prune(db, NOW) == 2
    assert health.prune(db, NOW) == 0
