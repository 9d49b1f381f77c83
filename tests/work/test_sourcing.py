"""Adding a publisher: what is asked, what is found, what robots.txt decides, what a user is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from masdar.collect.fetch import Fetcher
from masdar.collect.warc import Archive
from masdar.errors import CannotFetch
from masdar.model import Listing
from masdar.store import open_store
from masdar.store.sources import all_sources
from masdar.work import sourcing
from masdar.work.desk import Desk
from masdar.work.sourcing import add_address, add_file
from newspaper import Newspaper

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
    monkeypatch.setattr(sourcing, "PACE_S", 0.0)


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


def test_by_address_the_home_page_tells_name_and_feed_and_nothing_else_is_tried(paper: Newspaper, desk: Desk) -> None:
    paper.pages["/"] = (HTML, FRONT.format(head=LINK, body=""))
    added = add_address(desk, paper.url("/"))
    assert added.source.name == "جريدة الورق"
    assert added.source.listings[0] == Listing(paper.url("/news.rss"), "feed")
    assert (added.delay_s, added.closed) == (0.0, ())
    assert paper.asked() == ["/robots.txt", "/"]
    with desk.store.reading() as db:
        assert [card.source for card in all_sources(db)] == [added.source]


def test_a_sitemap_that_only_robots_txt_names_is_found_before_the_usual_places(paper: Newspaper, desk: Desk) -> None:
    robots(paper, f"Sitemap: {paper.url('/map/7')}\n")
    paper.pages["/map/7"] = sitemap(paper)
    assert add_address(desk, paper.url("/")).source.listings[0] == Listing(paper.url("/map/7"), "sitemap")
    assert paper.asked() == ["/robots.txt", "/", "/map/7"]


def test_of_an_index_of_sitemaps_the_first_part_with_news_is_followed(paper: Newspaper, desk: Desk) -> None:
    robots(paper, f"Sitemap: {paper.url('/index.xml')}\n")
    parts = "".join(f"<sitemap><loc>{paper.url(path)}</loc></sitemap>" for path in ("/index.xml", "/empty", "/part"))
    paper.pages |= {"/index.xml": (XML, f"<sitemapindex>{parts}</sitemapindex>"), "/part": sitemap(paper)}
    assert add_address(desk, paper.url("/")).source.listings[0] == Listing(paper.url("/part"), "sitemap")


def test_a_feed_at_a_usual_place_is_found(paper: Newspaper, desk: Desk) -> None:
    paper.pages["/rss.xml"] = rss(paper)
    assert add_address(desk, paper.url("/")).source.listings[0] == Listing(paper.url("/rss.xml"), "feed")


def test_a_site_without_feed_is_followed_by_its_home_page(paper: Newspaper, desk: Desk) -> None:
    added = add_address(desk, paper.url("/"))
    assert added.source.listings == (Listing(paper.url("/"), "page"),)


def test_the_address_of_a_feed_stands_for_its_site(paper: Newspaper, desk: Desk) -> None:
    paper.pages["/deep/news.rss"] = rss(paper)
    source = add_address(desk, paper.url("/deep/news.rss")).source
    assert (source.name, source.home) == ("جريدة الورق", paper.url("/"))
    assert source.listings == (Listing(paper.url("/deep/news.rss"), "feed"), Listing(paper.url("/"), "page"))


def test_a_file_that_names_listings_is_taken_at_its_word(paper: Newspaper, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "waraq.toml"
    home, feed = paper.url("/"), paper.url("/x")
    file.write_text(f'name = "ورق"\nhome = "{home}"\n[[listings]]\nurl = "{feed}"\n', encoding="utf-8")
    added = add_file(desk, file)
    assert (added.source.id, added.source.listings, added.delay_s) == ("waraq", (Listing(feed, "feed"),), None)
    assert paper.asked() == []


def test_for_a_file_without_listings_the_home_page_is_asked(paper: Newspaper, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "waraq.toml"
    file.write_text(f'name = "ورق"\nhome = "{paper.url("/")}"\npace_s = 9.0\n', encoding="utf-8")
    paper.pages["/feed/"] = rss(paper)
    added = add_file(desk, file)
    assert added.source.listings[0] == Listing(paper.url("/feed/"), "feed")
    assert (added.source.name, added.source.pace_s, added.delay_s) == ("ورق", 9.0, 0.0)


def test_a_crawl_delay_is_told_and_kept_even_when_longer_than_the_schedulers_patience(
    paper: Newspaper, desk: Desk
) -> None:
    robots(paper, "User-agent: *\nCrawl-delay: 0.3\n")
    paper.pages["/"] = (HTML, FRONT.format(head=LINK, body=""))
    assert add_address(desk, paper.url("/")).delay_s == 0.3
    first, second = (at for _, _, at in paper.log)
    assert second - first >= 0.3


def test_a_listing_that_robots_txt_closes_is_left_out_and_told(paper: Newspaper, desk: Desk) -> None:
    robots(paper, "User-agent: *\nDisallow: /news.rss\n")
    paper.pages["/"] = (HTML, FRONT.format(head=LINK, body=""))
    added = add_address(desk, paper.url("/"))
    assert added.closed == (Listing(paper.url("/news.rss"), "feed"),)
    assert added.source.listings == (Listing(paper.url("/"), "page"),)


def test_a_site_that_robots_txt_closes_is_not_followed(paper: Newspaper, desk: Desk) -> None:
    robots(paper, "User-agent: *\nDisallow: /\n")
    with pytest.raises(CannotFetch, match=r"robots\.txt closes this address"):
        add_address(desk, paper.url("/"))
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
        add_address(desk, paper.url(path))
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize("url", ["ftp://paper.localhost/", "http://", "http://nobody.localhost:9/"])
def test_what_is_no_web_address_or_does_not_answer_is_told(desk: Desk, url: str) -> None:
    with pytest.raises(CannotFetch, match=url):
        add_address(desk, url)
