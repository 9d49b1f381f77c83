"""A page stays light whatever it holds: readers on a weak line are whom the site is for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from masdar.model import StoryId
from masdar.serve import SiteSettings, site
from masdar.serve.chain_view import MOST_STOPS, most_telling
from masdar.serve.story_view import REPORTS
from masdar.store import open_store, stories

from .big_story import fill_big_story
from .invented import NOW
from .test_pages import Links

pytestmark = pytest.mark.slow

SIZE = 60
STORY_BYTES, OTHER_BYTES = 120_000, 50_000


@pytest.fixture(scope="module")
def big() -> Iterator[TestClient]:
    with open_store("sqlite://") as store:
        with store.writing() as db:
            fill_big_story(db, SIZE)
        yield TestClient(site(store, SiteSettings(), lambda: NOW))


@pytest.mark.parametrize("path", ["/story/1", "/story/1?reports=2", "/en/story/1"])
def test_a_story_of_sixty_articles_is_a_light_page(big: TestClient, path: str) -> None:
    answer = big.get(path)
    assert answer.status_code == 200
    assert len(answer.content) < STORY_BYTES
    page = Links(answer.text)
    assert {href[1:] for href in page.hrefs if href.startswith("#")} <= page.ids


@pytest.mark.parametrize("path", ["/", "/article/1", f"/article/{SIZE}", "/en/article/30"])
def test_pages_about_it_are_light(big: TestClient, path: str) -> None:
    assert len(big.get(path).content) < OTHER_BYTES


def test_every_article_of_it_is_on_one_of_its_pages(big: TestClient) -> None:
    found: list[str] = []
    pages = -(-SIZE // REPORTS)
    for number in range(1, pages + 1):
        found += re.findall(r'id="report-(\d+)"', big.get(f"/story/1?reports={number}").text)
    assert sorted(map(int, found)) == list(range(1, SIZE + 1))
    assert big.get(f"/story/1?reports={pages + 1}").status_code == 404


def test_what_is_left_out_is_counted(big: TestClient) -> None:
    text = big.get("/en/story/1").text
    assert f"{SIZE + 15 - MOST_STOPS} stops are not drawn" in text
    assert re.search(r"and \d+ more ties on the articles’ pages", text)
    assert re.search(r"It also shares text with \d+ more earlier articles", text)
    assert f"Articles 1–{REPORTS} of {SIZE}" in re.sub(r"<[^>]+>", "", text)


def test_links_of_a_big_story_reach_their_evidence(big: TestClient) -> None:
    hrefs = {h for h in Links(big.get("/story/1").text).hrefs if h.startswith("/article/") and "#" in h}
    asked = sorted({href.split("#")[0] for href in hrefs})[::5]
    pages = {path: Links(big.get(path).text).ids for path in asked}
    assert [h for h in hrefs if h.split("#")[0] in pages and h.split("#")[1] not in pages[h.split("#")[0]]] == []


def test_a_drawn_stop_that_is_no_origin_rests_on_a_drawn_one() -> None:
    with open_store("sqlite://") as store:
        with store.writing() as db:
            fill_big_story(db, 40)
        with store.reading() as db:
            record = stories.get_story(db, StoryId(1))
    assert record is not None
    pairs = list(dict.fromkeys((link.newer, link.older) for link in record.chain.links))
    drawn = most_telling(record.chain, pairs)
    assert len(drawn) == MOST_STOPS
    first = f"article:{record.articles[0].card.id}"
    assert first in drawn
    for key in drawn - set(record.chain.roots):
        assert any(newer == key and older in drawn for newer, older in pairs)
