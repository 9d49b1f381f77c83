"""Who else has an article's bands in; out: which of them to compare with it, and which of its shingles are boilerplate.

Standing text (a closing paragraph about the outlet, a box of advice) is learned from the archive itself: a band that
many articles of one source have over days, otherwise different ones, belongs to that source and to no report.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from masdar.model import Article, ArticleId, BandHolder, SourceId
from masdar.relate.fingerprint import band_places
from masdar.relate.wording import SHINGLE_WORDS, Shingle, shingles, wording_of

_STANDING, _STANDING_FOR = 5, timedelta(hours=72)
"""So many other articles of one source, first seen over so long: stories end before (`stories.WINDOW`)."""

_STANDING_AT_ONCE = 12
"""So many are enough however soon after each other: an archive that has just begun sees a year's articles in a day."""

_SAME_REPORT = 0.6
"""An article with this share of the bands is the report itself published again, and says nothing about boilerplate."""

_ARTICLE, _BAND = attrgetter("article"), attrgetter("band")


def standing_bands(holders: Iterable[BandHolder], bands: int) -> frozenset[int]:
    """Those of an article's bands (it has so many) that are boilerplate of some source."""
    held = list(holders)
    shared = Counter(map(_ARTICLE, held))
    same = {article for article, count in shared.items() if count >= _SAME_REPORT * bands}
    many = {band for band, count in Counter(map(_BAND, held)).items() if count >= _STANDING}
    by_source: defaultdict[tuple[int, SourceId], list[datetime]] = defaultdict(list)
    for holder in held:
        if holder.band in many and holder.article not in same:
            by_source[holder.band, holder.source].append(holder.first_seen)
    return frozenset(band for (band, _), times in by_source.items() if _is_standing(times))


def _is_standing(times: Sequence[datetime]) -> bool:
    if len(times) < _STANDING:
        return False
    return len(times) >= _STANDING_AT_ONCE or max(times) - min(times) >= _STANDING_FOR


def nearest(holders: Iterable[BandHolder], standing: frozenset[int], limit: int) -> tuple[ArticleId, ...]:
    """The articles that share most bands, boilerplate left out; the newest first among equals."""
    shared = Counter(map(_ARTICLE, (holder for holder in holders if holder.band not in standing)))
    return tuple(sorted(shared, key=lambda article: (-shared[article], -article))[:limit])


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
