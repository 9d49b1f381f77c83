"""An article in, what export says of the form of its text out: parts, links, posts, pictures, places on the page."""

from __future__ import annotations

from dataclasses import dataclass

from masdar.model import Article, Part, Place, Span


@dataclass(frozen=True, slots=True)
class ExportedPart:
    """What one paragraph is: paragraph, heading, item, quotation, cell, post; the numbers as in `model.Part`."""

    kind: str
    level: int
    group: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class ExportedTextLink:
    """Characters `start` to `end` (exclusive) of the article's `text` link to `url`."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class ExportedEmbed:
    """A post of another platform after that paragraph (-1: before the first)."""

    platform: str
    url: str | None
    after: int
    author: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class ExportedPicture:
    """A picture after that paragraph (-1: before the first)."""

    url: str
    after: int
    caption: str | None
    credit: str | None
    alternative: str | None


@dataclass(frozen=True, slots=True)
class ExportedPlace:
    """Characters `start` to `end` (exclusive) of the page's decoded markup."""

    start: int
    end: int


def exported_parts(article: Article) -> tuple[ExportedPart, ...]:
    """One for each paragraph, whether the reading tells them apart or not."""
    parts = article.parts or (Part(),) * len(article.paragraphs)
    return tuple(ExportedPart(part.kind, part.level, part.group, part.row, part.column) for part in parts)


def exported_links(article: Article) -> tuple[ExportedTextLink, ...]:
    spans = (in_text(link.span, article.paragraphs) for link in article.links)
    return tuple(ExportedTextLink(*span, link.url) for span, link in zip(spans, article.links, strict=True))


def exported_embeds(article: Article) -> tuple[ExportedEmbed, ...]:
    return tuple(ExportedEmbed(each.platform, each.url, each.after, each.author, each.text) for each in article.embeds)


def exported_pictures(article: Article) -> tuple[ExportedPicture, ...]:
    return tuple(
        ExportedPicture(each.url, each.after, each.caption, each.credit, each.alternative) for each in article.pictures
    )


def exported_place(place: Place | None) -> ExportedPlace | None:
    return ExportedPlace(place.start, place.end) if place else None


def in_text(span: Span, paragraphs: tuple[str, ...]) -> tuple[int, int]:
    """The span counted in the paragraphs joined by one newline."""
    before = sum(len(paragraph) + 1 for paragraph in paragraphs[: span.paragraph])
    return before + span.start, before + span.end
