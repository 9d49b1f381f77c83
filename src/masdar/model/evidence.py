"""What every derived fact carries: where it stands, how it was found, what instant it means; and an expected no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Precision = Literal["second", "minute", "hour", "day", "week", "month", "year"]
ZoneFrom = Literal["text", "source", "none"]
Calendar = Literal["gregorian", "hijri"]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of one paragraph (0-based) of a stored text."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a derived fact comes from, so that anyone can look.

    `about` names the fact ("title", "published", "credit", …). `field` names the place on the page:
    "text" (the article's paragraphs), "title", "byline", "dateline", "attribution" (a sentence of the page that is
    not body text), "jsonld:datePublished", "meta:og:title", "link:canonical", "html:time", "breadcrumb", "url",
    "header:date", …
    `quote` is what stands there, word for word; `span` cuts it out of the article's paragraphs when field is
    "text", else out of `context`, which is then the whole text of that field.
    `method` is the rule and its version ("dates.visible@1"); `confidence` lies in 0..1.
    """

    about: str
    field: str
    quote: str
    method: str
    confidence: float = 1.0
    span: Span | None = None
    context: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """An expected "no": `reason` is a short fixed word to count by, `detail` says it of this case."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as precise as the page states it.

    `instant` is the start of the stated minute, day, month … in UTC (a "week": the first of about seven days).
    `zone` is the clock it was printed in (tz name or "+03:00"); `zone_from` says whether the text or the source file
    gave it, or nobody ("none": read as UTC, and the zone is then None). `printed` is the text it was read from.
    """

    instant: datetime
    precision: Precision
    zone: str | None
    zone_from: ZoneFrom
    calendar: Calendar
    printed: str
