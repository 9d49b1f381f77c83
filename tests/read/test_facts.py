"""Section, authors, tags, site name, canonical address and picture of pages that say them in different ways."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from masdar.model import Article, Page, Reading
from masdar.read import read_page

TITLE = "خط جديد يربط المدينة بالجبل بعد أعوام من الانتظار"
PROSE = "<p>قال رئيس البلدية إن الخط الجديد سيفتح أبوابه صباح الغد بعد أعمال استمرت عاماً كاملاً في المدينة.</p>" * 3
MENU = "".join(
    f"<li><a href='/{word}/'>{label}</a></li>"
    for word, label in (("politics", "سياسة"), ("economy", "اقتصاد"), ("sports", "رياضة"), ("local", "محليات"))
)
URL = "https://sada.example/politics/2026/11/new-line-to-the-mountain-48247"


def read(body: str, url: str = URL) -> Reading:
    headers = (("content-type", "text/html; charset=utf-8"),)
    reading = read_page(Page(url, datetime(2026, 11, 3, tzinfo=UTC), 200, headers, body.encode()))
    assert isinstance(reading, Reading), reading
    return reading


def article(head: str = "", above: str = "", below: str = "", url: str = URL, title: str = TITLE) -> Article:
    page = f"<html lang=ar><head><title>{title}</title>{head}</head><body>{above}<h1>{TITLE}</h1>{PROSE}{below}</body>"
    return read(page, url).article


def linked(**facts: object) -> str:
    node = {"@type": "NewsArticle", "headline": TITLE, **facts}
    return f"<script type='application/ld+json'>{json.dumps(node, ensure_ascii=False)}</script>"


# ---------------------------------------------------------------- section


@pytest.mark.parametrize(
    ("head", "above", "url", "section"),
    [
        # The menu's link to the folder that the page stands in.
        ("", f"<ul>{MENU}</ul>", URL, "سياسة"),
        ("", f"<ul>{MENU.replace('/politics/', '/category/politics/')}</ul>", URL, "سياسة"),
        # The entry of the menu that is marked as open.
        ("", f"<ul>{MENU.replace('<li><a', '<li class=active><a', 1)}</ul>", "https://sada.example/?p=1", "سياسة"),
        # A menu alone says nothing, its last entry least of all.
        ("", f"<ul>{MENU}</ul>", "https://sada.example/?p=1", None),
        # A path that does not call itself a breadcrumb.
        ("", "<p><a href='/'>الرئيسية</a> » <a href='/x'>محليات</a></p>", URL, "محليات"),
        # A word of the menu right above the headline.
        ("", f"<ul>{MENU}</ul><div><a href='/local/'>محليات</a></div>", "https://sada.example/?p=1", "محليات"),
        # "أخبار" gives way to what says more.
        (linked(articleSection=["أخبار", "اقتصاد"]), "", "https://sada.example/?p=1", "اقتصاد"),
        (linked(articleSection=["أخبار"]), "", "https://sada.example/?p=1", "أخبار"),
        # What WordPress writes into the body's classes is looked up in the menu.
        ("", f"<article class='post category-sports'></article><ul>{MENU}</ul>", "https://sada.example/?p=1", "رياضة"),
        # Another language's link is no section.
        ("", "<ul><li><a href='/en'>English</a></li></ul><div><a href='/en'>English</a></div>", URL, None),
    ],
)
def test_section(head: str, above: str, url: str, section: str | None) -> None:
    assert article(head, above, url=url).section == section


def test_the_section_has_topics_with_their_evidence() -> None:
    reading = read(f"<title>{TITLE}</title><body><ul>{MENU}</ul><h1>{TITLE}</h1>{PROSE}")
    assert reading.article.topics == ("medtop:11000000",)
    assert [entry.quote for entry in reading.evidence if entry.about == "topic"] == ["سياسة"]


# ---------------------------------------------------------------- authors


@pytest.mark.parametrize(
    ("head", "below", "authors"),
    [
        (linked(author={"@type": "Person", "name": "سعاد الملا"}), "", ("سعاد الملا",)),
        (linked(author=[{"name": "سعاد الملا"}, {"name": "جابر النهري"}]), "", ("سعاد الملا", "جابر النهري")),
        (linked(author={"@type": "Organization", "name": "بيت الريح"}), "", ()),
        ("<meta name=author content='جابر النهري'>", "", ("جابر النهري",)),
        ("<meta name=author content='admin'>", "", ()),
        ("", "<p>حوار: <b>سعاد الملا</b></p>", ("سعاد الملا",)),
        ("", "<p><b>سعاد الملا</b></p>", ("سعاد الملا",)),
        ("", "<div class=x><a rel=author href='/w/1'>سعاد الملا</a></div>", ("سعاد الملا",)),
    ],
)
def test_authors(head: str, below: str, authors: tuple[str, ...]) -> None:
    assert article(head, below=below).authors == authors


def test_an_author_is_found_by_its_reference() -> None:
    graph = {
        "@graph": [
            {"@type": "NewsArticle", "headline": TITLE, "author": {"@id": "#p1"}},
            {"@type": "Person", "@id": "#p1", "name": "سعاد الملا"},
        ]
    }
    found = article(f"<script type='application/ld+json'>{json.dumps(graph)}</script>")
    assert (found.authors, found.byline) == (("سعاد الملا",), "سعاد الملا")


def test_links_that_only_the_style_sheet_parts_are_two_authors() -> None:
    byline = "<div class=byline>بقلم<a href='/w/1'>سعاد الملا</a><a href='/w/2'>جابر النهري</a></div>"
    page = f"<title>{TITLE}</title><body><h1>{TITLE}</h1>{byline}{PROSE}"
    assert read(page).article.authors == ("سعاد الملا", "جابر النهري")


def test_a_place_beside_the_byline_that_the_text_names_is_no_author() -> None:
    prose = PROSE.replace("في المدينة", "في ورد الساحل")
    page = f"<title>{TITLE}</title><body><h1>{TITLE}</h1><p class=writer>سعاد الملا – ورد الساحل</p>{prose}"
    assert read(page).article.authors == ("سعاد الملا",)


# ---------------------------------------------------------------- tags


@pytest.mark.parametrize(
    ("head", "below", "tags"),
    [
        ("<meta name=keywords content='الخط الجديد، المدينة'>", "", ("الخط الجديد", "المدينة")),
        ("<meta property='article:tag' content='نقل'><meta property='article:tag' content='جبل'>", "", ("نقل", "جبل")),
        (linked(keywords=["نقل", "جبل", "نقل"]), "", ("نقل", "جبل")),
        ("", "<div>الوسوم: <a href='/t/1'>نقل</a> <a href='/t/2'>جبل</a></div>", ("نقل", "جبل")),
        ("", "<ul class=tags><li><a href=1>نقل</a></li><li><a href=2>جبل</a></li></ul>", ("نقل", "جبل")),
        ("", "<p><a href='/tag/1'>#نقل</a> <a href='/tag/2'>#جبل_المدينة</a></p>", ("نقل", "جبل المدينة")),
        # The words of the site, not of the report.
        ("<meta name=keywords content='أخبار عاجلة, صحف, طقس, أسعار, وظائف'>", "", ()),
        ("<meta name=keywords content=''>", "", ()),
    ],
)
def test_tags(head: str, below: str, tags: tuple[str, ...]) -> None:
    assert article(head, below=below).tags == tags


# ---------------------------------------------------------------- site name, canonical, picture


@pytest.mark.parametrize(
    ("head", "above", "title", "name"),
    [
        ("<meta property='og:site_name' content='صدى الوادي'>", "", TITLE, "صدى الوادي"),
        (linked(publisher={"@type": "Organization", "name": "صدى الوادي"}), "", TITLE, "صدى الوادي"),
        ("", "", f"{TITLE} - صدى الوادي", "صدى الوادي"),
        ("", "", f"صدى الوادي :: {TITLE}", "صدى الوادي"),
        ("", "<a href='/'><img src=logo.gif alt='صدى الوادي'></a>", TITLE, "صدى الوادي"),
        ("<meta name=copyright content='صدى الوادي'>", "", f"{TITLE} | سياسة | صدى الوادي", "صدى الوادي"),
        ("", "", TITLE, None),
    ],
)
def test_site_name(head: str, above: str, title: str, name: str | None) -> None:
    assert article(head, above, title=title).site_name == name


def test_the_copyright_line_names_the_site() -> None:
    assert article(below="<footer>جميع الحقوق محفوظة لصحيفة الوادي © 2026</footer>").site_name == "صحيفة الوادي"


@pytest.mark.parametrize(
    ("stated", "canonical"),
    [
        ("https://sada.example/politics/2026/11/new-line-to-the-mountain-48247/", "same"),
        ("https://sada.example/", None),
        ("https://sada.example/politics/", None),
        ("/a/48247", "https://sada.example/a/48247"),
        ("https://other.example/news/1", "same"),
        ("javascript:void(0)", None),
    ],
)
def test_a_canonical_address_names_the_page(stated: str, canonical: str | None) -> None:
    found = article(f"<link rel=canonical href='{stated}'>").canonical
    assert found == (stated if canonical == "same" else canonical)


def test_amp_and_print_pages_keep_the_address_above_them() -> None:
    head = f"<link rel=canonical href='{URL}'>"
    assert article(head, url=f"{URL}/amp/").canonical == URL


@pytest.mark.parametrize(
    ("head", "below", "image"),
    [
        ("<meta property='og:image' content='/i/a.jpg'>", "", "https://sada.example/i/a.jpg"),
        (
            "<meta property='og:image' content='/i/logo.png'>" + linked(image="/i/a.jpg"),
            "",
            "https://sada.example/i/a.jpg",
        ),
        ("<meta property='og:image' content='/default-image.jpg'>", "", None),
        ("", "<img src='/i/a.jpg' width=600>", None),
    ],
)
def test_image(head: str, below: str, image: str | None) -> None:
    assert article(head, below=below).image == image


def test_the_first_picture_of_the_text_stands_in_for_a_declared_one() -> None:
    images = "<img src='/dot.gif' width=1><a href='/x'><img src='/other.jpg'></a><img src='/i/a.jpg'>"
    page = f"<title>{TITLE}</title><body><img src='/top.jpg'><h1>{TITLE}</h1>{images}{PROSE}"
    assert read(page).article.image == "https://sada.example/i/a.jpg"
