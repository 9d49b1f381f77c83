"""Quoted words of articles in; quotations in circulation, each under a number that stays, with all versions out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, TextClause, delete, select, text, tuple_, update

from masdar.model import ArticleId, Quoted, WordCheck
from masdar.store import codec, dialect
from masdar.store.ledger_tables import quotation_bands, quotation_versions, quotations
from masdar.store.tables import articles

# Of a band that more have (a formula like «بسم الله …», words that all the world quotes) the first so many are found.
_MOST_HOLDERS = 200
# Bands asked for in one query (SQLite: at most 500 parts of a compound query).
_BANDS_AT_ONCE = 100
_PAGE = -1

Place = tuple[ArticleId, int]


@dataclass(frozen=True, slots=True)
class QuotedVersion:
    """One article's version of a quotation; `quotation` None: not grouped yet, `checked` None: not compared yet."""

    quotation: int | None
    quoted: Quoted
    checked: WordCheck | None

    @property
    def place(self) -> Place:
        return (self.quoted.article, self.quoted.place)


# ---------------------------------------------------------------- asking


def get_quotation(db: Connection, id: int) -> tuple[QuotedVersion, ...]:
    """All versions of the quotation of that number (or of the one it has become part of), earliest first."""
    if not dialect.can_be_number(id):
        return ()
    now = db.execute(select(quotations.c.now_id).where(quotations.c.id == id)).scalar()
    return versions_of(db, [now or id])


def versions_of(db: Connection, ids: Iterable[int]) -> tuple[QuotedVersion, ...]:
    """All versions of those quotations, earliest first."""
    found: list[QuotedVersion] = []
    for portion in dialect.portions(ids):
        query = select(quotation_versions).where(quotation_versions.c.quotation_id.in_(portion))
        found.extend(_version(row) for row in db.execute(query))
    return tuple(sorted(found, key=lambda each: (each.quoted.at, each.place)))


def quoted_by(db: Connection, ids: Iterable[ArticleId]) -> tuple[QuotedVersion, ...]:
    """What those articles quote, in the order of their texts."""
    found: list[QuotedVersion] = []
    for portion in dialect.portions(ids):
        query = select(quotation_versions).where(quotation_versions.c.article_id.in_(portion))
        found.extend(_version(row) for row in db.execute(query))
    return tuple(sorted(found, key=lambda each: each.place))


def sharing_words(db: Connection, bands: Iterable[int]) -> set[Place]:
    """Quoted words, and issuers' pages (place -1), that have one of these bands; of a band that very many have, those
    of the articles that came first, so the cost is bounded."""
    found: set[Place] = set()
    wanted = sorted(set(bands))
    for start in range(0, len(wanted), _BANDS_AT_ONCE):
        portion = wanted[start : start + _BANDS_AT_ONCE]
        rows = db.execute(_holders_of(len(portion)), {f"b{i}": band for i, band in enumerate(portion)})
        found |= {(ArticleId(row.article_id), row.place) for row in rows}
    return found


@cache  # building this anew for each article costs more than executing it
def _holders_of(number: int) -> TextClause:
    """Of each of so many bands (:b0, :b1, …) the first holders."""
    held = "SELECT article_id, place FROM quotation_bands WHERE band = :b{i} ORDER BY article_id, place LIMIT {most}"
    one = f"SELECT * FROM ({held}) AS h{{i}}"
    return text(" UNION ALL ".join(one.format(i=i, most=_MOST_HOLDERS) for i in range(number)))


def at_places(db: Connection, places: Iterable[Place]) -> tuple[QuotedVersion, ...]:
    """Those of the versions that exist."""
    found: list[QuotedVersion] = []
    for portion in dialect.portions(places):
        here = tuple_(quotation_versions.c.article_id, quotation_versions.c.place).in_(portion)
        found.extend(_version(row) for row in db.execute(select(quotation_versions).where(here)))
    return tuple(found)


def left_undone(db: Connection, ids: Iterable[ArticleId]) -> frozenset[ArticleId]:
    """Those of the articles with quoted words that are part of no quotation yet, or are to be compared anew."""
    found: set[int] = set()
    for portion in dialect.portions(ids):
        undone = quotation_versions.c.quotation_id.is_(None) | quotation_versions.c.checked.is_(None)
        query = select(quotation_versions.c.article_id).where(quotation_versions.c.article_id.in_(portion), undone)
        found |= set(db.execute(query).scalars())
    return frozenset(map(ArticleId, found))


def found_on(db: Connection, ids: Collection[ArticleId]) -> tuple[QuotedVersion, ...]:
    """The versions that may stand on those of the articles that are issuers' pages, as these were read last."""
    found: set[int] = set()
    for portion in dialect.portions(ids):
        pages = quotation_bands.c.article_id.in_(portion) & (quotation_bands.c.place == _PAGE)
        found |= set(db.execute(select(quotation_bands.c.band).where(pages)).scalars())
    return at_places(db, sorted(place for place in sharing_words(db, found) if place[1] != _PAGE))


def _version(row: Row[Any]) -> QuotedVersion:
    return QuotedVersion(row.quotation_id, row.quoted, row.checked)


# ---------------------------------------------------------------- keeping


def replace_quoted(db: Connection, article: ArticleId, quoted: Sequence[Quoted]) -> bool:
    """The article quotes these words and no others; whether that is new. New words belong to no quotation yet."""
    kept = {each.quoted.place: each for each in quoted_by(db, [article])}
    stored = [codec.as_stored(Quoted, each) for each in quoted]
    if [kept[place].quoted for place in sorted(kept)] == stored:
        return False
    words = {each.quoted.words: each for each in kept.values()}
    db.execute(delete(quotation_versions).where(quotation_versions.c.article_id == article))
    gone = (quotation_bands.c.article_id == article) & (quotation_bands.c.place != _PAGE)
    db.execute(delete(quotation_bands).where(gone))
    rows = [
        {
            "article_id": article,
            "place": each.place,
            "quotation_id": words[each.words].quotation if each.words in words else None,
            "quoted": each,
        }
        for each in stored
    ]
    if rows:
        db.execute(quotation_versions.insert(), rows)
    return True


def save_bands(db: Connection, article: ArticleId, place: int | None, bands: Iterable[int]) -> bool:
    """The quoted words at that place (None: the whole page) are found by these bands; whether that is new."""
    at = _PAGE if place is None else place
    here = (quotation_bands.c.article_id == article) & (quotation_bands.c.place == at)
    held = set(db.execute(select(quotation_bands.c.band).where(here)).scalars())
    wanted = set(bands)
    if held == wanted:
        return False
    db.execute(delete(quotation_bands).where(here))
    if wanted:
        db.execute(
            quotation_bands.insert(), [{"band": band, "article_id": article, "place": at} for band in sorted(wanted)]
        )
    return True


def save_groups(db: Connection, groups: Sequence[Sequence[QuotedVersion]], now: datetime) -> None:
    """Each group is one quotation. It keeps the number that most of its versions had (the lowest of equals); the
    largest group has the first choice. A number that no version has any more leads to where its versions went."""
    before = {each.quotation for group in groups for each in group if each.quotation is not None}
    went: dict[int, Counter[int]] = defaultdict(Counter)
    taken: set[int] = set()
    for group in sorted(groups, key=lambda group: (-len(group), min(each.place for each in group))):
        had = Counter(each.quotation for each in group if each.quotation is not None)
        free = [id for id in sorted(had, key=lambda id: (-had[id], id)) if id not in taken]
        id = free[0] if free else _new(db, now)
        taken.add(id)
        for old, number in had.items():
            went[old][id] += number
        moved = [each.place for each in group if each.quotation != id]
        for portion in dialect.portions(moved):
            here = tuple_(quotation_versions.c.article_id, quotation_versions.c.place).in_(portion)
            db.execute(update(quotation_versions).where(here).values(quotation_id=id))
    for old in sorted(before - taken):
        _lead(db, old, went[old].most_common(1)[0][0], now)


def _new(db: Connection, now: datetime) -> int:
    return int(db.execute(quotations.insert().values(changed_at=now).returning(quotations.c.id)).scalar_one())


def _lead(db: Connection, old: int, new: int, now: datetime) -> None:
    either = (quotations.c.id == old) | (quotations.c.now_id == old)
    db.execute(update(quotations).where(either).values(now_id=new, changed_at=now))
    db.execute(update(quotations).where(quotations.c.id == new).values(now_id=None))


def save_check(db: Connection, place: Place, check: WordCheck) -> None:
    """What comparing that version's words came to."""
    here = (quotation_versions.c.article_id == place[0]) & (quotation_versions.c.place == place[1])
    db.execute(update(quotation_versions).where(here).values(checked=check))


def drop_empty(db: Connection, ids: Iterable[int]) -> None:
    """Those of the quotations that have no version any more are gone, and the numbers that lead to them."""
    for portion in dialect.portions(ids):
        held = select(quotation_versions.c.quotation_id).where(quotation_versions.c.quotation_id.in_(portion))
        empty = set(portion) - set(db.execute(held).scalars())
        db.execute(delete(quotations).where(quotations.c.id.in_(empty) | quotations.c.now_id.in_(empty)))


# ---------------------------------------------------------------- forgetting


def forget_quoted(db: Connection, ids: Collection[ArticleId]) -> None:
    """Nothing is kept of what those articles quote. Versions that were compared with them are to be compared anew, and
    of each quotation that loses one at least one: what only that one held together falls apart."""
    gone = set(ids)
    touched = {each.quotation for each in quoted_by(db, ids) if each.quotation is not None}
    held = (*versions_of(db, touched), *found_on(db, ids))
    left = {each.place: each for each in held if each.quoted.article not in gone}
    for portion in dialect.portions(ids):
        for table in (quotation_bands, quotation_versions):
            db.execute(delete(table).where(table.c.article_id.in_(portion)))
    first = {each.quotation: each.place for each in reversed(left.values()) if each.quotation in touched}
    due = {place for place, each in left.items() if each.checked is None or each.checked.against in gone}
    _uncheck(db, [left[place] for place in sorted(due | set(first.values()))])
    drop_empty(db, touched)


def _uncheck(db: Connection, versions: Sequence[QuotedVersion]) -> None:
    for each in versions:
        here = (quotation_versions.c.article_id == each.quoted.article) & (
            quotation_versions.c.place == each.quoted.place
        )
        db.execute(update(quotation_versions).where(here).values(checked=None))
    due = {each.quoted.article for each in versions}
    for portion in dialect.portions(due):
        db.execute(update(articles).where(articles.c.id.in_(portion)).values(related=False))


def numbers_of(db: Connection, ids: Iterable[ArticleId]) -> Mapping[tuple[ArticleId, int], tuple[int, ...]]:
    """For each article and number of its statements, the quotations that its words are versions of."""
    found: dict[tuple[ArticleId, int], list[int]] = defaultdict(list)
    for each in quoted_by(db, ids):
        if each.quotation is not None:
            found[each.quoted.article, each.quoted.statement].append(each.quotation)
    return {key: tuple(dict.fromkeys(numbers)) for key, numbers in found.items()}
