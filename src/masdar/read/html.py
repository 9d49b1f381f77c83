"""A page's bytes or text in, its Reading out: the reader for programs that have the page at hand."""

from __future__ import annotations

from datetime import datetime

from masdar.errors import NotAnArticle
from masdar.model import Page, Reading, Rejected, Source, SourceId
from masdar.read.article import TIMELESS, read_article
from masdar.read.template import Template


def read_html(
    data: bytes | str,
    url: str,
    fetched_at: datetime | None = None,
    zone: str | None = None,
    template: Template | None = None,
) -> Reading:
    """See `masdar.read_html`."""
    body = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    headers = (("content-type", "text/html; charset=utf-8"),) if isinstance(data, str) else ()
    page = Page(url, fetched_at or TIMELESS, 200, headers, body)
    reading = read_article(page, Source(SourceId(""), "", url, (), zone=zone), template)
    if isinstance(reading, Rejected):
        raise NotAnArticle(f"{url}: {reading.reason} {reading.detail}".rstrip())
    return reading
