"""A page's bytes or text in, its Reading out: the reader for programs that have the page at hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from masdar.errors import NotAnArticle
from masdar.model import Page, Reading, Rejected, Source, SourceId, Template
from masdar.read.article import read_article
from masdar.read.sheet import TIMELESS


def read_html(
    data: bytes | str,
    url: str,
    fetched_at: datetime | None = None,
    zone: str | None = None,
    templates: Sequence[Template] = (),
) -> Reading:
    """See `masdar.read_html`."""
    body = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    headers = (("content-type", "text/html; charset=utf-8"),) if isinstance(data, str) else ()
    page = Page(url, fetched_at or TIMELESS, 200, headers, body)
    reading = read_article(page, Source(SourceId(""), "", url, (), zone=zone), templates)
    if isinstance(reading, Rejected):
        raise NotAnArticle(f"{url}: {reading.reason} {reading.detail}".rstrip())
    return reading
