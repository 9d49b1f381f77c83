"""How articles resemble each other: fingerprint bands and reprints in, candidates and reprints out."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, or_, select

from masdar.model import ArticleId, BandHolder, FiledArticle, Reprint, SourceId
from masdar.store import dialect
from masdar.store.tables import articles, bands, reprints
from masdar.store.translations import clear_translations

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
    own = db.execute(select(bands.c.band).where(bands.c.article_id == article)).scalars().all()
    held = _newest_holders(db, own)
    return tuple(holder for band in own for holder in held[band] if holder.article != article)


class Holders:
    """Who has which band, for a batch of articles that are related one after the other: asked for once for all of them.

    It knows what the store held then and what it was asked about since. Once somebody else has written to the store,
    each article is asked for by itself: no pair is missed.
    """

    def __init__(self, db: Connection, wanted: Iterable[int]) -> None:
        self._writes: int | None = _writes(db)
        self._held = _newest_holders(db, wanted)
        self._bands: defaultdict[ArticleId, set[int]] = defaultdict(set)
        for holder in (holder for held in self._held.values() for holder in held):
            self._bands[holder.article].add(holder.band)

    def of(self, db: Connection, article: FiledArticle, found: Sequence[int]) -> tuple[BandHolder, ...]:
        """The others that have the article's bands, which are saved in this transaction (one for each article)."""
        if self._writes is None or _writes(db) != self._writes:
            self.distrust()
            return band_holders(db, article.id)
        self._writes += 1
        self._note(article, set(found))
        if not self._held.keys() >= set(found):
            return band_holders(db, article.id)
        return tuple(holder for band in found for holder in self._held[band] if holder.article != article.id)

    def _note(self, article: FiledArticle, found: set[int]) -> None:
        before = self._bands[article.id]
        for band in before - found:
            held = self._held.pop(band, [])
            if len(held) < MOST_HOLDERS:  # else only the store knows who is the next
                self._held[band] = [holder for holder in held if holder.article != article.id]
        for band in (self._held.keys() & found) - before:
            held, own = self._held[band], BandHolder(band, article.id, article.source.id, article.first_seen)
            if held and held[0].article > article.id:
                insort(held, own, key=lambda holder: -holder.article)
            else:
                held.insert(0, own)
            del held[MOST_HOLDERS:]
        self._bands[article.id] = self._held.keys() & found

    def distrust(self) -> None:
        """An article that it was asked about was not kept: ask the store from now on."""
        self._writes = None


def _writes(db: Connection) -> int:
    """A number that grows by one with each transaction that writes (`Store.writing`)."""
    return int(db.exec_driver_sql("SELECT number FROM counters WHERE name = 'content'").scalar_one())


def _newest_holders(db: Connection, wanted: Iterable[int]) -> dict[int, list[BandHolder]]:
    """For each of the bands the `MOST_HOLDERS` newest articles that have it, the newest first."""
    found: dict[int, list[BandHolder]] = {band: [] for band in wanted}
    pairs = dialect.newest_of_bands(db, sorted(found), MOST_HOLDERS)
    origins: dict[int, tuple[SourceId, datetime]] = {}
    for portion in dialect.portions({id for _, id in pairs}):
        for id, source, first_seen in db.execute(_ORIGINS, {"ids": portion}):
            origins[id] = (SourceId(source), first_seen)
    for band, id in sorted(pairs, reverse=True):
        found[band].append(BandHolder(band, ArticleId(id), *origins[id]))
    return found


_ORIGINS = select(articles.c.id, articles.c.source_id, articles.c.first_seen).where(
    articles.c.id.in_(bindparam("ids", expanding=True))
)


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


def derivations(db: Connection, ids: Iterable[ArticleId]) -> set[tuple[ArticleId, ArticleId]]:
    """The pairs (copy or reworked text, original) of which one of these articles is part."""
    found: set[tuple[ArticleId, ArticleId]] = set()
    for portion in dialect.portions(ids):
        either = or_(reprints.c.article_id.in_(portion), reprints.c.of_id.in_(portion))
        rows = db.execute(select(reprints.c.article_id, reprints.c.of_id).where(either))
        found |= {(ArticleId(row.article_id), ArticleId(row.of_id)) for row in rows}
    return found


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
    """Forget the article's bands, reprints and translations: its text is no longer the one they were found in."""
    db.execute(delete(bands).where(bands.c.article_id == article))
    db.execute(delete(reprints).where(or_(reprints.c.article_id == article, reprints.c.of_id == article)))
    clear_translations(db, article)
