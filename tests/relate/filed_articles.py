"""What a test cares about in, a filed article out; all outlets, people and places are invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from masdar.model import (
    Article,
    ArticleId,
    Credit,
    Evidence,
    FiledArticle,
    Moment,
    Reading,
    Source,
    SourceId,
    SourceKind,
    Span,
    Statement,
)

NOON = datetime(2026, 11, 14, 12, tzinfo=UTC)


def _evidence(about: str, field: str = "text") -> Evidence:
    return Evidence(about, field, "", "test@1")


def file_article(
    number: int,
    text: str,
    *,
    title: str = "",
    source: str = "الأيام",
    kind: SourceKind = "outlet",
    aliases: tuple[str, ...] = (),
    seen_h: float = 0,
    published_h: float | None = None,
    credits: tuple[str, ...] = (),
    signed: tuple[str, ...] = (),
    quoted: tuple[Span, ...] = (),
) -> FiledArticle:
    """Hours count from noon; `credits` are names for the words, `signed` those in the dateline; `quoted` are the
    spans of direct quotations."""
    published = None
    if published_h is not None:
        published = Moment(NOON + timedelta(hours=published_h), "minute", "UTC", "text", "gregorian", "")
    article = Article(
        url=f"http://paper.example/{number}",
        title=title,
        paragraphs=tuple(line for line in text.split("\n") if line),
        direction="rtl",
        published=published,
    )
    reading = Reading(
        article,
        credits=(
            *(Credit("text_from", name, _evidence("credit")) for name in credits),
            *(Credit("text_from", name, _evidence("credit", "dateline")) for name in signed),
        ),
        statements=tuple(Statement("direct", (span,), ("",), _evidence("statement")) for span in quoted),
    )
    publisher = Source(SourceId(source), source, "http://paper.example", (), kind=kind, aliases=aliases)
    return FiledArticle(ArticleId(number), publisher, NOON + timedelta(hours=seen_h), reading)
