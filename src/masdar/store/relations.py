"""How articles resemble each other: fingerprint bands and reprints in, candidates and reprints out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Connection, Select, bindparam, delete, func, or_, select

from masdar.model import ArticleId, BandHolder, Reprint, SourceId
from masdar.store import dialect
from masdar.store.tables import articles, bands, reprints

MOST_HOLDERS = 64
"""A band of more articles than this is boilerplate, or of a report copied everywhere: the newest ones will do."""

LEAST_COPIED = 0.4
"""Containment of a copy; a reworked text has less (`relate.reprints.LEAST_CONTAINMENT`)."""


def save_bands(db: Connection, article: ArticleId, found: Iterable[int]) -> None:
    """The article has these fingerprint bands (signed 64 bit each) and no others."""
    db.execute(delete(bands).where(bands.c.article_id == article))
    rows = [{"band": band, "article_id": article} for band in dict.fromkeys(found)]
    if rows:
        db.execute(bands.insert(), rows)


def band_holders(db: Connection, article: ArticleId) -> tuple[BandHolder, ...]:
    """The other articles that have bands of this one, whose bands are saved: of each band the newest `MOST_HOLDERS`.

    What this costs depends on the article alone, however many others have a band.
    """
    pairs = [(band, id) for band, id in db.execute(_SHARING, {"article": article})]
    origins: dict[int, tuple[SourceId, datetime]] = {}
    for portion in dialect.portions({id for _, id in pairs}):
        query = select(articles.c.id, articles.c.source_id, articles.c.first_seen).where(articles.c.id.in_(portion))
        origins |= {id: (SourceId(source), first_seen) for id, source, first_seen in db.execute(query)}
    return tuple(BandHolder(band, ArticleId(id), *origins[id]) for band, id in pairs)


def _sharing() -> Select[int, int]:
    """(band, other article) of the bands of the `article`; of a hot band only what comes after the `past_most`."""
    own, newer = bands.alias("own"), bands.alias("newer")
    article = bindparam("article", type_=BigInteger())
    past_most = (
        select(newer.c.article_id)
        .where(newer.c.band == own.c.band)
        .order_by(newer.c.article_id.desc())
        .limit(1)
        .offset(MOST_HOLDERS)
        .scalar_subquery()
    )
    held = (bands.c.band == own.c.band) & (bands.c.article_id > func.coalesce(past_most, 0))
    pairs = select(bands.c.band, bands.c.article_id).select_from(own.join(bands, held))
    return pairs.where(own.c.article_id == article, bands.c.article_id != article)


_SHARING = _sharing()


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
    """For each of the articles that copies others, the one it shares most with (the earliest among equals).

    Reworked texts (less than `LEAST_COPIED`) are no copies.
    """
    query = (
        select(reprints.c.article_id, reprints.c.of_id)
        .where(reprints.c.article_id.in_(ids), reprints.c.containment >= LEAST_COPIED)
        .order_by(reprints.c.containment, reprints.c.of_id.desc())
    )
    return {ArticleId(row.article_id): ArticleId(row.of_id) for row in db.execute(query)}


def clear_relations(db: Connection, article: ArticleId) -> None:
    """Forget the article's bands and reprints: its text is no longer the one they were found in."""
    db.execute(delete(bands).where(bands.c.article_id == article))
    db.execute(delete(reprints).where(or_(reprints.c.article_id == article, reprints.c.of_id == article)))
