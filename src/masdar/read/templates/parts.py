"""Pages of one design → the single elements of a report, as selectors in page order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

from masdar.read.templates.cut import BODY, LINE, TITLE
from masdar.read.templates.selectors import find_selector, simple
from masdar.read.templates.taught import Taught
from masdar.read.tree import Element, above

# What it is (TITLE, BODY or LINE) and its selector.
Part: TypeAlias = tuple[str, str]


def find_parts(members: Sequence[Taught], roots: Sequence[Element]) -> tuple[Part, ...]:
    """Nothing when headline or text has no selector of its own, or one stands inside the other."""
    titles, bodies = [one.title for one in members], [one.body for one in members]
    title, body = find_selector(titles), find_selector(bodies)
    nested = any(one in above(other) or other in above(one) for one, other in zip(titles, bodies, strict=True))
    if title is None or body is None or nested or any(body in roots for body in bodies):
        return ()
    before, between, after = _lines(members)
    return (*before, (TITLE, title), *between, (BODY, body), *after)


def _lines(members: Sequence[Taught]) -> tuple[list[Part], list[Part], list[Part]]:
    """Lines before the headline, between it and the text, and after the text; the same kind of element is one part."""
    kinds: dict[tuple[int, str], dict[Element, Element]] = defaultdict(dict)
    for one in members:
        order = {element: place for place, element in enumerate(one.found.sheet.root.iter())}
        for element in one.apart:
            if one.title not in above(element) and one.body not in above(element):
                place = (order[element] > order[one.title]) + (order[element] > order[one.body])
                kinds[place, str(simple((element,)))].setdefault(one.body, element)
    places: tuple[list[Part], list[Part], list[Part]] = ([], [], [])
    for (place, _), elements in kinds.items():
        selector = find_selector(list(elements.values()))
        if selector is not None and (LINE, selector) not in places[place]:
            places[place].append((LINE, selector))
    return places
