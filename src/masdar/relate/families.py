"""Reprints in; out: the families of articles whose texts derive from one another, merged reports told apart.

Single link over all pairs would chain unrelated families: a round-up that carries two reports joins both. So a merged
report counts only for the family of which it carries most: the pairs that rest on another part of it link nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from masdar.model import ArticleId, Reprint, Span

_SAME_PART = 0.5
"""Two articles share the same part of a third when that share of the lesser part is common to both."""

_Part = Mapping[int, list[tuple[int, int]]]


def families(reprints: Iterable[Reprint]) -> dict[ArticleId, ArticleId]:
    """For each article in a reprint the first article of its family. Does not depend on the order of the reprints."""
    pairs = sorted({(min(each.article, each.of), max(each.article, each.of)): each for each in reprints}.items())
    parts: defaultdict[ArticleId, dict[ArticleId, _Part]] = defaultdict(dict)
    for _, reprint in pairs:
        parts[reprint.article][reprint.of] = _part(passage.here for passage in reprint.passages)
        parts[reprint.of][reprint.article] = _part(passage.there for passage in reprint.passages)
    counted = {article: _main_group(others, parts) for article, others in parts.items()}
    first = {article: article for article in parts}
    for (one, other), _ in pairs:
        if other in counted[one] and one in counted[other]:
            low, high = sorted((_first(first, one), _first(first, other)))
            first[high] = low
    return {article: _first(first, article) for article in first}


def main_part(article: ArticleId, reprints: Iterable[Reprint]) -> frozenset[ArticleId]:
    """Of the articles that these reprints of it share text with, those that carry the main part of it.

    All of them, unless it is a merged report.
    """
    others: dict[ArticleId, _Part] = {}
    for reprint in reprints:
        if reprint.article == article:
            others[reprint.of] = _part(passage.here for passage in reprint.passages)
        elif reprint.of == article:
            others[reprint.article] = _part(passage.there for passage in reprint.passages)
    return _main_group(others, {other: {} for other in others}) if others else frozenset()


def _main_group(
    others: Mapping[ArticleId, _Part], parts: Mapping[ArticleId, Mapping[ArticleId, _Part]]
) -> frozenset[ArticleId]:
    """Those of the others that carry the part of the article that most of its shared words belong to.

    Two others are of one group when they carry the same part of it, or share text with each other.
    """
    head = {other: other for other in others}
    for one, other in combinations(sorted(others), 2):
        low, high = sorted((_first(head, one), _first(head, other)))
        if low != high and (other in parts[one] or _overlaps(others[one], others[other])):
            head[high] = low
    groups: defaultdict[ArticleId, list[ArticleId]] = defaultdict(list)
    for other in others:
        groups[_first(head, other)].append(other)
    main = max(groups, key=lambda key: (max(_size(others[other]) for other in groups[key]), -key))
    return frozenset(groups[main])


def _first(first: dict[ArticleId, ArticleId], article: ArticleId) -> ArticleId:
    while first[article] != article:
        first[article] = first[first[article]]
        article = first[article]
    return article


def _part(spans: Iterable[Span]) -> _Part:
    found: _Part = defaultdict(list)
    for span in spans:
        found[span.paragraph].append((span.start, span.end))
    return found


def _size(part: _Part) -> int:
    return sum(end - start for spans in part.values() for start, end in spans)


def _overlaps(one: _Part, other: _Part) -> bool:
    common = sum(
        max(0, min(end, other_end) - max(start, other_start))
        for paragraph in one.keys() & other.keys()
        for start, end in one[paragraph]
        for other_start, other_end in other[paragraph]
    )
    return common >= _SAME_PART * min(_size(one), _size(other))
