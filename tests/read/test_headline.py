"""Which line of a page is its headline, when the page says little about itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from masdar.model import Page, Reading
from masdar.read import read_page

TITLE = "خط جديد يربط المدينة بالجبل"
SITE = "دائرة الطرق والجسور والأنفاق في جمهورية تيماران"
PROSE = "<p>قال رئيس البلدية إن الخط الجديد سيفتح أبوابه صباح الغد بعد أعمال استمرت عاماً كاملاً في المدينة.</p>" * 3
MENU = (
    "<ul><li><a href='/a'>محليات</a></li><li><a href='/b'>أخبار الدائرة</a></li><li><a href='/c'>اتصل بنا</a></li></ul>"
)


def read(body: str) -> Reading:
    headers = (("content-type", "text/html; charset=utf-8"),)
    reading = read_page(Page("https://x.example/n/1", datetime(2026, 11, 3, tzinfo=UTC), 200, headers, body.encode()))
    assert isinstance(reading, Reading), reading
    return reading


@pytest.mark.parametrize(
    "page",
    [
        f"<article><h1>{TITLE}</h1>{PROSE}</article>",
        f"<body><article><h1>{TITLE}</h1><div>3 تشرين الثاني 2026</div>{PROSE}</article>",
        # The site's name in the largest heading.
        f"<title>{TITLE} - {SITE}</title><body><div><h1>{SITE}</h1></div>{MENU}<h2>{TITLE}</h2>{PROSE}",
        f"<title>{SITE} | {TITLE}</title><body><div><h1>{SITE}</h1></div>{MENU}<h2>{TITLE}</h2>{PROSE}",
        f"<title>{SITE}</title><body><header><h1>{SITE}</h1></header>{MENU}<h2>{TITLE}</h2>{PROSE}",
        f"<title>{SITE}</title><body><a href='/'><h1>{SITE}</h1></a><h2>{TITLE}</h2>{PROSE}",
        f"<meta property='og:site_name' content='{SITE}'><title>{SITE}</title><h1>{SITE}</h1><h2>{TITLE}</h2>{PROSE}",
        # The headline in the largest heading, other headings around.
        f"<title>{TITLE} - {SITE}</title><body><header><h2>{SITE}</h2></header>{MENU}<h1>{TITLE}</h1>{PROSE}",
        f"<title>{TITLE} - {SITE}</title><body><h1>{TITLE}</h1><h2>وعود كثيرة قبل الافتتاح</h2>{PROSE}<h2>{SITE}</h2>",
    ],
)
def test_the_headline_is_found_without_metadata(page: str) -> None:
    assert read(page).article.title == TITLE


@pytest.mark.parametrize(
    "line",
    [
        f"<h1><span class='cat'>محليات</span> {TITLE}</h1>",
        f"<h1><a href='/b'>محليات</a> | {TITLE}</h1>",
        f"<table><tr><td><b>محليات</b> <span>{TITLE}</span></td></tr></table>",
        f"<table><tr><td>محليات<br>{TITLE}</td></tr></table>",
        f"<h1>محليات<br>{TITLE}</h1>",
        f"<table><tr><td><font color='red'>محليات:</font> {TITLE}</td></tr></table>",
    ],
)
def test_the_sections_name_in_the_headlines_line_is_no_part_of_it(line: str) -> None:
    article = read(f"<title>{TITLE}</title><body>{MENU}{line}{PROSE}").article
    assert (article.title, (article.section or "").rstrip(":")) == (TITLE, "محليات")


def test_a_stressed_first_word_is_part_of_the_headline() -> None:
    assert (
        read(f"<title>عاجل: {TITLE}</title><body><h1><b>عاجل:</b> {TITLE}</h1>{PROSE}").article.title
        == f"عاجل: {TITLE}"
    )
    assert read(f"<body><h1><b>خط</b> جديد يربط المدينة بالجبل</h1>{PROSE}").article.title == TITLE
