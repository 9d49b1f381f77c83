"""No bytes crash or hang the reader: what it cannot read is rejected with a reason."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masdar.model import Page, Reading, Rejected
from masdar.read import read_page
from masdar.read.html import read_html

SENTENCE = "قال رئيس البلدية إن السوق سيفتح أبوابه صباح الغد بعد أعمال الصيانة. "
MARKUP = (
    "<html>|<body>|<h1>عنوان الخبر في المدينة</h1>|<div class='related'>|</div>|<a href='http://['>|"
    "<time datetime='x'>|"
    "<script type='application/ld+json'>|" + '{"@type":"NewsArticle","headline":"\\ud800"}' + "|</script>|<br>|<td>|"
    "<meta property='og:title' content='عنوان'>|المصدر: |اقرأ أيضا|\x00|&#xD800;|\u202e|<svg>|<!--|<![CDATA[|"
    '2026/13/45|٣ تشرين|«|"|(رويترز)|نشر أولاً على موقع '
)
PIECES = ["<p>" + SENTENCE * 3 + "</p>", *MARKUP.split("|")]


def page(body: bytes, status: int = 200, content_type: str = "text/html") -> Page:
    return Page(
        "https://x.example/n/1", datetime(2026, 11, 3, tzinfo=UTC), status, (("content-type", content_type),), body
    )


def check(reading: Reading | Rejected) -> None:
    if isinstance(reading, Rejected):
        assert reading.reason
        return
    article = reading.article
    for text in (article.title, *article.paragraphs):
        assert text
        assert "\n" not in text
        assert unicodedata.is_normalized("NFC", text)
        text.encode()
    for credit in reading.credits:
        span, context = credit.evidence.span, credit.evidence.context
        assert span is not None
        text = article.paragraphs[span.paragraph] if credit.evidence.field == "text" else context
        assert text[span.start : span.end] == credit.name


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=30))
def test_no_markup_breaks_the_reader(pieces: list[str]) -> None:
    check(read_page(page("".join(pieces).encode("utf-8", "surrogatepass"))))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    check(read_page(page(body)))
    check(read_page(page(b"<html><body><h1>x</h1><p>" + body)))


@pytest.mark.parametrize(
    ("body", "status", "content_type", "reason"),
    [
        (b"", 200, "text/html", "empty"),
        (b"<html><body>", 404, "text/html", "http-status"),
        (b"%PDF-1.7", 200, "application/pdf", "not-html"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", 200, "text/html", "not-html"),
        (b"<html>" + b"x" * 10_000_001, 200, "text/html", "too-big"),
        (b"<html><body><p>" + SENTENCE.encode() * 9_000, 200, "text/html", "too-big"),
        (
            b"<html><body><h1>a b c</h1><p>one two three four five six seven eight nine.</p>",
            200,
            "text/html",
            "no-text",
        ),
    ],
)
def test_what_is_no_report_is_rejected_with_its_reason(
    body: bytes, status: int, content_type: str, reason: str
) -> None:
    reading = read_page(page(body, status, content_type))
    assert isinstance(reading, Rejected)
    assert reading.reason == reason


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>" + b"<div>" * 100_000 + SENTENCE.encode() * 5,
        b"<html><body><div " + b" ".join(b"a%d=1" % number for number in range(50_000)) + b">" + SENTENCE.encode(),
        b"<html><body><h1>x y z</h1>" + "<div>اقرأ أيضا</div>".encode() * 3_000 + b"<p>" + SENTENCE.encode() * 5,
        b'<html><script type="application/ld+json">' + b"[" * 50_000 + b"</script><p>" + SENTENCE.encode() * 5,
    ],
    ids=["nested", "attributes", "labels", "json"],
)
def test_hostile_markup_takes_bounded_time(body: bytes) -> None:
    check(read_page(page(body)))


def test_the_same_page_reads_the_same_twice() -> None:
    body = (
        "<html><title>سوق جديد في المدينة</title><h1>سوق جديد في المدينة</h1><p>"
        + SENTENCE * 4
        + "</p><p>"
        + SENTENCE * 2
    ).encode()
    first = read_page(page(body))
    read_page(page(body.replace(b"<p>", b"<div>")))
    assert read_page(page(body)) == first


@pytest.mark.parametrize("element", ["article", "main", "section", "div"])
def test_a_page_that_leaves_out_its_body_tag_is_read(element: str) -> None:
    lines = "".join(f"<p>تعلن بلدية السهل الأزرق افتتاح الحديقة رقم {n} أمام زوارها صباح الغد.</p>" for n in range(5))
    page = f"<!doctype html><title>حدائق جديدة</title><{element}><h1>حدائق جديدة</h1>{lines}</{element}>"
    article = read_html(page, "https://sahl.example/1").article
    assert (article.title, len(article.paragraphs)) == ("حدائق جديدة", 5)
