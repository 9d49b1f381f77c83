"""A page's blocks → which of them are the report, in order, and why each of the others is not.

The report lies in the smallest element that still holds most of the page's prose, furniture aside. Inside it every
block is kept that is no furniture and is built like the prose around it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from masdar.read.furniture import Reason, find_furniture
from masdar.read.tree import Block, Element, above

METHOD = "body@1"
# A child that holds this share of the prose is the way down to the report.
_DOMINANT = 0.72
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_TEXT_TAGS = frozenset(("p", "blockquote", "li", "pre", "dd"))
_SENTENCE_END = re.compile(r"[.؟?!…»\"”،:؛)]\W*$")
_FRAGMENT_WORDS = 7


@dataclass(frozen=True, slots=True)
class Body:
    """`kept` is the report. `reasons` says for every furniture block of the page what it is."""

    kept: tuple[Block, ...]
    reasons: dict[int, Reason]
    container: Element | None
    free_words: int = 0
    method: str = METHOD


def find_body(blocks: Sequence[Block], headline: Block | None = None, repeated: frozenset[str] = frozenset()) -> Body:
    """`headline`: the block that carries it; what stands above it is no text, unless most of the prose does."""
    reasons = find_furniture(blocks, repeated)
    start = _first_order(blocks, headline)
    free = [block for block in blocks if block.order not in reasons and block.order >= start]
    container = _container(free)
    if container is None:
        return Body((), reasons, None)
    inside = [block for block in free if container in above(block.element)]
    paths = _prose_paths(inside)
    return Body(
        tuple(block for block in inside if _belongs(block, paths)),
        reasons,
        container,
        sum(block.words for block in free),
    )


def _first_order(blocks: Sequence[Block], headline: Block | None) -> int:
    if headline is None:
        return 0
    above_it = sum(block.words for block in blocks[: headline.order] if block.is_prose)
    total = sum(block.words for block in blocks if block.is_prose)
    return 0 if above_it > 0.4 * total else headline.order + 1


def _container(blocks: Sequence[Block]) -> Element | None:
    """From the top, step into the child that dominates, until none does. A lone paragraph is no container."""
    weights: Counter[Element] = Counter()
    children: dict[Element | None, dict[Element, None]] = defaultdict(dict)
    sentences: dict[Element, set[int]] = defaultdict(set)
    for block in blocks:
        if block.is_prose:
            for element in above(block.element):
                weights[element] += block.words
                sentences[element].add(block.order)
                children[element.getparent()][element] = None
    direct = {block.element for block in blocks if block.is_prose}
    here = next(iter(children[None]), None)
    while here is not None:
        best = max(children[here], key=lambda child: weights[child], default=None)
        lone = best in direct and len(sentences[best]) == 1
        if best is None or lone or weights[best] < _DOMINANT * weights[here]:
            return here
        here = best
    return None


def _prose_paths(blocks: Sequence[Block]) -> Counter[tuple[str, str]]:
    """How much prose stands in elements of each build (tag and class)."""
    paths: Counter[tuple[str, str]] = Counter()
    for block in blocks:
        if block.is_prose:
            paths[_build(block)] += block.words
    return paths


def _build(block: Block) -> tuple[str, str]:
    return str(block.element.tag), block.element.get("class", "")


def _belongs(block: Block, paths: Counter[tuple[str, str]]) -> bool:
    """A fragment in an element built unlike the prose is a stray label; a heading, list item or paragraph is text."""
    if block.words > _FRAGMENT_WORDS or _build(block) in paths:
        return True
    if block.element.tag in _HEADINGS or block.element.tag in _TEXT_TAGS:
        return True
    return bool(_SENTENCE_END.search(block.text)) and block.words > 2
