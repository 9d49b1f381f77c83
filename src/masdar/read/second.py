"""A page's tree, its blocks and our own reading of them → the body, by trafilatura where that reads better.

Ours was measured better (docs/decisions/0005); theirs is asked where ours looks poor. Their text is mapped back onto
our blocks, so that every paragraph still knows its place and what our rules of wording call furniture stays out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

from masdar.read.body import Body, once
from masdar.read.furniture import Reason
from masdar.read.tree import Block, Element, is_arabic

METHOD = "body.trafilatura@1"
_SQUEEZED = re.compile(r"[\W_]+")
# Reasons read from a line's words: they hold whoever chose the line. The others are read from the page's build.
_WORDED: frozenset[Reason] = frozenset(("prompt", "pointer", "disclaimer", "attribution", "tools", "stamp", "template"))
# Asked where ours holds less than this share of the page's running text; ours yields below this share of theirs.
_POOR, _LESS = 0.4, 0.4
# On an Arabic page, where ours is better, only when it found next to nothing, and theirs so many words in sentences.
_LITTLE, _MUCH = 40, 120
# Shorter lines ("By", "2 min") are matched whole, longer ones also as part of a line of theirs.
_LEAST_PART = 20
# Pages of more blocks are lists; reading them twice takes seconds.
_MOST_BLOCKS = 3_000


def better_body(root: Element, blocks: Sequence[Block], body: Body, headline: Block | None) -> Body:
    """`body`, or theirs where ours looks poor and holds less than two fifths of it."""
    arabic = is_arabic(body.kept or blocks)
    if not _looks_poor(blocks, body, arabic) or len(blocks) > _MOST_BLOCKS:
        return body
    theirs = tuple(once(_mapped(_text_of(root, arabic), blocks, body, headline)))
    if sum(block.words for block in body.kept) >= _LESS * sum(block.words for block in theirs):
        return body
    if arabic and sum(block.words for block in theirs if block.is_prose) < _MUCH:
        return body
    orders = {block.order for block in theirs}
    reasons = {order: reason for order, reason in body.reasons.items() if order not in orders}
    return replace(body, kept=theirs, reasons=reasons, method=METHOD)


def _looks_poor(blocks: Sequence[Block], body: Body, arabic: bool) -> bool:
    """Next to nothing was kept, or (where ours is not the better by far) little of what runs on the page."""
    if sum(block.words for block in body.kept) < _LITTLE:
        return True
    kept = sum(block.words for block in body.kept if block.is_prose)
    return not arabic and kept < _POOR * sum(block.words for block in blocks if block.is_prose)


def _text_of(root: Element, strict: bool) -> str:
    """Their text, a line each. No metadata: the dates they guess are none of ours. No memory of other pages."""
    import trafilatura  # a second of imports, for the few pages that need it

    document = trafilatura.bare_extraction(
        deepcopy(root),
        favor_precision=strict,
        favor_recall=not strict,
        include_comments=False,
        deduplicate=False,
        with_metadata=False,
    )
    return "" if document is None or isinstance(document, dict) else document.text or ""


def _mapped(text: str, blocks: Sequence[Block], body: Body, headline: Block | None) -> tuple[Block, ...]:
    """Our blocks whose text is a line of theirs, or (when long enough) part of one."""
    lines = Counter(filter(None, (_squeezed(cell) for line in text.split("\n") for cell in _cells(line))))
    whole = _squeezed(text)
    kept: list[Block] = []
    for block in blocks:
        squeezed = _squeezed(block.text)
        if not squeezed or block is headline or body.reasons.get(block.order) in _WORDED:
            continue
        if lines[squeezed] > 0:
            lines[squeezed] -= 1
            kept.append(block)
        elif len(squeezed) >= _LEAST_PART and squeezed in whole:
            kept.append(block)
    return tuple(kept)


def _cells(line: str) -> list[str]:
    """A row of a table is one line of theirs, but a block of ours for each cell."""
    return line.split("|") if line.startswith("|") else [line]


def _squeezed(text: str) -> str:
    """Letters and digits only: their text spaces and punctuates lists and tables in its own way."""
    return _SQUEEZED.sub("", text).lower()
