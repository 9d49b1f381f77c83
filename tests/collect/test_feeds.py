"""Feeds as they are found: no entry and no address is lost to a mistake beside it, and nothing takes long."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from masdar.collect.feeds import Entry, plain_date, read_document

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


@pytest.mark.slow
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sat, 14 Nov 2026 12:00:00 +0300", "2026-11-14T09:00:00"),
        ("14 Nov 2026 09:00 GMT", "2026-11-14T09:00:00"),
        ("2026-11-14T12:00:00+03:00", "2026-11-14T09:00:00"),
        ("2026-11-14T09:00Z", "2026-11-14T09:00:00"),
        ("2026-11-14 12:00:00.5 +0300", "2026-11-14T09:00:00.500000"),
        (" 2026-11-14 ", "2026-11-14T00:00:00"),
        ("2026-11-14T09:00:00", None),
        ("Sat, 14 Nov 2026 12:00:00", None),
        ("Sat, 14 Nov 2026 12:00:00 AST?", None),
        ("2026-13-14", None),
        ("1731571200", None),
        ("الثلاثاء، ٠١/١٠/٢٠٢٤", None),
        ("٢٠٢٦-١١-١٤", None),
        ("0001-01-01T00:00:00Z", None),
        ("", None),
    ],
)
def test_only_a_plain_date_with_its_clock_is_taken(text: str, expected: str | None) -> None:
    moment = plain_date(text)
    assert (moment and moment.astimezone(UTC).replace(tzinfo=None).isoformat()) == expected


@pytest.mark.parametrize(
    "entry",
    [
        "<item><link>/1</link><pubDate>{}</pubDate></item>",
        "<item><link>/1</link><dc:date>{}</dc:date></item>",
        "<entry><link href='/1'/><updated>2026-11-20T00:00:00Z</updated><published>{}</published></entry>",
        "<entry><link href='/1'/><updated>{}</updated></entry>",
    ],
)
def test_an_entry_is_as_old_as_its_publication(entry: str) -> None:
    document = read_document(f"<feed>{entry.format('2026-11-14T12:00:00+03:00')}</feed>".encode(), None, HOME)
    assert document is not None
    assert [each.dated for each in document.entries] == [datetime(2026, 11, 14, 9, tzinfo=UTC)]


def test_a_sitemap_and_a_json_feed_tell_ages_too() -> None:
    news = "<n:news><n:publication_date>2026-11-13T09:00Z</n:publication_date><n:title>x</n:title></n:news>"
    changed = "<lastmod>2026-11-14</lastmod>"
    urls = f"<url><loc>/1</loc>{changed}{news}</url><url><loc>/2</loc>{changed}</url>"
    feed = jsonfeed(date_published="2026-11-14")
    for text, days in ((f"<urlset>{urls}</urlset>", [-1, 0]), (feed, [0] * 10)):
        document = read_document(text.encode(), None, HOME)
        assert document is not None
        ages = [each.dated and each.dated.date() for each in document.entries]
        assert ages == [datetime(2026, 11, 14).date() + timedelta(days=day) for day in days]


def test_what_only_looks_like_cdata_hides_no_character_that_breaks_the_parser() -> None:
    for number in ("xD800", "XdfFF", "55296", "57343"):
        text = f"<urlset xmlns='a<![CDATA[&#{number};'><url><loc>http://x.example/1</loc></url></urlset>"
        assert read_document(text.encode(), None, HOME) is not None
