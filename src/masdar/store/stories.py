"""Articles joined into stories and their chains in; ranked stories and whole story records out."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, select, tuple_, update

from masdar.model import ArticleId, Chain, FiledArticle, Source, StoryId
from masdar.store import cards, dialect
from masdar.store.records import ArticleRecord, StoryCard, StoryRecord
from masdar.store.tables import articles, sources, stories, story_articles

# A story told by twice as many sources stands where one does that is this much fresher. A judgement: two front pages
# a day, half a day's news on each.
DOUBLING_S = 6 * 3600

_NO_CHAIN = Chain((), (), ())


def found_story(db: Connection, article: ArticleId, now: datetime) -> StoryId:
    """A new story of this one article; the article's own story if it has one already."""
    known = stories_of(db, [article]).get(article)
    if known is not None:
        return known
    lead = db.execute(select(articles).where(articles.c.id == article)).one()
    row = {"title": lead.title, "direction": lead.direction, "lead_id": article, "articles": 1, "sources": 1}
    seen = {"first_seen": lead.first_seen, "last_seen": lead.first_seen, "rank": _rank(lead.first_seen, 1)}
    query = stories.insert().values(**row, **seen, changed_at=now).returning(stories.c.id)
    story = StoryId(db.execute(query).scalar_one())
    _put_into(db, story, article, "founded", 1.0, now)
    return story


def join_story(db: Connection, story: StoryId, article: ArticleId, why: str, score: float, now: datetime) -> None:
    """The article belongs to this story, and to no other."""
    before = stories_of(db, [article]).get(article)
    _put_into(db, story, article, why, score, now)
    refresh_story(db, story, now)
    if before is not None and before != story:
        refresh_story(db, before)


def _put_into(db: Connection, story: StoryId, article: ArticleId, why: str, score: float, now: datetime) -> None:
    row = {"article_id": article, "story_id": story, "why": why, "score": score, "joined_at": now}
    dialect.upsert(db, story_articles, ["article_id"], **row)


def leave_story(db: Connection, article: ArticleId) -> None:
    """The article belongs to no story; a story without articles is gone, the chain of another is to be drawn anew."""
    before = stories_of(db, [article]).get(article)
    db.execute(delete(story_articles).where(story_articles.c.article_id == article))
    if before is not None:
        refresh_story(db, before)
        forget_chain(db, before)


def refresh_story(db: Connection, story: StoryId, now: datetime | None = None) -> None:
    """Bring the story's card up to date with its articles: titled by the one seen first. `now`: when they changed."""
    query = _members([story]).with_only_columns(*_CARD).order_by(articles.c.first_seen, articles.c.id)
    members = db.execute(query).all()
    if not members:
        db.execute(delete(stories).where(stories.c.id == story))
        return
    lead, last_seen = members[0], members[-1].first_seen
    tellers = len({row.source_id for row in members})
    row = {"title": lead.title, "direction": lead.direction, "lead_id": lead.id, "articles": len(members)}
    seen = {"first_seen": lead.first_seen, "last_seen": last_seen, "rank": _rank(last_seen, tellers)}
    changed = {"changed_at": now} if now else {}
    db.execute(update(stories).where(stories.c.id == story).values(**row, **seen, **changed, sources=tellers))


_CARD = tuple(articles.c[name] for name in ("id", "title", "direction", "source_id", "first_seen"))


def _rank(last_seen: datetime, tellers: int) -> float:
    return last_seen.timestamp() + DOUBLING_S * math.log2(tellers)


def _members(ids: Iterable[StoryId]) -> Any:
    return (
        select(story_articles.c.story_id, story_articles.c.article_id)
        .join(articles, articles.c.id == story_articles.c.article_id)
        .where(story_articles.c.story_id.in_(list(ids)))
    )


def stories_of(db: Connection, ids: Iterable[ArticleId]) -> dict[ArticleId, StoryId]:
    """The story of each of the articles that has one."""
    found: dict[ArticleId, StoryId] = {}
    for portion in dialect.portions(ids):
        found |= {ArticleId(article): StoryId(story) for article, story in db.execute(_STORIES_OF, {"ids": portion})}
    return found


_STORIES_OF = select(story_articles.c.article_id, story_articles.c.story_id).where(
    story_articles.c.article_id.in_(bindparam("ids", expanding=True))
)


def articles_of(db: Connection, story: StoryId) -> tuple[ArticleId, ...]:
    """The story's articles in the order we saw them."""
    query = _members([story]).order_by(articles.c.first_seen, articles.c.id)
    return tuple(row.article_id for row in db.execute(query))


def last_seen(db: Connection) -> datetime | None:
    """When any story got its newest article."""
    found: datetime | None = db.execute(select(func.max(stories.c.last_seen))).scalar()
    return found


def open_stories(db: Connection, since: datetime, until: datetime) -> tuple[tuple[StoryId, tuple[ArticleId, ...]], ...]:
    """The stories that may have got an article in that time, each with all its articles in the order we saw them."""
    query = (
        select(story_articles.c.story_id, story_articles.c.article_id)
        .join(stories, stories.c.id == story_articles.c.story_id)
        .join(articles, articles.c.id == story_articles.c.article_id)
        .where(stories.c.last_seen >= since, stories.c.first_seen <= until)
        .order_by(story_articles.c.story_id, articles.c.first_seen, articles.c.id)
    )
    found: dict[StoryId, list[ArticleId]] = defaultdict(list)
    for row in db.execute(query):
        found[row.story_id].append(row.article_id)
    return tuple((story, tuple(members)) for story, members in found.items())


def save_chain(db: Connection, story: StoryId, chain: Chain, now: datetime) -> None:
    """Keep the story's chain in place of the one before; its card counts the chain's roots."""
    row = {"chain": chain, "roots": len(chain.roots), "changed_at": now}
    db.execute(update(stories).where(stories.c.id == story).values(**row))


def forget_chain(db: Connection, story: StoryId) -> None:
    """The story's chain names what is there no more: none is shown until relating draws it anew, which is now due."""
    db.execute(update(stories).where(stories.c.id == story).values(chain=None, roots=None))
    lead = select(stories.c.lead_id).where(stories.c.id == story).scalar_subquery()
    db.execute(update(articles).where(articles.c.id == lead).values(related=False))


# ---------------------------------------------------------------- asking


def get_story(db: Connection, id: StoryId) -> StoryRecord | None:
    """The story with its articles, earliest first, and its chain (empty: not related yet)."""
    row = _row(db, id)
    if row is None:
        return None
    records = cards.article_records(db, articles_of(db, id))
    return StoryRecord(
        card=_story_cards(db, [row])[0],
        articles=tuple(sorted(records, key=_age)),
        chain=row.chain or _NO_CHAIN,
    )


def chain_of(db: Connection, id: StoryId) -> Chain:
    """The story's chain alone, without reading its articles (empty: not related yet, or no such story)."""
    row = _row(db, id)
    return (row.chain if row is not None else None) or _NO_CHAIN


def _row(db: Connection, id: StoryId) -> Row[Any] | None:
    return db.execute(select(stories).where(stories.c.id == id)).first() if dialect.can_be_number(id) else None


def _age(record: ArticleRecord) -> tuple[datetime, datetime, ArticleId]:
    card = record.card
    filed = FiledArticle(card.id, card.source, card.first_seen, record.reading)
    return (filed.earliest, card.first_seen, card.id)


def front(
    db: Connection, limit: int, before: StoryId | None = None, section: str | None = None
) -> tuple[StoryCard, ...]:
    """Stories for a front page, the most told and freshest first. `before`: the last story of the page before this
    one. `section`: only stories of which some article stands under that label."""
    query = select(stories).order_by(stories.c.rank.desc(), stories.c.id.desc()).limit(limit)
    if before is not None:
        last = _row(db, before)
        if last is None:
            return ()
        query = query.where(tuple_(stories.c.rank, stories.c.id) < tuple_(last.rank, last.id))
    if section is not None:
        inside = (
            select(story_articles.c.story_id)
            .join(articles, articles.c.id == story_articles.c.article_id)
            .where(story_articles.c.story_id == stories.c.id, articles.c.section == section)
        )
        query = query.where(inside.exists())
    return _story_cards(db, db.execute(query).all())


def story_cards(db: Connection, ids: Sequence[StoryId]) -> tuple[StoryCard, ...]:
    """Cards of those of the stories that exist, in the order of the numbers."""
    rows = {row.id: row for row in db.execute(select(stories).where(stories.c.id.in_(list(ids))))}
    return _story_cards(db, [rows[id] for id in ids if id in rows])


def _story_cards(db: Connection, rows: Sequence[Row[Any]]) -> tuple[StoryCard, ...]:
    leads = {card.id: card for card in cards.article_cards(db, [row.lead_id for row in rows])}
    tellers = _tellers(db, [row.id for row in rows])
    return tuple(
        StoryCard(
            id=row.id,
            title=row.title,
            direction=row.direction,
            lead=leads[row.lead_id],
            articles=row.articles,
            sources=tellers[row.id],
            roots=row.roots,
            first_seen=row.first_seen,
            last_seen=row.last_seen,
        )
        for row in rows
    )


def _tellers(db: Connection, ids: Sequence[StoryId]) -> dict[StoryId, tuple[Source, ...]]:
    """The sources of each story, in the order they first told it."""
    first_told = func.min(articles.c.first_seen)
    query = (
        _members(ids)
        .join(sources, sources.c.id == articles.c.source_id)
        .with_only_columns(story_articles.c.story_id, sources.c.document)
        .group_by(story_articles.c.story_id, sources.c.id, sources.c.document)
        .order_by(story_articles.c.story_id, first_told, sources.c.id)
    )
    found: dict[StoryId, list[Source]] = defaultdict(list)
    for row in db.execute(query):
        found[row.story_id].append(row.document)
    return {id: tuple(found[id]) for id in ids}
