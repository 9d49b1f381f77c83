"""In: articles with their statements. Out: the words they quote, and which of these are one quotation in circulation.

Two articles quote the same when the words align, the speakers' names can be one and the times are near; stories do not
matter, nor the order in which the articles came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise

from masdar.model import FiledArticle, Quoted, Span, Statement
from masdar.relate.chain.speakers import go_together, speaks_for
from masdar.relate.chain.statements import ISSUERS
from masdar.text.verbatim import Alignment, compare, keys

# Fewer words are said by anybody (with the speaker's name three are enough to be told from a nickname in quotes).
LEAST_WORDS = 3
# From so many words in common two quotations are one where at most one of them names its speaker.
_TELLING = 6
# So many words at a stretch are never said twice by chance: the names need not go together (a ministry and its
# spokesman are quoted with the same sentence).
_LONG_RUN = 10
# Of the shorter quotation's words so many stand in the other: below it the two have a phrase in common.
_SHARE = 0.6
# Quotations come up again for weeks (anniversaries later are another report of old words).
APART = timedelta(days=30)
# A phrase that more different quotations hold is a formula and joins nothing.
_MOST_HOLDERS = 60
# Words in a shingle and shingles in a window of the index: any six common words give a common band.
_SHINGLE, _WINDOW = 3, 4

Terms = tuple[str, ...]


def quoted_in(article: FiledArticle) -> tuple[Quoted, ...]:
    """The words that the article prints in quotation marks, in its order, each wording once.

    What a public body lets its own people say on its own page is the primary text and no report of it.
    """
    found: dict[Terms, Quoted] = {}
    for number, statement, span, words in _direct(article):
        speaker = statement.resolved_speaker or statement.speaker
        terms = keys(words)
        if len(terms) < LEAST_WORDS or terms in found or _is_own(speaker, article):
            continue
        found[terms] = Quoted(
            article=article.id,
            place=len(found),
            statement=number,
            words=words,
            span=span,
            speaker=speaker,
            medium=statement.medium,
            language=article.reading.article.language,
            at=article.earliest,
            evidence=statement.evidence,
            said_at=statement.said_at.instant if statement.said_at else None,
        )
    return tuple(found.values())


def _direct(article: FiledArticle) -> Iterator[tuple[int, Statement, Span, str]]:
    for number, statement in enumerate(article.reading.statements):
        if statement.kind == "direct":
            for span, words in zip(statement.content, statement.words, strict=False):
                yield number, statement, span, words


def _is_own(speaker: str | None, article: FiledArticle) -> bool:
    return speaker is not None and article.source.kind in ISSUERS and speaks_for(speaker, article.source)


# ---------------------------------------------------------------- what to compare


@lru_cache(maxsize=4096)  # the quotations of a story are looked at again with each article that joins it
def bands(text: str) -> tuple[int, ...]:
    """Numbers (signed, 64 bit) of which two texts with six common words in a row share one: winnowed hashes of three
    words each. Short quotations keep all of theirs."""
    shingles = _shingles(keys(text))
    hashes = [_hash(shingle) for shingle in shingles]
    if len(hashes) <= _WINDOW:
        return tuple(sorted(set(hashes)))
    return tuple(sorted({min(hashes[i : i + _WINDOW]) for i in range(len(hashes) - _WINDOW + 1)}))


def page_bands(page: FiledArticle) -> tuple[int, ...]:
    """The same for an issuer's page: a quotation of it has one of these."""
    shown = page.reading.article
    hashes = {_hash(shingle) for text in (shown.title, shown.text) for shingle in _shingles(keys(text))}
    return tuple(sorted(hashes))


def _shingles(terms: Terms) -> list[Terms]:
    return list(zip(*(terms[start:] for start in range(_SHINGLE)), strict=False))


def _hash(shingle: Terms) -> int:
    digest = hashlib.blake2b(" ".join(shingle).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


# ---------------------------------------------------------------- which are one quotation


def group_quotations(quoted: Iterable[Quoted]) -> tuple[tuple[Quoted, ...], ...]:
    """Those that are versions of one quotation together, earliest first. The order given does not matter."""
    ordered = sorted(quoted, key=lambda each: (each.at, each.article, each.place))
    leader = list(range(len(ordered)))
    for one, other in _candidates(ordered):
        a, b = _find(leader, one), _find(leader, other)
        if a != b and is_same_quotation(ordered[one], ordered[other]):
            leader[max(a, b)] = min(a, b)
    groups: dict[int, list[Quoted]] = {}
    for number, each in enumerate(ordered):
        groups.setdefault(_find(leader, number), []).append(each)
    return tuple(tuple(group) for group in groups.values())


def _find(leader: list[int], number: int) -> int:
    while leader[number] != number:
        leader[number] = leader[leader[number]]
        number = leader[number]
    return number


def _candidates(ordered: Sequence[Quoted]) -> Iterator[tuple[int, int]]:
    """Pairs that share a shingle: neighbours in time among those with the same words and the same name, and each of
    these with those of other words or names."""
    alike: dict[tuple[Terms, str | None], list[int]] = {}
    for number, each in enumerate(ordered):
        alike.setdefault((keys(each.words), each.speaker), []).append(number)
    for numbers in alike.values():
        yield from pairwise(numbers)
    holders: dict[Terms, list[tuple[Terms, str | None]]] = {}
    for kind in alike:
        for shingle in dict.fromkeys(_shingles(kind[0])):
            holders.setdefault(shingle, []).append(kind)
    met: set[tuple[int, int]] = set()
    for kinds in holders.values():
        if 1 < len(kinds) <= _MOST_HOLDERS:
            for i, one in enumerate(kinds):
                for other in kinds[i + 1 :]:
                    met.update(_near_in_time(alike[one], alike[other], ordered))
    yield from sorted(met)


def _near_in_time(one: list[int], other: list[int], ordered: Sequence[Quoted]) -> Iterator[tuple[int, int]]:
    """Each of the one with the nearest of the other before and after it: those in between hang together already."""
    for number in one:
        before = max((x for x in other if x < number), default=None)
        after = min((x for x in other if x > number), default=None)
        for found in (before, after):
            if found is not None and abs(ordered[found].at - ordered[number].at) <= APART:
                yield min(number, found), max(number, found)


def is_same_quotation(one: Quoted, other: Quoted) -> bool:
    """Do the words align, can the speakers be one, and are the times near?"""
    if abs(one.at - other.at) > APART:
        return False
    found = compare(one.words, other.words)
    if found is None or not has_same_words(one.words, other.words, found):
        return False
    if one.speaker is not None and other.speaker is not None:
        return found.run >= _LONG_RUN or go_together(one.speaker, other.speaker)
    return found.matched >= _TELLING


def has_same_words(one: str, other: str, found: Alignment) -> bool:
    """Is enough of the shorter in the longer? Two long ones may share a sentence and go on differently."""
    shorter = min(len(keys(one)), len(keys(other)))
    return found.matched >= LEAST_WORDS and (found.matched >= _SHARE * shorter or found.run >= _LONG_RUN)
