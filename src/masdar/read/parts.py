"""Pages of one design, each surveyed → the single elements of a report, as selectors in page order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from masdar.read.cut import BODY, LINE, TITLE
from masdar.read.selectors import find_selector, simple
from masdar.read.survey import Survey
from masdar.read.tree import Block, Element, above

# What it is ("title", "body" or "line") and its selector.
Part: TypeAlias = tuple[str, str]


def used_elements(found: Survey) -> list[Element]:
    """The elements that a reading rests on, inline ones too."""
    blocks = [*found.edges.dateline, *found.edges.text, *found.edges.closing, *near_lines(found)]
    if found.headline.block is not None:
        blocks.append(found.headline.block)
    return [element for block in blocks for element in (block.element, *(piece.element for piece in block.pieces))]


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
        first, last = found.edges.text[0].order, found.edges.text[-1].order
        start = found.headline.block.order if found.headline.block is not None else first
        for block in near_lines(found):
            inside = {*above(block.element)}
            if title in inside or body in inside or block.element in above(title) or block.element in above(body):
                continue
            place = 0 if block.order < start else 2 if block.order > last else 1
            kinds[place, str(simple((block.element,)))].setdefault(body, block.element)
    places: tuple[list[Part], list[Part], list[Part]] = ([], [], [])
    for (place, _), elements in kinds.items():
        selector = find_selector(list(elements.values()))
        if selector is not None and (LINE, selector) not in places[place]:
            places[place].append((LINE, selector))
    return places
