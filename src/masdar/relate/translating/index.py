"""Articles of all languages one after the other in; out: which reports in another language tell the same event.

As `relate.stories`, but over anchors instead of stems. It costs nothing while all articles are in one language: texts
wait unread until one in another language comes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from heapq import heappop, heappush, nsmallest

from masdar.model import Article, ArticleId, FiledArticle, StoryId
from masdar.relate.translating import LENGTHS, WINDOW
from masdar.relate.translating.anchors import Anchor, language_of, read_anchors
from masdar.relate.translating.events import LEAST_SCORE, name_the_same, told_words, words_alike
from masdar.relate.translating.shared import Rarity, find_shared
from masdar.relate.translating.terms import LANGUAGES, Language

_LEAD_CHARACTERS = 700
"""So much of an Arabic text is looked at, and as much of others: where a report names its event."""

_MOST_POSTINGS, _MOST_REPORTS = 2000, 30
"""Bounds of the search, rarest keys first: postings read, reports compared."""

_WHY = 8


@dataclass(frozen=True, slots=True)
class Counterpart:
    """An article in another language on the same event. `why`: the shared anchors as printed in the article asked for,
    heaviest first."""

    article: ArticleId
    story: StoryId
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    language: Language
    title: str
    lead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Member:
    story: StoryId
    at: datetime
    text: _Text


class LanguageIndex:
    """The reports of the last days by what they have in common with other languages. Not shared between threads; kept
    in memory, rebuilt by `add`."""

    def __init__(self, least_score: float = LEAST_SCORE) -> None:
        self._least_score = least_score
        self._members: dict[ArticleId, _Member] = {}
        self._by_language: dict[Language, set[ArticleId]] = {each: set() for each in LANGUAGES}
        self._unread: dict[ArticleId, None] = {}
        self._anchors: dict[ArticleId, tuple[Anchor, ...]] = {}
        self._words: dict[ArticleId, dict[str, int]] = {}
        self._postings: dict[Language, dict[str, set[ArticleId]]] = {each: {} for each in LANGUAGES}
        self._counts: Counter[str] = Counter()
        self._by_age: list[tuple[datetime, ArticleId]] = []

    def __len__(self) -> int:
        return len(self._members)

    @property
    def rarity(self) -> Rarity:
        """How rare each anchor is among the reports held."""
        return Rarity(self._counts, len(self._anchors))

    def add(self, story: StoryId, article: FiledArticle) -> None:
        """Adding an article again replaces it; one in a language that is not known is left out."""
        self.forget(article.id)
        text = _text_of(article.reading.article)
        if text is None:
            return
        self._members[article.id] = _Member(story, article.earliest, text)
        self._by_language[text.language].add(article.id)
        self._unread[article.id] = None
        heappush(self._by_age, (article.earliest, article.id))

    def counterparts(self, article: FiledArticle, limit: int = 4) -> tuple[Counterpart, ...]:
        """Articles in other languages on the same event, the likeliest first."""
        text = _text_of(article.reading.article)
        if text is None or not any(self._by_language[each] for each in LANGUAGES if each != text.language):
            return ()
        self._read_waiting()
        own, rarity = _read(text), self.rarity
        told = told_words(own)
        near = self._nearest(text.language, own, rarity)
        found = (self._compare(article, own, told, id, rarity) for id in near if id != article.id)
        likely = [each for each in found if each is not None]
        return tuple(sorted(likely, key=lambda each: (-each.score, each.article))[:limit])

    def forget_before(self, instant: datetime) -> None:
        """Drop the reports older than that."""
        while self._by_age and self._by_age[0][0] < instant:
            at, key = heappop(self._by_age)
            if key in self._members and self._members[key].at == at:
                self.forget(key)

    def _read_waiting(self) -> None:
        while self._unread:
            id, _ = self._unread.popitem()  # before it is read: a text that breaks us does so once
            text = self._members[id].text
            self._anchors[id] = _read(text)
            self._words[id] = told_words(self._anchors[id])
            keys, postings = _keys(self._anchors[id]), self._postings[text.language]
            self._counts.update(keys)
            for key in keys:
                postings.setdefault(key, set()).add(id)

    def forget(self, id: ArticleId) -> None:
        """Drop that report; it need not be there."""
        member = self._members.pop(id, None)
        if member is None:
            return
        self._by_language[member.text.language].discard(id)
        self._unread.pop(id, None)
        self._words.pop(id, None)
        postings = self._postings[member.text.language]
        for key in _keys(self._anchors.pop(id, ())):
            self._counts[key] -= 1
            if not self._counts[key]:
                del self._counts[key]
            postings[key].discard(id)
            if not postings[key]:
                del postings[key]

    def _nearest(self, language: Language, own: Sequence[Anchor], rarity: Rarity) -> list[ArticleId]:
        """Those in other languages that share the rarest keys. Its cost does not grow with the window."""
        likeness: defaultdict[ArticleId, float] = defaultdict(float)
        others = [self._postings[each] for each in LANGUAGES if each != language]
        held = [(found, key) for key in _keys(own) for postings in others if (found := postings.get(key))]
        left = _MOST_POSTINGS
        for found, key in sorted(held, key=lambda each: (len(each[0]), each[1])):
            left -= len(found)
            if left < 0 and likeness:
                break
            weight = rarity.weight(key)
            for id in found:
                likeness[id] += weight
        return nsmallest(_MOST_REPORTS, likeness, key=lambda id: (-likeness[id], id))

    def _compare(
        self, article: FiledArticle, own: Sequence[Anchor], told: Mapping[str, int], id: ArticleId, rarity: Rarity
    ) -> Counterpart | None:
        member = self._members[id]
        if abs(member.at - article.earliest) > WINDOW:
            return None
        score = words_alike(told, self._words[id], rarity)
        if score < self._least_score:
            return None
        shared = find_shared(own, self._anchors[id], rarity)
        if not name_the_same(shared):
            return None
        why = sorted(shared, key=lambda each: -each.weight)[:_WHY]
        return Counterpart(id, member.story, round(score, 4), tuple(dict.fromkeys(each.here.printed for each in why)))


def _keys(anchors: Collection[Anchor]) -> set[str]:
    return {key for anchor in anchors for key in anchor.keys}


def _text_of(article: Article) -> _Text | None:
    language = language_of(article)
    if language is None:
        return None
    return _Text(language, article.title, tuple(_lead(article.paragraphs, int(_LEAD_CHARACTERS * LENGTHS[language]))))


def _lead(paragraphs: Sequence[str], left: int) -> Iterator[str]:
    for paragraph in paragraphs:
        if left <= 0:
            return
        yield paragraph[:left]
        left -= len(paragraph)


@lru_cache(maxsize=16)
def _read(text: _Text) -> tuple[Anchor, ...]:
    return read_anchors(text.title, text.lead, text.language)
