"""How asking went, in, counted by source and day; how each source is doing, out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, delete, func, or_, select

from masdar.model import SourceId
from masdar.store import dialect, turns
from masdar.store.silence import WINDOW
from masdar.store.tables import articles, hosts, links, listings, outcomes, pages, sources, tombstones
from masdar.store.troubles import ANSWERED, ENOUGH, Answers, ListingHealth, SourceHealth, judged

# What was asked: a place where a source lists its news, or one of its pages. What came of a page: an article, "new", or
# "old" when it was older news that we found late (backfill).
What = Literal["listing", "page", "article"]

# A listing may be left alone for a day, and a page that states only its day was published on the one before.
OLD = timedelta(days=2)
# A year and a month, so that a year can be compared with the one before it.
KEPT_DAYS = 400


def count(db: Connection, source_id: SourceId, now: datetime, what: What, outcome: str, number: int = 1) -> None:
    """Note that asking for a listing or a page of the source came out so (in the transaction that files the answer)."""
    key = {"source_id": source_id, "day": day_of(now), "what": what, "outcome": outcome}
    dialect.count_up(db, outcomes, list(key), "number", **key, number=number, last_at=now)


def count_article(db: Connection, source_id: SourceId, seen_at: datetime, published_at: datetime | None) -> None:
    """Note that the source has an article more, under the day on which its page was fetched."""
    is_old = published_at is not None and seen_at - published_at > OLD
    count(db, source_id, seen_at, "article", "old" if is_old else "new")


def prune(db: Connection, now: datetime, kept_days: int = KEPT_DAYS) -> int:
    """Drop the counts of days before the last `kept_days`; how many rows that were."""
    oldest = day_of(now - timedelta(days=kept_days))
    return db.execute(delete(outcomes).where(outcomes.c.day < oldest)).rowcount


def day_of(instant: datetime) -> str:
    """The day in UTC, as ISO writes it: what the counts are kept by."""
    return instant.astimezone(UTC).date().isoformat()


# ---------------------------------------------------------------- one source, or all


def source_health(db: Connection, now: datetime, id: SourceId | None = None) -> tuple[SourceHealth, ...]:
    """How every source is doing (or the one), by name. Bounded work: some rows a source and day, no pages or texts."""
    asked = _answers(db, now, id)
    days = _days(db, now, id)
    looked_at = _listings(db, id)
    waits, overdue = _waits(db, now, id), _overdue(db, now, id)
    found: list[SourceHealth] = []
    for row in db.execute(_facts(id)):
        recent, week = asked.get(row.id, (Answers(), Answers()))
        wait = waits.get(row.id)
        health = SourceHealth(
            row.document,
            tuple(looked_at.get(row.id, ())),
            recent,
            week,
            _with_earlier(db, row.id, row.new_at, days.get(row.id, {}), now),
            new_at=row.new_at,
            wait_until=wait.wait_until if wait else None,
            wait_why=(wait.wait_reason or "") if wait else "",
            due_since=overdue.get(row.id),
            is_unreadable=row.is_unreadable,
            paused_at=row.paused_at,
            paused_why=row.paused_why or "",
            removed_at=row.removed_at,
        )
        found.append(judged(health, now))
    return tuple(found)


def _facts(id: SourceId | None) -> Select[Any]:
    """The sources by name, with what one look into an index tells of each."""
    of_it = outcomes.c.source_id == sources.c.id
    newest = select(outcomes.c.last_at).where(of_it, outcomes.c.what == "article", outcomes.c.outcome == "new")
    read = select(pages.c.id).where(pages.c.source_id == sources.c.id, pages.c.outcome.is_not(None))
    article = select(articles.c.id).where(articles.c.source_id == sources.c.id)
    removed = select(func.max(tombstones.c.at)).where(
        tombstones.c.kind == "source", tombstones.c.key == sources.c.id, tombstones.c.lifted_at.is_(None)
    )
    query = select(
        sources.c.id,
        sources.c.document,
        sources.c.paused_at,
        sources.c.paused_why,
        newest.order_by(outcomes.c.day.desc()).limit(1).scalar_subquery().label("new_at"),
        removed.scalar_subquery().label("removed_at"),
        and_(read.limit(1).offset(ENOUGH - 1).exists(), ~article.exists()).label("is_unreadable"),
    )
    return _only(query, sources.c.id, id).order_by(sources.c.name, sources.c.id)


def _listings(db: Connection, id: SourceId | None) -> Mapping[str, list[ListingHealth]]:
    """By source; those that a sitemap's index names are told by the index."""
    columns = (
        listings.c.source_id, listings.c.url, listings.c.kind, listings.c.active, listings.c.outcome,
        listings.c.failures, listings.c.ok_at, listings.c.asked_at, listings.c.next_at,
    )  # fmt: skip
    query = _only(select(*columns).where(listings.c.parent_id.is_(None)), listings.c.source_id, id)
    found: dict[str, list[ListingHealth]] = defaultdict(list)
    for source_id, *row in db.execute(query.order_by(listings.c.id)):
        found[source_id].append(ListingHealth(*row))
    return found


def _answers(db: Connection, now: datetime, id: SourceId | None) -> Mapping[str, tuple[Answers, Answers]]:
    """By source: of today and yesterday, and of seven days."""
    recent = func.sum(case((outcomes.c.day >= day_of(now - timedelta(days=1)), outcomes.c.number), else_=0))
    query = (
        select(outcomes.c.source_id, outcomes.c.what, outcomes.c.outcome, recent, func.sum(outcomes.c.number))
        .where(outcomes.c.day >= day_of(now - timedelta(days=6)), outcomes.c.what != "article")
        .group_by(outcomes.c.source_id, outcomes.c.what, outcomes.c.outcome)
    )
    rows: dict[str, list[tuple[str, str, int, int]]] = defaultdict(list)
    for source_id, what, outcome, few, many in db.execute(_only(query, outcomes.c.source_id, id)):
        rows[source_id].append((what, outcome, int(few), int(many)))
    return {
        source_id: (
            _as_answers((what, outcome, few) for what, outcome, few, _ in found),
            _as_answers((what, outcome, many) for what, outcome, _, many in found),
        )
        for source_id, found in rows.items()
    }


def _as_answers(counts: Iterable[tuple[str, str, int]]) -> Answers:
    held = sorted((each for each in counts if each[2]), key=lambda each: (-each[2], each[1]))
    by_what = {what: tuple((o, n) for w, o, n in held if w == what) for what in ("listing", "page")}
    return Answers(by_what["listing"], by_what["page"])


def _days(db: Connection, now: datetime, id: SourceId | None) -> Mapping[str, dict[date, int]]:
    """By source: the new articles of each day on which it answered."""
    start = day_of(now - WINDOW)
    found: dict[str, dict[date, int]] = defaultdict(dict)
    for source_id, day, number in db.execute(_by_day(id).where(outcomes.c.day >= start)):
        found[source_id][date.fromisoformat(day)] = int(number)
    return found


def _by_day(id: SourceId | None) -> Select[Any]:
    new = and_(outcomes.c.what == "article", outcomes.c.outcome == "new")
    number = func.sum(case((new, outcomes.c.number), else_=0))
    answered = or_(outcomes.c.what == "article", outcomes.c.outcome.in_(ANSWERED))
    query = select(outcomes.c.source_id, outcomes.c.day, number).where(answered)
    return _only(query.group_by(outcomes.c.source_id, outcomes.c.day), outcomes.c.source_id, id)


def _with_earlier(
    db: Connection, id: SourceId, new_at: datetime | None, history: Mapping[date, int], now: datetime
) -> tuple[tuple[date, int], ...]:
    """The days in order; of a source whose last article is long ago with those before it, which tell its habits."""
    days = dict(history)
    if new_at is not None and new_at < now - WINDOW / 2:
        rows = db.execute(_by_day(id).where(outcomes.c.day >= day_of(new_at - WINDOW)))
        days |= {date.fromisoformat(day): int(number) for _, day, number in rows}
    return tuple(sorted(days.items()))


def _waits(db: Connection, now: datetime, id: SourceId | None) -> Mapping[str, Row[Any]]:
    """By source: the host of its listings that told us to wait the longest from now."""
    query = (
        select(listings.c.source_id, hosts.c.wait_until, hosts.c.wait_reason)
        .join(hosts, hosts.c.host == listings.c.host)
        .where(hosts.c.wait_until > now, listings.c.active)
        .order_by(hosts.c.wait_until)
    )
    return {row.source_id: row for row in db.execute(_only(query, listings.c.source_id, id))}


def _overdue(db: Connection, now: datetime, id: SourceId | None) -> Mapping[str, datetime]:
    """By source: since when it is overdue, though its host could be asked. Old news waits its turn, however long."""
    found: dict[str, datetime] = {}
    for table, counts in ((listings, listings.c.active), (links, links.c.rank == turns.FRESH)):
        due = _only(select(table.c.source_id, table.c.host, table.c.next_at), table.c.source_id, id)
        due_now = due.where(counts, table.c.next_at <= now).subquery()
        since = func.min(turns.askable_at(due_now.c.next_at))
        query = select(due_now.c.source_id, since).outerjoin(hosts, hosts.c.host == due_now.c.host)
        for source_id, at in db.execute(query.group_by(due_now.c.source_id).having(since <= now)):
            found[source_id] = min(at, found.get(source_id, at))
    return found


def _only(query: Select[Any], column: ColumnElement[Any], id: SourceId | None) -> Select[Any]:
    return query if id is None else query.where(column == id)
