"""Articles one after the other in; out: the open story each belongs to, if any, and the words that say so.

An online single pass: an article is compared with the articles of the last days, as weighted stems (TF-IDF, cosine).
Nothing depends on chance or on the clock: adding the same articles in the same order gives the same index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush, nlargest, nsmallest
from itertools import islice
from math import log, sqrt

from masdar.model import ArticleId, FiledArticle, StoryId
from masdar.relate.subject import Subject, contradiction, read_subject

LEAST_SCORE = 0.26
"""Score from which an article joins a story. This and the weights below: bench/relate.py, development labels."""

WINDOW = timedelta(hours=72)
"""Articles further apart are never compared: a new development after days is a new story."""

_FRESH = timedelta(hours=24)
"""So long the age of a report costs nothing; then its likeness counts less and less, down to `_LEAST_FRESHNESS`."""

_LEAST_FRESHNESS = 0.75

_BEST_SHARE = 0.3
"""Weight of the most alike report; the rest is the mean over all reports of the story. Against chains of reports."""

_RARITY = 1.5
"""Power of the inverse document frequency: names and objects tell events apart, common verbs do not."""

_LEAST_ARTICLES = 1000
"""A smaller index weighs words as if it held so many, so that the first day's scores are those of every day."""

_MOST_POSTINGS, _MOST_REPORTS, _MOST_STORIES = 3000, 40, 8
"""Bounds of the search, rarest stems first: postings read, reports scored, stories scored (and reports of each, the
newest). Three times as much changes no score on the development labels."""

_WHY = 8
"""Shared stems named as the reason."""


@dataclass(frozen=True, slots=True)
class StoryMatch:
    """`why`: the shared stems that weighed most, heaviest first; none when a copy decided (score 1)."""

    story: StoryId
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Member:
    story: StoryId
    at: datetime
    subject: Subject
    weights: dict[str, float]


class StoryIndex:
    """The reports of the last days with their stories. Not shared between threads; kept in memory, rebuilt by `add`."""

    def __init__(self, least_score: float = LEAST_SCORE, window: timedelta = WINDOW) -> None:
        self._least_score = least_score
        self._window = window
        self._members: dict[ArticleId, _Member] = {}
        self._postings: dict[str, dict[ArticleId, float]] = {}
        self._stories: dict[StoryId, set[ArticleId]] = {}
        self._by_age: list[tuple[datetime, ArticleId]] = []

    def __len__(self) -> int:
        return len(self._members)

    def add(self, story: StoryId, article: FiledArticle) -> None:
        """Adding an article again (read anew, moved to another story) replaces it."""
        self.forget(article.id)
        subject = read_subject(article.reading.article)
        member = _Member(story, article.earliest, subject, self._weigh(subject))
        self._members[article.id] = member
        self._stories.setdefault(story, set()).add(article.id)
        heappush(self._by_age, (member.at, article.id))
        for stem, weight in member.weights.items():
            self._postings.setdefault(stem, {})[article.id] = weight

    def match(self, article: FiledArticle, copies: Iterable[ArticleId] = ()) -> StoryMatch | None:
        """The story that the article belongs to. `copies`: articles found to be reprints of it or it of them, most
        alike first; the story of the first one that is still here is the answer."""
        for copy in copies:
            if copy in self._members and copy != article.id:
                return StoryMatch(self._members[copy].story, 1.0, ())
        subject = read_subject(article.reading.article)
        report = _Member(StoryId(0), article.earliest, subject, self._weigh(subject))
        alike = {key: self._score(report, self._members[key]) for key in self._nearest(article.id, report.weights)}
        best: dict[StoryId, ArticleId] = {}
        for key in sorted(alike, key=lambda key: (-alike[key], key)):
            best.setdefault(self._members[key].story, key)
        scored = [
            (_BEST_SHARE * alike[key] + (1 - _BEST_SHARE) * self._mean(report, article.id, story), story, key)
            for story, key in islice(best.items(), _MOST_STORIES)
        ]
        score, story, key = max(
            scored, key=lambda entry: (entry[0], -entry[1]), default=(0.0, StoryId(0), ArticleId(0))
        )
        if not scored or score < self._least_score:
            return None
        return StoryMatch(story, round(min(score, 1.0), 4), _shared(report.weights, self._members[key].weights))

    def forget_before(self, instant: datetime) -> None:
        """Drop the reports older than that. A story without reports is closed: nothing joins it any more."""
        while self._by_age and self._by_age[0][0] < instant:
            at, key = heappop(self._by_age)
            if key in self._members and self._members[key].at == at:
                self.forget(key)

    def forget(self, key: ArticleId) -> None:
        """Drop that report; it need not be there."""
        member = self._members.pop(key, None)
        if member is None:
            return
        self._stories[member.story].discard(key)
        if not self._stories[member.story]:
            del self._stories[member.story]
        for stem in member.weights:
            self._postings[stem].pop(key)
            if not self._postings[stem]:
                del self._postings[stem]

    def _weigh(self, subject: Subject) -> dict[str, float]:
        """Unit vector over the stems of a text."""
        articles = max(len(self._members), _LEAST_ARTICLES)
        weights = {
            stem: (1 + log(count)) * log(1 + articles / (1 + len(self._postings.get(stem, ())))) ** _RARITY
            for stem, count in subject.stems.items()
        }
        length = sqrt(sum(weight * weight for weight in weights.values()))
        return {stem: weight / length for stem, weight in weights.items()}

    def _nearest(self, article: ArticleId, weights: dict[str, float]) -> list[ArticleId]:
        """The reports that share the rarest stems, most alike first. Its cost does not grow with the window."""
        likeness: defaultdict[ArticleId, float] = defaultdict(float)
        left = _MOST_POSTINGS
        for stem in sorted(weights, key=lambda stem: (len(self._postings.get(stem, ())), stem)):
            found = self._postings.get(stem, {})
            left -= len(found)
            if left < 0 and likeness:
                break
            for key, weight in found.items():
                likeness[key] += weight * weights[stem]
        likeness.pop(article, 0.0)
        return nsmallest(_MOST_REPORTS, likeness, key=lambda key: (-likeness[key], key))

    def _mean(self, report: _Member, article: ArticleId, story: StoryId) -> float:
        newest = nlargest(_MOST_REPORTS, self._stories[story] - {article}, key=lambda key: (self._members[key].at, key))
        return sum(self._score(report, self._members[key]) for key in newest) / len(newest)

    def _score(self, report: _Member, member: _Member) -> float:
        """Cosine, less for what speaks against the same event; 0 outside the window."""
        if abs(report.at - member.at) > self._window:
            return 0.0
        few, many = sorted((report.weights, member.weights), key=len)
        likeness = sum(weight * many[stem] for stem, weight in few.items() if stem in many)
        return likeness * self._freshness(report.at, member.at) * contradiction(report.subject, member.subject)

    def _freshness(self, now: datetime, then: datetime) -> float:
        stale = (abs(now - then) - _FRESH) / max(self._window - _FRESH, _FRESH)
        return 1.0 - max(stale, 0.0) * (1.0 - _LEAST_FRESHNESS)


def _shared(weights: dict[str, float], other: dict[str, float]) -> tuple[str, ...]:
    common = sorted(weights.keys() & other.keys(), key=lambda stem: (-weights[stem] * other[stem], stem))
    return tuple(common[:_WHY])
