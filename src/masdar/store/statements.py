"""Who reports which primary statement in; the ledger of statements out, each under a number that stays.

A statement's states are not stored but read off what is: reports (cited), the issuer's page (located), the record of
that page (archived), what became of it (vanished). What is taken down leaves no trace in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, select, tuple_, update

from masdar.model import ArticleId, Evidence, Located, PageId, RecordPlace, ReportedBy, Span, StoryId
from masdar.store import cards, dialect
from masdar.store.ledger_tables import statement_reports, statements
from masdar.store.records import ArticleRecord
from masdar.store.tables import articles

StateName = Literal["cited", "located", "archived", "vanished"]
Place = tuple[ArticleId, int]  # of a report: its article and its number there


@dataclass(frozen=True, slots=True)
class State:
    """A state that a primary statement reached, since when, and what shows it: the words of a report (cited), where
    the words stand on the issuer's page (located), the record of that page (archived), the page that says that it is
    gone (vanished)."""

    name: StateName
    at: datetime
    article: ArticleId
    evidence: Evidence | None = None
    located: Located | None = None
    record: RecordPlace | None = None
    page: PageId | None = None
    status: int | None = None


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """A primary statement with all its reports, earliest first, and the issuer's own page if we hold it. `story`: the
    story of the first report."""

    id: int
    issuer: str
    media: tuple[str, ...]
    said_at: datetime | None
    story: StoryId
    reports: tuple[tuple[ReportedBy, ArticleRecord], ...]
    primary: ArticleRecord | None
    located: Located | None

    @property
    def states(self) -> tuple[State, ...]:
        """The states it reached, in their order."""
        first, record = min(self.reports, key=lambda each: (each[1].card.first_seen, each[1].card.id))
        found = [State("cited", record.card.first_seen, record.card.id, first.evidence)]
        if self.primary is None or self.located is None:
            return tuple(found)
        card, page = self.primary.card, self.primary.page
        since = max(card.first_seen, record.card.first_seen)  # only then were both there to be compared
        found.append(State("located", since, card.id, located=self.located))
        if page.kept:
            found.append(State("archived", page.fetched_at, card.id, record=page.place, page=page.id))
        gone = next((event for event in self.primary.events if event.at == card.gone_at), None)
        if gone is not None:
            found.append(State("vanished", gone.at, card.id, page=gone.page, status=gone.status))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Kept:
    """One statement as relating found it: its reports, located all on one issuer's page or none, and the key of its
    node on the chain."""

    reports: tuple[ReportedBy, ...]
    node: str | None

    @property
    def page(self) -> ArticleId | None:
        """The issuer's page."""
        return next((each.located.article for each in self.reports if each.located is not None), None)


# ---------------------------------------------------------------- keeping


def save_statements(db: Connection, story: StoryId, found: Sequence[Kept], now: datetime) -> None:
    """These are the statements that the story's articles report, and no others.

    A statement keeps its number as long as one of its reports, or its issuer's page, is part of it. What two stories
    report of one issuer's page is one statement; when only one of them still does, it keeps the number. Of what is
    kept already nothing is written: of a large story one report more is as a rule all that is new.
    """
    held = _rows(db, story, {report.article for each in found for report in each.reports})
    before = {(place[0], n): row.statement_id for place, row in held.items() for n in row.report.statements}
    taken = _reported_still(db, set(before.values()), besides=held)
    numbered = tuple(zip(_numbers(db, found, before, taken, now), found, strict=True))
    _write(db, {place: tuple(row) for place, row in held.items()}, _wanted(story, numbered))
    _leave(db, before, numbered, now)


def _rows(db: Connection, story: StoryId, ids: Iterable[ArticleId]) -> dict[Place, Row[Any]]:
    """What those articles report until now, and what the story's do, by article and place."""
    rows = list(db.execute(select(statement_reports).where(statement_reports.c.story_id == story)))
    for portion in dialect.portions(ids):
        rows += db.execute(select(statement_reports).where(statement_reports.c.article_id.in_(portion)))
    return {(row.article_id, row.place): row for row in rows}


def _wanted(story: StoryId, numbered: Iterable[tuple[int, Kept]]) -> dict[Place, tuple[object, ...]]:
    """The same as it is to be: values in the order of the table's columns."""
    places: Counter[ArticleId] = Counter()
    found: dict[Place, tuple[object, ...]] = {}
    for id, each in numbered:
        for report in each.reports:
            place = (report.article, places[report.article])
            places[report.article] += 1
            found[place] = (*place, id, story, each.node, report)
    return found


def _write(
    db: Connection, held: Mapping[Place, tuple[object, ...]], wanted: Mapping[Place, tuple[object, ...]]
) -> None:
    """Make what is held what is wanted, by what is not the same."""
    here = tuple_(statement_reports.c.article_id, statement_reports.c.place)
    for portion in dialect.portions(place for place, row in held.items() if wanted.get(place) != row):
        db.execute(delete(statement_reports).where(here.in_(portion)))
    names = statement_reports.c.keys()
    new = [dict(zip(names, row, strict=True)) for place, row in wanted.items() if held.get(place) != row]
    if new:
        db.execute(statement_reports.insert(), new)


def _numbers(
    db: Connection,
    found: Sequence[Kept],
    before: Mapping[tuple[ArticleId, int], int],
    taken: set[int],
    now: datetime,
) -> list[int]:
    """A number for each: that of its issuer's page, else the lowest its reports had and nobody has (as those `taken`),
    else a new one."""
    wanted: list[int] = []
    pages = _by_page(db, {each.page for each in found if each.page is not None})
    at = _located_on(db, set(before.values()))
    for each in found:
        had = sorted(
            {id for report in each.reports for n in report.statements if (id := before.get((report.article, n)))}
        )
        own = pages.get(each.page) if each.page is not None else None
        free = [id for id in had if id not in taken and id not in pages.values()]
        id = own or (free[0] if free else _new(db, now))
        if each.page is not None:
            pages.setdefault(each.page, id)
        if id not in at or at[id] != each.page:
            db.execute(update(statements).where(statements.c.id == id).values(located_id=each.page, now_id=None))
            at[id] = each.page
        taken.add(id)
        wanted.append(id)
    return wanted


def _by_page(db: Connection, ids: Collection[ArticleId]) -> dict[ArticleId, int]:
    found: dict[ArticleId, int] = {}
    for portion in dialect.portions(ids):
        query = select(statements).where(statements.c.located_id.in_(portion), statements.c.now_id.is_(None))
        for row in db.execute(query.order_by(statements.c.id.desc())):
            found[ArticleId(row.located_id)] = row.id
    return found


def _located_on(db: Connection, ids: Iterable[int]) -> dict[int, ArticleId | None]:
    """Those of the statements that are none that leads to another, with the issuer's page that they are known from."""
    found: dict[int, ArticleId | None] = {}
    for portion in dialect.portions(ids):
        query = select(statements).where(statements.c.id.in_(portion), statements.c.now_id.is_(None))
        found |= {row.id: row.located_id for row in db.execute(query)}
    return found


def _new(db: Connection, now: datetime) -> int:
    return int(db.execute(statements.insert().values(changed_at=now).returning(statements.c.id)).scalar_one())


def _leave(
    db: Connection, before: Mapping[tuple[ArticleId, int], int], after: Sequence[tuple[int, Kept]], now: datetime
) -> None:
    """A number that no report has any more leads to the statement that has one of its reports now, else it is gone."""
    went = {(report.article, n): id for id, each in after for report in each.reports for n in report.statements}
    old_numbers = set(before.values())
    for old in sorted(old_numbers - {id for id, _ in after} - _reported_still(db, old_numbers)):
        new = next((went[place] for place in sorted(before) if before[place] == old and place in went), None)
        if new is None:
            drop_empty(db, [old])
        else:
            either = (statements.c.id == old) | (statements.c.now_id == old)
            values = {"now_id": new, "located_id": None, "changed_at": now}
            db.execute(update(statements).where(either).values(**values))


def drop_empty(db: Connection, ids: Iterable[int]) -> None:
    """Those of the statements that nobody reports any more are gone, and the numbers that lead to them."""
    for portion in dialect.portions(ids):
        empty = set(portion) - _reported_still(db, portion)
        db.execute(delete(statements).where(statements.c.id.in_(empty) | statements.c.now_id.in_(empty)))


def _reported_still(db: Connection, ids: Iterable[int], besides: Collection[Place] = ()) -> set[int]:
    """Those of the statements that are reported, `besides` by these."""
    found: set[int] = set()
    columns = (statement_reports.c.article_id, statement_reports.c.place, statement_reports.c.statement_id)
    for portion in dialect.portions(ids):
        rows = db.execute(select(*columns).where(statement_reports.c.statement_id.in_(portion)))
        found |= {id for article, place, id in rows if (article, place) not in besides}
    return found


def forget_reports(db: Connection, ids: Collection[ArticleId]) -> None:
    """Nothing is kept of what those articles report, nor that one of them is an issuer's page; the reports of what
    stood there are related anew."""
    for portion in dialect.portions(ids):
        own = statement_reports.c.article_id.in_(portion)
        touched = set(db.execute(select(statement_reports.c.statement_id).where(own)).scalars())
        here = statements.c.located_id.in_(portion)
        lost = set(db.execute(select(statements.c.id).where(here)).scalars())
        db.execute(delete(statement_reports).where(own))
        db.execute(update(statements).where(here).values(located_id=None))
        left = select(statement_reports.c.article_id).where(statement_reports.c.statement_id.in_(lost))
        due = set(db.execute(left).scalars())
        db.execute(update(articles).where(articles.c.id.in_(due)).values(related=False))
        drop_empty(db, touched)


# ---------------------------------------------------------------- asking


def get_statement(db: Connection, id: int) -> StatementRecord | None:
    """The statement of that number (or the one it has become part of) with its reports."""
    if not dialect.can_be_number(id):
        return None
    now = db.execute(select(statements.c.now_id).where(statements.c.id == id)).scalar()
    row = db.execute(select(statements).where(statements.c.id == (now or id))).first()
    if row is None:
        return None
    held = db.execute(
        select(statement_reports)
        .where(statement_reports.c.statement_id == row.id)
        .order_by(statement_reports.c.article_id, statement_reports.c.place)
    ).all()
    ids = dict.fromkeys(ArticleId(each.article_id) for each in held)
    if row.located_id is not None:
        ids[ArticleId(row.located_id)] = None
    records = {record.card.id: record for record in cards.article_records(db, list(ids))}
    reports = sorted(
        ((each.report, records[each.article_id]) for each in held if each.article_id in records), key=_earliest
    )
    if not reports:
        return None
    told = [report for report, _ in reports]
    return StatementRecord(
        id=row.id,
        issuer=max((report.speaker for report in told), key=lambda name: (len(name.split()), name)),
        media=tuple(dict.fromkeys(medium for report in told for medium in report.media)),
        said_at=min((report.said_at for report in told if report.said_at), default=None),
        story=StoryId(held[0].story_id),
        reports=tuple(reports),
        primary=records.get(row.located_id),
        located=surest(each.located for each in told if each.located and each.located.article == row.located_id),
    )


def surest(found: Iterable[Located]) -> Located | None:
    """Of several places on one page the surest, of equals the longest."""

    def order(each: Located) -> tuple[object, ...]:
        passage = each.passage or Span(0, 0, 0)
        return (-each.confidence, passage.start - passage.end, passage.paragraph, passage.start, each.method)

    return min(found, key=order, default=None)


def _earliest(pair: tuple[ReportedBy, ArticleRecord]) -> tuple[datetime, ArticleId]:
    return (pair[1].card.first_seen, pair[1].card.id)


def numbers_on_chain(db: Connection, story: StoryId) -> Mapping[str, tuple[int, ...]]:
    """For each statement on the story's chain (its node's key) the numbers it stands under in the ledger."""
    query = select(statement_reports.c.node, statement_reports.c.statement_id).where(
        statement_reports.c.story_id == story, statement_reports.c.node.is_not(None)
    )
    found: dict[str, dict[int, None]] = {}
    for row in db.execute(query.distinct().order_by(statement_reports.c.statement_id)):
        found.setdefault(row.node, {})[row.statement_id] = None
    return {node: tuple(ids) for node, ids in found.items()}


def numbers_in_article(db: Connection, id: ArticleId) -> Mapping[int, int]:
    """For each of the article's statements that reports a primary statement, the number of that one."""
    rows = db.execute(select(statement_reports).where(statement_reports.c.article_id == id))
    return {number: row.statement_id for row in rows for number in row.report.statements}
