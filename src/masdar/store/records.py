"""What the store answers with: stored nouns with their numbers, ready to be read, related or shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from masdar.model import (
    ArticleId,
    Chain,
    Direction,
    Edited,
    Event,
    ListingKind,
    Moment,
    PageId,
    Policy,
    Reading,
    RecordPlace,
    Reprint,
    Signal,
    Source,
    SourceId,
    StoryId,
    Template,
    Version,
)
from masdar.store.display import Display, display_of


@dataclass(frozen=True, slots=True)
class PageRecord:
    """A stored page without its bytes. `outcome`: None (not read yet), "article", or the rejection's reason.

    `kept` False: its record was dropped from the archive; there is nothing at `place`. `verified` False: the server's
    certificate did not hold.
    """

    id: PageId
    url: str
    source: SourceId
    fetched_at: datetime
    served_at: datetime | None
    status: int
    content_type: str
    digest: str
    place: RecordPlace
    outcome: str | None = None
    detail: str = ""
    kept: bool = True
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Designs:
    """What was learned of a source's pages. `templates`: the one that fitted last comes first.

    `waiting` are article pages that none of them fitted; when they are `lesson` many, they are learned from.
    """

    templates: tuple[Template, ...] = ()
    waiting: tuple[PageId, ...] = ()
    lesson: int = 6


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A source with what we hold of it. `paused_at`: since when nothing is asked of it."""

    source: Source
    articles: int
    pages: int
    rejected: int
    last_fetched_at: datetime | None
    paused_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """An article in a list. `reprint_of` is the article it derives from most, if we found one; `is_update`: its outlet
    made it from an earlier text of its own (an aggregator takes from others, twice). `gone_at`: since when its address
    answers without it, as far as we know."""

    id: ArticleId
    story: StoryId | None
    source: Source
    url: str
    title: str
    excerpt: str
    direction: Direction
    language: str | None
    section: str | None
    image: str | None
    published: Moment | None
    first_seen: datetime
    reprint_of: ArticleId | None
    versions: int
    gone_at: datetime | None = None
    signals: tuple[Signal, ...] = ()
    is_update: bool = False

    @property
    def display(self) -> Display:
        """How much of it may be shown."""
        return display_of(self.source.policy, self.signals)

    @property
    def policy(self) -> Policy:
        """The least of its source's policy and what the publisher's signals allow."""
        return self.display.policy

    @property
    def teaser(self) -> str:
        """As much of the beginning of its text as may be shown in a list."""
        most = self.display.most_chars
        if self.policy == "headline" or most is None or len(self.excerpt) <= most:
            return "" if self.policy == "headline" else self.excerpt
        return self.excerpt[:most].rpartition(" ")[0] + "…"


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story in a list: `lead` is the article seen first; `roots` counts independent origins (None: unrelated yet)."""

    id: StoryId
    title: str
    direction: Direction
    lead: ArticleCard
    articles: int
    sources: tuple[Source, ...]
    roots: int | None
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article with everything known about it. `reprints`: those in which it is `article` or `of`. `events`: what
    became of it at its addresses, `edits`: how its versions came from each other, both in order of time."""

    card: ArticleCard
    reading: Reading
    page: PageRecord
    versions: tuple[Version, ...]
    reprints: tuple[Reprint, ...]
    events: tuple[Event, ...] = ()
    edits: tuple[Edited, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """A story with its articles (earliest first) and its chain."""

    card: StoryCard
    articles: tuple[ArticleRecord, ...]
    chain: Chain


@dataclass(frozen=True, slots=True)
class SearchHit:
    """`snippet` is text as published with the hits' character ranges in `marks`."""

    card: ArticleCard
    snippet: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class DueListing:
    """A listing to ask now, with the validators of the last answer and its body's digest. `failures` in a row;
    `host_asked_at`: when its host was last asked, as far as the store knows, and `delay_s` the host's crawl-delay.
    `parent`: the sitemap index that it is a part of."""

    id: int
    url: str
    kind: ListingKind
    source: Source
    etag: str | None
    last_modified: str | None
    every_s: float
    digest: str | None = None
    failures: int = 0
    host_asked_at: datetime | None = None
    delay_s: float = 0.0
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class DueLink:
    """An address to fetch now, found at `found_at`: a new link (`article` None) or an article to look at again."""

    id: int
    url: str
    source: Source
    article: ArticleId | None
    etag: str | None
    last_modified: str | None
    tries: int
    found_at: datetime
    host_asked_at: datetime | None = None
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class NewLink:
    """An address that a listing shows. `is_old`: its own date says that it is no news (backfill: it waits)."""

    url: str
    is_old: bool = False


@dataclass(frozen=True, slots=True)
class Filing:
    """What saving a reading did."""

    article: ArticleId
    is_new: bool
    is_new_version: bool
