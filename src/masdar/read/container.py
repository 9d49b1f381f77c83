"""A page's blocks that may be text → the element in which the report stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from masdar.read.tree import Block, Element, above, names

# A child that holds this share of the prose is the way down to the report.
_DOMINANT = 0.72
# An element that calls itself the article needs only this much: below half of the prose another one may hold more.
_NAMED = 0.5
_LEAST_SENTENCES = 3
# A list, quotation or paragraph is part of a text, not its place.
_PARTS = frozenset(("ol", "ul", "dl", "li", "dd", "blockquote", "pre", "p"))
_ARTICLE_NAMES = frozenset(("article", "articles", "post", "entry", "story", "news", "blog"))
_TEXT_NAMES = frozenset(("body", "content", "text"))
# So many steps above its container a text may begin (a lead, a picture, then the rest).
_STEPS_UP = 3


@dataclass(frozen=True, slots=True)
class _Prose:
    """Per element: its words of running text, how many lines they are, and its children that hold any."""

    words: Counter[Element] = field(default_factory=Counter)
    lines: Counter[Element] = field(default_factory=Counter)
    children: dict[Element | None, dict[Element, None]] = field(default_factory=lambda: defaultdict(dict))


def find_container(blocks: Sequence[Block]) -> Element | None:
    """From the top, step into the child that dominates or the element that is named for it, until there is none."""
    prose = _prose_of(blocks)
    here = next(iter(prose.children[None]), None)
    while here is not None:
        best = max(prose.children[here], key=lambda child: prose.words[child], default=None)
        if best is not None and prose.words[best] < _DOMINANT * prose.words[here]:
            best = _named_in(here, prose)
        is_lone = best is not None and not prose.children.get(best) and prose.lines[best] == 1
        if best is None or is_lone or best.tag in _PARTS:
            return here
        here = best
    return None


def _prose_of(blocks: Sequence[Block]) -> _Prose:
    prose = _Prose()
    for block in blocks:
        if block.is_prose:
            for element in above(block.element):
                prose.words[element] += block.words
                prose.lines[element] += 1
                prose.children[element.getparent()][element] = None
    return prose


def _named_in(here: Element, prose: _Prose) -> Element | None:
    """The element that calls itself the article and holds most of the prose."""
    named = [
        element
        for element, words in prose.words.items()
        if prose.words[here] > words >= _NAMED * prose.words[here]
        and prose.lines[element] >= _LEAST_SENTENCES
        and _is_named(element)
    ]
    return max(named, key=lambda element: prose.words[element], default=None)


def _is_named(element: Element) -> bool:
    said = names(element)
    return element.tag == "article" or bool(said & _ARTICLE_NAMES and said & _TEXT_NAMES)


def openings_of(blocks: Sequence[Block], container: Element) -> set[Element]:
    """Elements built as the container is, that stand above it and near: the same text, cut by a picture or a box."""
    path = [_build(step) for step in above(container)][:_STEPS_UP]
    found: set[Element] = set()
    for block in blocks:
        if block.is_prose:
            around = list(above(block.element))
            if container in around:
                break
            found.update(step for place, step in enumerate(around) if _is_alike(around[place:], container, path))
    return found


def _is_alike(around: Sequence[Element], container: Element, path: Sequence[tuple[str, str]]) -> bool:
    """`around`: an element and all above it. Alike as far as the two stand apart."""
    if around[0].tag == "article" or around[0].find(".//h1") is not None:
        return False
    for step, build in zip(around, path, strict=False):
        if _build(step) != build:
            return False
        parent = step.getparent()
        if parent is not None and parent in set(above(container)):
            return True
    return False


def _build(element: Element) -> tuple[str, str]:
    return str(element.tag), element.get("class", "")
