"""One page in, one reading out (or why not): the room's public door. Pure; see `read_page` for the steps in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masdar.model import Page, Reading, Rejected, Source

if TYPE_CHECKING:
    from masdar.read.template import Template

# Raise it when a reading would come out differently: every stored page is then due again.
READER = "2"

__all__ = ["READER", "read_page"]


def read_page(
    page: Page, source: Source | None = None, template: Template | None = None, outlets: tuple[Source, ...] = ()
) -> Reading | Rejected:
    """Decode, reject, parse, find title, text, section, byline, time, language, credits and statements.

    `source` lends its time zone, its names (no credit to oneself) and its language; `template` what its other pages
    taught; `outlets` are the followed sources, whose names count as media that a report may credit (give the same tuple
    for page after page). Never raises, whatever the bytes are.
    """
    from masdar.read.article import read_article  # parsers load when the first page is read

    return read_article(page, source, template, outlets)
