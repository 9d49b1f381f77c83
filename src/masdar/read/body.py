"""A page's blocks → which of them are the report, in order, and why each of the others is not.

The report lies in one element of the page (read.container). Inside it every block is kept that is no furniture and is
built like the prose around it. On pages that are not in Arabic script the sentences of the header and lists of links
between the paragraphs are text too; on Arabic pages they are a summary and other reports (docs/decisions/0005).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from masdar.read.container import find_container, openings_of
from masdar.read.furniture import Reason, find_furniture, is_cell
from masdar.read.tree import Block, Element, above, build_of, is_arabic, names

METHOD = "body@2"
# A headline below this share of the prose stands inside the text or beneath it.
_MOSTLY = 0.4
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_TEXT_TAGS = frozenset(("p", "blockquote", "li", "pre", "dt", "dd"))
_SENTENCE_END = re.compile(r"[.؟?!…»\"”،:؛)]\W*$")
# Where a page sets the sentences between headline and text, and how many they are at most.
_LEADS = frozenset(("p", "h2", "h3", "div", "li"))
_MOST_LEADS = 3
_FULL_STOP = re.compile(r"[.!?]$")
_FRAGMENT_WORDS = 7
# A longer list of links is an index.
_MOST_ITEMS = 60
_QUOTES = frozenset(("q", "blockquote"))
_QUOTE_NAMES = frozenset(("quote", "pullquote", "blockquote", "pull"))
_LEAST_LIFTED = 5
# Shorter sentences may be said twice.
_LEAST_REPEATED = 60


@dataclass(frozen=True, slots=True)
class Body:
    """`kept` is the report. `reasons` says for every furniture block of the page what it is."""

    kept: tuple[Block, ...]
    reasons: dict[int, Reason]
    container: Element | None
    free_words: int = 0
    method: str = METHOD


def find_body(blocks: Sequence[Block], headline: Block | None = None, repeated: frozenset[str] = frozenset()) -> Body:
    """`headline`: the block that carries it; what stands above it is no text, unless it is built as the text is."""
    reasons = find_furniture(blocks, repeated)
    reasons.update((order, "card") for order in _other_reports(blocks, headline) if order not in reasons)
    free = [block for block in blocks if block.order not in reasons and block is not headline]
    free = free[_first(free, headline) :]
    container = find_container(free)
    if container is None:
        return Body((), reasons, None)
    places = {container, *openings_of(free, container)}
    inside = [block for block in free if not places.isdisjoint(block.around)]
    paths = _prose_paths(inside)
    kept: Sequence[Block] = [block for block in inside if _belongs(block, paths)]
    kept = (
        _without_deck(kept)
        if is_arabic(kept)
        else _with_lead_and_links(blocks, free if headline else (), kept, reasons)
    )
    orders = {block.order for block in kept}
    reasons = {order: reason for order, reason in reasons.items() if order not in orders}
    return Body(tuple(once(kept)), reasons, container, sum(block.words for block in free))


def _first(free: Sequence[Block], headline: Block | None) -> int:
    """How many of the free blocks stand above the text."""
    if headline is None:
        return 0
    below = next((place for place, block in enumerate(free) if block.order > headline.order), len(free))
    prose = [sum(block.words for block in part if block.is_prose) for part in (free[:below], free[below:])]
    if prose[0] > _MOSTLY * sum(prose):
        return 0
    kinds = {_kind(block) for block in free[below:] if block.is_prose}
    beside = (place for place, block in enumerate(free[:below]) if block.is_prose and _kind(block) in kinds)
    return next(beside, below)


def _kind(block: Block) -> tuple[Element | None, tuple[str, str]]:
    return block.element.getparent(), build_of(block.element)


def _other_reports(blocks: Sequence[Block], headline: Block | None) -> Iterator[int]:
    """What stands in elements beside the headline's and built alike, each with a headline of its own."""
    if headline is None:
        return
    holders = {id(step): step for step in above(headline.element)}
    for block in blocks[headline.order + 1 :] if headline.element.tag in ("h1", "h2") else ():
        if block.element.tag == headline.element.tag and build_of(block.element) == build_of(headline.element):
            twin = next((step for step in block.around if id(step.getparent()) in holders), None)
            if twin is not None and _stands_beside(twin, holders.values()):
                yield from (other.order for other in blocks if twin in other.around)


def _stands_beside(twin: Element, holders: Iterable[Element]) -> bool:
    """Whether one of the elements around the headline is a sibling of `twin` of the same, named build."""
    named = twin.tag == "article" or (twin.get("class") and twin.tag in ("div", "section", "li"))
    beside = (step for step in holders if step.getparent() is twin.getparent() and step is not twin)
    return bool(named) and any(build_of(step) == build_of(twin) and step.tag not in _HEADINGS for step in beside)


def _without_deck(kept: Sequence[Block]) -> Sequence[Block]:
    """A sentence under the headline, set as a heading, sums the text up."""
    is_deck = len(kept) > 1 and kept[0].element.tag in _HEADINGS and kept[0].text.endswith(".")
    return kept[1:] if is_deck else kept


def _with_lead_and_links(
    blocks: Sequence[Block], free: Sequence[Block], kept: Sequence[Block], reasons: dict[int, Reason]
) -> Sequence[Block]:
    return sorted([*_lead(free, kept), *kept, *_linked(blocks, kept, reasons)], key=lambda block: block.order)


def _lead(free: Sequence[Block], kept: Sequence[Block]) -> Iterator[Block]:
    """The sentences that open a report between its headline and its place."""
    opening = takewhile(lambda block: block is not kept[0], free) if kept else ()
    said = (block for block in opening if block.is_prose and not block.linked and _SENTENCE_END.search(block.text))
    yield from islice((block for block in said if block.element.tag in _LEADS), _MOST_LEADS)


def _linked(blocks: Sequence[Block], kept: Sequence[Block], reasons: dict[int, Reason]) -> Iterator[Block]:
    """Lists of links, and sentences that are a link, between the paragraphs and beside them."""
    prose = [block for block in kept if block.is_prose]
    parents = {block.element.getparent() for block in prose}
    for block in blocks[prose[0].order : prose[-1].order] if prose else ():
        if reasons.get(block.order) in ("card", "links"):
            items = next((step for step in block.around if step.tag in ("ul", "ol")), None)
            is_text = _is_sentence(block) if items is None else len(items) < _MOST_ITEMS
            if is_text and (block.element if items is None else items).getparent() in parents:
                yield block


def _is_sentence(block: Block) -> bool:
    return block.words > _FRAGMENT_WORDS and _FULL_STOP.search(block.text) is not None


def once(kept: Sequence[Block]) -> Iterator[Block]:
    """Without the paragraphs that a page prints again elsewhere (for phones, as a teaser) and the words it lifts out
    of its text. List items may repeat."""
    seen: dict[str, Element | None] = {}
    for block in kept:
        parent = block.element.getparent()
        may_repeat = not block.is_prose or len(block.text) < _LEAST_REPEATED or block.element.tag in ("li", "td")
        if (may_repeat or seen.setdefault(block.key, parent) is parent) and not _is_lifted(block, kept):
            yield block


def _is_lifted(block: Block, kept: Sequence[Block]) -> bool:
    """A pull quote: set as a quotation, and word for word in another paragraph."""
    around = list(islice(block.around, 2)) + [piece.element for piece in block.pieces]
    if block.words < _LEAST_LIFTED or not any(step.tag in _QUOTES or names(step) & _QUOTE_NAMES for step in around):
        return False
    return any(block.key in other.key for other in kept if other is not block and other.words > block.words)


def _prose_paths(blocks: Sequence[Block]) -> Counter[tuple[str, str]]:
    """How much prose stands in elements of each build (tag and class)."""
    paths: Counter[tuple[str, str]] = Counter()
    for block in blocks:
        if block.is_prose:
            paths[build_of(block.element)] += block.words
    return paths


def _belongs(block: Block, paths: Counter[tuple[str, str]]) -> bool:
    """A fragment in an element built unlike the prose is a stray label; a heading, list item or paragraph is text."""
    if block.words > _FRAGMENT_WORDS or build_of(block.element) in paths:
        return True
    if block.element.tag in _HEADINGS or block.element.tag in _TEXT_TAGS or is_cell(block.element):
        return True
    return bool(_SENTENCE_END.search(block.text)) and block.words > 2
