"""Listings to links, home pages to listings, on invented papers and on any bytes at all."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.collect.discover import FoundLink, common_listings, find_links, find_listings, kind_of
from masdar.collect.links import Anchor, looks_like_article
from masdar.model import Listing, ListingKind, Page, Source, SourceId

HOME = "https://www.paper.example/"
PAPER = Source(SourceId("paper"), "جريدة الورق", HOME, ("www.paper.example", "paper.example"))
TITLE = "افتتاح مكتبة جديدة في حي النهر"


def a_page(text: str | bytes, url: str = HOME, kind: str = "text/html") -> Page:
    body = text if isinstance(text, bytes) else text.encode()
    return Page(url, datetime(2026, 11, 14, tzinfo=UTC), 200, (("content-type", kind),), body)


def links(text: str | bytes, kind: ListingKind = "feed", url: str = HOME) -> tuple[FoundLink, ...]:
    return find_links(a_page(text, url, "application/xml" if kind != "page" else "text/html"), kind, PAPER)


def rss(items: str) -> str:
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'


def item(number: int, extra: str = "", title: str = TITLE) -> str:
    return f"<item><title>{title}</title><link>{HOME}news/{number}?utm_source=rss</link>{extra}</item>"


def test_rss_gives_titles_and_tidy_addresses_once() -> None:
    found = links(rss(item(1, "<pubDate>الثلاثاء، ٠١/١٠/٢٠٢٤</pubDate>") + item(2) + item(2)))
    assert found == (
        FoundLink(f"{HOME}news/1", TITLE),
        FoundLink(f"{HOME}news/2", TITLE),
    )


def test_links_to_other_hosts_are_left_out() -> None:
    assert links(rss("<item><link>https://other.example/1</link></item>") + item(1)) == ()


@pytest.mark.parametrize("declared", ["utf-8", "windows-1256"])
def test_windows_1256_is_read_even_when_declared_utf_8(declared: str) -> None:
    body = rss(item(1)).replace("utf-8", declared).encode("windows-1256")
    assert [link.title for link in links(body)] == [TITLE]


def test_sloppy_xml_loses_no_entry() -> None:
    sloppy = rss(item(1, title="قهوة & شاي <br>") + item(2, title="&laquo;النهر&raquo; &nbsp;") + item(3, "<br>"))
    assert [link.title for link in links(sloppy)] == ["قهوة & شاي", "«النهر»", TITLE]
    cut = rss("".join(item(number) for number in range(10)))[:-200]
    assert len(links(cut)) >= 8


def test_entity_declarations_are_not_read() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + rss(item(1, title="&b;"))[38:]
    assert links(bomb) == ()


def test_atom_resolves_xml_base_and_prefers_the_page_link() -> None:
    atom = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{HOME}a/"><entry xml:base="b/">
      <title type="html">&lt;b&gt;{TITLE}&lt;/b&gt;</title><link rel="self" href="1.atom"/>
      <link rel="alternate" type="text/html" href="1.html"/><updated>2026-11-14T10:00:00Z</updated>
      <published>2026-11-14T09:00:00+03:00</published></entry></feed>"""
    assert links(atom) == (FoundLink(f"{HOME}a/b/1.html", TITLE, datetime(2026, 11, 14, 6, tzinfo=UTC)),)


def test_rdf_guid_permalinks_and_json_feed_are_understood() -> None:
    rdf = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="{HOME}7"><title>{TITLE}</title>
      <dc:date>2026-11-14</dc:date></item></rdf:RDF>"""
    assert links(rdf) == (FoundLink(f"{HOME}7", TITLE, datetime(2026, 11, 14, tzinfo=UTC)),)
    assert links(rss(f"<item><guid>{HOME}8</guid></item>")) == (FoundLink(f"{HOME}8", ""),)
    assert links(rss(f'<item><guid isPermaLink="false">{HOME}8</guid></item>')) == ()
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"url": f"{HOME}9", "title": TITLE}, 3]}
    assert links(json.dumps(feed)) == (FoundLink(f"{HOME}9", TITLE),)


SITEMAP = f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
  <url><loc>{HOME}news/4411</loc><lastmod>2026-11-14</lastmod></url><url><loc>{HOME}category/sport/</loc></url>
  <url><loc> {HOME}news/4412 </loc><n:news><n:publication><n:name>x</n:name></n:publication>
  <n:publication_date>2026-11-13</n:publication_date><n:title>{TITLE}</n:title></n:news></url></urlset>"""


@pytest.mark.parametrize("packed", [False, True])
def test_sitemaps_plain_and_packed(packed: bool) -> None:
    body = gzip.compress(SITEMAP.encode()) if packed else SITEMAP.encode()
    assert links(body, "sitemap") == (
        FoundLink(f"{HOME}news/4411", "", datetime(2026, 11, 14, tzinfo=UTC)),
        FoundLink(f"{HOME}news/4412", TITLE, datetime(2026, 11, 13, tzinfo=UTC)),
    )


def test_an_index_of_sitemaps_gives_listings_news_and_newest_first() -> None:
    parts = [("old", "2020-01-01"), ("new", "2026-11-14"), ("news-sitemap", "2026-11-01")]
    index = "".join(f"<sitemap><loc>{HOME}{name}.xml</loc><lastmod>{at}</lastmod></sitemap>" for name, at in parts)
    page = a_page(f"<sitemapindex>{index}</sitemapindex>", kind="text/xml")
    assert find_links(page, "sitemap", PAPER) == ()
    assert [listing.url for listing in find_listings(page)] == [
        f"{HOME}{n}.xml" for n in ("news-sitemap", "new", "old")
    ]


FRONT = f"""<!doctype html><html lang=ar><head><link rel="alternate" type="application/rss+xml" href="/rss">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/"></head><body>
<nav><a href="/sport">رياضة</a><a href="/s/economy?cat=3">اقتصاد</a><a href="/login">دخول</a></nav>
<a href="/news/55123?utm_medium=x#top">صورة</a><a href="/news/55123"><h3>{TITLE}</h3><i>منذ ساعة</i></a>
<a href="/Ab3xQ">{TITLE}</a><a href="/tag/نهر">النهر</a><a href="https://other.example/news/55124">{TITLE}</a>
<a href="/2026/11/14/library-opens-river-district">قصير جدا</a><a href="/photo-5512345.jpg">{TITLE}</a>
<a href="mailto:a@b.example">راسلنا</a><a href="javascript:void(0)">{TITLE}</a>
<a href="/sitemap.xml">خريطة</a></body></html>"""


def test_a_front_page_gives_its_articles_once_with_their_headlines() -> None:
    assert find_links(a_page(FRONT), "page", PAPER) == (
        FoundLink(f"{HOME}news/55123", TITLE),
        FoundLink(f"{HOME}Ab3xQ", TITLE),
        FoundLink(f"{HOME}2026/11/14/library-opens-river-district", "قصير جدا"),
    )


TOKENS = """<nav class="menu"><a href="/Xy1Zk">رياضة</a></nav><main>
<div class="c"><a href="/Ab3xQ">افتتاح مكتبة جديدة</a></div>
<div class="c"><a href="/Qw8eR">افتتاح مكتبة جديدة في حي النهر</a></div></main>
<div class="foot"><a href="/mission">شروط استخدام هذا الموقع كلها</a><a href="/Zz9kQ">اتصل</a></div>
<p><a href="/special/2026/11/14/river">ملف النهر</a></p>"""


def test_learned_shapes_and_places_decide_and_another_shape_still_counts_when_it_is_sure() -> None:
    page = a_page(f"<!doctype html><body>{TOKENS}")
    by_rules = [link.url.removeprefix(HOME) for link in find_links(page, "page", PAPER)]
    by_shape = find_links(page, "page", replace(PAPER, articles=("/{id}",)))
    assert by_rules == ["Qw8eR", "mission", "special/2026/11/14/river"]
    assert [link.url.removeprefix(HOME) for link in by_shape] == ["Ab3xQ", "Qw8eR", "special/2026/11/14/river"]


def test_a_front_page_gives_its_listings() -> None:
    found = find_listings(a_page(FRONT))
    assert found[:3] == (Listing(f"{HOME}rss", "feed"), Listing(f"{HOME}sitemap.xml", "sitemap"), Listing(HOME, "page"))
    sections = {listing.url for listing in found[3:]}
    assert {f"{HOME}sport", f"{HOME}s/economy?cat=3"} <= sections
    assert not {f"{HOME}login", f"{HOME}news/55123"} & sections


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("1070427", "ولي العهد يصل", True),
        ("node/1234", TITLE, True),
        ("?p=871", TITLE, True),
        ("News_Detail.aspx?ArticleID=27250", "قف", True),
        ("archives/871799", TITLE, True),
        ("politics/2026/11/14", "سياسة محلية", True),
        ("category/politics/", TITLE, False),
        ("Section.aspx?ID=1", "المحليات", False),
        ("taxonomy/term/11", "محليات", False),
        ("search?q=x", TITLE, False),
        ("archives/", TITLE, False),
        ("about-us", "من نحن", False),
        ("sport", "رياضة", False),
        ("", TITLE, False),
    ],
)
def test_articles_are_told_by_the_shape_of_their_address(path: str, text: str, expected: bool) -> None:
    assert looks_like_article(Anchor(HOME + path, text, in_menu=False)) is expected


def test_what_an_answer_is_shows_in_its_bytes() -> None:
    assert kind_of(a_page(rss(""))) == "feed"
    assert kind_of(a_page(SITEMAP)) == "sitemap"
    assert kind_of(a_page(FRONT)) == "page"
    assert kind_of(a_page("not found")) is None
    assert Listing(f"{HOME}sitemap.xml", "sitemap") in common_listings(HOME)


pieces = st.sampled_from(
    [b"<rss>", b"<feed>", b"<item>", b"<link>", b"<link href='", b"'>", b"<urlset><url><loc>", b"</loc>", b"<![CDATA[",
     b"]]>", b"<a href='", b"//[", b"http://", b"<base href='", b"&#x110000;", b"&amp", b"<title>", b"xml:base='",
     b'{"version":"jsonfeed","items":', b"<?xml ", b"\xff\xfe", b"\x1f\x8b\x08", b"<sitemapindex><sitemap>"]
)  # fmt: skip
bodies = st.lists(pieces | st.binary(max_size=12), max_size=14).map(b"".join)


@settings(max_examples=200, deadline=None)
@given(bodies, st.sampled_from(["feed", "sitemap", "page"]))
def test_no_bytes_crash_finding(body: bytes, kind: ListingKind) -> None:
    page = a_page(body)
    assert all(link.url.startswith("http") for link in find_links(page, kind, PAPER))
    find_listings(page)
    kind_of(page)
