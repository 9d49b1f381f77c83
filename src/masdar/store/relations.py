"""How articles resemble each other: fingerprint bands and reprints in, candidates and reprints out."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from operator import neg

from sqlalchemy import Connection, bindparam, delete, or_, select

from masdar.model import ArticleId, BandHolders, FiledArticle, Reprint, SourceId
from masdar.store import dialect
from masdar.store.tables import articles, bands, reprints
from masdar.store.translations import clear_translations, translations_of

MOST_HOLDERS = 64
"""A band of more articles than this is boilerplate, or of a report copied everywhere: the newest ones will do."""

LEAST_COPIED = 0.4
"""Containment of a copy; a reworked text has less (`relate.reprints.LEAST_CONTAINMENT`)."""


def save_bands(db: Connection, article: ArticleId, found: Iterable[int]) -> None:
    """The article has these fingerprint bands (signed 64 bit each) and no others."""
    db.execute(_DROP_BANDS, {"article": article})
    rows = [{"band": band, "article_id": article} for band in dict.fromkeys(found)]
    if rows:
        db.execute(_ADD_BANDS, rows)


_ADD_BANDS = bands.insert()
_DROP_BANDS = delete(bands).where(bands.c.article_id == bindparam("article"))


def band_holders(db: Connection, article: ArticleId) -> BandHolders:
    """The other articles that have bands of this one, whose bands are saved: of each band the newest `MOST_HOLDERS`.

    What this costs depends on the article alone, however many others have a band.
    """
    own = db.execute(select(bands.c.band).where(bands.c.article_id == article)).scalars().all()
    held = _newest_holders(db, own)
    others = ((band, _others(found, article)) for band, found in held.items())
    return BandHolders({band: found for band, found in others if found}, _origins(db, held))


def _others(held: list[ArticleId], article: ArticleId) -> list[ArticleId]:
    if held[0] == article:  # as a rule it is the newest
        return held[1:]
    return [each for each in held if each != article]


class Holders:
    """Who has which band, for a batch of articles that are related one after the other: asked for once for all of them.

    It knows what the store held then and what it was asked about since. Once somebody else has written to the store,
    each article is asked for by itself: no pair is missed.
    """

    def __init__(self, db: Connection, wanted: Iterable[int]) -> None:
        self._writes: int | None = _writes(db)
        self._known = set(wanted)
        self._held = _newest_holders(db, self._known)
        self._origins = _origins(db, self._held)
        self._bands: defaultdict[ArticleId, set[int]] = defaultdict(set)
        for band, held in self._held.items():
            for article in held:
                self._bands[article].add(band)

    def of(self, db: Connection, article: FiledArticle, found: Sequence[int]) -> BandHolders:
        """The others that have the article's bands, which are saved in this transaction (one for each article)."""
        if self._writes is None or _writes(db) != self._writes:
            self.distrust()
            return band_holders(db, article.id)
        self._writes += 1
        others = self._note(article, found)
        return BandHolders(others, self._origins) if self._known.issuperset(found) else band_holders(db, article.id)

    def _note(self, article: FiledArticle, found: Sequence[int]) -> dict[int, list[ArticleId]]:
        """The article has these bands from now on; who else has them, as far as that is known."""
        before, others = self._bands[article.id], {}
        for band in before.difference(found):
            self._forget(band, article.id)
        for band in self._known.intersection(found):
            held = self._held.get(band)
            if not held:
                self._held[band] = [article.id]
                continue
            if band not in before:
                _add_holder(held, article.id)
            if left := _others(held, article.id):
                others[band] = left
        self._origins[article.id] = (article.source.id, article.first_seen)
        self._bands[article.id] = self._known.intersection(found)
        return others

    def _forget(self, band: int, article: ArticleId) -> None:
        held = self._held.pop(band, [])
        if len(held) < MOST_HOLDERS:
            self._held[band] = [each for each in held if each != article]
        else:  # only the store knows who is the next
            self._known.discard(band)

    def distrust(self) -> None:
        """An article that it was asked about was not kept: ask the store from now on."""
        self._writes = None


def _writes(db: Connection) -> int:
    """A number that grows by one with each transaction that writes (`Store.writing`)."""
    return int(db.exec_driver_sql("SELECT number FROM counters WHERE name = 'content'").scalar_one())


def _add_holder(held: list[ArticleId], article: ArticleId) -> None:
    if held[0] < article:  # as a rule it is the newest
        held.insert(0, article)
    else:
        insort(held, article, key=neg)
    del held[MOST_HOLDERS:]


def _newest_holders(db: Connection, wanted: Iterable[int]) -> dict[int, list[ArticleId]]:
    """For each of the bands that some article has, the `MOST_HOLDERS` newest that have it, the newest first."""
    found: dict[int, list[ArticleId]] = {}
    for band, id in dialect.newest_of_bands(db, sorted(wanted), MOST_HOLDERS):
        found.setdefault(band, []).append(ArticleId(id))
    for held in found.values():
        held.sort(reverse=True)
    return found


def _origins(db: Connection, held: Mapping[int, Iterable[ArticleId]]) -> dict[ArticleId, tuple[SourceId, datetime]]:
    """Source and first sight of all these articles."""
    origins: dict[ArticleId, tuple[SourceId, datetime]] = {}
    for portion in dialect.portions(set(chain.from_iterable(held.values()))):
        for id, source, first_seen in db.execute(_ORIGINS, {"ids": portion}):
            origins[ArticleId(id)] = (SourceId(source), first_seen)
    return origins


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
        for reprint in db.execute(_REPRINTS_OF, {"ids": portion}).scalars():
            found[reprint.article, reprint.of] = reprint
    return tuple(found[pair] for pair in sorted(found))


_EITHER = or_(*(column.in_(bindparam("ids", expanding=True)) for column in (reprints.c.article_id, reprints.c.of_id)))
_REPRINTS_OF = select(reprints.c.document).where(_EITHER)
_DERIVATIONS = select(reprints.c.article_id, reprints.c.of_id).where(_EITHER)


def derivations(db: Connection, ids: Iterable[ArticleId]) -> set[tuple[ArticleId, ArticleId]]:
    """The pairs (copy or reworked text, original) of which one of these articles is part."""
    found: set[tuple[ArticleId, ArticleId]] = set()
    for portion in dialect.portions(ids):
        found |= {(ArticleId(copy), ArticleId(of)) for copy, of in db.execute(_DERIVATIONS, {"ids": portion})}
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


def own_updates(db: Connection, ids: Sequence[ArticleId]) -> frozenset[ArticleId]:
    """Those of the articles that copy an earlier one of their own source."""
    own, earlier = articles.alias("own"), articles.alias("earlier")
    query = (
        select(reprints.c.article_id)
        .join(own, own.c.id == reprints.c.article_id)
        .join(earlier, earlier.c.id == reprints.c.of_id)
        .where(reprints.c.article_id.in_(ids), reprints.c.containment >= LEAST_COPIED)
        .where(own.c.source_id == earlier.c.source_id)
    )
    return frozenset(ArticleId(id) for id in db.scalars(query))


def relatives(db: Connection, article: ArticleId) -> frozenset[ArticleId] | None:
    """All that share text with the article or tell it in another language; None when nothing is known of its text."""
    if db.execute(select(bands.c.band).where(bands.c.article_id == article).limit(1)).first() is None:
        return None
    told = ((each.article, each.of) for each in translations_of(db, [article]))
    return frozenset(id for pair in (*derivations(db, [article]), *told) for id in pair) - {article}


def clear_relations(db: Connection, article: ArticleId) -> None:
    """Forget the article's bands, reprints and translations: they are found anew, or its text is no longer the one they
    were found in."""
    db.execute(_DROP_BANDS, {"article": article})
    db.execute(_DROP_REPRINTS, {"article": article})
    clear_translations(db, article)


_DROP_REPRINTS = delete(reprints).where(
    or_(reprints.c.article_id == bindparam("article"), reprints.c.of_id == bindparam("article"))
)
