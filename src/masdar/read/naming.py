"""A surveyed page → the people who wrote its report, its tags and its topics, each with its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from masdar.model import Evidence
from masdar.read.authors import find_authors
from masdar.read.heading import Printed
from masdar.read.survey import Survey
from masdar.read.tags import find_tags
from masdar.read.topics import topics_of


@dataclass(frozen=True, slots=True)
class Named:
    """Names in the order of the page; topics are codes of IPTC Media Topics."""

    authors: tuple[Printed, ...]
    tags: tuple[Printed, ...]
    topics: tuple[Printed, ...]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(fact.evidence for fact in (*self.authors, *self.tags, *self.topics))


def name_all(found: Survey) -> Named:
    sheet, text = found.sheet, found.paragraphs
    return Named(
        find_authors(found.byline, sheet.metadata, text, sheet.own, sheet.book),
        find_tags(sheet.blocks, sheet.metadata, found.headline, text, sheet.own),
        topics_of(found.section, sheet.page.url),
    )
