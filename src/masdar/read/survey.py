"""A page laid open → which of its lines are headline, text, section, byline and date; or why it is no report."""

from __future__ import annotations

from dataclasses import dataclass

from masdar.model import Rejected
from masdar.read.body import Body, find_body
from masdar.read.dateline import Edges, signature, split_edges
from masdar.read.heading import Printed, Zone, find_byline, find_zone, is_marked_byline
from masdar.read.headline import Headline, find_headline
from masdar.read.phrases import key
from masdar.read.published import Dating, find_dating
from masdar.read.rejection import reject_read
from masdar.read.second import better_body
from masdar.read.section import MenuLink, find_section, menu_links, menu_words
from masdar.read.sheet import Sheet
from masdar.read.tree import Block

# A page named like a link of its menu is a section, unless the name is so many words long and the text too.
_NO_SECTION_WORDS, _NO_SECTION_TEXT = 4, 300


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything found on a page, each still with its place in the tree."""

    sheet: Sheet
    headline: Headline
    body: Body
    edges: Edges
    zone: Zone
    menu: frozenset[str]
    links: tuple[MenuLink, ...]
    section: Printed | None
    byline: Printed | None
    dating: Dating

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(block.text for block in self.edges.text)

    def lines_that(self, *reasons: str) -> tuple[Block, ...]:
        """The lines that are no text for one of these reasons."""
        return tuple(block for block in self.sheet.blocks if self.body.reasons.get(block.order) in reasons)


def survey(sheet: Sheet) -> Survey | Rejected:
    headline = find_headline(sheet.blocks, sheet.metadata, sheet.own)
    template = sheet.template
    body = find_body(sheet.blocks, headline.block if headline else None, frozenset(template.texts if template else ()))
    if template is None:
        body = better_body(sheet.root, sheet.blocks, body, headline.block if headline else None)
    refused = reject_read(sheet.page, sheet.blocks, sheet.metadata, body, sum(block.words for block in body.kept))
    if refused or headline is None:
        return refused or Rejected("not-an-article", "no headline")
    menu = menu_words(sheet.blocks, headline) | frozenset(template.menu if template else ())
    if _may_be_section(sheet, headline, body) and key(headline.text) in menu:
        return Rejected("not-an-article", f"the headline is a word of the menu: {headline.text}")
    return survey_report(sheet, headline, body, menu)


def _may_be_section(sheet: Sheet, headline: Headline, body: Body) -> bool:
    words = sum(block.words for block in body.kept if block.is_prose)
    is_essay = len(headline.text.split()) >= _NO_SECTION_WORDS and words >= _NO_SECTION_TEXT
    return not (sheet.metadata.is_report or is_essay)


def survey_report(sheet: Sheet, headline: Headline, body: Body, menu: frozenset[str]) -> Survey:
    """The rest, once headline and text are known. `menu`: keys of the words of the site's menu."""
    known = menu | {key(headline.text)}
    edges = split_edges(body.kept, known, sheet.book, sheet.fetched_at, sheet.zone)
    zone = _zone(sheet, headline, body, edges)
    links = menu_links(sheet.blocks, sheet.page.url) + _learned_links(sheet)
    section = find_section(zone, sheet.metadata, headline, menu, sheet.own, links, sheet.page.url)
    strange = frozenset({*known, key(section.text) if section else "", *map(key, sheet.metadata.crumbs)})
    byline = find_byline(zone, sheet.metadata, strange, sheet.own, sheet.undated) or signature(edges, sheet.book)
    lines = edges.dateline + edges.closing
    dating = find_dating(
        zone, lines, sheet.metadata, sheet.page.url, sheet.fetched_at, sheet.zone, sheet.page.served_at
    )
    return Survey(sheet, headline, body, edges, zone, menu, links, section, byline, dating)


def _learned_links(sheet: Sheet) -> tuple[MenuLink, ...]:
    return tuple(MenuLink(label, address) for label, address in sheet.template.links) if sheet.template else ()


def _zone(sheet: Sheet, headline: Headline, body: Body, edges: Edges) -> Zone:
    """What stands around the text; lines of a dateline are read as such, unless one is marked as the byline."""
    apart = {block.order for block in edges.dateline if not is_marked_byline(block)}
    blocks = [block for block in sheet.blocks if block.order not in apart]
    return find_zone(blocks, headline, edges.text, body.reasons)
