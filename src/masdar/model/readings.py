"""What reading yields: an article with its credits, statements and evidence, and how a site prints its reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from masdar.model.evidence import Evidence, Moment, Span

Direction = Literal["rtl", "ltr"]
CreditKind = Literal["text_from", "facts_from"]
StatementKind = Literal["direct", "reported"]
PartKind = Literal["paragraph", "heading", "item", "quotation", "cell", "post"]


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
