"""A page and what is known of its source → the page laid open: its tree, its lines, what it declares, its names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from masdar.model import Page, Rejected, Source, Template
from masdar.read.dates import find_moments
from masdar.read.decode import Decoded, decode
from masdar.read.followed import book_of
from masdar.read.headline import own_names
from masdar.read.metadata import Metadata, read_metadata
from masdar.read.outlets import NameBook
from masdar.read.plain import clean
from masdar.read.rejection import reject_lines
from masdar.read.tree import Block, Element, grow, read_blocks

# The request time of pages that were never requested: far beyond any, far enough from the calendar's end to add to.
TIMELESS = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page laid open. `own`: keys of its site's names; `names`: the names themselves.

    `template` is what its markup was cut by: the tree then holds only what that site's reports are made of.
    """

    page: Page
    zone: str | None
    decoded: Decoded
    root: Element
    blocks: tuple[Block, ...]
    metadata: Metadata
    own: frozenset[str]
    names: tuple[str, ...]
    outlets: tuple[Source, ...] = ()
    template: Template | None = None

    @property
    def book(self) -> NameBook:
        """The media that may be credited: the listed ones and the followed sources."""
        return book_of(self.outlets)

    @property
    def fetched_at(self) -> datetime | None:
        """When the page was asked for; None for a page at hand (see read.html), whose "today" nobody knows."""
        return self.page.fetched_at if self.page.fetched_at < TIMELESS else None

    def undated(self, text: str) -> str:
        """The text without the dates in it ("اليوم" alone may be a paper's name and stays)."""
        for found in reversed(find_moments(text, self.fetched_at, self.zone)):
            if any(character.isdecimal() for character in text[found.start : found.end]):
                text = text[: found.start] + " " + text[found.end :]
        return clean(text)


@dataclass(frozen=True, slots=True)
class Reader:
    """What a page is read with besides itself: its source, and the media it may credit."""

    source: Source | None = None
    outlets: tuple[Source, ...] = ()


def decoded(page: Page) -> Decoded:
    """The page's text, by its bytes and its Content-Type."""
    return decode(page.body, page.header("content-type"))


def open_sheet(page: Page, text: Decoded, by: Reader, cut: tuple[Template, str] | None = None) -> Sheet | Rejected:
    """The page whole, or what a template cut out of it (see read.templates.cut)."""
    template, markup = cut or (None, text.text)
    root = grow(markup)
    if root is None:
        return Rejected("no-markup")
    blocks = read_blocks(root)
    if refused := reject_lines(blocks):
        return refused
    metadata = read_metadata(root, page.url)
    source = by.source
    names = (source.name, *source.aliases) if source else ()
    known = (*names, *(fact.text for fact in metadata.site_names))
    own = own_names(blocks, metadata, page.url, names) | frozenset(template.own if template else ())
    zone = source.zone if source else None
    return Sheet(page, zone, text, root, blocks, metadata, own, known, by.outlets, template)
