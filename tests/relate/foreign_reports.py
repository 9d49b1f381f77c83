"""The invented reports of languages/*.toml in; filed articles by event and relation out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from masdar.model import Article, ArticleId, FiledArticle, Moment, Reading, Source, SourceId, SourceKind

NOON = datetime(2026, 11, 14, 12, tzinfo=UTC)
Half = Literal["development", "heldout"]


@dataclass(frozen=True, slots=True)
class Told:
    """A text about an event in another language than Arabic, and what it is to the Arabic report."""

    event: int
    relation: str
    article: FiledArticle


def file_report(
    number: int,
    text: str,
    *,
    title: str = "",
    language: str | None = "ar",
    source: str = "الأيام",
    kind: SourceKind = "outlet",
    at: datetime = NOON,
    is_dated: bool = True,
) -> FiledArticle:
    """A paragraph a line; published to the minute at `at`, and seen then."""
    paragraphs = tuple(line for line in text.split("\n") if line)
    published = Moment(at, "minute", "UTC", "text", "gregorian", "") if is_dated else None
    article = Article(
        f"http://paper.example/{number}", title, paragraphs, "ltr", language=language, published=published
    )
    return FiledArticle(ArticleId(number), Source(SourceId(source), source, "", (), kind=kind), at, Reading(article))


@cache
def load_half(half: Half) -> tuple[tuple[FiledArticle, ...], tuple[Told, ...]]:
    """The Arabic reports, and everything told in other languages; `Told.event` counts the Arabic reports from 0."""
    path = Path(__file__).parent / "languages" / f"{half}.toml"
    events = tomllib.loads(path.read_text(encoding="utf-8"))["event"]
    arabic = tuple(
        file_report(number, event["text"], title=event["title"], at=NOON + timedelta(minutes=number))
        for number, event in enumerate(events, start=1)
    )
    others = [(place, other) for place, event in enumerate(events) for other in event["other"]]
    foreign = tuple(
        Told(
            place,
            other["relation"],
            file_report(
                1000 + number, other["text"], title=other["title"], language=other["language"], source="The Ledger",
                at=NOON + timedelta(hours=2, minutes=number),
            ),
        )
        for number, (place, other) in enumerate(others)
    )  # fmt: skip
    return arabic, foreign
