"""One page in, one reading out (or why not): the room's public door. Pure; see `read_page` for the steps in order."""

from __future__ import annotations

from collections.abc import Sequence

from masdar.model import Page, Reading, Rejected, Source, Template
from masdar.read.reader import READER

__all__ = ["READER", "learn_templates", "read_page"]


def read_page(
    page: Page, source: Source | None = None, templates: Sequence[Template] = (), outlets: tuple[Source, ...] = ()
) -> Reading | Rejected:
    """Decode, reject, parse, find title, text, section, byline, time, language, credits and statements.

    `source` lends its time zone, its names (no credit to oneself) and its language; `templates` are what its
    other pages taught: the first that fits the page is used; `outlets` are the followed sources, whose names count as
    media that a report may credit (give the same tuple for page after page). Never raises, whatever the bytes are.
    """
    from masdar.read.article import read_article  # parsers load when the first page is read

    return read_article(page, source, templates, outlets)


def learn_templates(
    pages: Sequence[Page], source: Source | None = None, outlets: tuple[Source, ...] = ()
) -> tuple[Template, ...]:
    """What pages of one site have in common: a template for each design of three pages or more (see read.templates)."""
    from masdar.read.templates.learning import learn

    return learn(pages, source, outlets)
