"""Reports beside the text they are measured by: what `relate.comparing` found, in and out."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, and_, delete, func, or_, select, update

from masdar.model import ArticleId, Comparison, StoryId
from masdar.store import dialect
from masdar.store.ledger_tables import statement_reports, statements
from masdar.store.tables import articles, comparisons, story_articles


def save_comparison(db: Connection, comparison: Comparison) -> None:
    """Keep what one report made of its base; said again, the last word counts."""
    row = {"article_id": comparison.article, "base_id": comparison.base, "document": comparison}
    dialect.upsert(db, comparisons, ["article_id", "base_id"], **row)


def keep_only(db: Connection, members: Collection[ArticleId], base: ArticleId | None) -> frozenset[ArticleId]:
    """Forget how these articles compare with any other base; those of them whose comparison with this one is held."""
    held: set[ArticleId] = set()
    for portion in dialect.portions(members):
        own = comparisons.c.article_id.in_(portion)
        db.execute(delete(comparisons).where(own if base is None else and_(own, comparisons.c.base_id != base)))
        held.update(map(ArticleId, db.execute(select(comparisons.c.article_id).where(own)).scalars()))
    return frozenset(held)


def drop(db: Connection, pairs: Iterable[tuple[ArticleId, ArticleId]]) -> None:
    """Forget comparisons by article and base."""
    for article, base in pairs:
        where = and_(comparisons.c.article_id == article, comparisons.c.base_id == base)
        db.execute(delete(comparisons).where(where))


def clear_comparisons(db: Connection, article: ArticleId) -> None:
    """Forget how the article compares with its base, and others with it: its text is no longer the one compared. Of
    each other story that was measured by it a report is related anew, and with it the story is compared again."""
    own = select(story_articles.c.story_id).where(story_articles.c.article_id == article)
    far = (
        select(func.min(story_articles.c.article_id))
        .join(comparisons, comparisons.c.article_id == story_articles.c.article_id)
        .where(comparisons.c.base_id == article, story_articles.c.story_id.not_in(own))
        .group_by(story_articles.c.story_id)
    )
    db.execute(update(articles).where(articles.c.id.in_(far)).values(related=False))
    either = or_(comparisons.c.article_id == article, comparisons.c.base_id == article)
    db.execute(delete(comparisons).where(either))


def get_comparison(db: Connection, article: ArticleId) -> Comparison | None:
    """An article beside the base of its story, if it was compared."""
    query = select(comparisons.c.document).where(comparisons.c.article_id == article)
    found: Comparison | None = db.execute(query.order_by(comparisons.c.base_id.desc()).limit(1)).scalar()
    return found


def compared(db: Connection, members: Collection[ArticleId]) -> tuple[ArticleId, ...]:
    """Those of these articles that were compared with a base, in the order of their numbers."""
    found: list[ArticleId] = []
    for portion in dialect.portions(members):
        query = select(comparisons.c.article_id).where(comparisons.c.article_id.in_(portion)).distinct()
        found += map(ArticleId, db.execute(query).scalars())
    return tuple(sorted(found))


def comparisons_of(db: Connection, members: Iterable[ArticleId]) -> tuple[Comparison, ...]:
    """Those of these articles that were compared, in the order of their numbers."""
    found: list[Comparison] = []
    for portion in dialect.portions(members):
        query = select(comparisons.c.document).where(comparisons.c.article_id.in_(portion))
        found += db.execute(query).scalars()
    return tuple(sorted(found, key=lambda each: each.article))


def is_base(db: Connection, article: ArticleId) -> bool:
    """Are reports measured by this article?"""
    query = select(comparisons.c.article_id).where(comparisons.c.base_id == article).limit(1)
    return db.execute(query).first() is not None


def issuers_pages(db: Connection, story: StoryId) -> dict[ArticleId, int]:
    """The issuers' own pages on which statements of the story stand, and how many of its articles report these."""
    query = (
        select(statements.c.located_id, func.count(func.distinct(statement_reports.c.article_id)))
        .join(statement_reports, statement_reports.c.statement_id == statements.c.id)
        .where(statement_reports.c.story_id == story, statements.c.located_id.is_not(None))
        .group_by(statements.c.located_id)
    )
    return {ArticleId(id): number for id, number in db.execute(query)}
