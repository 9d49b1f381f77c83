"""Two articles with shared text in; out: which of them had it first, on what ground, how sure, and what says otherwise.

Grounds in order: a credit, an agency's or issuer's own text, an agency's dateline, stated times, our own first sight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from masdar.model import DirectionFrom, FiledArticle
from masdar.text.fold import fold

_TRUST = {"credit": 0.95, "agency": 0.85, "dateline": 0.65, "published": 0.75, "seen": 0.5}
"""How far each ground is trusted. Ours alone ("seen") only says in which order we looked; a dateline says that the text
is an agency's, and the other paper may have it from the agency too."""

_CONTRADICTED = 0.7
"""Factor when another ground says the opposite of the one that decided."""

_LINES = ("byline", "dateline")
"""Where an agency signs a whole text; a credit inside the text may be for one fact."""


@dataclass(frozen=True, slots=True)
class Direction:
    """`newer` derives from `older`. `against`: the other grounds that say the opposite."""

    newer: FiledArticle
    older: FiledArticle
    ground: DirectionFrom
    confidence: float
    against: tuple[DirectionFrom, ...] = ()


def who_derives(a: FiledArticle, b: FiledArticle) -> Direction:
    """Does not depend on the order of the arguments. "seen" always answers, and never speaks against another."""
    found = list(_grounds(a, b))
    ground, older = found[0]
    against = tuple(other for other, first in found[1:] if other != "seen" and first is not older)
    trust = _TRUST[ground] * (_CONTRADICTED if against else 1.0)
    return Direction(b if older is a else a, older, ground, trust, against)


def _grounds(a: FiledArticle, b: FiledArticle) -> Iterator[tuple[DirectionFrom, FiledArticle]]:
    """(ground, the article that it takes for the earlier one), the surest first."""
    credited, issued, signed = _by_credit(a, b), _by_kind(a, b), _by_dateline(a, b)
    published = _by_published(a, b)
    if credited is not None:
        yield "credit", credited
    if issued is not None:
        yield "agency", issued
    if signed is not None and published in (signed, None):
        yield "dateline", signed
    if published is not None:
        yield "published", published
    yield "seen", min(a, b, key=lambda item: (item.first_seen, item.id))


def _by_credit(a: FiledArticle, b: FiledArticle) -> FiledArticle | None:
    """The one whose name stands in the other's credit for its words, if only one of them credits the other."""
    a_credits_b, b_credits_a = _credits(a, b), _credits(b, a)
    if a_credits_b == b_credits_a:
        return None
    return b if a_credits_b else a


def _credits(article: FiledArticle, other: FiledArticle) -> bool:
    if article.source.id == other.source.id:
        return False
    return bool(_credited_names(article) & _own_names(other))


def _credited_names(article: FiledArticle, fields: tuple[str, ...] = ()) -> frozenset[str]:
    """Folded names to which the page credits its words; with `fields` only those printed there."""
    return frozenset(
        plain
        for credit in article.reading.credits
        if credit.kind == "text_from" and (not fields or credit.evidence.field in fields)
        for name in (credit.name, credit.canonical_name or "")
        if (plain := _plain(name))
    )


def _own_names(article: FiledArticle) -> frozenset[str]:
    return frozenset(_plain(name) for name in (article.source.name, *article.source.aliases)) - {""}


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return " ".join(fold(name).split())


def _by_kind(a: FiledArticle, b: FiledArticle) -> FiledArticle | None:
    """The text of an agency or of an official body is written to be copied."""
    a_issues, b_issues = (item.source.kind in ("agency", "official") for item in (a, b))
    if a_issues == b_issues:
        return None
    return a if a_issues else b


def _by_dateline(a: FiledArticle, b: FiledArticle) -> FiledArticle | None:
    """The one that an agency signs, when only one is signed: its text is nearer to the agency's."""
    a_signed, b_signed = (bool(_credited_names(item, _LINES) - _own_names(item)) for item in (a, b))
    if a_signed == b_signed or a.source.id == b.source.id:
        return None
    return a if a_signed else b


def _by_published(a: FiledArticle, b: FiledArticle) -> FiledArticle | None:
    """The earlier one by stated times, to the hour or better; also one without such a time that we had seen by the time
    the other states."""
    older, newer = sorted((a, b), key=lambda item: (item.earliest, _states_time(item)))
    is_tie = older.earliest == newer.earliest and _states_time(older)
    return older if _states_time(newer) and not is_tie else None


def _states_time(article: FiledArticle) -> bool:
    """Does `earliest` rest on the page's own statement?"""
    published = article.reading.article.published
    return (
        published is not None
        and published.zone is not None
        and published.precision in ("second", "minute", "hour")
        and published.instant <= article.first_seen
    )
