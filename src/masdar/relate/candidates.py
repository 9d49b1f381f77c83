"""Who else has an article's bands in; out: which of them to compare with it, and which of its shingles are boilerplate.

Standing text (a closing paragraph about the outlet, a box of advice) is learned from the archive itself: a band that
many articles of one source have over days, otherwise different ones, belongs to that source and to no report.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain

from masdar.model import Article, ArticleId, BandHolders, SourceId
from masdar.relate.fingerprint import band_places
from masdar.relate.wording import SHINGLE_WORDS, Shingle, shingles, wording_of

_STANDING, _STANDING_FOR = 5, timedelta(hours=72)
"""So many other articles of one source, first seen over so long: stories end before (`stories.WINDOW`)."""

_STANDING_AT_ONCE = 12
"""So many are enough however soon after each other: an archive that has just begun sees a year's articles in a day."""

_SAME_REPORT = 0.6
"""An article with this share of the bands is the report itself published again, and says nothing about boilerplate."""


def standing_bands(holders: BandHolders, bands: int) -> frozenset[int]:
    """Those of an article's bands (it has so many) that are boilerplate of some source."""
    common = {band: held for band, held in holders.articles.items() if len(held) >= _STANDING}
    if not common:
        return frozenset()
    shared = _count_shared(holders.articles.values())
    same = {article for article, count in shared.items() if count >= _SAME_REPORT * bands}
    return frozenset(
        band
        for band, held in common.items()
        if _is_boilerplate(holders.origins[each] for each in held if each not in same)
    )


def _count_shared(held: Iterable[Sequence[ArticleId]]) -> Counter[ArticleId]:
    """How many of the bands each article has."""
    return Counter(chain.from_iterable(held))


def _is_boilerplate(held: Iterable[tuple[SourceId, datetime]]) -> bool:
    """Have enough articles of one source a band?"""
    by_source: defaultdict[SourceId, list[datetime]] = defaultdict(list)
    for source, first_seen in held:
        times = by_source[source]
        times.append(first_seen)
        if len(times) == _STANDING_AT_ONCE:  # as a rule the first few tell
            return True
    return any(len(times) >= _STANDING and max(times) - min(times) >= _STANDING_FOR for times in by_source.values())


def nearest(holders: BandHolders, standing: frozenset[int], limit: int) -> tuple[ArticleId, ...]:
    """The articles that share most bands, boilerplate left out; the newest first among equals."""
    shared = _count_shared(held for band, held in holders.articles.items() if band not in standing)
    return tuple(article for _, article in sorted(zip(shared.values(), shared, strict=True), reverse=True)[:limit])


def standing_shingles(article: Article, bands: Sequence[int], standing: frozenset[int]) -> frozenset[Shingle]:
    """The shingles of the article's standing paragraphs: those that have some of its bands, and only standing ones."""
    if not standing:
        return frozenset()
    wording = wording_of(article)
    kept: defaultdict[int, bool] = defaultdict(lambda: True)
    for start, band in band_places(wording.words, frozenset(bands)):
        if wording.is_one(start, start + SHINGLE_WORDS):
            kept[wording.places[start].paragraph] &= band in standing
    marked = [kept.get(place.paragraph, False) for place in wording.places]
    found = enumerate(shingles(wording.words))
    return frozenset(shingle for start, shingle in found if all(marked[start : start + SHINGLE_WORDS]))
