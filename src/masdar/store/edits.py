"""The states of an article in; its edits out, each with what changed and whether its text says so, kept for lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, select, tuple_

from masdar.model import ArticleId, Edited, PageId, Reading, SourceId, Version
from masdar.store import dialect
from masdar.store.tables import articles, edits, versions
from masdar.text.change_kinds import facets, grade
from masdar.text.corrections import notice_of
from masdar.text.differences import changes


def refresh_edits(db: Connection, article: ArticleId, changed: Collection[PageId]) -> None:
    """Bring the article's edits up to what its states are now. `changed`: the first pages of those that are new or
    were read otherwise; only what touches them, and what is missing, is compared."""
    where = versions.c.article_id == article
    order = (versions.c.seen_at, versions.c.page_id)
    known = [row.page_id for row in db.execute(select(versions.c.page_id).where(where).order_by(*order))]
    held = {(row.since, row.page) for row in edits_of(db, [article]).get(article, ())}
    wanted = set(pairwise(known))
    for _, page in held - wanted:
        db.execute(delete(edits).where(edits.c.article_id == article, edits.c.page_id == page))
    stale = {pair for pair in wanted if pair not in held or not set(pair).isdisjoint(changed)}
    if stale:
        ends = select(versions).where(where, versions.c.page_id.in_({page for pair in stale for page in pair}))
        rows = {row.page_id: row for row in db.execute(ends)}
        source = db.execute(select(articles.c.source_id).where(articles.c.id == article)).scalar_one()
        for since, page in stale:
            _save(db, source, rows[since], rows[page])


def _save(db: Connection, source: SourceId, old: Row[Any], new: Row[Any]) -> None:
    before, after = as_version(old, 1), as_version(new, 2)
    found, notice = changes(before, after), notice_of(before, after)
    dialect.upsert(
        db, edits, ["article_id", "page_id"], article_id=new.article_id, page_id=new.page_id,
        since_page_id=old.page_id, source_id=source, seen_at=new.seen_at, grade=grade(found),
        about=" ".join(facets(found)), notice=notice.kind if notice else None,
    )  # fmt: skip


def as_version(row: Row[Any], number: int) -> Version:
    """A row of the table of versions as the version of that number."""
    reading: Reading = row.reading
    return Version(number, row.page_id, row.seen_at, reading.article.title, reading.article.paragraphs, _names(reading))


def _names(reading: Reading) -> tuple[str, ...]:
    speakers = (name for said in reading.statements for name in (said.speaker, said.resolved_speaker))
    found = (*reading.article.authors, *speakers, *(credit.name for credit in reading.credits))
    return tuple(dict.fromkeys(name for name in found if name))


# ---------------------------------------------------------------- asking


def edits_of(db: Connection, ids: Iterable[ArticleId]) -> dict[ArticleId, tuple[Edited, ...]]:
    """The edits of each article that has some, in order of time."""
    found: dict[ArticleId, list[Edited]] = defaultdict(list)
    for portion in dialect.portions(ids):
        query = select(edits).where(edits.c.article_id.in_(portion)).order_by(edits.c.seen_at, edits.c.page_id)
        for row in db.execute(query):
            found[row.article_id].append(_edited(row))
    return {id: tuple(held) for id, held in found.items()}


def recent_edits(
    db: Connection,
    limit: int,
    *,
    source: SourceId | None = None,
    before: tuple[datetime, ArticleId] | None = None,
    since: datetime | None = None,
    silent: bool = True,
) -> tuple[Edited, ...]:
    """Edits, the last seen at the top; only silent ones that changed more than spelling, unless told otherwise.

    `before`: time and article of the last one of the list before this one.
    """
    query = select(edits).order_by(edits.c.seen_at.desc(), edits.c.article_id.desc()).limit(limit)
    if source is not None:
        query = query.where(edits.c.source_id == source)
    if before is not None:
        query = query.where(tuple_(edits.c.seen_at, edits.c.article_id) < tuple_(*before))
    if since is not None:
        query = query.where(edits.c.seen_at >= since)
    if silent:
        query = query.where(edits.c.notice.is_(None), edits.c.grade != "minor")
    return tuple(_edited(row) for row in db.execute(query))


def place_of(db: Connection, page: PageId) -> tuple[datetime, ArticleId] | None:
    """Where in the list the edit stands that this page first shows."""
    row = db.execute(select(edits.c.seen_at, edits.c.article_id).where(edits.c.page_id == page)).first()
    return None if row is None else (row.seen_at, ArticleId(row.article_id))


def _edited(row: Row[Any]) -> Edited:
    return Edited(
        ArticleId(row.article_id), PageId(row.page_id), PageId(row.since_page_id), row.seen_at, row.grade,
        tuple(row.about.split()), row.notice,
    )  # fmt: skip


def versions_of(db: Connection, listed: Sequence[Edited]) -> dict[tuple[ArticleId, PageId], Version]:
    """The versions before and after each of the edits, by article and first page: no other versions are loaded."""
    other = versions.alias()
    earlier = and_(
        other.c.article_id == versions.c.article_id,
        tuple_(other.c.seen_at, other.c.page_id) <= tuple_(versions.c.seen_at, versions.c.page_id),
    )
    number = select(func.count()).select_from(other).where(earlier).scalar_subquery()
    found: dict[tuple[ArticleId, PageId], Version] = {}
    wanted = dict.fromkeys(page for each in listed for page in (each.since, each.page))
    for portion in dialect.portions(wanted):
        for row in db.execute(select(versions, number.label("number")).where(versions.c.page_id.in_(portion))):
            found[(row.article_id, row.page_id)] = as_version(row, row.number)
    return found
