"""Feeds as they are found: no entry and no address is lost to a mistake beside it, and nothing takes long."""

from __future__ import annotations

import json
import time

import pytest

from masdar.collect.feeds import Entry, read_document

HOME = "https://www.paper.example/"
TITLE = "افتتاح مكتبة جديدة"
RSS_090 = (
    'rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
)
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


def item(number: int, title: str = TITLE, extra: str = "") -> str:
    return f"<item><title>{title}</title>{extra}<link>{HOME}{number}</link></item>"


def rss(title: str = TITLE, extra: str = "", root: str = "rss") -> str:
    """Ten items, the mistake in each."""
    return f"<{root}><channel>{''.join(item(number, title, extra) for number in range(10))}</channel></{root}>"


def atom(links: str, attributes: str = ATOM) -> str:
    entries = "".join(f"<entry><title>{TITLE}</title>{links.format(number)}</entry>" for number in range(10))
    return f"<feed {attributes}>{entries}</feed>"


def jsonfeed(**item: object) -> str:
    items = [{"url": f"/{number}", "title": TITLE} | item for number in range(10)]
    return json.dumps({"version": "https://jsonfeed.org/version/1", "items": [3, None, *items]})


# Mistakes and rare forms. What another reader makes of them: docs/decisions/0002-dependencies.md, "Feeds".
SLOPPY = {
    "line break in titles": rss(f"{TITLE} <br>"),
    "paragraph left open": rss(extra="<description>قال <p>نعم</description>"),
    "picture left open": rss(extra='<description><img src="http://p.example/1.jpg">نعم</description>'),
    "list items left open": rss(extra="<description><ul><li>نعم<li>لا</description>"),
    "control character": rss(f"{TITLE}\x0b"),
    "prefix not declared": rss(extra="<media:thumbnail url='x'/><dc:creator>ب</dc:creator>"),
    "quotation mark missing": rss(extra='<enclosure url="http://p.example/1.jpg length="1"/>'),
    "a warning of the server before it": f"<br />\n<b>Warning</b>: in /a.php on line 3<br />\n{rss()}",
    "blank lines before the declaration": f'\n\n <?xml version="1.0" encoding="utf-8"?>{rss()}',
    "a script behind it": f"{rss()}<script>x()</script>",
    "an end tag missing": rss().replace("</item>", "", 1),
    "two channels": rss().replace("</item><item>", "</item></channel><channel><item>", 1),
    "items beside the channel": rss().replace("<channel>", "").replace("</channel>", ""),
    "Atom without its namespace": atom(f'<link href="{HOME}{{}}"/>', ""),
    "Atom, a sound file before the page": atom('<link rel="enclosure" href="/1.mp3"/><link href="/{}"/>'),
    "RSS, linked in another form too": rss(extra=f'<a:link xmlns:a={ATOM[6:]} rel="alternate" type="x/y" href="/"/>'),
    "RSS 0.90": rss(root="rdf:RDF").replace("rdf:RDF>", RSS_090, 1),
    "JSON, an author that is a text": jsonfeed(author="سعاد"),
    "JSON, a date that is a number": jsonfeed(date_published=1731571200),
}  # fmt: skip


@pytest.mark.parametrize("text", SLOPPY.values(), ids=SLOPPY.keys())
def test_sloppy_feeds_lose_nothing(text: str) -> None:
    document = read_document(text.encode(), None, HOME)
    assert document is not None
    assert document.entries == tuple(Entry(f"{HOME}{number}", TITLE) for number in range(10))


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("&laquo;النهر&raquo;&nbsp;&amp; البحر", "«النهر» & البحر"),
        ("قهوة & شاي &copy شيء", "قهوة & شاي © شيء"),
        ("<![CDATA[قهوة & <b>شاي</b>]]>", "قهوة & شاي"),
        ("&lt;b&gt;قهوة&lt;/b&gt; <i>وشاي</i>", "قهوة وشاي"),
        ("&amp;quot;النهر&amp;quot;", '"النهر"'),
        ("&لا;", "&لا;"),
    ],
)
def test_a_title_is_what_a_reader_would_see(printed: str, title: str) -> None:
    document = read_document(rss(printed).encode(), None, HOME)
    assert document is not None
    assert {entry.title for entry in document.entries} == {title}


def test_a_bare_ampersand_in_an_address_stays() -> None:
    document = read_document(f"<rss><item><link>{HOME}?a=1&id=7&copy=2</link></item></rss>".encode(), None, HOME)
    assert document is not None
    assert document.entries[0].url == f"{HOME}?a=1&id=7&copy=2"


@pytest.mark.parametrize(
    "page", ["<html><body><rss><item></item></rss>", "<!DOCTYPE html><p><feed>", "<svg></svg>", ""]
)
def test_what_is_no_feed_is_none(page: str) -> None:
    assert read_document(page.encode(), "application/rss+xml", HOME) is None


def test_a_bomb_of_entities_is_not_read() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))  # 10^9 times ten letters
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "aaaaaaaaaa">{levels}]>{rss("&e9;")}'
    assert read_document(bomb.encode(), None, HOME) is None
    hidden = read_document(bomb.replace("<?xml", "<!-- <rss> --><?xml").encode(), None, HOME)
    assert hidden is None or max(len(entry.title) for entry in hidden.entries) < 10


@pytest.mark.parametrize(
    "piece",
    ["<![CDATA[", "<a ", "<br", "&", "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "<?xml ", "<!--", " ", "<item><title>",
     "<item><description><li>", "]]>", "<title>a</title>", "<entry xml:base='b/'><link href='x'/>", '{"a":', "<rss "],
)  # fmt: skip
def test_half_a_million_bytes_of_anything_take_a_moment(piece: str) -> None:
    started = time.process_time()
    for start in ("<rss>", "<rss><item><title>", ""):
        read_document((start + piece * (500_000 // len(piece))).encode(), None, HOME)
    assert time.process_time() - started < 10  # quadratic ones took minutes


@pytest.mark.parametrize("number", ["&#xD800;", "&#55296;", "&#0;", "&#x110000;", "&#xFFFE;", "&#x1;", "&#99999999;"])
def test_a_number_that_stands_for_no_character_breaks_no_feed(number: str) -> None:
    document = read_document(rss(title=f"{TITLE} {number}").encode(), None, HOME)
    assert document is not None
    assert [entry.url for entry in document.entries] == [f"{HOME}{place}" for place in range(10)]
    assert all(entry.title.startswith(TITLE) for entry in document.entries)


def test_numbers_stand_for_their_characters() -> None:
    document = read_document(rss(title="&#1587;&#x648;&#1602; &#38;amp; &#60;").encode(), None, HOME)
    assert document is not None
    assert document.entries[0].title.startswith("سوق &")
