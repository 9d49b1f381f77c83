"""Adding a publisher: what is asked, what is found, what robots.txt decides, what a user is told."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from masdar.collect.fetch import Fetcher
from masdar.collect.opml import read_opml
from masdar.collect.sources import read_source_file
from masdar.collect.warc import Archive
from masdar.errors import BadSourceFile, CannotFetch
from masdar.model import Listing
from masdar.store import open_store
from masdar.store.schedule import host_signals
from masdar.store.sources import all_sources
from masdar.work import looking
from masdar.work.desk import Desk
from masdar.work.sourcing import Added, add_file, add_opml, commented, look, save, write_file
from newspaper import Newspaper

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
HTML = "text/html; charset=utf-8"
XML = "application/xml"
FRONT = (
    '<!doctype html><html lang="ar"><head><title>جريدة الورق</title>{head}</head><body><p>أخبار</p>{body}</body></html>'
)
LINK = '<link rel="alternate" type="application/rss+xml" href="/news.rss">'
HEADLINE = "افتتاح مكتبة جديدة في حي النهر"


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "PACE_S", 0.0)


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    """A paper whose front page names no feed; the usual places hold pages, not feeds."""
    with Newspaper() as newspaper:
        newspaper.pages["/"] = (HTML, FRONT.format(head="", body=""))
        yield newspaper


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store(f"sqlite:///{tmp_path / 'masdar.sqlite'}")
    with Fetcher("Masdar/test", lambda: NOW, ("*.localhost",), patience_s=0.1) as fetcher:
        yield Desk(store, Archive(tmp_path / "pages"), lambda: NOW, fetcher)
    store.close()


def rss(paper: Newspaper) -> tuple[str, str]:
    item = f"<item><title>{HEADLINE}</title><link>{paper.url('/news/4411')}</link></item>"
    return XML, f"<rss><channel>{item}</channel></rss>"


def sitemap(paper: Newspaper) -> tuple[str, str]:
    return XML, f"<urlset><url><loc>{paper.url('/news/4411')}</loc></url></urlset>"


def robots(paper: Newspaper, text: str) -> None:
    paper.robots["paper.localhost"] = (200, text.encode())


def add(desk: Desk, url: str) -> Added:
    """Follow the publisher at an address: look at what it offers, and keep that."""
    found = look(desk, url)
    return save(desk, found.source, found)


def test_by_address_the_home_page_tells_name_and_feed_and_nothing_else_is_tried(paper: Newspaper, desk: Desk) -> None:
    paper.pages |= {"/": (HTML, FRONT.format(head=LINK, body="")), "/news.rss": rss(paper)}
    added = add(desk, paper.url("/"))
    assert added.source.name == "جريدة الورق"
    assert added.source.listings[0] == Listing(paper.url("/news.rss"), "feed")
    assert added.finding is not None
    assert (added.finding.delay_s, added.finding.closed) == (0.0, ())
    assert paper.asked() == ["/robots.txt", "/", "/news.rss", "/news/4411", "/.well-known/tdmrep.json"]
    with desk.store.reading() as db:
        assert [card.source for card in all_sources(db)] == [added.source]


def test_a_sitemap_that_only_robots_txt_names_is_found_before_the_usual_places(paper: Newspaper, desk: Desk) -> None:
    robots(paper, f"Sitemap: {paper.url('/map/7')}\n")
    paper.pages["/map/7"] = sitemap(paper)
    assert add(desk, paper.url("/")).source.listings[0] == Listing(paper.url("/map/7"), "sitemap")
    assert paper.asked()[:3] == ["/robots.txt", "/", "/map/7"]
    assert "/feed/" not in paper.asked()


def test_an_index_of_sitemaps_is_followed_when_one_of_its_parts_holds_news(paper: Newspaper, desk: Desk) -> None:
    robots(paper, f"Sitemap: {paper.url('/index.xml')}\n")
    parts = "".join(f"<sitemap><loc>{paper.url(path)}</loc></sitemap>" for path in ("/index.xml", "/empty", "/part"))
    paper.pages |= {"/index.xml": (XML, f"<sitemapindex>{parts}</sitemapindex>"), "/part": sitemap(paper)}
    assert add(desk, paper.url("/")).source.listings[0] == Listing(paper.url("/index.xml"), "sitemap")


def test_a_feed_at_a_usual_place_is_found(paper: Newspaper, desk: Desk) -> None:
    paper.pages["/rss.xml"] = rss(paper)
    assert add(desk, paper.url("/")).source.listings[0] == Listing(paper.url("/rss.xml"), "feed")


def test_a_site_without_feed_is_followed_by_its_home_page(paper: Newspaper, desk: Desk) -> None:
    added = add(desk, paper.url("/"))
    assert added.source.listings == (Listing(paper.url("/"), "page"),)


def test_the_address_of_a_feed_stands_for_its_site(paper: Newspaper, desk: Desk) -> None:
    paper.pages["/deep/news.rss"] = rss(paper)
    source = add(desk, paper.url("/deep/news.rss")).source
    assert (source.name, source.home) == ("جريدة الورق", paper.url("/"))
    assert source.listings == (Listing(paper.url("/deep/news.rss"), "feed"), Listing(paper.url("/"), "page"))


def test_a_file_that_names_listings_is_taken_at_its_word(paper: Newspaper, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "waraq.toml"
    home, feed = paper.url("/"), paper.url("/x")
    file.write_text(f'name = "ورق"\nhome = "{home}"\n[[listings]]\nurl = "{feed}"\n', encoding="utf-8")
    added = add_file(desk, file)
    assert (added.source.id, added.source.listings, added.finding) == ("waraq", (Listing(feed, "feed"),), None)
    assert paper.asked() == []


def test_for_a_file_without_listings_the_home_page_is_asked(paper: Newspaper, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "waraq.toml"
    file.write_text(f'name = "ورق"\nhome = "{paper.url("/")}"\npace_s = 9.0\n', encoding="utf-8")
    paper.pages["/feed/"] = rss(paper)
    added = add_file(desk, file)
    assert added.source.listings[0] == Listing(paper.url("/feed/"), "feed")
    assert (added.source.name, added.source.pace_s) == ("ورق", 9.0)


def test_a_crawl_delay_is_told_and_kept_even_when_longer_than_the_schedulers_patience(
    paper: Newspaper, desk: Desk
) -> None:
    robots(paper, "User-agent: *\nCrawl-delay: 0.3\n")
    paper.pages |= {"/": (HTML, FRONT.format(head=LINK, body="")), "/news.rss": rss(paper)}
    found = look(desk, paper.url("/"))
    assert found.delay_s == 0.3
    assert "# Its robots.txt asks for 0.3 s between requests" in commented(found)
    times = [at for _, _, at in paper.log]
    assert all(later - earlier >= 0.3 for earlier, later in itertools.pairwise(times))


def test_a_listing_that_robots_txt_closes_is_left_out_and_told(paper: Newspaper, desk: Desk) -> None:
    robots(paper, "User-agent: *\nDisallow: /news.rss\n")
    paper.pages["/"] = (HTML, FRONT.format(head=LINK, body=""))
    found = look(desk, paper.url("/"))
    assert found.closed == (Listing(paper.url("/news.rss"), "feed"),)
    assert found.source.listings == (Listing(paper.url("/"), "page"),)
    assert "/news.rss" not in paper.asked()


def test_a_site_that_robots_txt_closes_is_not_followed(paper: Newspaper, desk: Desk) -> None:
    robots(paper, "User-agent: *\nDisallow: /\n")
    with pytest.raises(CannotFetch, match=r"robots\.txt closes this address"):
        add(desk, paper.url("/"))
    assert paper.asked() == ["/robots.txt"]
    with desk.store.reading() as db:
        assert list(all_sources(db)) == []


@pytest.mark.parametrize(
    ("path", "told"),
    [("gone", "answered 410"), ("picture", "no web page"), ("note", "no web page and no feed"), ("short", "truncated")],
)
def test_an_address_that_is_no_site_is_told_in_one_line(paper: Newspaper, desk: Desk, path: str, told: str) -> None:
    paper.pages["/note"] = ("text/plain", "مرحبا")
    with pytest.raises(CannotFetch, match=told) as refused:
        add(desk, paper.url(path))
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize("url", ["ftp://paper.localhost/", "http://", "http://nobody.localhost:9/"])
def test_what_is_no_web_address_or_does_not_answer_is_told(desk: Desk, url: str) -> None:
    with pytest.raises(CannotFetch, match=url):
        add(desk, url)


def dated_rss(paper: Newspaper, entries: int) -> tuple[str, str]:
    """An entry every two hours, the newest first."""
    item = "<item><title>{}</title><link>{}</link><pubDate>{:%a, %d %b %Y %H:%M:%S +0000}</pubDate></item>"
    items = (
        item.format(HEADLINE, paper.url(f"/news/{number}"), NOW - timedelta(hours=2 * number))
        for number in range(entries)
    )
    return XML, f"<rss><channel>{''.join(items)}</channel></rss>"


def test_what_a_feed_holds_tells_shapes_and_how_much_is_published(paper: Newspaper, desk: Desk) -> None:
    paper.pages |= {"/": (HTML, FRONT.format(head=LINK, body="")), "/news.rss": dated_rss(paper, 13)}
    found = look(desk, paper.url("/"))
    assert (found.source.articles, found.source.per_day) == (("/news/{n}",), 12.0)
    assert len(found.samples) == 2


def test_a_feed_that_is_named_but_gone_is_left_out_and_told(paper: Newspaper, desk: Desk) -> None:
    paper.pages["/"] = (HTML, FRONT.format(head=LINK.replace("/news.rss", "/gone"), body=""))
    found = look(desk, paper.url("/"))
    assert [(dead.listing.url, dead.why) for dead in found.dead] == [(paper.url("/gone"), "the server answered 410")]
    assert paper.url("/gone") not in {listing.url for listing in found.source.listings}


def token_site(paper: Newspaper) -> None:
    """A paper without feed or sitemap; its articles' addresses are tokens that say nothing."""
    menu = "<nav class=menu><a href=/s/a>رياضة</a><a href=/s/b>اقتصاد</a><a href=/s/c>فارغ</a></nav>"

    def cards(letter: str) -> str:
        return "".join(f'<div class=card><a href="/{letter}{n}Xy{n}Z">{HEADLINE} {n}</a></div>' for n in range(5))

    paper.pages |= {
        "/": (HTML, FRONT.format(head="", body=menu + cards("Q"))),
        "/s/a": (HTML, FRONT.format(head="", body=menu + cards("R"))),
        "/s/b": (
            HTML,
            FRONT.format(head="", body=menu + cards("T") + '<div class=card><a href="/T9Xy9Z">قف</a></div>'),
        ),
        "/s/c": (HTML, FRONT.format(head="", body=menu)),
    }


def test_without_feed_and_sitemap_the_pages_teach_what_articles_look_like(paper: Newspaper, desk: Desk) -> None:
    token_site(paper)
    found = look(desk, paper.url("/"))
    assert found.source.articles == ("/{id}",)
    assert [listing.url.removeprefix(paper.url("")) for listing in found.source.listings] == ["", "s/a", "s/b"]
    shape = found.shapes[0]
    assert (shape.links, shape.headlines, shape.in_menus) == (16, 15, 0)
    assert "/{id}: 16 links, 15 with headlines, such as" in commented(found)


def test_opt_outs_are_read_and_kept_with_the_host(paper: Newspaper, desk: Desk) -> None:
    robots(paper, "User-agent: *\nContent-Signal: ai-train=no\nDisallow:\n")
    paper.pages["/"] = (HTML, FRONT.format(head='<meta name="robots" content="noarchive">', body=""))
    added = add(desk, paper.url("/"))
    assert added.finding is not None
    assert [(signal.name, signal.value) for signal in added.finding.signals] == [("ai-train", "no")]
    assert [signal.name for signal in added.finding.page_signals] == ["noarchive"]
    with desk.store.reading() as db:
        assert host_signals(db, f"paper.localhost:{paper.port}") == added.finding.signals


def test_the_written_file_gives_the_same_source_and_is_never_overwritten(
    paper: Newspaper, desk: Desk, tmp_path: Path
) -> None:
    paper.pages |= {"/": (HTML, FRONT.format(head=LINK, body="")), "/news.rss": dated_rss(paper, 13)}
    found = look(desk, paper.url("/"))
    file = tmp_path / "sources" / f"{found.source.id}.toml"
    write_file(file, commented(found), force=False)
    assert read_source_file(file) == found.source
    assert "# Check: not known: times on its pages will have no zone" in file.read_text("utf-8")
    with pytest.raises(BadSourceFile, match=r"there already.*--force"):
        write_file(file, "", force=False)
    assert read_source_file(file) == found.source
    write_file(file, "x", force=True)
    assert file.read_text("utf-8") == "x"


OPML = """<opml version="2.0"><body>
<outline text="ورق" xmlUrl="https://paper.example/rss" htmlUrl="https://paper.example/"/>
<outline text="نهر" xmlUrl="https://river.example/rss"/></body></opml>"""


def test_a_list_of_feeds_is_followed_without_asking_anyone_and_twice_is_once(paper: Newspaper, desk: Desk) -> None:
    first = add_opml(desk, read_opml(OPML.encode()))
    again = add_opml(desk, read_opml(OPML.encode()))
    more = add_opml(desk, read_opml(OPML.replace("paper.example/rss", "www.paper.example/sport").encode()))
    assert ([s.name for s in first.added], first.joined, first.known) == (["ورق", "نهر"], (), ())
    assert (again.added, [s.name for s in again.known]) == ((), ["ورق", "نهر"])
    assert [len(source.listings) for source in more.joined] == [2]
    assert paper.log == []


def test_beside_a_feed_the_news_sitemap_of_robots_txt_is_taken(paper: Newspaper, desk: Desk) -> None:
    robots(paper, f"Sitemap: {paper.url('/pages.xml')}\nSitemap: {paper.url('/news-map.xml')}\n")
    paper.pages |= {"/": (HTML, FRONT.format(head=LINK, body="")), "/news.rss": rss(paper)}
    paper.pages |= {"/pages.xml": sitemap(paper), "/news-map.xml": sitemap(paper)}
    kinds = [(listing.kind, listing.url) for listing in look(desk, paper.url("/")).source.listings]
    assert kinds[:2] == [("feed", paper.url("/news.rss")), ("sitemap", paper.url("/news-map.xml"))]
    assert "/pages.xml" not in paper.asked()


def test_where_pauses_are_long_few_places_are_tried_and_pages_are_looked_at_all_the_same(
    paper: Newspaper, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "LOOKING_S", 12.0)
    token_site(paper)
    found = look(desk, paper.url("/"))
    assert found.source.articles == ("/{id}",)
    assert len(paper.asked()) <= 16
    assert any("not all usual places" in note.text for note in found.notes)
