"""What an export writes: one plain record after the other, made of what JSON, CSV and Parquet can all hold.

The shape is a promise to other tools: fields may be added, never renamed. What is not known is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from masdar.store.exported_text import ExportedEmbed, ExportedPart, ExportedPicture, ExportedPlace, ExportedTextLink


@dataclass(frozen=True, slots=True)
class ExportedCredit:
    """`field` "text": start and end (exclusive) count characters of the article's `text`; else of that field."""

    kind: str
    name: str
    canonical_name: str | None
    field: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class ExportedFact:
    """Where one fact of the article comes from; offsets as in ExportedCredit."""

    about: str
    field: str
    quote: str
    method: str
    confidence: float
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class ExportedEvidence:
    """The page that the article was read from: its WARC record, and where on it each fact stands."""

    page: int
    file: str
    offset: int
    length: int
    sha256: str
    facts: tuple[ExportedFact, ...]


@dataclass(frozen=True, slots=True)
class ExportedEvent:
    """What became of the article at its address: "gone", "moved" or "back". `status` is what the server answered, `url`
    where it led, `page` the number of the page that shows it."""

    kind: str
    at: str
    status: int
    url: str | None
    page: int


@dataclass(frozen=True, slots=True)
class ExportedSignal:
    """What the publisher says about the use of the page, and where it says so."""

    name: str
    value: str
    where: str


@dataclass(frozen=True, slots=True)
class ExportedArticle:
    """One article. Instants are RFC 3339; `text` is the paragraphs joined by one newline. `policy` is how much of the
    text may be shown, the publisher's `signals` taken into account: the text is exported whole whatever it says."""

    id: int
    url: str
    canonical: str | None
    source: str
    title: str
    text: str
    paragraphs: tuple[str, ...]
    published: str | None
    published_precision: str | None
    published_printed: str | None
    first_seen: str
    fetched: str
    modified: str | None
    byline: str | None
    section: str | None
    language: str | None
    direction: str
    image: str | None
    credits: tuple[ExportedCredit, ...]
    reprint_of: int | None
    story: int | None
    versions: int
    served_at: str | None
    evidence: ExportedEvidence
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    topics: tuple[str, ...]
    parts: tuple[ExportedPart, ...]
    links: tuple[ExportedTextLink, ...]
    embeds: tuple[ExportedEmbed, ...]
    pictures: tuple[ExportedPicture, ...]
    title_place: ExportedPlace | None
    places: tuple[ExportedPlace | None, ...]
    events: tuple[ExportedEvent, ...]
    policy: str
    signals: tuple[ExportedSignal, ...]


@dataclass(frozen=True, slots=True)
class ExportedNode:
    """A stop on a story's chain."""

    key: str
    kind: str
    label: str
    at: str | None
    article: int | None
    source: str | None


@dataclass(frozen=True, slots=True)
class ExportedLink:
    """One step of a story's chain: `newer` rests on `older` (keys of nodes), as `article` shows. `why` is the reason as
    a code, `share` (0..1) how much of the shorter text both have, where that is the reason."""

    newer: str
    older: str
    kind: str
    reason: str
    method: str
    confidence: float
    article: int
    quote: str | None
    why: str | None
    share: float | None


@dataclass(frozen=True, slots=True)
class ExportedClash:
    """What cannot all be true of the nodes with these keys; `articles` show it."""

    kind: str
    keys: tuple[str, ...]
    why: str
    reason: str
    articles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ExportedGap:
    """The node with this key was not located; `cited_by` are the articles that name it."""

    key: str
    cited_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ExportedEdge:
    """One link of a story's chain with both its ends: `newer` rests on `older`. `…_url` is where the thing itself
    stands, `…_page` what our site has of it. Characters `start` to `end` (exclusive) of that paragraph (from 0) of the
    evidence's article are the `quote`, when `evidence_field` is "text"; else of that field."""

    story: int
    newer: str
    newer_kind: str
    newer_label: str
    newer_url: str | None
    newer_page: str
    older: str
    older_kind: str
    older_label: str
    older_url: str | None
    older_page: str
    link: str
    method: str
    confidence: float
    why: str | None
    share: float | None
    reason: str
    evidence_article: int
    evidence_url: str | None
    evidence_field: str | None
    paragraph: int | None
    start: int | None
    end: int | None
    quote: str | None


@dataclass(frozen=True, slots=True)
class ExportedStory:
    """One story; its articles and sources in the order they told it."""

    id: int
    title: str
    direction: str
    first_seen: str
    last_seen: str
    articles: tuple[int, ...]
    sources: tuple[str, ...]
    roots: tuple[str, ...] | None
    nodes: tuple[ExportedNode, ...]
    links: tuple[ExportedLink, ...]
    clashes: tuple[ExportedClash, ...]
    gaps: tuple[ExportedGap, ...]


@dataclass(frozen=True, slots=True)
class ExportedStatement:
    """One statement that an article reports. `spans`: where its words stand in the article's `text`."""

    article: int
    url: str
    source: str
    story: int | None
    kind: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    speaker: str | None
    resolved_speaker: str | None
    cue: str | None
    medium: str | None
    via: str | None
    date_phrase: str | None
    said_at: str | None
    said_at_precision: str | None
    method: str
    confidence: float


Exported: TypeAlias = ExportedArticle | ExportedStory | ExportedStatement | ExportedEdge
