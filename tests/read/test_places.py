"""Every character of a title and its paragraphs has its place in the page, however the page writes it."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.model import Page, Rejected
from masdar.read import read_page
from masdar.read.decode import decode
from masdar.read.places import characters, locate
from masdar.read.plain import clean
from masdar.read.unrolled import unroll

PAGES = sorted((Path(__file__).parents[1] / "pages").glob("*/*.html"))
# Letters that compose, that entities name, that a careless reader takes for markup; no "&" before a letter by chance.
LETTERS = "سمدءكتابةوفي123.,:«»\"'’éöÅ؟،—&<>عربيabc\u200f"
SPACES = [" ", "\n", "\r\n\t ", "&nbsp;", "\u00a0", "&#160;", " <b> ", "</i> <i>", " <!-- <p>x</p> --> "]
NAMES = {"«": "&laquo;", "»": "&raquo;", "’": "&rsquo;", "é": "&eacute;", "ö": "&ouml;", "—": "&mdash;", "Å": "&Aring;"}


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str, list[int]]:
    """A paragraph as stored, as written in markup, and where each of its characters was written."""
    words = draw(st.lists(st.text(LETTERS, min_size=1, max_size=6), min_size=2, max_size=12))
    text = clean(" ".join(words))
    markup, places = "", []
    for character in text:
        if draw(st.integers(0, 9)) == 0 and character != " ":
            markup += draw(st.sampled_from(["<wbr>", "\u00ad", "&shy;", "<a href='/x?a=1&b=2' title='>'>", "</a>"]))
        way = draw(st.sampled_from(_ways(character)))
        places.append(len(markup) + (way.index(" ") if way.startswith("</") else 0))
        markup += way
    return text, markup, places


def _ways(character: str) -> list[str]:
    if character == " ":
        return SPACES
    ways = [f"&#{ord(character)};", f"&#x{ord(character):X};"]
    if character not in "&<":
        ways += [character] * 6
    if character in NAMES:
        ways.append(NAMES[character])
    if (apart := unicodedata.normalize("NFD", character)) != character:
        ways.append(apart)
    return [*ways, escape(character)]


@pytest.mark.slow
@given(st.lists(written(), min_size=1, max_size=5), st.booleans())
@settings(max_examples=150, deadline=None)
def test_each_character_stands_where_the_page_wrote_it(lines: list[tuple[str, str, list[int]]], decoys: bool) -> None:
    markup = '<html><head><title>x</title><meta name="description" content="y"></head><body><h1>عنوان الصفحة</h1>'
    starts = []
    for text, line, _ in lines:
        if decoys:
            quoted = escape(text)
            markup += (
                f"<script>var a = '<p>{text.replace('</', '')}</p>'</script><!-- <p>{line.replace('--', '')}</p> -->"
            )
            markup += (
                f"<template><p>{quoted}</p></template><div hidden><p>{quoted}</p></div><noscript>{quoted}</noscript>"
            )
        markup += "<p class='a'>\n  "
        starts.append(len(markup))
        markup += f"{line} </p>"
    found = locate(markup, "عنوان الصفحة", [text for text, _, _ in lines])
    assert found.title is not None
    assert markup[found.title.start : found.title.end] == "عنوان الصفحة"
    for place, start, (text, _, places) in zip(found.paragraphs, starts, lines, strict=True):
        assert place is not None
        assert characters(markup, place, text) == tuple(start + at for at in places)


@given(st.text("<>a/pbr &;#x1\"'=-!سهidenscrt\n\u0301é", max_size=200), st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_no_markup_breaks_it(markup: str, text: str) -> None:
    wanted = [clean(text), *filter(None, unroll(markup).text.split("\n"))]
    found = locate(markup, wanted[0], wanted)
    for place, line in zip(found.paragraphs, wanted, strict=True):
        if place is not None:
            offsets = characters(markup, place, line)
            assert list(offsets) == sorted(offsets)
            assert len(offsets) == len(line)


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_all_that_is_read_from_a_page_has_its_place(path: Path) -> None:
    page = Page("https://paper.example/1", datetime(2026, 11, 16, tzinfo=UTC), 200, (), path.read_bytes())
    reading = read_page(page)
    if isinstance(reading, Rejected):
        return
    markup = decode(page.body, None).text
    article = reading.article
    assert article.title_place is not None
    assert len(article.places) == len(article.paragraphs)
    for place, text in zip((article.title_place, *article.places), (article.title, *article.paragraphs), strict=True):
        assert place is not None, text
        offsets = characters(markup, place, text)
        assert offsets[0] == place.start
        for character, offset in zip(text, offsets, strict=True):
            assert markup[offset] == character or markup[offset] == "&" or markup[offset].isspace()


LEAD = "قالت بلدية المرفأ إن الجسر القديم يفتح صباح الأحد أمام المشاة بعد ترميم دام سنة كاملة."
NEXT = "وأضافت أن العربات تعبر من الجسر الجديد حتى نهاية الشتاء، وأن الحافلات تقف عند الساحة."


@pytest.mark.parametrize(
    "page",
    [
        f"<div class=card><p>{LEAD}</p></div><main><p>@{LEAD}</p><p>{NEXT}</p></main><div><p>{NEXT}</p></div>",
        f"<main><ul><li>الموعد</li></ul><h2>@الموعد</h2><p>{NEXT}</p></main><footer><p>الموعد</p></footer>",
        f"<p>{LEAD} وغيره</p><p>@{LEAD}<p>{NEXT}",
        f"<p style='display:none'>{LEAD}<p>@{LEAD}</p><p>{NEXT}</p>",
        f"<title>{LEAD}</title><p>@{LEAD}</p><p>{NEXT}</p><textarea><p>{LEAD}</p></textarea>",
    ],
)
def test_of_several_the_one_beside_its_neighbour_is_meant(page: str) -> None:
    at = page.index("@")
    markup = page.replace("@", "")
    first = "الموعد" if "الموعد" in page else LEAD
    place = locate(markup, "", [first, NEXT]).paragraphs[0]
    assert place is not None
    assert place.start == at


@pytest.mark.parametrize(
    ("page", "tag"),
    [
        ("<title>@</title><nav>عبور الجسر</nav><h1>#</h1><p>TEXT</p>", "h1"),
        ("<h1>#</h1><figure><figcaption>@</figcaption></figure><p>TEXT</p>", "h1"),
        ("<h1>صحيفة</h1><div class=crumb>@</div><span class=t>#</span><p>TEXT</p>", "span"),
        ("<title># - صحيفة</title><p>TEXT</p>", "h1"),
        ('<meta property="og:title" content="#"><p>TEXT</p>', "h1"),
        ("<p>TEXT</p><h1><a href=/1> #</a></h1>", "h1"),
    ],
)
def test_the_title_is_the_line_that_shows_it(page: str, tag: str) -> None:
    title = "عبور الجسر القديم"
    markup = page.replace("TEXT", LEAD).replace("@", title)
    at = markup.index("#")
    place = locate(markup.replace("#", title), title, [LEAD], tag).title
    assert place is not None
    assert place.start == at


def test_what_is_printed_nowhere_has_no_place() -> None:
    found = locate(f"<p>{LEAD}</p>", "عنوان آخر", [LEAD, "سطر لا تعرفه الصفحة"])
    assert found.title is None
    assert found.paragraphs[1] is None
    with pytest.raises(ValueError, match="does not stand"):
        characters(f"<p>{LEAD}</p>", found.paragraphs[0], NEXT)  # type: ignore[arg-type]
