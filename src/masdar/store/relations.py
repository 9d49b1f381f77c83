"""How articles resemble each other: fingerprint bands and reprints in, candidates and reprints out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, func, or_, select

from masdar.model import ArticleId, Reprint
from masdar.store import dialect
from masdar.store.tables import bands, reprints


def save_bands(db: Connection, article: ArticleId, found: Iterable[int]) -> None:
    """The article has these fingerprint bands (signed 64 bit each) and no others."""
    db.execute(delete(bands).where(bands.c.article_id == article))
    rows = [{"band": band, "article_id": article} for band in dict.fromkeys(found)]
    if rows:
        db.execute(bands.insert(), rows)


def sharing_bands(db: Connection, found: Iterable[int], exclude: ArticleId | None, limit: int) -> tuple[ArticleId, ...]:
    """Articles that have some of these bands, those with most of them first; the newest first among equals."""
    wanted = set(found)
    if not wanted:
        return ()
    query = (
        select(bands.c.article_id)
        .where(bands.c.band.in_(wanted), bands.c.article_id != (exclude or 0))
        .group_by(bands.c.article_id)
        .order_by(func.count().desc(), bands.c.article_id.desc())
        .limit(limit)
    )
    return tuple(ArticleId(id) for id in db.execute(query).scalars())


def save_reprint(db: Connection, reprint: Reprint) -> None:
    """Keep who derives from whom; of two articles only one can derive from the other, the last word counts."""
    turned = (reprints.c.article_id == reprint.of) & (reprints.c.of_id == reprint.article)
    db.execute(delete(reprints).where(turned))
    row = {"article_id": reprint.article, "of_id": reprint.of, "containment": reprint.containment, "document": reprint}
    dialect.upsert(db, reprints, ["article_id", "of_id"], **row)


def reprints_of(db: Connection, ids: Iterable[ArticleId]) -> tuple[Reprint, ...]:
    """The reprints in which one of these articles is the copy or the original, each once."""
    found: dict[tuple[ArticleId, ArticleId], Reprint] = {}
    for portion in dialect.portions(ids):
        either = or_(reprints.c.article_id.in_(portion), reprints.c.of_id.in_(portion))
        for reprint in db.execute(select(reprints.c.document).where(either)).scalars():
            found[reprint.article, reprint.of] = reprint
    return tuple(found[pair] for pair in sorted(found))


def reprints_by_article(db: Connection, ids: Sequence[ArticleId]) -> dict[ArticleId, tuple[Reprint, ...]]:
    """For each of the articles, the reprints in which it is the copy or the original."""
    found: dict[ArticleId, list[Reprint]] = defaultdict(list)
    wanted = set(ids)
    for reprint in reprints_of(db, ids):
        for id in {reprint.article, reprint.of} & wanted:
            found[id].append(reprint)
    return {id: tuple(each) for id, each in found.items()}


def nearest_originals(db: Connection, ids: Sequence[ArticleId]) -> dict[ArticleId, ArticleId]:
    """For each of the articles that derives from others, the one it shares most with (the earliest among equals)."""
    query = (
        select(reprints.c.article_id, reprints.c.of_id)
        .where(reprints.c.article_id.in_(ids))
        .order_by(reprints.c.containment, reprints.c.of_id.desc())
    )
    return {ArticleId(row.article_id): ArticleId(row.of_id) for row in db.execute(query)}


def clear_relations(db: Connection, article: ArticleId) -> None:
    """Forget the article's bands and reprints: its text is no longer the one they were found in."""
    db.execute(delete(bands).where(bands.c.article_id == article))
    db.execute(delete(reprints).where(or_(reprints.c.article_id == article, reprints.c.of_id == article)))
