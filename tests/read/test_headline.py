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
        # The site's name on either side, by any separator, once or twice.
        f"<title>{SITE} :: {TITLE}</title><body><a href='/'>{SITE}</a><h2>{TITLE}</h2>{PROSE}",
        f"<title>{TITLE} » محليات » {SITE}</title><body><a href='/'>{SITE}</a>{PROSE}",
        f"<title>{TITLE} • {SITE}</title><meta property='og:site_name' content='{SITE}'><body>{PROSE}",
        f"<meta property='og:title' content='{SITE} – {TITLE}'><body><a href='/'>{SITE}</a>{PROSE}",
        # The site's short name as heading and title of every page, above its menu.
        f"<title>صدى الوادي</title><body><h1>صدى الوادي</h1>{MENU}<h2>{TITLE}</h2><small>3-11-2026</small>{PROSE}",
        # A line above the headline in the same heading, marked as such.
        f"<title>{SITE}</title><body><h1><span class=overline>بعد أعوام</span> <span>{TITLE}</span></h1>{PROSE}",
        f"<body><article><h1><small class='kicker'>محليات</small> <span>{TITLE}</span></h1>{PROSE}</article>",
        # A short part of a declared title stands elsewhere on the page.
        f"<meta property='og:title' content='الجبل ينتظر منذ أعوام | صدى'><body><h1>{TITLE}</h1>{PROSE}<h3>صدى</h3>",
        # Split over runs, with a mark left over from a hidden line above.
        f"<title>{TITLE}</title><body><h1><span>خط جديد</span> <span>يربط المدينة بالجبل</span></h1>{PROSE}",
        f"<title>{TITLE}</title><body><h1><b hidden>بعد</b>: <span>{TITLE}</span></h1>{PROSE}",
        # No heading element at all.
        f"<title>{TITLE} - {SITE}</title><body><table><tr><td><font size=5>{TITLE}</font></td></tr></table>{PROSE}",
        f"<body><div role=heading aria-level=1>{TITLE}</div>{PROSE}<title>{TITLE} · {SITE}</title>",
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
