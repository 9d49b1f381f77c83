"""Numbers of articles in, their cards and full records out, each list with a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from masdar.model import ArticleId, Event, PageId, RecordPlace, Signal
from masdar.store import dialect, edits, events, relations
from masdar.store.records import ArticleCard, ArticleRecord, PageRecord
from masdar.store.tables import articles, hosts, pages, sources, story_articles, versions
from masdar.text.addresses import host_of


def page_record(row: Row[Any]) -> PageRecord:
    """A row of the table of pages as a record."""
    return PageRecord(
        id=row.id,
        url=row.url,
        source=row.source_id,
        fetched_at=row.fetched_at,
        served_at=row.served_at,
        status=row.status,
        content_type=row.content_type,
        digest=row.digest,
        place=RecordPlace(row.file, row.offset, row.length),
        outcome=row.outcome,
        detail=row.detail,
        kept=row.kept,
        verified=row.verified,
    )


def article_cards(db: Connection, ids: Sequence[ArticleId]) -> tuple[ArticleCard, ...]:
    """Cards of those of the articles that exist, in the order of the numbers."""
    found: dict[ArticleId, ArticleCard] = {}
    for portion in dialect.portions(id for id in ids if dialect.can_be_number(id)):
        query = (
            select(articles, sources.c.document, story_articles.c.story_id)
            .join(sources, sources.c.id == articles.c.source_id)
            .outerjoin(story_articles, story_articles.c.article_id == articles.c.id)
            .where(articles.c.id.in_(portion))
        )
        derived_from, updates = relations.nearest_originals(db, portion), relations.own_updates(db, portion)
        happened, said = events.events_of(db, portion), _signals(db, portion)
        for row in db.execute(query):
            card = _card(row, derived_from.get(row.id), happened.get(row.id, ()), said.get(row.id, ()))
            found[row.id] = replace(card, is_update=row.id in updates and card.source.kind != "aggregator")
    return tuple(found[id] for id in ids if id in found)


def _signals(db: Connection, ids: Sequence[ArticleId]) -> dict[ArticleId, tuple[Signal, ...]]:
    """What the last page of each article, and that page's host, say about its use."""
    last = (
        select(pages.c.article_id, func.max(pages.c.fetched_at).label("at"))
        .where(pages.c.article_id.in_(ids))
        .group_by(pages.c.article_id)
        .subquery()
    )
    is_last = and_(pages.c.article_id == last.c.article_id, pages.c.fetched_at == last.c.at)
    query = select(pages.c.article_id, pages.c.url, pages.c.signals).join(last, is_last).order_by(pages.c.id)
    rows = db.execute(query).all()
    names = {host_of(row.url) for row in rows}
    by_host = {row.host: row.signals for row in db.execute(select(hosts).where(hosts.c.host.in_(names)))}
    return {ArticleId(row.article_id): (*row.signals, *by_host.get(host_of(row.url), ())) for row in rows}


def _card(
    row: Row[Any], reprint_of: ArticleId | None, happened: Sequence[Event], said: tuple[Signal, ...]
) -> ArticleCard:
    return ArticleCard(
        id=row.id,
        story=row.story_id,
        source=row.document,
        url=row.url,
        title=row.title,
        excerpt=row.excerpt,
        direction=row.direction,
        language=row.language,
        section=row.section,
        image=row.image,
        published=row.published,
        first_seen=row.first_seen,
        reprint_of=reprint_of,
        versions=row.versions,
        gone_at=events.gone_since(happened),
        signals=said,
    )


def article_records(db: Connection, ids: Sequence[ArticleId]) -> tuple[ArticleRecord, ...]:
    """Everything known about those of the articles that exist, in the order of the numbers."""
    cards = article_cards(db, ids)
    states = states_of(db, [card.id for card in cards])
    shown = _pages(db, {rows[-1].read_page_id for rows in states.values()})
    reprints = relations.reprints_by_article(db, [card.id for card in cards])
    happened = events.events_of(db, [card.id for card in cards])
    edited = edits.edits_of(db, [card.id for card in cards if card.versions > 1])
    return tuple(
        ArticleRecord(
            card=card,
            reading=states[card.id][-1].reading,
            page=shown[states[card.id][-1].read_page_id],
            versions=tuple(edits.as_version(row, number) for number, row in enumerate(states[card.id], start=1)),
            reprints=reprints.get(card.id, ()),
            events=happened.get(card.id, ()),
            edits=edited.get(card.id, ()),
        )
        for card in cards
    )


def states_of(db: Connection, ids: Iterable[ArticleId]) -> dict[ArticleId, list[Row[Any]]]:
    """The rows of the table of versions of each article, earliest first."""
    found: dict[ArticleId, list[Row[Any]]] = defaultdict(list)
    for portion in dialect.portions(ids):
        query = (
            select(versions)
            .where(versions.c.article_id.in_(portion))
            .order_by(versions.c.article_id, versions.c.seen_at, versions.c.page_id)
        )
        for row in db.execute(query):
            found[row.article_id].append(row)
    return found


def _pages(db: Connection, ids: Iterable[PageId]) -> dict[PageId, PageRecord]:
    found: dict[PageId, PageRecord] = {}
    for portion in dialect.portions(ids):
        found |= {row.id: page_record(row) for row in db.execute(select(pages).where(pages.c.id.in_(portion)))}
    return found
