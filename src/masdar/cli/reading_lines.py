"""A reading in, the lines that show it on a terminal out: facts first, a label before each, then the text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from masdar.model import Article, Moment, Part, Reading


def lines_of(reading: Reading) -> Iterator[str]:
    article = reading.article
    yield article.title
    yield from (f"{label}: {value}" for label, value in _facts(article) if value)
    for credit in reading.credits:
        yield f"{credit.kind}: {credit.name}" + (f" ({credit.canonical_name})" if credit.canonical_name else "")
    for statement in reading.statements:
        speaker = statement.resolved_speaker or statement.speaker or "?"
        yield f"{statement.kind}: {speaker}: {' … '.join(statement.words)}"
    yield ""
    yield from _text(article)


def _facts(article: Article) -> Iterator[tuple[str, str | None]]:
    yield "published", _moment_line(article.published)
    yield "modified", _moment_line(article.modified)
    yield "byline", article.byline
    yield "authors", " · ".join(article.authors)
    yield "section", article.section
    yield "topics", " · ".join(article.topics)
    yield "tags", " · ".join(article.tags)
    yield "canonical", article.canonical
    for embed in article.embeds:
        yield "embed", _told(embed.platform, embed.author, embed.url)
    for picture in article.pictures:
        yield "picture", _told(picture.caption or picture.alternative, picture.credit, picture.url)


def _told(*facts: str | None) -> str:
    return " · ".join(fact for fact in facts if fact)


def _moment_line(moment: Moment | None) -> str | None:
    if moment is None:
        return None
    known = moment.instant.isoformat() if moment.zone else "no time zone is known; name it in the source file"
    return f"{moment.printed} ({moment.precision}: {known})"


def _text(article: Article) -> Iterator[str]:
    """A line for each paragraph, marked as in Markdown; a row of a table is one line."""
    parts = article.parts or (Part(),) * len(article.paragraphs)
    lines = zip(article.paragraphs, parts, strict=True)
    for (kind, *_), members in groupby(enumerate(lines), _row):
        held = [line for _, line in members]
        if kind == "cell":
            yield " | ".join(text for text, _ in held)
        else:
            yield from (_marked(text, part) for text, part in held)


def _row(member: tuple[int, tuple[str, Part]]) -> tuple[str, int, int]:
    """The cells of one row have the same key."""
    number, (_, part) = member
    return (part.kind, part.group, part.row) if part.kind == "cell" else (part.kind, number, 0)


def _marked(text: str, part: Part) -> str:
    if part.kind == "heading":
        return f"{'#' * part.level} {text}"
    if part.kind == "item":
        return f"{'  ' * (part.level - 1)}{f'{part.row}.' if part.row else '-'} {text}"
    if part.kind in ("quotation", "post"):
        return f"{'> ' * max(part.level, 1)}{text}"
    return text
