"""A page's tree, its blocks and our own reading of them → the body, by trafilatura where that reads better.

Ours was measured better on Arabic pages, theirs on others (docs/decisions/0005). Their text is mapped back onto our
blocks, so that every paragraph still knows its place and what our rules of wording call furniture stays out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

from masdar.read.body import Body
from masdar.read.furniture import Reason
from masdar.read.tree import Block, Element

METHOD = "body.trafilatura@1"
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff]")
_LETTERS = re.compile(r"[^\W\d_]")
_SQUEEZED = re.compile(r"[\W_]+")
# Reasons read from a line's words: they hold whoever chose the line. The others are read from the page's build.
_WORDED: frozenset[Reason] = frozenset(("prompt", "pointer", "disclaimer", "attribution", "tools", "template"))
# Ours yields where it holds less than this share of their words: between 0.7 and 0.8 the choice measured best.
_LESS = 0.75
# On an Arabic page, where ours is better, only when it found next to nothing, and theirs so many words in sentences.
_LITTLE, _MUCH = 40, 120
# Shorter lines ("By", "2 min") are matched whole, longer ones also as part of a line of theirs.
_LEAST_PART = 20
# Pages of more blocks are lists; reading them twice takes seconds.
_MOST_BLOCKS = 3_000


def better_body(root: Element, blocks: Sequence[Block], body: Body, headline: Block | None) -> Body:
    """`body`, or theirs where ours misses much of it: by less on a page that is not in Arabic script."""
    words = sum(block.words for block in body.kept)
    arabic = is_arabic(body.kept or blocks)
    if (arabic and words >= _LITTLE) or len(blocks) > _MOST_BLOCKS:
        return body
    theirs = _mapped(_text_of(root, arabic), blocks, body, headline)
    if words >= _LESS * sum(block.words for block in theirs):
        return body
    if arabic and sum(block.words for block in theirs if block.is_prose) < _MUCH:
        return body
    orders = {block.order for block in theirs}
    reasons = {order: reason for order, reason in body.reasons.items() if order not in orders}
    return replace(body, kept=theirs, reasons=reasons, method=METHOD)


def is_arabic(blocks: Sequence[Block]) -> bool:
    """Whether most letters of the running text (of all lines, where none runs) are Arabic script."""
    text = " ".join(block.text for block in blocks if block.is_prose) or " ".join(block.text for block in blocks)
    return 2 * len(_ARABIC.findall(text)) >= len(_LETTERS.findall(text))


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
