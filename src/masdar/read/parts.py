"""Pages of one design, each surveyed → the single elements of a report, as selectors in page order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from masdar.read.cut import BODY, LINE, TITLE
from masdar.read.naming import name_all
from masdar.read.selectors import find_selector, simple
from masdar.read.survey import Survey
from masdar.read.tree import Block, Element, above

# What it is (TITLE, BODY or LINE) and its selector.
Part: TypeAlias = tuple[str, str]


def used_elements(found: Survey) -> list[Element]:
    """The elements that a reading rests on, inline ones too."""
    blocks = [*found.edges.dateline, *found.edges.text, *found.edges.closing, *near_lines(found)]
    if found.headline.block is not None:
        blocks.append(found.headline.block)
    lines = [element for block in blocks for element in (block.element, *(piece.element for piece in block.pieces))]
    return [*lines, *_tag_box(found), *_picture(found)]


def near_lines(found: Survey) -> Iterator[Block]:
    """Lines around the text that gave section, byline, dates or credits."""
    facts = [fact for fact in (found.section, found.byline) if fact is not None]
    printed = [fact.text for fact in facts if not fact.evidence.field.startswith(("meta", "jsonld"))]
    contexts = {entry.context for entry in found.dating.evidence}
    for block in found.zone.near + found.zone.after:
        if block.text in contexts or any(text in block.text for text in printed):
            yield block
    first, last = found.edges.text[0].order, found.edges.text[-1].order
    start = found.headline.block.order if found.headline.block else first
    for block in found.lines_that("attribution", "disclaimer"):
        if start <= block.order <= last + len(found.zone.after):
            yield block


def _tag_box(found: Survey) -> Iterator[Element]:
    """The element around the tags that the page shows, and the label before them."""
    tags = {tag.text for tag in name_all(found).tags if tag.evidence.field == "html:tags"}
    start = found.headline.block.order if found.headline.block else 0
    shown = [block for block in found.sheet.blocks[start + 1 :] if block.linked and tags & _texts(block)]
    if shown:
        first = shown[0].order
        yield path_around([block.element for block in (found.sheet.blocks[first - 1], *shown)])[-1]
        yield from (block.element for block in shown)


def _texts(block: Block) -> set[str]:
    return {
        text.lstrip("#").replace("_", " ").strip() for text in (block.text, *(piece.text for piece in block.pieces))
    }


def _picture(found: Survey) -> Iterator[Element]:
    """The image that was taken for the report's, where the page declares none."""
    image = name_all(found).image
    if image is not None and image.evidence.field == "html:img":
        name = image.text.rpartition("/")[2]
        pictures = found.sheet.root.iter("img", "source")
        yield from (one for one in pictures if any(name in str(value) for value in one.attrib.values()))


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
        for element in (*(block.element for block in near_lines(found)), *_tag_box(found), *_picture(found)):
            inside = {*above(element)}
            if title not in inside and body not in inside and element not in {*above(title), *above(body)}:
                place = (order[element] > order[title]) + (order[element] > order[body])
                kinds[place, str(simple((element,)))].setdefault(body, element)
    places: tuple[list[Part], list[Part], list[Part]] = ([], [], [])
    for (place, _), elements in kinds.items():
        selector = find_selector(list(elements.values()))
        if selector is not None and (LINE, selector) not in places[place]:
            places[place].append((LINE, selector))
    return places
