"""Invented pages that are made to take a reader's time or memory, by name."""

from __future__ import annotations

from collections.abc import Callable

SENTENCE = "قال رئيس البلدية إن السوق سيفتح أبوابه صباح الغد بعد أعمال الصيانة الطويلة في المدينة القديمة. "
TITLE = "سوق جديد في المدينة القديمة"
TEXT = "".join(f"<p>{SENTENCE * 3}</p>" for _ in range(3))
MILLION = 1_000_000
QUOTED = """ b=">" c='<' """


def page(middle: str = "", head: str = "") -> bytes:
    """A report with something inside."""
    html = f"<!doctype html><html lang=ar><head><title>{TITLE}</title>{head}</head><body><h1>{TITLE}</h1>"
    return f"{html}{middle}{TEXT}</body></html>".encode("utf-8", "surrogatepass")


def linked(text: str) -> bytes:
    return page(head=f'<script type="application/ld+json">{text}</script>')


def attributes(between: str, count: int = MILLION) -> str:
    return between.join(f"a{number}" for number in range(count))


# What is refused, and why.
REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "20 MB, one text": ("too-big", lambda: page(SENTENCE * 110_000)),
    "20 MB, many paragraphs": ("too-big", lambda: page(f"<p>{SENTENCE}</p>" * 106_000)),
    "9.9 MB, one text": ("too-big", lambda: page(SENTENCE * 54_000)),
    "9.8 MB, one word": ("too-big", lambda: page("ا" * 4_900_000)),
    "9.6 MB of <p>": ("too-big", lambda: page("<p>" * 3_200_000)),
    "9.9 MB of <": ("too-big", lambda: page("<" * 9_890_000)),
    "100,000 nested div": ("too-big", lambda: page("<div>" * 100_000)),
    "100,000 nested tables": ("too-big", lambda: page("<table><tr><td>" * 100_000)),
    "b and i, misnested": ("too-big", lambda: page("<b>x<i>y</b>z</i>" * 50_000)),
    "100,000 nested svg": ("too-big", lambda: page("<svg>" * 100_000)),
    "a million tags": ("too-big", lambda: page("<b a=1>" * MILLION)),
    "200,000 paragraphs of a word": ("too-big", lambda: page("<p>س</p>" * 200_000)),
    "12,000 lines": ("too-big", lambda: page("<p>س</p>" * 12_000)),
    "4,000 lines, 240 deep": ("too-big", lambda: page("<div class='a b c'>" * 240 + "<p>س</p>" * 4_000)),
    "100,000 br with text": ("too-big", lambda: page("س<br>" * 90_000)),
    "55,000 nested div": ("not-an-article", lambda: page("<div>" * 55_000)),
    "55,000 nested links": ("not-an-article", lambda: page("<a href=/x>س" * 55_000)),
}

# What is read as if the rest was not there, or with it.
READ: dict[str, Callable[[], bytes]] = {
    "499,000 letters": lambda: page(f"<p>{SENTENCE * 5_100}</p>"),
    "499,000 letters in 5,000 paragraphs": lambda: page(f"<p>{SENTENCE}</p>" * 5_100),
    "one comment of 9.8 MB": lambda: page("<!-- " + "-x" * 4_900_000 + " -->"),
    "a script of 9.6 MB": lambda: page("<script>" + "x=1;" * 2_400_000 + "</script>"),
    "9.9 MB of spaces": lambda: page(" " * 9_890_000),
    "a million attributes": lambda: page(f"<div {attributes(' ')}>"),
    "a million attributes, a quoted > first": lambda: page(f"<div x='>' {attributes('=1 ')}>"),
    "50,000 attributes, quoted signs between": lambda: page(f"<div {attributes(QUOTED, 50_000)}>"),
    "a million attributes, strokes between": lambda: page(f"<div/{attributes('/')}>"),
    "2,500 tags of 480 attributes": lambda: page(f"<i {attributes('=1 ', 480)}>x</i>" * 2_500),
    "25,000 tags of an attribute": lambda: page("<b a=1>x</b>" * 25_000),
    "an attribute of 9.8 MB": lambda: page("<div title='" + "س" * 4_900_000 + "'>"),
    "a class of 9.8 MB": lambda: page("<div class='" + "a " * 4_900_000 + "'>"),
    "a style of 9 MB": lambda: page("<div style='display" + " " * 9_000_000 + "'>"),
    "an address of 9.6 MB": lambda: page("<a href='" + "../" * 3_200_000 + "'>س</a>"),
    "a canonical of 9.6 MB": lambda: page(head="<link rel=canonical href='http://" + "a." * 4_800_000 + "'>"),
    "1 MB of &amp;": lambda: page("<p>" + "&amp;" * 200_000),
    "1 MB of numeric entities": lambda: page("<p>" + "&#1587;" * 140_000),
    "1 MB of broken entities": lambda: page("<p>" + "&#xD800;&bogus;&#0;&#x110000;" * 35_000),
    "1 MB of NULs": lambda: page("\0" * MILLION),
    "a NUL behind each letter": lambda: page("<p>" + "\0".join(SENTENCE * 1_000)),
    "surrogates in UTF-8": lambda: page("<p>" + "\ud800س\udc00 " * 90_000),
    "surrogates in UTF-16": lambda: (
        b"\xff\xfe" + (page("<p>" + "س " * 9_000).decode() + "\ud800").encode("utf-16-le", "surrogatepass")
    ),
    "bidi controls everywhere": lambda: page("<p>" + "".join(letter + "\u202e\u2066" for letter in SENTENCE * 300)),
    "JSON-LD 10,000 deep": lambda: linked("[" * 10_000 + "]" * 10_000),
    "JSON-LD objects 10,000 deep": lambda: linked('{"a":' * 10_000 + "1" + "}" * 10_000),
    "JSON-LD authors 900 deep": lambda: linked('{"@type":"NewsArticle","author":' * 900 + '"س"' + "}" * 900),
    "JSON-LD, a number of 1.9 MB": lambda: linked('{"@type":"NewsArticle","x":' + "9" * 1_900_000 + "}"),
    "JSON-LD, an endless number": lambda: linked(
        '{"@type":"NewsArticle","datePublished":1e999,"x":1e' + "9" * 9_999 + "}"
    ),
    "JSON-LD, one key 100,000 times": lambda: linked('{"@type":"NewsArticle"' + ',"headline":"س"' * 100_000 + "}"),
    "JSON-LD, an array of 5 MB": lambda: linked("[" + ",".join(['{"a":1}'] * 620_000) + "]"),
    "JSON-LD, arrays in arrays": lambda: linked("[" + ",".join(["[" + ",".join(["[]"] * 600) + "]"] * 1_000) + "]"),
    "25,000 JSON-LD scripts": lambda: page(
        head='<script type="application/ld+json">{"@type":"NewsArticle","headline":"س"}</script>' * 25_000
    ),
    "55,000 metas": lambda: page(head="".join(f"<meta property=p{number} content=س>" for number in range(55_000))),
    "25,000 links": lambda: page("<a href='/n/1'>رابط</a> " * 25_000),
    "9,800 links in lines": lambda: page("<p><a href='/n/1'>رابط إلى خبر</a></p>" * 9_800),
    "9,800 tables": lambda: page("<table><tr><td>س</table>" * 9_800),
    "55,000 br": lambda: page("<br>" * 55_000),
    "9,800 paragraphs of a word": lambda: page("<p>س</p>" * 9_800),
    "9,800 headings": lambda: page(f"<h1>{TITLE}</h1>" * 9_800),
    "9,800 bylines": lambda: page("<p class=author>كتب: سمير</p>" * 9_800),
    "9,800 times": lambda: page("<time datetime='2026-01-01'>2026-01-01</time><br>" * 9_800),
    "9,800 labels": lambda: page("<div>اقرأ أيضا</div>" * 9_800),
    "breadcrumbs of 9,800 steps": lambda: page("<div class=breadcrumb>" + "<a href=/>س</a>" * 9_800 + "</div>"),
    "items inside items": lambda: page("<div itemprop=x>" * 30 + "<p itemprop=headline>س</p>" * 9_800),
    "200 buttons around 19,000 words": lambda: page("<button>" * 200 + "<i>س</i>" * 19_000),
    "a title of 0.9 MB": lambda: page(head="<meta property=og:title content='" + "سوق | " * 100_000 + "'>"),
    "55,000 doctypes": lambda: b"<!doctype html>" * 55_000 + page(),
    "55,000 CDATA": lambda: page("<![CDATA[" * 55_000),
    "25,000 kinds of tags": lambda: page("".join(f"<x{number}>س</x{number}>" for number in range(25_000))),
}
