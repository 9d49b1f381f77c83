"""A surveyed page → who wrote its report, its tags, topics, picture and the site's name, each with its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from masdar.model import Evidence
from masdar.read.addresses import first_picture
from masdar.read.authors import find_authors
from masdar.read.heading import Printed
from masdar.read.metadata import web_address
from masdar.read.phrases import key
from masdar.read.plain import clip
from masdar.read.sitename import left_over
from masdar.read.survey import Survey
from masdar.read.tags import find_tags
from masdar.read.topics import topics_of

# A page's title that is no headline is a name when it is so short.
_NAME_WORDS = 4
# Places that show a name which may not be the site's: a headline's title beside it is surer.
_UNSURE = ("html:copyright", "html:img")


@dataclass(frozen=True, slots=True)
class Named:
    """Names in the order of the page; topics are codes of IPTC Media Topics."""

    authors: tuple[Printed, ...]
    tags: tuple[Printed, ...]
    topics: tuple[Printed, ...]
    image: Printed | None
    site_name: Printed | None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        single = (fact for fact in (self.image, self.site_name) if fact is not None)
        return tuple(fact.evidence for fact in (*self.authors, *self.tags, *self.topics, *single))


def name_all(found: Survey) -> Named:
    sheet = found.sheet
    edges = found.edges
    lines = tuple(block.text for block in edges.dateline + edges.text + edges.closing)
    return Named(
        find_authors(found.byline, sheet.metadata, lines, sheet.own, sheet.book),
        find_tags(sheet.blocks, sheet.metadata, found.headline, found.paragraphs, sheet.own),
        topics_of(found.section, sheet.page.url),
        _image(found),
        _site_name(found),
    )


def _image(found: Survey) -> Printed | None:
    """The declared picture, or the first between headline and the last line of the text."""
    for fact in found.sheet.metadata.images[:1]:
        return _stated("image", fact.field, fact.text, 0.95)
    block, text = found.headline.block, found.edges.text
    shown = first_picture(found.sheet.root, block.element, text[-1].element) if block is not None and text else None
    address = web_address(shown, found.sheet.page.url) if shown else None
    return _stated("image", "html:img", address, 0.7) if address else None


def _site_name(found: Survey) -> Printed | None:
    """What is declared or plainly shown, or what the page's title has besides the headline."""
    metadata = found.sheet.metadata
    known = next(iter(metadata.site_names), None)
    if known is not None and known.field not in _UNSURE:
        return _stated("site_name", known.field, known.text, 0.95)
    template = found.sheet.template
    if template is not None and template.site_name is not None:
        return _stated("site_name", "template", template.site_name, 0.9)
    title = next((fact.text for fact in metadata.titles if fact.field == "html:title"), "")
    headline = found.headline.text
    rest = next(left_over(title, headline), None)
    if not rest and len(title.split()) <= _NAME_WORDS and not set(key(title).split()) & set(key(headline).split()):
        rest = title
    if rest:
        return _stated("site_name", "html:title", rest, 0.8)
    return _stated("site_name", known.field, known.text, 0.6) if known else None


def _stated(about: str, field: str, text: str, confidence: float) -> Printed:
    return Printed(text, Evidence(about, field, clip(text, 500), "metadata@1", confidence))
