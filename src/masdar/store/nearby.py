"""In: the fingerprint of a text that is not filed (a page at hand). Out: the articles that share most of it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from masdar.model import ArticleId
from masdar.store.tables import bands

# A text has some tens of bands; SQLite takes some thousand values in a question.
_MOST_BANDS = 500


def near_text(db: Connection, found: Iterable[int], limit: int) -> tuple[ArticleId, ...]:
    """Articles that have some of these bands, those with most of them first; the newest first among equals."""
    wanted = sorted(set(found))[:_MOST_BANDS]
    if not wanted:
        return ()
    query = (
        select(bands.c.article_id)
        .where(bands.c.band.in_(wanted))
        .group_by(bands.c.article_id)
        .order_by(func.count().desc(), bands.c.article_id.desc())
        .limit(limit)
    )
    return tuple(ArticleId(id) for id in db.execute(query).scalars())
