"""Article pages of one site in, its habits out: AMP twins, canonical addresses, where dates are stated. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from selectolax.lexbor import LexborHTMLParser

from masdar.collect.addresses import absolute_url, host_of, same_site_hosts
from masdar.collect.links import base_of
from masdar.model import Page, Reading, Source
from masdar.read import read_page
from masdar.read.decode import decode

_LEAST_DATES = 5
_LEAST_SPAN = timedelta(hours=6)
_RECENT = timedelta(days=7)  # a pinned entry of last year must not make a busy site slow


@dataclass(frozen=True, slots=True)
class Sample:
    """What one article page shows. `canonical`: "own" (this address), "other" (another of the site), "elsewhere"
    (another site's: it may be a copy), "" (none). `dated`: how its date was read, "" when it states none.
    `title` is "" when the page does not read as an article, for `reason`."""

    url: str
    amp: str | None
    canonical: str
    dated: str
    title: str
    reason: str = ""


def sample_of(page: Page, source: Source) -> Sample:
    """One article page, read as any other of the source."""
    tree = LexborHTMLParser(decode(page.body, page.header("content-type")).text)
    reading = read_page(page, source)
    amp, canonical = _linked(tree, page, "amphtml"), _linked(tree, page, "canonical")
    if not isinstance(reading, Reading):
        return Sample(page.url, amp, _canonical(canonical, page), "", "", reading.reason)
    return Sample(page.url, amp, _canonical(canonical, page), _dated(reading), reading.article.title)


def expected_per_day(dates: Sequence[datetime]) -> float | None:
    """How many articles a day the dates of a listing tell of, those of its last week. None when they are fewer than
    five or span less than six hours: that says nothing of a day."""
    newest = max(dates, default=None)
    recent = [date for date in dates if newest is not None and newest - date <= _RECENT]
    if newest is None or len(recent) < _LEAST_DATES or newest - min(recent) < _LEAST_SPAN:
        return None
    return max(0.1, round((len(recent) - 1) / ((newest - min(recent)) / timedelta(days=1)), 1))


def _dated(reading: Reading) -> str:
    published = reading.article.published
    if published is None:
        return ""
    field = next((one.field for one in reading.evidence if one.about == "published"), "")
    zone = published.zone or "no zone"
    return f"{field}, to the {published.precision}, {zone}".lstrip(", ")


def _linked(tree: LexborHTMLParser, page: Page, relation: str) -> str | None:
    node = tree.css_first(f'link[rel="{relation}"][href]')
    return absolute_url(node.attributes.get("href") or "", base_of(tree, page.url)) if node is not None else None


def _canonical(url: str | None, page: Page) -> str:
    if url is None:
        return ""
    if url == page.url:
        return "own"
    return "other" if host_of(url) in same_site_hosts(host_of(page.url)) else "elsewhere"
