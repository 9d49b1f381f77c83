"""A page cut to its parts by a template → what stands where on it, without looking for anything.

Headline and text are where the template says. Of the lines of the text only those are looked at that stand where
the site has put something else before; section, byline and dates are read from the few lines around, by the same
rules as on any page.
"""

from __future__ import annotations

from collections.abc import Iterator

from masdar.model import Rejected, Template
from masdar.read.body import Body
from masdar.read.build import build
from masdar.read.cut import BODY, PART, TITLE
from masdar.read.furniture import Reason, reason_of_words
from masdar.read.headline import find_headline
from masdar.read.rejection import reject_read
from masdar.read.sheet import Sheet
from masdar.read.survey import Survey, survey_report
from masdar.read.tree import Block, Element, above

METHOD = "known@1"


def survey_known(sheet: Sheet, template: Template) -> Survey | Rejected:
    parts = {box.get(PART): box for box in sheet.root.iter("div") if box.get(PART)}
    top, around = parts.get(TITLE), parts.get(BODY)
    if top is None or around is None:
        return Rejected("no-text", "the template's parts are not on the page")
    headline = find_headline(tuple(_inside(sheet, top)), sheet.metadata, sheet.own)
    body = _body(tuple(_inside(sheet, around)), around, template)
    refused = reject_read(sheet.page, sheet.blocks, sheet.metadata, body, body.free_words)
    if refused or headline is None:
        return refused or Rejected("not-an-article", "no headline")
    return survey_report(sheet, headline, body, frozenset(template.menu))


def _inside(sheet: Sheet, box: Element) -> Iterator[Block]:
    return (block for block in sheet.blocks if box in above(block.element))


def _body(blocks: tuple[Block, ...], around: Element, template: Template) -> Body:
    repeated, plain = frozenset(template.texts), frozenset(template.plain)
    reasons: dict[int, Reason] = {}
    for block in blocks:
        if block.text in repeated:
            reasons[block.order] = "template"
        elif (block.linked or build(block) not in plain) and (reason := reason_of_words(block)):
            reasons[block.order] = reason
    kept = tuple(block for block in blocks if block.order not in reasons)
    return Body(kept, reasons, around[0] if len(around) else around, sum(block.words for block in kept), METHOD)
