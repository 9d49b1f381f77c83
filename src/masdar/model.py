"""The nouns of Masdar: frozen values that every other room passes along. Nothing here knows how they are made.

All instants are aware datetimes in UTC. Texts are as published (Unicode NFC, nothing else changed).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Literal, NewType

SourceId = NewType("SourceId", str)
PageId = NewType("PageId", int)
ArticleId = NewType("ArticleId", int)
StoryId = NewType("StoryId", int)

SourceKind = Literal["outlet", "agency", "official", "aggregator", "channel"]
ListingKind = Literal["feed", "sitemap", "page"]
Policy = Literal["full", "excerpt", "headline"]
Precision = Literal["second", "minute", "hour", "day", "week", "month", "year"]
ZoneFrom = Literal["text", "source", "none"]
Calendar = Literal["gregorian", "hijri"]
Direction = Literal["rtl", "ltr"]
CreditKind = Literal["text_from", "facts_from"]
StatementKind = Literal["direct", "reported"]
PartKind = Literal["paragraph", "heading", "item", "quotation", "cell", "post"]


# ---------------------------------------------------------------- collecting


@dataclass(frozen=True, slots=True)
class Listing:
    """An address where a source lists its news."""

    url: str
    kind: ListingKind


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher we follow, as its source file describes it.

    `hosts` are the host names (with port when not the default one) whose pages belong to it.
    `zone` is a tz database name: the clock its pages print. `pace_s` is the least number of seconds
    between two requests to one of its hosts. `aliases` are other printed names of it.
    """

    id: SourceId
    name: str
    home: str
    hosts: tuple[str, ...]
    kind: SourceKind = "outlet"
    language: str = "ar"
    country: str | None = None
    zone: str | None = None
    listings: tuple[Listing, ...] = ()
    policy: Policy = "excerpt"
    pace_s: float = 5.0
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes as a server sent them, with when and how: the evidence.

    `url` is the address that answered (after redirects), `requested_url` the one asked for when they differ.
    `headers` keep their order, names in lower case. `body` has transfer and content coding removed.
    """

    url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    requested_url: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name (given in lower case)."""
        return next((value for key, value in self.headers if key == name), None)

    @property
    def served_at(self) -> datetime | None:
        """When the server says it answered: its Date header, if it holds a date with a zone."""
        try:
            moment = parsedate_to_datetime(self.header("date") or "")
        except (ValueError, TypeError, OverflowError):
            return None
        return moment if moment.tzinfo else None


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a page's WARC record lies: file name inside the archive folder, byte offset, compressed length."""

    file: str
    offset: int
    length: int


# ---------------------------------------------------------------- evidence


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of one paragraph (0-based) of a stored text."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a derived fact comes from, so that anyone can look.

    `about` names the fact ("title", "published", "credit", …). `field` names the place on the page:
    "text" (the article's paragraphs), "title", "byline", "dateline", "attribution" (a sentence of the page that is
    not body text), "jsonld:datePublished", "meta:og:title", "link:canonical", "html:time", "breadcrumb", "url",
    "header:date", …
    `quote` is what stands there, word for word; `span` cuts it out of the article's paragraphs when field is
    "text", else out of `context`, which is then the whole text of that field.
    `method` is the rule and its version ("dates.visible@1"); `confidence` lies in 0..1.
    """

    about: str
    field: str
    quote: str
    method: str
    confidence: float = 1.0
    span: Span | None = None
    context: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """An expected "no": `reason` is a short fixed word to count by, `detail` says it of this case."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as precise as the page states it.

    `instant` is the start of the stated minute, day, month … in UTC (a "week": the first of about seven days).
    `zone` is the clock it was printed in (tz name or "+03:00"); `zone_from` says whether the text or the source file
    gave it, or nobody ("none": read as UTC, and the zone is then None). `printed` is the text it was read from.
    """

    instant: datetime
    precision: Precision
    zone: str | None
    zone_from: ZoneFrom
    calendar: Calendar
    printed: str


# ---------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class Place:
    """Characters `start` to `end` (exclusive) of a page's decoded markup: where a text stands (see `read.places`)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one paragraph of an article is on its page.

    `level`: of a heading (1..6), how deep a list item or quotation is nested (from 1), 1 for a heading cell of a table.
    `group`: the number, from 1, of the list, table or quotation it belongs to, or of the embedded post (0: none).
    `row`, `column`: of a cell in its table (from 1); `row` of a list item is its number in a numbered list.
    """

    kind: PartKind = "paragraph"
    level: int = 0
    group: int = 0
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class TextLink:
    """Words of a paragraph that link to another address."""

    span: Span
    url: str


@dataclass(frozen=True, slots=True)
class Embed:
    """A post of another platform shown inside an article, after paragraph number `after` (-1: before the first).

    `platform` is its common name ("X", "Telegram", "Facebook", "Instagram", "YouTube", "TikTok"). `url` is the post's
    own address, `author` and `text` what the page shows of it; a page that loads the post by script shows neither.
    """

    platform: str
    url: str | None
    after: int
    author: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """An image inside an article's text, after paragraph `after` (-1: before the first); `credit` as printed."""

    url: str
    after: int
    caption: str | None = None
    credit: str | None = None
    alternative: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What reading found on one page. What the page does not show is None (or empty), never invented.

    `parts` tells what each paragraph is, one for one (empty: all are plain paragraphs). `title_place` and `places` are
    where title and paragraphs stand in the page's markup (None: printed nowhere word for word). `authors` are the
    single people of the byline. `topics` are codes of IPTC Media Topics ("medtop:15000000") for the section's label.
    """

    url: str
    title: str
    paragraphs: tuple[str, ...]
    direction: Direction
    language: str | None = None
    canonical: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    byline: str | None = None
    section: str | None = None
    image: str | None = None
    site_name: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    links: tuple[TextLink, ...] = ()
    embeds: tuple[Embed, ...] = ()
    pictures: tuple[Picture, ...] = ()
    title_place: Place | None = None
    places: tuple[Place | None, ...] = ()

    @property
    def text(self) -> str:
        """The paragraphs, a line each. (A paragraph never holds a line break.)"""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Credit:
    """The page's own claim that its words (`text_from`) or facts (`facts_from`) are another's.

    `name` is as printed, `canonical_name` from the alias file (None: not known there). A republication sentence
    may also state the `title` of the original, its `url` and when it was `fetched`.
    """

    kind: CreditKind
    name: str
    evidence: Evidence
    canonical_name: str | None = None
    url: str | None = None
    title: str | None = None
    fetched: Moment | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody is reported to have said or written something.

    `content` cuts the words out of the article's paragraphs (for "direct": inside the quotation marks, word for word).
    `speaker` is as printed beside the cue (None when the verb alone stands), `resolved_speaker` the fullest name of
    the same speaker in the article. `medium` is where it was said as printed («منصة "إكس"»), `via` a relaying outlet.
    """

    kind: StatementKind
    content: tuple[Span, ...]
    words: tuple[str, ...]
    evidence: Evidence
    cue: str = ""
    speaker: str | None = None
    resolved_speaker: str | None = None
    medium: str | None = None
    via: str | None = None
    date_phrase: str | None = None
    said_at: Moment | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one page. `evidence` holds one entry or more for each fact of the article.

    `template` names the learned template it was read by (None: by the general rules).
    """

    article: Article
    credits: tuple[Credit, ...] = ()
    statements: tuple[Statement, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """How one design of a site prints its reports, learned from the addresses in `pages` by that version of the reader.

    CSS selectors: `root` is the element in which headline, text and what belongs to them stand; `drop` what in it never
    was part of a report; `parts` the single elements of it that matter, in page order, each after what it is ("title",
    "body", "line"; no parts: the root is read whole); `title` and `body` match the headline's own element and the one
    around the text. `texts` are lines that several pages repeat, word for word; `links` words and address of the links
    that most pages show; folded are `own`, the site's names, and `menu`, the words of its menu. `builds` are the kinds
    of elements that text stood in, `plain` those in which nothing but text ever stood; `facts` what every page stated.
    """

    name: str
    reader: str
    pages: tuple[str, ...]
    root: str
    drop: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    title: str
    body: str
    texts: tuple[str, ...]
    own: tuple[str, ...]
    menu: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    builds: tuple[str, ...]
    plain: tuple[str, ...]
    facts: tuple[str, ...]
    site_name: str | None = None


# ---------------------------------------------------------------- relating


@dataclass(frozen=True, slots=True)
class FiledArticle:
    """An article in the archive, as relating sees it."""

    id: ArticleId
    source: Source
    first_seen: datetime
    reading: Reading

    @property
    def earliest(self) -> datetime:
        """The published instant when the page states it to the hour or better, else when we first saw it.

        A time without a known zone states no instant; one later than our own first sight is not believed.
        """
        published = self.reading.article.published
        if published is None or published.zone is None or published.precision in ("day", "week", "month", "year"):
            return self.first_seen
        return min(published.instant, self.first_seen)


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """The same words in two texts: `here` in the later article, `there` in the earlier one."""

    here: Span
    there: Span


@dataclass(frozen=True, slots=True)
class Reprint:
    """`article` derives from `of`. `containment`: the share (0..1) of the shorter text's shingles that both have.

    `direction_from` says why `of` is taken for the earlier one. `dropped` are paragraphs of `of` with no passage in
    `article`, `added` the paragraphs of `article` with no passage in `of`.
    """

    article: ArticleId
    of: ArticleId
    containment: float
    passages: tuple[SharedPassage, ...]
    direction_from: Literal["credit", "agency", "published", "seen"]
    confidence: float
    dropped: tuple[int, ...] = ()
    added: tuple[int, ...] = ()


NodeKind = Literal["article", "outlet", "statement"]
LinkKind = Literal["reprint", "republished_from", "facts_from", "rests_on", "published_as"]


@dataclass(frozen=True, slots=True)
class ChainNode:
    """A stop on a chain: an article we hold, an outlet that is named but of which we hold no article, or a
    statement (a primary source). `key` is unique within the chain: "article:17", "outlet:رويترز", "statement:1"."""

    key: str
    kind: NodeKind
    label: str
    at: datetime | None = None
    article: ArticleId | None = None
    source: SourceId | None = None
    medium: str | None = None
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainLink:
    """`newer` rests on `older` (both node keys). `article` is the article whose text holds the evidence.

    Kinds: `reprint` shared passages found by us; `republished_from` the page says its words are another's;
    `facts_from` the page cites it for facts; `rests_on` the text reports this statement; `published_as` the
    statement stands on its issuer's own page.
    """

    newer: str
    older: str
    kind: LinkKind
    reason: str
    method: str
    confidence: float
    article: ArticleId
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """The links of one story's articles. `roots` are the keys of the nodes where independent origin lies
    (`relate/chain_roots.py` says which, docs/how-to/read-the-chain.md in plain words)."""

    nodes: tuple[ChainNode, ...]
    links: tuple[ChainLink, ...]
    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an article over time (1-based number), and the page that shows it."""

    number: int
    page: PageId
    seen_at: datetime
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two neighbouring versions: a title or paragraph added, removed or changed."""

    kind: Literal["title", "added", "removed", "changed"]
    before: str | None
    after: str | None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault that the linter found in a page's attribution. `rule` is a stable id such as "title-names-outlet"."""

    rule: str
    severity: Literal["error", "warning", "note"]
    message: str
    fix: str
    evidence: Evidence | None = None
