"""A page cut to its parts by a template → what stands where on it, without looking for anything.

Headline and text are where the template says. The text's lines are looked at only where some of them are of a kind
that once was something else; section, byline and dates are read from the few lines around, by the rules for any page.
"""

from __future__ import annotations

from collections.abc import Iterator

from masdar.model import Rejected, Template
from masdar.read.body import Body
from masdar.read.furniture import Reason, find_furniture
from masdar.read.headline import find_headline
from masdar.read.rejection import reject_read
from masdar.read.sheet import Sheet
from masdar.read.survey import Survey, survey_report
from masdar.read.templates.build import build
from masdar.read.templates.cut import BODY, PART, TITLE
from masdar.read.tree import Block, Element, above

METHOD = "known@1"


def survey_known(sheet: Sheet, template: Template) -> Survey | Rejected:
    parts = {box.get(PART): box for box in sheet.root.iterfind("body/div") if box.get(PART)}
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
    if all(build(block) in plain and not block.linked for block in blocks):
        reasons: dict[int, Reason] = {block.order: "template" for block in blocks if block.text in repeated}
    else:
        reasons = find_furniture(blocks, repeated)
    kept = tuple(block for block in blocks if block.order not in reasons)
    return Body(kept, reasons, around[0] if len(around) else around, sum(block.words for block in kept), METHOD)
