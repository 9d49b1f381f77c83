"""Which of the dates a page states is its own, and what becomes of the others (docs/how-to/read-dates-on-a-page)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from masdar.model import Page, Reading, Source, SourceId
from masdar.read import read_page

PROSE = "<p>قال رئيس البلدية إن الخط الجديد سيفتح أبوابه صباح الغد بعد أعمال استمرت عاماً كاملاً في المدينة.</p>" * 3
PRINTED = "<div>15 تشرين الثاني 2026 - 10:40</div>"
DAY = "<div>15 تشرين الثاني 2026</div>"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def declared(time: str, name: str = "article:published_time") -> str:
    return f"<meta property='{name}' content='{time}'>"


def read(
    head: str,
    printed: str,
    *,
    above: str = "",
    url: str = "https://x.example/n/1",
    zone: str | None = "Asia/Damascus",
    served: str = "",
) -> Reading:
    title = "خط جديد يربط المدينة بالجبل"
    body = f"<html><head><title>{title}</title>{head}</head><body>{above}<h1>{title}</h1>{printed}{PROSE}"
    headers = (("content-type", "text/html; charset=utf-8"), ("date", served))
    source = Source(SourceId("x"), "مثال", "https://x.example/", ("x.example",), zone=zone)
    reading = read_page(Page(url, NOW, 200, headers, body.encode()), source)
    assert isinstance(reading, Reading)
    return reading


def published(reading: Reading) -> str:
    """The instant, and the day alone where no more is stated."""
    moment = reading.article.published
    if moment is None:
        return "none"
    return f"{moment.instant:%Y-%m-%dT%H:%MZ}" if moment.precision in ("second", "minute") else moment.precision


def refused(reading: Reading) -> list[tuple[str, str]]:
    refusals = [each for each in reading.evidence if each.about.endswith("_refused")]
    assert all(each.confidence == 0 for each in refusals)
    return [(each.field.partition(":")[0], each.method.partition(".")[2]) for each in refusals]


CASES = [
    ("printed alone", "", PRINTED, "2026-11-15T07:40Z", []),
    ("a finer one that agrees", declared("2026-11-15T10:40:12+03:00"), PRINTED, "2026-11-15T07:40Z", []),
    ("the day printed, the time declared", declared("2026-11-15T10:40:12+03:00"), DAY, "2026-11-15T07:40Z", []),
    ("a day declared as midnight", declared("2026-11-15T00:00:00+03:00"), DAY, "day", []),
    (
        "another day declared",
        declared("2026-11-18T09:00:00+03:00"),
        PRINTED,
        "2026-11-15T07:40Z",
        [("meta", "contradicts-printed")],
    ),
    (
        "the local time declared as Greenwich's",
        declared("2026-11-15T10:40:12Z"),
        PRINTED,
        "2026-11-15T07:40Z",
        [("meta", "zone-slip")],
    ),
    (
        "the time of our request declared",
        declared("2026-11-20T15:00:30+03:00"),
        PRINTED,
        "2026-11-15T07:40Z",
        [("meta", "time-of-request")],
    ),
    (
        "a time to come declared",
        declared("2026-11-20T19:00:00+03:00"),
        "<div>20 تشرين الثاني 2026</div>",
        "day",
        [("meta", "future")],
    ),
    ("a day to come printed", "", "<div>15 كانون الأول 2026</div>", "none", [("html", "future")]),
    (
        "a day to come printed, a past time declared",
        declared("2026-11-18T09:00:00+03:00"),
        "<div>15 كانون الأول 2026</div>",
        "2026-11-18T06:00Z",
        [("html", "future")],
    ),
    ("declared alone", declared("2026-11-18T09:00:00+03:00"), "", "2026-11-18T06:00Z", []),
    ("declared in seconds since 1970", declared("1794985200"), "", "2026-11-18T07:00Z", []),
    (
        "the time of our request declared, and another",
        declared("2026-11-20T15:00:30+03:00") + declared("2026-11-18T09:00:00+03:00", "og:published_time"),
        "",
        "2026-11-18T06:00Z",
        [],
    ),
    ("a distance", "", "<div>منذ 3 ساعات</div>", "hour", []),
    (
        "a distance beside a declared time",
        declared("2026-11-18T09:00:00+03:00"),
        "<div>منذ 3 ساعات</div>",
        "2026-11-18T06:00Z",
        [("html", "contradicts-declared")],
    ),
    ("a paper's name", "", "<div>تصوير: نورا (اليوم)</div>", "none", []),
    (
        "a printed date that contradicts itself",
        declared("2026-11-18T09:00:00+03:00"),
        "<div>الاثنين 15 تشرين الثاني 2026</div>",
        "2026-11-18T06:00Z",
        [("html", "wrong-weekday")],
    ),
    (
        "two dates in one line, one of them confirmed",
        declared("2026-11-15T10:40:12+03:00"),
        "<div>8 شباط 2008 <i></i> 15 تشرين الثاني 2026</div>",
        "2026-11-15T07:40Z",
        [("html", "unconfirmed")],
    ),
    (
        "a time that alone is declared",
        "<meta itemprop='datePublished' content='10:40 ص'>",
        DAY,
        "2026-11-15T07:40Z",
        [],
    ),
    (
        "words that only their elements part",
        "",
        "<p><span>15 تشرين الثاني 2026 - 3:40 مساءً</span><a href='/s'>سياسة</a></p>",
        "2026-11-15T12:40Z",
        [],
    ),
    (
        "a publication and a change",
        "",
        "<div>نشر: 15 تشرين الثاني 2026 10:40 | آخر تحديث: 16 تشرين الثاني 2026 08:00</div>",
        "2026-11-15T07:40Z",
        [],
    ),
]


@pytest.mark.parametrize(
    ("head", "printed", "expected", "refusals"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_the_date_that_readers_were_told_counts_and_what_contradicts_it_is_kept_as_refused(
    head: str, printed: str, expected: str, refusals: list[tuple[str, str]]
) -> None:
    reading = read(head, printed)
    assert (published(reading), refused(reading)) == (expected, refusals)


def test_both_places_are_evidence_where_one_states_the_day_and_the_other_the_time() -> None:
    places = [
        each.field for each in read(declared("2026-11-15T10:40:12+03:00"), DAY).evidence if each.about == "published"
    ]
    assert places == ["meta:article:published_time", "html:div"]


def test_the_server_clock_is_that_of_the_answer_too() -> None:
    stale = declared("2026-11-19T08:00:30Z")
    assert refused(read(stale, PRINTED, served="Thu, 19 Nov 2026 08:00:00 GMT")) == [("meta", "time-of-request")]


MASTHEAD = "<div>الجمعة 20 تشرين الثاني 2026</div>"


def test_the_date_of_the_masthead_yields_to_whatever_else_is_stated() -> None:
    assert published(read("", PRINTED, above=MASTHEAD)) == "2026-11-15T07:40Z"
    assert published(read(declared("2026-11-18T09:00:00+03:00"), "", above=MASTHEAD)) == "2026-11-18T06:00Z"
    assert published(read("", "", above=MASTHEAD)) == "day"


def test_of_two_printed_dates_that_agree_the_finer_counts() -> None:
    assert published(read("", PRINTED, above="<div>الأحد 15-11-2026</div>")) == "2026-11-15T07:40Z"


def test_a_page_whose_zone_nobody_knows_takes_it_from_a_declared_time_that_agrees() -> None:
    reading = read(declared("2026-11-15T07:40:12Z"), PRINTED, zone=None)
    assert (published(reading), refused(reading)) == ("2026-11-15T07:40Z", [])
    assert reading.article.published is not None
    assert reading.article.published.zone_from == "text"


def test_of_two_declared_times_the_one_of_the_address_counts() -> None:
    head = declared("2026-11-19T09:00:00+03:00") + declared("2026-11-18T09:00:00+03:00", "og:published_time")
    assert published(read(head, "", url="https://x.example/2026/11/18/1")) == "2026-11-18T06:00Z"
    assert published(read("", "", url="https://x.example/2026/11/18/1")) == "day"


CHANGE = "article:modified_time"


@pytest.mark.parametrize(
    ("head", "printed", "expected"),
    [
        (declared("2026-11-16T08:00:20+03:00", CHANGE), PRINTED, "2026-11-16T05:00"),
        (
            declared("2026-11-18T08:00:20+03:00", CHANGE),
            PRINTED + "<div>آخر تحديث: 16 تشرين الثاني 2026 08:00</div>",
            "2026-11-16T05:00",
        ),
        (declared("2026-11-20T15:00:30+03:00", CHANGE), PRINTED, "none"),
        (declared("2026-11-10T15:00:30+03:00", CHANGE), PRINTED, "none"),
        (declared("2026-12-10T15:00:30+03:00", CHANGE), PRINTED, "none"),
    ],
    ids=["declared", "printed wins", "time of request", "before publication", "to come"],
)
def test_a_change_is_read_by_the_same_rules(head: str, printed: str, expected: str) -> None:
    modified = read(head, printed).article.modified
    assert (f"{modified.instant:%Y-%m-%dT%H:%M}" if modified else "none") == expected


@pytest.mark.parametrize("path", ["2026/11/18/1", "2026-11-18/1", "2026/city/11/18/1", "20261118/1"])
def test_the_address_states_a_day_in_several_forms(path: str) -> None:
    moment = read("", "", url=f"https://x.example/{path}").article.published
    assert moment is not None
    assert f"{moment.instant:%Y-%m-%dT%H:%M}" == "2026-11-17T21:00"


def test_a_page_without_a_date_has_none() -> None:
    assert published(read("", "")) == "none"
