"""A page, its source and its site's template → the whole reading: the steps in order, each a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

from masdar.model import Article, Credit, Evidence, Page, Reading, Rejected, Source
from masdar.read.body import Body, find_body
from masdar.read.credits import find_credits
from masdar.read.dateline import Edges, signature, split_edges
from masdar.read.dates import find_moments
from masdar.read.decode import Decoded, decode
from masdar.read.followed import book_of
from masdar.read.heading import Printed, Zone, find_byline, find_section, find_zone, is_marked_byline, menu_words
from masdar.read.headline import Headline, find_headline, own_names
from masdar.read.language import find_language
from masdar.read.metadata import Metadata, read_metadata, web_address
from masdar.read.outlets import NameBook
from masdar.read.phrases import key
from masdar.read.plain import clean, clip
from masdar.read.published import Dating, find_dating
from masdar.read.rejection import MAX_BLOCKS, MAX_CHARS, reject_read, reject_unread
from masdar.read.second import better_body
from masdar.read.statements import find_statements
from masdar.read.template import Template
from masdar.read.tree import Block, Element, grow, read_blocks
from masdar.text.direction import direction_of

# The request time of pages that were never requested: far beyond any, far enough from the calendar's end to add to.
TIMELESS = datetime(9000, 1, 1, tzinfo=UTC)

# A page named like a link of its menu is a section, unless the name is so many words long and the text too.
_NO_SECTION_WORDS, _NO_SECTION_TEXT = 4, 300


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page laid open: its tree, blocks, declared facts and names."""

    page: Page
    zone: str | None
    decoded: Decoded
    root: Element
    blocks: tuple[Block, ...]
    metadata: Metadata
    own: frozenset[str]
    names: tuple[str, ...]
    outlets: tuple[Source, ...] = ()

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


def read_article(
    page: Page, source: Source | None, template: Template | None, outlets: tuple[Source, ...] = ()
) -> Reading | Rejected:
    refused = reject_unread(page)
    if refused:
        return refused
    sheet = _open(page, source, outlets)
    if isinstance(sheet, Rejected):
        return sheet
    headline = find_headline(sheet.blocks, sheet.metadata, sheet.own)
    body = find_body(sheet.blocks, headline.block if headline else None, template.texts if template else frozenset())
    body = better_body(sheet.root, sheet.blocks, body, headline.block if headline else None)
    refused = reject_read(page, sheet.blocks, sheet.metadata, body, sum(block.words for block in body.kept))
    if refused or headline is None:
        return refused or Rejected("not-an-article", "no headline")
    if _may_be_section(sheet, headline, body) and key(headline.text) in menu_words(sheet.blocks, headline):
        return Rejected("not-an-article", f"the headline is a word of the menu: {headline.text}")
    return _assemble(sheet, headline, body)


def _may_be_section(sheet: Sheet, headline: Headline, body: Body) -> bool:
    words = sum(block.words for block in body.kept if block.is_prose)
    is_essay = len(headline.text.split()) >= _NO_SECTION_WORDS and words >= _NO_SECTION_TEXT
    return not (sheet.metadata.is_report or is_essay)


def _open(page: Page, source: Source | None, outlets: tuple[Source, ...]) -> Sheet | Rejected:
    decoded = decode(page.body, page.header("content-type"))
    root = grow(decoded.text)
    if root is None:
        return Rejected("no-markup")
    blocks = read_blocks(root)
    if len(blocks) > MAX_BLOCKS:
        return Rejected("too-big", f"{len(blocks)} lines, at most {MAX_BLOCKS} are read")
    if sum(len(block.text) for block in blocks) > MAX_CHARS:
        return Rejected("too-big", f"more than {MAX_CHARS} characters of text")
    metadata = read_metadata(root, page.url)
    names = (source.name, *source.aliases) if source else ()
    known = (*names, *(fact.text for fact in metadata.site_names))
    return Sheet(
        page,
        source.zone if source else None,
        decoded,
        root,
        blocks,
        metadata,
        own_names(blocks, metadata, page.url, names),
        known,
        outlets,
    )


def _assemble(sheet: Sheet, headline: Headline, body: Body) -> Reading:
    menu = menu_words(sheet.blocks, headline)
    edges = _edges(sheet, body, menu | {key(headline.text)})
    zone = _zone(sheet, headline, body, edges)
    section = find_section(zone, sheet.metadata, headline, menu, sheet.own)
    strange = frozenset(
        {key(headline.text), key(section.text) if section else "", *menu, *map(key, sheet.metadata.crumbs)}
    )
    byline = find_byline(zone, sheet.metadata, strange, sheet.own, sheet.undated) or signature(
        edges.dateline, sheet.book
    )
    dating = find_dating(
        zone, edges.dateline + edges.closing, sheet.metadata, sheet.page.url, sheet.fetched_at, sheet.zone
    )
    paragraphs = tuple(block.text for block in edges.text)
    credits = _credits(sheet, body, paragraphs, byline, edges)
    article = _article(sheet, headline, paragraphs, section, byline, dating)
    return Reading(
        article=article,
        credits=credits,
        statements=find_statements(paragraphs, sheet.fetched_at, sheet.zone),
        evidence=_evidence(sheet, headline, section, byline, dating, article, body),
    )


def _zone(sheet: Sheet, headline: Headline, body: Body, edges: Edges) -> Zone:
    """What stands around the text; lines of a dateline are read as such, unless one is marked as the byline."""
    apart = {block.order for block in edges.dateline if not is_marked_byline(block)}
    blocks = [block for block in sheet.blocks if block.order not in apart]
    return find_zone(blocks, headline, edges.text, body.reasons)


def _edges(sheet: Sheet, body: Body, strange: frozenset[str]) -> Edges:
    return split_edges(body.kept, strange, sheet.book, sheet.fetched_at, sheet.zone)


def _article(
    sheet: Sheet,
    headline: Headline,
    paragraphs: tuple[str, ...],
    section: Printed | None,
    byline: Printed | None,
    dating: Dating,
) -> Article:
    text = "\n".join(paragraphs)
    metadata = sheet.metadata
    return Article(
        url=sheet.page.url,
        title=headline.text,
        paragraphs=paragraphs,
        direction=direction_of(headline.text + "\n" + text),
        language=find_language(text, sheet.root.get("lang")),
        canonical=next((fact.text for fact in metadata.canonicals), None),
        published=dating.published,
        modified=dating.modified,
        byline=byline.text if byline else None,
        section=section.text if section else None,
        image=next((fact.text for fact in metadata.images), None),
        site_name=next((fact.text for fact in metadata.site_names), None),
    )


def _credits(
    sheet: Sheet, body: Body, paragraphs: tuple[str, ...], byline: Printed | None, edges: Edges
) -> tuple[Credit, ...]:
    lines = [block for block in sheet.blocks if body.reasons.get(block.order) in ("attribution", "disclaimer")]
    found = find_credits(
        "\n".join(paragraphs),
        byline=byline.text if byline else None,
        dateline=" ".join(block.text for block in edges.dateline) or None,
        attribution=tuple(block.text for block in lines),
        own_names=sheet.names,
        outlets=sheet.outlets,
        fetched_at=sheet.fetched_at,
        zone=sheet.zone,
    )
    link = _original_link(sheet, lines)
    return tuple(_with_link(credit, link) for credit in found)


def _original_link(sheet: Sheet, lines: Sequence[Block]) -> str | None:
    """The first address that the attribution lines (or what stands in their elements) link to, off this page."""
    for block in lines:
        for link in block.element.iter("a"):
            address = web_address(link.get("href") or "", sheet.page.url)
            if address and address != sheet.page.url and urljoin(sheet.page.url, "/") != address:
                return address
    return None


def _with_link(credit: Credit, link: str | None) -> Credit:
    if credit.evidence.field != "attribution" or credit.kind != "text_from" or link is None:
        return credit
    return Credit(credit.kind, credit.name, credit.evidence, credit.canonical_name, link, credit.title, credit.fetched)


def _evidence(
    sheet: Sheet,
    headline: Headline,
    section: Printed | None,
    byline: Printed | None,
    dating: Dating,
    article: Article,
    body: Body,
) -> tuple[Evidence, ...]:
    found = [headline.evidence, *(printed.evidence for printed in (section, byline) if printed), *dating.evidence]
    for about, facts in (
        ("canonical", sheet.metadata.canonicals),
        ("image", sheet.metadata.images),
        ("site_name", sheet.metadata.site_names),
    ):
        found += [Evidence(about, fact.field, clip(fact.text, 500), "metadata@1", 0.95) for fact in facts[:1]]
    decoded = sheet.decoded
    found.append(
        Evidence(
            "text",
            "html:body",
            clip(article.paragraphs[0] if article.paragraphs else "", 120),
            body.method,
            _certainty(body),
        )
    )
    found.append(
        Evidence(
            "encoding", "bytes", decoded.encoding, f"decode.{decoded.how}@1", 1.0 if decoded.how != "guess" else 0.7
        )
    )
    if article.language:
        found.append(Evidence("language", "text", article.language, "language@1", 0.95))
    return tuple(found)


def _certainty(body: Body) -> float:
    """How much of the page's running text that is no furniture went into the report."""
    free = body.free_words or 1
    return round(min(1.0, sum(block.words for block in body.kept) / free), 2)
