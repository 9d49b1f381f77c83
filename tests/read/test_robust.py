"""No bytes crash or hang the reader: what it cannot read is rejected with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masdar.model import Reading, Rejected, Source, SourceId
from masdar.read import read_page
from masdar.read.credits import find_credits
from masdar.read.dates import find_moments, read_moment
from masdar.read.html import read_html
from masdar.read.jsonld import read_linked_data
from masdar.read.lint import lint
from masdar.read.metadata import read_metadata
from masdar.read.statements import find_statements
from masdar.read.templates.learning import learn
from masdar.read.tree import grow, read_blocks
from reading_laws import ASKED, check_credits, check_line, check_reading, check_statements, page_of

SENTENCE = "قال رئيس البلدية إن السوق سيفتح أبوابه صباح الغد بعد أعمال الصيانة. "
PAGE = (
    "<!doctype html><html lang=ar><head><meta charset=utf-8><title>سوق جديد في المدينة | صحيفة المثال</title>"
    "<meta property='og:title' content='سوق جديد في المدينة'><link rel=canonical href='/n/1'>"
    "<script type='application/ld+json'>"
    '{"@type":"NewsArticle","headline":"سوق جديد","datePublished":"2026-11-02T09:00:00+03:00","author":{"name":"س"}}'
    "</script></head><body><nav><a href='/'>الرئيسية</a> <a href='/b'>بلديات</a></nav><article>"
    "<h1>سوق جديد في المدينة</h1><p class=author>كتب: سمير المثال</p><time datetime='2026-11-02'>2 نوفمبر 2026</time>"
    "<p>دنوار (رويترز) - قال رئيس البلدية «السوق لكم» أمس الأحد، بحسب وكالة المثال.</p>"
    f"<p>{SENTENCE * 2}</p><ul><li>{SENTENCE}</li></ul><blockquote>{SENTENCE}</blockquote>"
    "<figure><img src=/a.png><figcaption>السوق</figcaption></figure>"
    "<table><tr><td>سنة<td>زائر</table><p>المصدر: وكالة المثال</p></article>"
    "<div class=related><h3>اقرأ أيضا</h3><a href=/n/2>خبر آخر</a></div><footer>جميع الحقوق محفوظة</footer>"
)
MARKUP = (
    "<html>|<body>|<h1>عنوان الخبر في المدينة</h1>|<div class='related'>|</div>|<a href='http://['>|"
    "<time datetime='x'>|"
    "<script type='application/ld+json'>|" + '{"@type":"NewsArticle","headline":"\\ud800"}' + "|</script>|<br>|<td>|"
    "<meta property='og:title' content='عنوان'>|المصدر: |اقرأ أيضا|\x00|&#xD800;|\u202e|<svg>|<!--|<![CDATA[|"
    '2026/13/45|٣ تشرين|«|"|(رويترز)|نشر أولاً على موقع |<p hidden>|<img src=x>|</p>|<blockquote class=twitter-tweet>|'
    "<iframe src=https://www.youtube.com/embed/x>|<table>|<li>|<h2>|<base href='//['>|<link rel=canonical href=//a..b>|"
    "<img src='http://[' width=600>"
)
PIECES = ["<p>" + SENTENCE * 3 + "</p>", *MARKUP.split("|")]
TAG_NAMES = "div p span a b h1 h2 ul li table tr td blockquote figure section article time br svg button form"
TAGS = TAG_NAMES.split()
# Words that the rules of dates, credits and statements look for.
SAID = (
    'قال|وأضاف|إن|أن|«|»|"|:|المصدر|نقلا عن|بحسب|وكالة|رويترز|أ ف ب|(|)|على منصة|إكس|نشر أولا على موقع|بعنوان|أمس|'
    "الأحد|يناير|2026|12/12/2026|10:30|منذ|ساعتين|هـ|م|ص|\u0640|\u0651|\u200f|-|–|،|.|\u00a0|ـ|ﷺ|1447|٣|GMT|الرئيس|في"
)
PHRASES = SAID.split("|")

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
phrases = st.lists(st.one_of(st.sampled_from(PHRASES), st.text(max_size=6)), max_size=40).map(" ".join)


def check(body: bytes) -> None:
    page = page_of(body)
    check_reading(read_page(page), page)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """The invented page with slices deleted, doubled and put elsewhere."""
    body = PAGE.encode()
    for _ in range(draw(st.integers(1, 6))):
        first, last = sorted((draw(st.integers(0, len(body))), draw(st.integers(0, len(body)))))
        piece = body[first:last]
        place = draw(st.integers(0, len(body)))
        body = draw(
            st.sampled_from(
                (body[:first] + body[last:], body[:place] + piece + body[place:], body[:place] + b"<" + body[place:])
            )
        )
    return body


markup = st.recursive(
    st.one_of(st.sampled_from(PIECES), phrases),
    lambda inner: st.builds(
        lambda tag, attributes, parts, end: f"<{tag} {attributes}>{''.join(parts)}{end}",
        st.sampled_from(TAGS),
        st.sampled_from(["", "class=author", "class='card x'", "hidden", "itemprop=headline", "href=/n/1", "id=\"'>"]),
        st.lists(inner, max_size=5),
        st.sampled_from([f"</{tag}>" for tag in TAGS[:6]] + [""]),
    ),
    max_leaves=25,
)


@quick
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=30))
def test_no_markup_breaks_the_reader(pieces: list[str]) -> None:
    check("".join(pieces).encode("utf-8", "surrogatepass"))


@pytest.mark.slow
@quick
@given(st.lists(markup, min_size=1, max_size=6))
def test_no_nesting_breaks_the_reader(parts: list[str]) -> None:
    check(("<html><h1>عنوان الخبر في المدينة</h1>" + "".join(parts) + SENTENCE * 4).encode("utf-8", "surrogatepass"))


@quick
@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    check(body)
    check(b"<html><body><h1>x</h1><p>" + body)


@pytest.mark.slow
@quick
@given(mutated())
def test_no_damage_breaks_the_reader(body: bytes) -> None:
    check(body)


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(mutated(), min_size=3, max_size=4), st.booleans())
def test_no_pages_break_the_learning_of_templates(bodies: list[bytes], same: bool) -> None:
    pages = [page_of((b"<html><!-- %d -->" % number) + body) for number, body in enumerate(bodies)]
    source = Source(SourceId("x"), "صحيفة المثال", "https://x.example/", ("x.example",))
    templates = learn(pages * 3 if same else pages, source)
    for page in pages:
        check_reading(read_page(page, source, templates), page)


@quick
@given(st.text(max_size=300))
def test_no_text_breaks_tree_and_metadata(text: str) -> None:
    root = grow("<p>" + text)
    assert root is not None
    for block in read_blocks(root):
        check_line(block.text)
    for body in (text, '{"@type": "NewsArticle", "author": ' + text + "}"):
        read_linked_data([body], "https://x.example/n/1")
        root = grow(f'<script type="application/ld+json">{body}</script><meta property="og:image" content="{text}">')
        if root is not None:
            read_metadata(root, "https://x.example/n/1")


@quick
@given(phrases, st.booleans(), st.sampled_from([None, "Asia/Damascus"]))
def test_no_words_break_the_dates(text: str, asked: bool, zone: str | None) -> None:
    now = ASKED if asked else None
    read_moment(text, now, zone)
    for found in find_moments(text, now, zone):
        assert text[found.start : found.end] == found.moment.printed


@quick
@given(st.lists(phrases, min_size=4, max_size=6))
def test_no_words_break_credits_and_statements(lines: list[str]) -> None:
    byline, dateline, attribution, *rest = lines
    text = "\n".join(rest)
    found = find_credits(text, byline=byline, dateline=dateline, attribution=[attribution], fetched_at=ASKED)
    check_credits(found, text.split("\n"))
    paragraphs = tuple(lines)
    check_statements(find_statements(paragraphs, ASKED, "Asia/Damascus"), paragraphs)


@pytest.mark.parametrize(
    "line",
    ["قال: «\u3000»", "قال الوزير « » إن", 'وأضاف: "  ', "قال «", "«  \u00a0» قال", "قال «\u0640 \u0651 \u200f ـ س»"],
)
def test_an_empty_quotation_is_no_statement(line: str) -> None:
    check_statements(find_statements((line, line)), (line, line))


@pytest.mark.parametrize("line", ["«", "»", "نقلا عن « «", "المصدر: «»", "/ / /", "|", "(رويترز", "\u200f", "كتب:"])
def test_a_line_of_marks_alone_breaks_nothing(line: str) -> None:
    check(f"<html><h1>عنوان الخبر في المدينة</h1><div>{line}</div><p>{SENTENCE * 4}</p><div>{line}</div>".encode())


@pytest.mark.parametrize(
    ("body", "status", "content_type", "reason"),
    [
        (b"", 200, "text/html", "empty"),
        (b"\x00" * 1_000_000, 200, "text/html", "empty"),
        (b"<html><body>", 404, "text/html", "http-status"),
        (b"%PDF-1.7", 200, "application/pdf", "not-html"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", 200, "text/html", "not-html"),
        (b"<html>" + b"x" * 10_000_001, 200, "text/html", "too-big"),
        (b"<html><body><p>" + SENTENCE.encode() * 9_000, 200, "text/html", "too-big"),
        (b"<html><h1>a b c</h1>" + b"<div>" * 60_000 + SENTENCE.encode() * 5, 200, "text/html", "too-big"),
        (b"<html><h1>a b c</h1>" + b"<p>x" * 10_001, 200, "text/html", "too-big"),
        (b"<html><h1>a b c</h1>" + b"<div>" * 240 + b"<p>x</p>" * 3_000, 200, "text/html", "too-big"),
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
    reading = read_page(page_of(body, content_type, status))
    assert isinstance(reading, Rejected)
    assert reading.reason == reason


def test_the_same_page_reads_the_same_twice() -> None:
    first = read_page(page_of(PAGE.encode()))
    assert isinstance(first, Reading)
    read_page(page_of(PAGE.replace("<p>", "<div>").encode()))
    assert read_page(page_of(PAGE.encode())) == first
    assert lint(page_of(PAGE.encode()), first, ASKED + timedelta(days=1)) is not None


@pytest.mark.parametrize("element", ["article", "main", "section", "div"])
def test_a_page_that_leaves_out_its_body_tag_is_read(element: str) -> None:
    lines = "".join(f"<p>تعلن بلدية السهل الأزرق افتتاح الحديقة رقم {n} أمام زوارها صباح الغد.</p>" for n in range(5))
    page = f"<!doctype html><title>حدائق جديدة</title><{element}><h1>حدائق جديدة</h1>{lines}</{element}>"
    article = read_html(page, "https://sahl.example/1").article
    assert (article.title, len(article.paragraphs)) == ("حدائق جديدة", 5)
