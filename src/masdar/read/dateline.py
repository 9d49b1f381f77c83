"""The first and last lines inside a report's body → what is dateline or closing line, and what is text.

An agency prints "place, date, agency" as a line above its item and "// انتهى //" with the clock below it. Such lines
of their own leave the text; a dateline inside the first paragraph stays there, where the credits point at it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from masdar.model import Evidence
from masdar.read.dates import find_moments
from masdar.read.heading import Printed, is_marked_byline
from masdar.read.outlets import NameBook, line_of
from masdar.read.people import is_name, signed
from masdar.read.phrases import key, phrases
from masdar.read.published import is_clock
from masdar.read.tree import Block

_MAX_WORDS = 18
_STRESSED = frozenset(("b", "strong", "em", "i", "u", "font"))
# What may be left of a dateline when dates and agencies are taken out: a place ("مكة المكرمة", "تل أبيب").
_PLACE_WORDS = 4
_SENTENCE_END = re.compile(r"[.؟?!…]\W*$")
_CALENDAR_WORDS = (
    "الموافق هـ م ه السبت الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة "
    "العدد في نشر بتاريخ تاريخ النشر الساعة آخر تحديث"
)
_CALENDAR = frozenset(map(key, _CALENDAR_WORDS.split()))


@dataclass(frozen=True, slots=True)
class Edges:
    """`dateline`: lines above the text; `closing`: lines below it; `text`: the rest."""

    dateline: tuple[Block, ...]
    text: tuple[Block, ...]
    closing: tuple[Block, ...]


def split_edges(
    blocks: Sequence[Block], known: frozenset[str], book: NameBook, fetched_at: datetime | None, tz: str | None
) -> Edges:
    """`known` are keys of lines already read as something else (headline, byline, section, menu)."""
    first, last = 0, len(blocks)
    while first < last - 1 and (
        signed(blocks[first].text) or _is_heading_line(blocks[first], known, book, fetched_at, tz)
    ):
        first += 1
    while last - 1 > first and (_is_signature(blocks[last - 1]) or _is_closing(blocks[last - 1], known)):
        last -= 1
    return Edges(tuple(blocks[:first]), tuple(blocks[first:last]), tuple(blocks[last:]))


def _is_signature(block: Block) -> bool:
    """The writer below the text: with a role before the name, or a name alone in bold or in a line of its own style."""
    if signed(block.text):
        return True
    marked = all(step.element.tag in _STRESSED for step in block.pieces) or bool(block.element.get("style"))
    return marked and is_name(block.text)


def signature(edges: Edges, book: NameBook) -> Printed | None:
    """Who signs a line at either end of the text, or the agency that signs a dateline, for pages that print no other
    byline."""
    for block in edges.dateline + edges.closing:
        names = signed(block.text) or (block.text if block in edges.closing and _is_signature(block) else None)
        if names:
            return Printed(names, Evidence("byline", "dateline", names, "dateline@1", 0.8, context=block.text))
    return _agency(edges.dateline, book)


def _agency(dateline: Sequence[Block], book: NameBook) -> Printed | None:
    for block in dateline:
        for found in book.find(line_of(block.text)):
            if found.outlet.kind == "agency" and not found.outlet.weak:
                name = block.text[found.start : found.end]
                return Printed(name, Evidence("byline", "dateline", name, "dateline@1", 0.8, context=block.text))
    return None


def _is_heading_line(
    block: Block, known: frozenset[str], book: NameBook, fetched_at: datetime | None, tz: str | None
) -> bool:
    if block.key in known or is_marked_byline(block):
        return True
    if block.words > _MAX_WORDS or _SENTENCE_END.search(block.text):
        return False
    left, dated = _without_dates(block.text, fetched_at, tz)
    line = line_of(left)
    named = book.find(line)
    signed = any(not found.outlet.weak and found.outlet.kind == "agency" for found in named)
    taken = {place for found in named for place in range(found.first, found.last)}
    rest = [word for place, word in enumerate(line.folded) if place not in taken and word not in _CALENDAR | known]
    rest = [word for word in rest if not word.isdecimal()]
    if dated or signed:
        return len(rest) <= _PLACE_WORDS
    return False


def _without_dates(text: str, fetched_at: datetime | None, tz: str | None) -> tuple[str, bool]:
    found = find_moments(text, fetched_at, tz)
    for moment in reversed(found):
        text = text[: moment.start] + " " + text[moment.end :]
    return text, bool(found)


def _is_closing(block: Block, known: frozenset[str]) -> bool:
    folded = block.key
    return not folded or is_clock(block.text) or folded in phrases("ends") or folded in known
