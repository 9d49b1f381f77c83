"""Elements of several pages that play one part → the CSS selector that finds it on each of them.

A selector here is a chain of simple ones joined by ">": tag, id and classes that all the elements share.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from masdar.read.tree import Element, above

# What may stand in a selector without escapes (CSS Selectors 4, section 3.5).
_PLAIN = re.compile(r"-?[A-Za-z_][A-Za-z0-9_-]*\Z")
# So many parents are named at most to tell an element from others like it.
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Simple:
    """One simple selector: a tag with an id and classes. `classes` empty and `id` None: the tag alone."""

    tag: str
    id: str | None = None
    classes: frozenset[str] = frozenset()

    def matches(self, element: Element) -> bool:
        if element.tag != self.tag or (self.id is not None and element.get("id") != self.id):
            return False
        return not self.classes or self.classes <= set(element.get("class", "").split())

    @property
    def is_bare(self) -> bool:
        return self.id is None and not self.classes

    def __str__(self) -> str:
        named = f"#{self.id}" if self.id else ""
        return self.tag + named + "".join(f".{name}" for name in sorted(self.classes))


def simple(elements: Iterable[Element]) -> Simple | None:
    """What the elements have in common; None when not even the tag."""
    chosen = list(elements)
    tags = {str(element.tag) for element in chosen}
    if len(tags) != 1 or not _PLAIN.match(next(iter(tags))):
        return None
    ids = {element.get("id") for element in chosen}
    id = ids.pop() if len(ids) == 1 else None
    shared = frozenset.intersection(*(frozenset(element.get("class", "").split()) for element in chosen))
    classes = frozenset(name for name in shared if _PLAIN.match(name))
    return Simple(tags.pop(), id if id and _PLAIN.match(id) else None, classes)


def written(chain: Sequence[Simple]) -> str:
    return " > ".join(map(str, chain))


def find_selector(elements: Sequence[Element]) -> str | None:
    """A selector whose first match on each element's page is that element; the shortest such chain of parents."""
    chain: tuple[Simple, ...] = ()
    ring: list[Element] = list(elements)
    for _ in range(_LONGEST):
        step = simple(ring)
        if step is None:
            return None
        chain = (step, *chain)
        if all(_first(element, chain) is element for element in elements):
            return written(chain)
        parents = [element.getparent() for element in ring]
        ring = [parent for parent in parents if parent is not None]
        if len(ring) < len(elements):
            return None
    return None


def _first(element: Element, chain: tuple[Simple, ...]) -> Element | None:
    """The first element of the page, in document order, that the chain matches."""
    page = element.getroottree().getroot()
    return next((other for other in page.iter(chain[-1].tag) if matches(other, chain)), None)


def matches(element: Element, chain: Sequence[Simple]) -> bool:
    steps = list(islice(above(element), len(chain)))
    return len(steps) == len(chain) and all(one.matches(step) for one, step in zip(reversed(chain), steps, strict=True))


def parse_selector(text: str) -> tuple[Simple, ...]:
    """The chain that `written` made this text from."""
    chain: list[Simple] = []
    for part in text.split(" > "):
        head, *classes = part.split(".")
        tag, _, id = head.partition("#")
        chain.append(Simple(tag, id or None, frozenset(classes)))
    return tuple(chain)
