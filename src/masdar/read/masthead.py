"""The line that looks most like a headline → itself, or the headline below it when it is the name of the site.

Sites without metadata print their own name in the largest heading of every page. One page alone cannot show that it
is the same everywhere, but its <title> ("headline – site") and the place at the top, above the menu, can.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from masdar.read.metadata import Metadata
from masdar.read.phrases import key
from masdar.read.tree import Block, above, names

_HEADINGS = frozenset(("h1", "h2"))
_MASTHEAD_NAMES = frozenset(("header", "masthead", "banner", "logo", "brand", "branding", "head"))
# A headline has three words or more; a menu three links or more.
_LEAST_WORDS, _LEAST_LINKS = 3, 3
# A site's name is shorter than almost any headline.
_MOST_NAME_WORDS = 4
# A page with more headings below its first is a list.
_MOST_HEADINGS = 50


def below_masthead(best: Block, blocks: Sequence[Block], metadata: Metadata, own: frozenset[str]) -> Block:
    """`best`, or the heading between it and the text that the page's title sets apart from it."""
    for later in islice(_headings_below(best, blocks, own), _MOST_HEADINGS):
        links = sum(len(block.pieces) for block in blocks[best.order + 1 : later.order] if block.link_share > 0.6)
        for fact in metadata.titles:
            if _sets_apart(key(fact.text), best.key, later.key, links >= _LEAST_LINKS):
                return later
        is_name = best.words <= _MOST_NAME_WORDS < later.words and links >= _LEAST_LINKS
        if (is_name or is_masthead(best)) and all(key(fact.text) == best.key for fact in metadata.titles):
            return later
    return best


def _headings_below(best: Block, blocks: Sequence[Block], own: frozenset[str]) -> Iterator[Block]:
    """Headings after it, up to the first running text."""
    for block in blocks[best.order + 1 :]:
        if block.element.tag in _HEADINGS:
            if block.words >= _LEAST_WORDS and block.key not in own and best.key not in block.key:
                yield block
        elif block.is_prose:
            return


def _sets_apart(title: str, upper: str, lower: str, is_menu_between: bool) -> bool:
    """The title is made of both lines: "lower – upper", or, with a menu between them, "upper – lower"."""
    if len(upper) + len(lower) > len(title) or lower in upper:
        return False
    first, last = title.startswith(lower), title.endswith(upper)
    return (first and last) or (is_menu_between and title.startswith(upper) and title.endswith(lower))


def is_masthead(block: Block) -> bool:
    """Stands in the page's header (not in the header of an article)."""
    steps = list(above(block.element))
    if any(step.tag in ("article", "main") for step in steps):
        return False
    return any(step.tag == "header" or (step.tag != "html" and names(step) & _MASTHEAD_NAMES) for step in steps)
