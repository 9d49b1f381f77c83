"""The desk: the store, the archive and the story index that the steps of work share, and how they tell of progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import Literal

from masdar.collect.fetch import Fetcher
from masdar.collect.warc import Archive
from masdar.model import ArticleId, FiledArticle, Source, StoryId
from masdar.relate.stories import StoryIndex
from masdar.relate.translating.index import LanguageIndex
from masdar.store import Store

Stage = Literal[
    "listings", "collect", "read", "relate", "import", "remove", "prune", "verify", "export", "lint", "demo"
]
Progress = Callable[[Stage, int, int], None]
Clock = Callable[[], datetime]


def silent(_stage: Stage, _done: int, _total: int) -> None:
    """Progress for nobody."""


@dataclass(slots=True)
class OpenStories:
    """The reports of some days, from `since` to `until`: by their words, and by what they have in common with other
    languages."""

    since: datetime
    until: datetime
    words: StoryIndex = field(default_factory=StoryIndex)
    languages: LanguageIndex = field(default_factory=LanguageIndex)

    def add(self, story: StoryId, article: FiledArticle) -> None:
        """Adding an article again replaces it."""
        self.words.add(story, article)
        self.languages.add(story, article)

    def forget(self, article: ArticleId) -> None:
        """Drop that report; it need not be there."""
        self.words.forget(article)
        self.languages.forget(article)

    def forget_before(self, instant: datetime) -> None:
        """Drop the reports older than that."""
        self.since = max(self.since, instant)
        self.words.forget_before(instant)
        self.languages.forget_before(instant)


@dataclass(slots=True)
class Desk:
    """What a driver works with. `index`, the open stories, is rebuilt from the store when first needed (None: not yet).
    `outlets` are the sources that pages were last read with. When `stop` is set every step ends after the item it is
    at; what is left stays due."""

    store: Store
    archive: Archive
    clock: Clock
    fetcher: Fetcher | None = None
    index: OpenStories | None = None
    outlets: tuple[Source, ...] = ()
    stop: Event = field(default_factory=Event)


@dataclass(slots=True)
class Tally:
    """What one pass did, to be added up and shown: `counts` by outcome, rejections under their reason."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: str, n: int = 1) -> None:
        self.counts[outcome] += n

    def merge(self, other: Tally) -> None:
        self.counts.update(other.counts)

    @property
    def total(self) -> int:
        return sum(self.counts.values())
