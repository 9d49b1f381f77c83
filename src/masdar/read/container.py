"""A page's blocks that may be text → the element in which the report stands."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from masdar.read.tree import Block, Element, above, build_of, names, running

# A child that holds this share of the prose is the way down to the report.
_DOMINANT = 0.72
# An element that calls itself the article needs only this much: below half of the prose another one may hold more.
_NAMED = 0.5
_LEAST_SENTENCES = 3
# A list, quotation or paragraph is part of a text, not its place.
_PARTS = frozenset(("ol", "ul", "dl", "li", "dd", "blockquote", "pre", "p"))
_ARTICLE_NAMES = frozenset(("article", "articles", "post", "entry", "story", "news", "blog"))
_TEXT_NAMES = frozenset(("body", "content", "text"))
SENTENCE_END = re.compile(r"[.؟?!…»\"”]\W*$")
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
    prose = _prose_of(running(blocks))
    here = next(iter(prose.children[None]), None)
    while here is not None:
        best = max(prose.children[here], key=lambda child: prose.words[child], default=None)
        if best is not None and prose.words[best] < _DOMINANT * prose.words[here]:
            best = _named_in(here, prose)
        is_lone = best is not None and not prose.children.get(best) and prose.lines[best] == 1
        if best is None or is_lone or best.tag in _PARTS or _is_part(best, here, prose):
            return here
        here = best
    return None


def _is_part(best: Element, here: Element, prose: _Prose) -> bool:
    """Whether paragraphs stand beside an element built as the ones in it are: a pay wall, a quarter page."""
    inner = {build_of(child) for child in prose.children[best]}
    beside = [child for child in prose.children[here] if child.tag == "p" and child is not best]
    return any(build_of(child) in inner for child in beside)


def _prose_of(blocks: Sequence[Block]) -> _Prose:
    prose = _Prose()
    for block in blocks:
        for element in block.around:
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
    """Where a text begins that a picture or a box cuts: elements above its container and near, built as that is or
    holding nothing but sentences."""
    path = [build_of(step) for step in above(container)][:_STEPS_UP]
    shared = set(above(container))
    found: set[Element] = set()
    opening = list(takewhile(lambda block: container not in block.around, blocks))
    for block in opening:
        around = list(block.around) if block.is_prose else []
        for place, step in enumerate(around):
            if step.getparent() in shared or place >= len(path):
                top = around[: place + 1]
                if step not in shared and (_is_alike(top, path) or _is_lead(step, container, opening)):
                    found.add(step)
                break
    return found


def _is_alike(around: Sequence[Element], path: Sequence[tuple[str, str]]) -> bool:
    """`around`: elements from the inside out; the last one stands beside one that holds the container."""
    places = [place for place in range(len(around)) if around[place].get("class")]
    return any(_is_path(around[place:], path) for place in places) and not _is_own_report(around[-1])


def _is_path(around: Sequence[Element], path: Sequence[tuple[str, str]]) -> bool:
    return len(around) <= len(path) and all(build_of(step) == path[place] for place, step in enumerate(around))


def _is_own_report(element: Element) -> bool:
    return element.tag == "article" or element.find(".//h1") is not None


def _is_lead(element: Element, container: Element, opening: Sequence[Block]) -> bool:
    """Beside the container, with sentences in it and nothing else."""
    if element.getparent() is not container.getparent() or element.find(".//img") is not None:
        return False
    inside = [block for block in opening if element in block.around]
    return all(block.is_prose and not block.linked and SENTENCE_END.search(block.text) for block in inside)
