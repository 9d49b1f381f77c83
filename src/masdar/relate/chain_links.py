"""In: reprints within a story. Out: those that tell who copied whom, without those that follow from others."""

from __future__ import annotations

from collections.abc import Iterable

from masdar.model import ArticleId, FiledArticle, Reprint

# When a copy shares this much more text with the grandparent than with the parent, it was made from the grandparent.
_CLEARLY_MORE = 1.05
# Of so many possible originals the strongest are weighed against each other; every pair costs time.
_MOST_PARENTS = 30


def direct_reprints(articles: tuple[FiledArticle, ...], reprints: tuple[Reprint, ...]) -> tuple[Reprint, ...]:
    """Drop C→A where C→B and B→A are there too (or C→B, when C shares clearly more with A than with B).

    Circles (A→B and B→A) contradict each other and are kept as they are.
    """
    bits = {article.id: 1 << number for number, article in enumerate(articles)}
    known = _best_of_each_pair(reprint for reprint in reprints if reprint.article in bits and reprint.of in bits)
    above = _ancestors(bits, known)
    parents: dict[ArticleId, list[Reprint]] = {}
    for reprint in known:
        parents.setdefault(reprint.article, []).append(reprint)
    dropped: set[tuple[ArticleId, ArticleId]] = set()
    for links in parents.values():
        for near in links:
            for far in links:
                # near derives from far, and not the other way round as well
                if above[near.of] & bits[far.of] and not above[far.of] & bits[near.of]:
                    weaker = near if _is_surer(far, near) else far
                    dropped.add((weaker.article, weaker.of))
    return tuple(reprint for reprint in known if (reprint.article, reprint.of) not in dropped)


def _best_of_each_pair(reprints: Iterable[Reprint]) -> list[Reprint]:
    best: dict[tuple[ArticleId, ArticleId], Reprint] = {}
    for reprint in reprints:
        pair = (reprint.article, reprint.of)
        if reprint.article != reprint.of and (pair not in best or reprint.confidence > best[pair].confidence):
            best[pair] = reprint
    by_copy: dict[ArticleId, list[Reprint]] = {}
    for pair in sorted(best):
        by_copy.setdefault(pair[0], []).append(best[pair])
    return [reprint for found in by_copy.values() for reprint in sorted(found, key=_strength)[:_MOST_PARENTS]]


def _strength(reprint: Reprint) -> tuple[bool, int, int]:
    return (reprint.direction_from != "credit", -shared_length(reprint), -reprint.of)


def _ancestors(bits: dict[ArticleId, int], reprints: list[Reprint]) -> dict[ArticleId, int]:
    """For each article, as a bit mask, those it derives from, near or far."""
    above = dict.fromkeys(bits, 0)
    ordered = sorted(reprints, key=lambda reprint: bits[reprint.article])
    changed = True
    while changed:  # twice where copies are later than their originals; circles settle too, since sets only grow
        changed = False
        for reprint in ordered:
            grown = above[reprint.article] | bits[reprint.of] | above[reprint.of]
            changed = changed or grown != above[reprint.article]
            above[reprint.article] = grown
    return above


def _is_surer(far: Reprint, near: Reprint) -> bool:
    """Was the copy rather made from `far`: by its own credit, or because it shares clearly more with it?"""
    credited = (far.direction_from == "credit", near.direction_from == "credit")
    if credited[0] != credited[1]:
        return credited[0]
    return shared_length(far) > _CLEARLY_MORE * shared_length(near)


def shared_length(reprint: Reprint) -> int:
    """How many characters of the copy stand in the original."""
    return sum(passage.here.end - passage.here.start for passage in reprint.passages)
