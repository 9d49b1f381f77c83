"""In: reprints and translations within a story. Out: those that tell who had it from whom, without what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from masdar.model import ArticleId, FiledArticle, Reprint, SourceId, Span, Translation
from masdar.relate.chain.ancestry import number_bits, reach

# When a copy shares this much more text with the grandparent than with the parent, it was made from the grandparent.
_CLEARLY_MORE = 1.05
# A copy shares as much with an agency's text as with another copy of it when it is this part or more.
_AS_MUCH = 0.95
# Letters of the middle copy's own in a shared passage: a word; less is punctuation or one prefix.
_LEAST_OWN = 3
# Of so many possible originals the strongest are weighed against each other; every pair costs time.
_MOST_PARENTS = 30


def direct_reprints(articles: tuple[FiledArticle, ...], reprints: tuple[Reprint, ...]) -> tuple[Reprint, ...]:
    """Drop C→A where C→B and B→A are there too (or C→B, when C was rather made from A: see `_Weighing`).

    Circles (A→B and B→A) contradict each other and are kept as they are.
    """
    bits = number_bits(article.id for article in articles)
    known = _best_of_each_pair(reprint for reprint in reprints if reprint.article in bits and reprint.of in bits)
    known = _without_later_ones(known, {article.id: article.source.id for article in articles})
    weighing, above = _Weighing(articles, reprints, known), reach(bits, ((each.article, each.of) for each in known))
    parents: dict[ArticleId, list[Reprint]] = {}
    for reprint in known:
        parents.setdefault(reprint.article, []).append(reprint)
    dropped: set[tuple[ArticleId, ArticleId]] = set()
    for links in parents.values():
        left = links
        for near in sorted(links, key=lambda each: -bits[each.of]):  # what one follows from most of the others
            is_out = (near.article, near.of) in dropped
            for far in left if is_out else links:
                # near derives from far, and not the other way round as well
                if above[near.of] & bits[far.of] and not above[far.of] & bits[near.of]:
                    weaker = weighing.weaker(near, far)
                    dropped.update({(weaker.article, weaker.of)} if weaker else ())
            left = [each for each in left if (each.article, each.of) not in dropped]
    return tuple(reprint for reprint in known if (reprint.article, reprint.of) not in dropped)


def direct_translations(translations: Sequence[Translation], reprints: Sequence[Reprint]) -> tuple[Translation, ...]:
    """Of each text in another language the surest, without those that a copied article has already."""
    copied: dict[ArticleId, set[ArticleId]] = {}
    for reprint in reprints:
        copied.setdefault(reprint.article, set()).add(reprint.of)
    found = {(each.article, each.of): each for each in sorted(translations, key=lambda each: each.confidence)}

    def follows(one: Translation) -> bool:
        """Is it a copy of a translation, or the translation of a copy?"""
        from_copy = any((one.article, original) in found for original in copied.get(one.of, ()))
        return from_copy or any((original, one.of) in found for original in copied.get(one.article, ()))

    return tuple(found[pair] for pair in sorted(found) if not follows(found[pair]))


def is_update(reprint: Reprint, articles: Mapping[ArticleId, FiledArticle]) -> bool:
    """Is it an outlet's text made from its own earlier one? An aggregator only takes from others, twice."""
    newer, older = articles[reprint.article].source, articles[reprint.of].source
    return newer.id == older.id and newer.kind != "aggregator"


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


def _without_later_ones(reprints: list[Reprint], sources: Mapping[ArticleId, SourceId]) -> list[Reprint]:
    """A page that took an outlet's text took one that was there: none that states to be later than the page, where the
    outlet has another."""
    there = {(each.article, sources[each.of]) for each in reprints if "published" not in each.against}
    return [
        each for each in reprints if "published" not in each.against or (each.article, sources[each.of]) not in there
    ]


def _strength(reprint: Reprint) -> tuple[bool, int, int]:
    return (reprint.direction_from != "credit", -shared_length(reprint), -reprint.of)


class _Weighing:
    """Tells whether a copy was made from the original or from another copy of it."""

    def __init__(
        self, articles: tuple[FiledArticle, ...], reprints: tuple[Reprint, ...], weighed: Sequence[Reprint]
    ) -> None:
        self._articles = {article.id: article for article in articles}
        self._reprints = {(reprint.article, reprint.of): reprint for reprint in reprints}
        self._lengths = {(reprint.article, reprint.of): shared_length(reprint) for reprint in weighed}
        self._updates = {(each.article, each.of) for each in weighed if is_update(each, self._articles)}

    def weaker(self, near: Reprint, far: Reprint) -> Reprint | None:
        """Which of the two follows from the other? An outlet's text made from its own earlier one says nothing of what
        else it copied, and stays; what others made from that earlier one is not their work, unless it has more."""
        own = ((near.article, near.of) in self._updates, (far.article, far.of) in self._updates)
        if own[0] == own[1]:
            return near if self._is_surer(far, near) else far
        if own[0] or near.direction_from == "credit" or self._length(near) > _CLEARLY_MORE * self._length(far):
            return None
        return near

    def _is_surer(self, far: Reprint, near: Reprint) -> bool:
        """Was the copy rather made from `far` than from `near`?

        By its own credit; else when it shares clearly more with `far`; else when `far` is an agency's or an issuer's
        text and the copy has nothing that only `near` has, since papers copy agencies.
        """
        credited = (far.direction_from == "credit", near.direction_from == "credit")
        if credited[0] != credited[1]:
            return credited[0]
        if self._length(far) > _CLEARLY_MORE * self._length(near):
            return True
        if not self._issues(far.of) or self._issues(near.of):
            return False
        return self._length(far) >= _AS_MUCH * self._length(near) and not self._has_own_words(near, far)

    def _length(self, reprint: Reprint) -> int:
        return self._lengths[reprint.article, reprint.of]

    def _issues(self, article: ArticleId) -> bool:
        return self._articles[article].source.kind in ("agency", "official")

    def _has_own_words(self, near: Reprint, far: Reprint) -> bool:
        """Does the copy share words with the middle copy that the middle copy does not have from `far`?"""
        middle = self._reprints.get((near.of, far.of))
        if middle is None:
            return True
        paragraphs = self._articles[near.of].reading.article.paragraphs
        copied = [passage.here for passage in middle.passages]
        for passage in near.passages:
            span = passage.there
            if 0 <= span.paragraph < len(paragraphs):
                rest = _outside(span, [other for other in copied if other.paragraph == span.paragraph])
                text = paragraphs[span.paragraph]
                if any(_letters(text[start:end]) >= _LEAST_OWN for start, end in rest):
                    return True
        return False


def _outside(span: Span, others: list[Span]) -> list[tuple[int, int]]:
    """The stretches of the span that none of the others covers."""
    found: list[tuple[int, int]] = []
    at = span.start
    for other in sorted(others, key=lambda each: each.start):
        if other.start > at:
            found.append((at, min(other.start, span.end)))
        at = max(at, other.end)
    found.append((at, span.end))
    return [(start, end) for start, end in found if start < end]


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def shared_length(reprint: Reprint) -> int:
    """How many characters of the copy stand in the original."""
    return sum(passage.here.end - passage.here.start for passage in reprint.passages)
