"""A surveyed page that teaches a template → the elements that its reading rests on, worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile

from masdar.model import Article
from masdar.read.article import extract
from masdar.read.naming import Named, name_all
from masdar.read.survey import Survey
from masdar.read.tree import Block, Element, above, text_under

# A picture with its caption and credit has few words.
_CAPTION_WORDS = 40


@dataclass(frozen=True, eq=False)
class Taught:
    """A page that a template is learned from; what its reading rests on is worked out once."""

    found: Survey
    title: Element
    body: Element

    @cached_property
    def article(self) -> Article:
        return extract(self.found).article

    @cached_property
    def used(self) -> tuple[Element, ...]:
        return tuple(_used(self.found, self.apart))

    @cached_property
    def apart(self) -> tuple[Element, ...]:
        """What is used besides headline and text, in elements that hold neither."""
        return tuple(_outermost(_apart(self.found, self.article)))

    @cached_property
    def telling(self) -> frozenset[str]:
        """The lines that told something: they are never the site's own."""
        found = self.found
        blocks = [*found.edges.dateline, *found.edges.closing, *near_lines(found)]
        blocks += [found.headline.block] if found.headline.block else []
        return frozenset(block.text for block in blocks)


def _used(found: Survey, apart: Iterable[Element]) -> list[Element]:
    """The elements that a reading rests on, inline ones too."""
    blocks = [*found.edges.dateline, *found.edges.text, *found.edges.closing, *near_lines(found)]
    if found.headline.block is not None:
        blocks.append(found.headline.block)
    lines = [element for block in blocks for element in (block.element, *(piece.element for piece in block.pieces))]
    return [*lines, *apart]


def near_lines(found: Survey) -> Iterator[Block]:
    """Lines around the text that gave section, byline, dates or credits."""
    facts = [fact for fact in (found.section, found.byline) if fact is not None]
    printed = [fact.text for fact in facts if not fact.evidence.field.startswith(("meta", "jsonld"))]
    contexts = {entry.context for entry in found.dating.evidence if entry.field.startswith("html")}
    for block in found.zone.near + found.zone.after:
        if any(block.text in context for context in contexts) or any(text in block.text for text in printed):
            yield block
    first, last = found.edges.text[0].order, found.edges.text[-1].order
    start = found.headline.block.order if found.headline.block else first
    for block in found.lines_that("attribution", "disclaimer"):
        if start <= block.order <= last + len(found.zone.after):
            yield block


def _tag_boxes(found: Survey, named: Named) -> Iterator[Element]:
    """The element around the tags that the page shows, with the label before them where one element holds both."""
    tags = {tag.text for tag in named.tags if tag.evidence.field == "html:tags"}
    start = found.headline.block.order if found.headline.block else 0
    shown = [block for block in found.sheet.blocks[start + 1 :] if block.linked and tags & _texts(block)]
    if shown:
        label = found.sheet.blocks[shown[0].order - 1]
        boxes = [path_around([block.element for block in lines])[-1] for lines in ((label, *shown), shown)]
        yield next((box for box in boxes if not _holds_report(box, found)), shown[0].element)
        yield label.element
        yield from (block.element for block in shown)


def _texts(block: Block) -> set[str]:
    return {
        text.lstrip("#").replace("_", " ").strip() for text in (block.text, *(piece.text for piece in block.pieces))
    }


def _holds_report(element: Element, found: Survey) -> bool:
    title = found.headline.block.element if found.headline.block else None
    return any(element is step for place in (title, found.body.container) if place is not None for step in above(place))


def _pictures(found: Survey, article: Article, named: Named) -> Iterator[Element]:
    """The pictures that were taken for the report's, with their captions."""
    addresses = [picture.url for picture in article.pictures]
    addresses += [named.image.text] if named.image is not None and named.image.evidence.field == "html:img" else []
    files = {address.rpartition("/")[2] for address in addresses} - {""}
    for one in found.sheet.root.iter("img", "source") if files else ():
        if any(file in str(value) for value in one.attrib.values() for file in files):
            yield from takewhile(lambda step: _is_picture_box(step, found), above(one))


def _is_picture_box(element: Element, found: Survey) -> bool:
    return not _holds_report(element, found) and len(text_under(element).split()) <= _CAPTION_WORDS


def path_around(elements: Sequence[Element]) -> list[Element]:
    """From the top down to the innermost element that holds all of them."""
    paths = [list(above(element))[::-1] for element in elements]
    shared: list[Element] = []
    for steps in zip(*paths, strict=False):
        if any(step is not steps[0] for step in steps):
            break
        shared.append(steps[0])
    return shared


def _apart(found: Survey, article: Article) -> Iterator[Element]:
    named = name_all(found)
    for block in near_lines(found):
        around = (block.element,) if not _holds_report(block.element, found) else (p.element for p in block.pieces)
        yield from (element for element in around if not _holds_report(element, found))
    yield from _tag_boxes(found, named)
    yield from _pictures(found, article, named)


def _outermost(elements: Iterable[Element]) -> list[Element]:
    """Those that stand in none of the others, each once."""
    chosen = dict.fromkeys(elements)
    return [element for element in chosen if not any(step in chosen for step in islice(above(element), 1, None))]
