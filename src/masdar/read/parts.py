"""Pages of one design, each surveyed → the single elements of a report, as selectors in page order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile
from typing import TypeAlias

from masdar.read.article import extract
from masdar.read.cut import BODY, LINE, TITLE
from masdar.read.naming import name_all
from masdar.read.selectors import find_selector, simple
from masdar.read.survey import Survey
from masdar.read.tree import Block, Element, above, text_under

# What it is (TITLE, BODY or LINE) and its selector.
Part: TypeAlias = tuple[str, str]


# A picture with its caption and credit has few words.
_CAPTION_WORDS = 40


def used_elements(found: Survey) -> list[Element]:
    """The elements that a reading rests on, inline ones too."""
    blocks = [*found.edges.dateline, *found.edges.text, *found.edges.closing, *near_lines(found)]
    if found.headline.block is not None:
        blocks.append(found.headline.block)
    lines = [element for block in blocks for element in (block.element, *(piece.element for piece in block.pieces))]
    return [*lines, *_tag_boxes(found), *_pictures(found)]


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


def _tag_boxes(found: Survey) -> Iterator[Element]:
    """The element around the tags that the page shows, with the label before them where one element holds both."""
    tags = {tag.text for tag in name_all(found).tags if tag.evidence.field == "html:tags"}
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


def _pictures(found: Survey) -> Iterator[Element]:
    """The pictures that were taken for the report's, with their captions."""
    image = name_all(found).image
    addresses = [picture.url for picture in extract(found).article.pictures]
    addresses += [image.text] if image is not None and image.evidence.field == "html:img" else []
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


# ---------------------------------------------------------------- as selectors


def find_parts(members: Sequence[Survey], roots: Sequence[Element]) -> tuple[Part, ...]:
    """None when headline or text has no selector of its own, or one stands inside the other."""
    titles = [found.headline.block.element for found in members if found.headline.block is not None]
    bodies = [found.body.container for found in members if found.body.container is not None]
    title, body = find_selector(titles), find_selector(bodies)
    nested = any(one in above(other) or other in above(one) for one, other in zip(titles, bodies, strict=True))
    if title is None or body is None or nested or any(body in roots for body in bodies):
        return ()
    before, between, after = _lines(members, titles, bodies)
    return (*before, (TITLE, title), *between, (BODY, body), *after)


def _lines(
    members: Sequence[Survey], titles: Sequence[Element], bodies: Sequence[Element]
) -> tuple[list[Part], list[Part], list[Part]]:
    """Lines before the headline, between it and the text, and after the text; the same kind of element is one part."""
    kinds: dict[tuple[int, str], dict[Element, Element]] = defaultdict(dict)
    for found, title, body in zip(members, titles, bodies, strict=True):
        order = {element: place for place, element in enumerate(found.sheet.root.iter())}
        for element in _outermost(_apart(found)):
            if title not in above(element) and body not in above(element):
                place = (order[element] > order[title]) + (order[element] > order[body])
                kinds[place, str(simple((element,)))].setdefault(body, element)
    places: tuple[list[Part], list[Part], list[Part]] = ([], [], [])
    for (place, _), elements in kinds.items():
        selector = find_selector(list(elements.values()))
        if selector is not None and (LINE, selector) not in places[place]:
            places[place].append((LINE, selector))
    return places


def _apart(found: Survey) -> Iterator[Element]:
    """What is used besides headline and text, in elements that hold neither."""
    for block in near_lines(found):
        around = (block.element,) if not _holds_report(block.element, found) else (p.element for p in block.pieces)
        yield from (element for element in around if not _holds_report(element, found))
    yield from _tag_boxes(found)
    yield from _pictures(found)


def _outermost(elements: Iterable[Element]) -> list[Element]:
    """Those that stand in none of the others, each once."""
    chosen = dict.fromkeys(elements)
    return [element for element in chosen if not any(step in chosen for step in islice(above(element), 1, None))]
