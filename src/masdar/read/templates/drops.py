"""Pages of one design → selectors of what never was part of a report on any of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from masdar.read.templates.selectors import Simple, simple
from masdar.read.templates.taught import Taught
from masdar.read.tree import Element, above, text_under

_MOST_DROPS = 60
_PICTURES = ("img", "figure", "picture", "video", "iframe", "blockquote")


def find_drops(members: Sequence[Taught], roots: Sequence[Element]) -> tuple[str, ...]:
    """Selectors of elements inside the root that hold nothing used, on no page."""
    unused: Counter[Simple] = Counter()
    needed: list[Element] = []
    for one, root in zip(members, roots, strict=True):
        held = {step for element in one.used for step in above(element)}
        needed += [step for step in held if root in above(step)]
        unused.update(_named_unused(root, held, one.body))
    common = [chosen for chosen, pages in unused.most_common() if 2 * pages >= len(members)]
    safe = [chosen for chosen in common if not any(chosen.matches(element) for element in needed)]
    return tuple(str(chosen) for chosen in safe[:_MOST_DROPS])


def _named_unused(root: Element, held: set[Element], container: Element) -> set[Simple]:
    """The topmost elements under `root` outside `held` that a selector can name; none that show pictures or posts."""
    found: set[Simple] = set()
    ring = [root]
    while ring:
        for child in ring.pop():
            if not isinstance(child.tag, str):
                continue
            if child in held:
                ring.append(child)
            elif (chosen := simple((child,))) is not None and not chosen.is_bare and _is_droppable(child, container):
                found.add(chosen)
    return found


def _is_droppable(element: Element, container: Element) -> bool:
    if not (text_under(element) or element.find(".//*") is not None):
        return False
    inside = container in above(element)
    shows = element.tag in _PICTURES or next(element.iter(*_PICTURES), None) is not None
    return not shows or (not inside and next(element.iter("a"), None) is not None)
