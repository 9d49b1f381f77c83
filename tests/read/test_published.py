"""Which of the dates a page states is its own, and what becomes of the others (docs/how-to/read-dates-on-a-page)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from masdar.model import Page, Reading, Source, SourceId
from masdar.read import read_page

PROSE = "<p>قال رئيس البلدية إن الخط الجديد سيفتح أبوابه صباح الغد بعد أعمال استمرت عاماً كاملاً في المدينة.</p>" * 3
SOURCE = Source(SourceId("x"), "مثال", "https://x.example/", ("x.example",), zone="Asia/Damascus")
PRINTED = "<div>15 تشرين الثاني 2026 - 10:40</div>"


def declared(time: str) -> str:
    return f"<meta property='article:published_time' content='{time}'>"


def read(head: str, printed: str) -> Reading:
    title = "خط جديد يربط المدينة بالجبل"
    body = f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{printed}{PROSE}"
    headers = (("content-type", "text/html; charset=utf-8"),)
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    reading = read_page(Page("https://x.example/n/1", now, 200, headers, body.encode()), SOURCE)
    assert isinstance(reading, Reading)
    return reading


@pytest.mark.parametrize(
    ("head", "printed", "instant", "field"),
    [
        ("", PRINTED, "2026-11-15T07:40:00+00:00", "html:div"),
        (declared("2026-11-15T10:40:12+03:00"), PRINTED, "2026-11-15T07:40:12+00:00", "meta:article:published_time"),
        (declared("2026-11-18T09:00:00+03:00"), PRINTED, "2026-11-15T07:40:00+00:00", "html:div"),
        (declared("2026-11-18T09:00:00+03:00"), "", "2026-11-18T06:00:00+00:00", "meta:article:published_time"),
        (declared("2027-11-18T09:00:00+03:00"), PRINTED, "2026-11-15T07:40:00+00:00", "html:div"),
    ],
    ids=["printed", "finer", "contradicting", "declared", "future"],
)
def test_the_printed_date_wins_and_a_finer_one_that_agrees_makes_it_exact(
    head: str, printed: str, instant: str, field: str
) -> None:
    reading = read(head, printed)
    assert reading.article.published is not None
    assert reading.article.published.instant.isoformat() == instant
    assert next(each.field for each in reading.evidence if each.about == "published") == field


def test_a_declared_time_that_contradicts_the_printed_date_is_kept_as_refused() -> None:
    refused = [
        each for each in read(declared("2026-11-18T09:00:00+03:00"), PRINTED).evidence if "refused" in each.about
    ]
    assert [(each.about, each.field, each.quote, each.confidence) for each in refused] == [
        ("published_refused", "meta:article:published_time", "2026-11-18T09:00:00+03:00", 0.0)
    ]


def test_a_page_without_a_date_has_none() -> None:
    assert read("", "").article.published is None
