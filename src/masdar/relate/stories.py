"""Articles one after the other in; out: the open story each belongs to, if any, and the words that say so.

An online single pass: an article is compared with the articles of the last days, as weighted stems (TF-IDF, cosine).
Nothing depends on chance or on the clock: adding the same articles in the same order gives the same index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
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
        self._remove(article.id)
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
        weights = self._weigh(subject)
        scored = self._score_members(article, subject, weights)
        if not scored:
            return None
        story, score = max(self._score_stories(scored), key=lambda pair: (pair[1], -pair[0]))
        if score < self._least_score:
            return None
        best = max((key for key in scored if self._members[key].story == story), key=lambda key: (scored[key], -key))
        return StoryMatch(story, round(min(score, 1.0), 4), _shared(weights, self._members[best].weights))

    def forget_before(self, instant: datetime) -> None:
        """Drop the reports older than that. A story without reports is closed: nothing joins it any more."""
        while self._by_age and self._by_age[0][0] < instant:
            at, key = heappop(self._by_age)
            if key in self._members and self._members[key].at == at:
                self._remove(key)

    def _remove(self, key: ArticleId) -> None:
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

    def _score_members(
        self, article: FiledArticle, subject: Subject, weights: dict[str, float]
    ) -> dict[ArticleId, float]:
        likeness: defaultdict[ArticleId, float] = defaultdict(float)
        for stem, weight in weights.items():
            for key, other in self._postings.get(stem, {}).items():
                likeness[key] += weight * other
        likeness.pop(article.id, 0.0)
        return {
            key: score * self._freshness(article.earliest, member.at) * contradiction(subject, member.subject)
            for key, score in likeness.items()
            if abs(article.earliest - (member := self._members[key]).at) <= self._window
        }

    def _freshness(self, now: datetime, then: datetime) -> float:
        stale = (abs(now - then) - _FRESH) / max(self._window - _FRESH, _FRESH)
        return 1.0 - max(stale, 0.0) * (1.0 - _LEAST_FRESHNESS)

    def _score_stories(self, scored: dict[ArticleId, float]) -> list[tuple[StoryId, float]]:
        best: dict[StoryId, float] = {}
        total: dict[StoryId, float] = {}
        for key, score in scored.items():
            story = self._members[key].story
            best[story] = max(best.get(story, 0.0), score)
            total[story] = total.get(story, 0.0) + score
        return [
            (story, _BEST_SHARE * best[story] + (1 - _BEST_SHARE) * total[story] / len(self._stories[story]))
            for story in best
        ]


def _shared(weights: dict[str, float], other: dict[str, float]) -> tuple[str, ...]:
    common = sorted(weights.keys() & other.keys(), key=lambda stem: (-weights[stem] * other[stem], stem))
    return tuple(common[:_WHY])
