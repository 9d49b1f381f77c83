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
from masdar.model import Source
from masdar.relate.stories import StoryIndex
from masdar.store import Store

Stage = Literal[
    "listings", "collect", "read", "relate", "import", "remove", "prune", "verify", "export", "lint", "demo"
]
Progress = Callable[[Stage, int, int], None]
Clock = Callable[[], datetime]


def silent(_stage: Stage, _done: int, _total: int) -> None:
    """Progress for nobody."""


@dataclass(slots=True)
class Desk:
    """What a driver works with. `index` is rebuilt from the store when first needed (None: not yet). `outlets` are the
    sources that pages were last read with. When `stop` is set
    every step ends after the item it is at; what is left stays due."""

    store: Store
    archive: Archive
    clock: Clock
    fetcher: Fetcher | None = None
    index: StoryIndex | None = None
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
