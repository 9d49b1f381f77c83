"""What a newcomer sees after `make demo`, in Chromium: a full front page, the showpiece, its chain, the originals."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, expect

from browsing import Visit
from masdar.app import Demo, address_of, listen
from masdar.serve import SiteSettings, site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = [pytest.param(390, id="phone"), pytest.param(1280, id="desk")]


@pytest.fixture(scope="module")
def address(worked_demo: Demo) -> Iterator[str]:
    bound = listen("127.0.0.1", 0)
    base = address_of(bound).rstrip("/")
    web = site(worked_demo.desk.store, SiteSettings(base_url=base, demo=True), worked_demo.clock)
    server = uvicorn.Server(uvicorn.Config(web, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        threading.Event().wait(0.02)
    yield base
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_newcomer_walks_from_the_front_page_to_the_original(
    browser: Browser, worked_demo: Demo, address: str, width: int
) -> None:
    originals = tuple(source.home for source in worked_demo.sources)
    visit = Visit(browser, address, width, welcome=originals)
    page = visit.page
    visit.go("/")
    visit.check()
    assert len({link.get_attribute("href") for link in page.locator("a[href^='/story/']").all()}) >= 8
    page.get_by_role("link", name="بيان صحفي بشأن تسرب الوقود في خليج نوران").first.click()
    visit.check()
    expect(page.locator("svg.chain:visible")).to_have_count(1)
    expect(page.locator("blockquote", has_text="هذا ليس سباقاً بين دولتين").first).to_be_visible()
    page.locator("a[href*='/article/']", has_text="حصاد تيماران").locator("visible=true").first.click()
    visit.check()
    hasad = next(source.home for source in worked_demo.sources if source.id == "hasad")
    page.locator(f"main a[href^='{hasad}']").locator("visible=true").first.click()
    page.wait_for_load_state()
    assert page.url.startswith(hasad)
    expect(page.get_by_text("نشر أولاً على موقع")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("prefix", "direction"), [("", "rtl"), ("/en", "ltr")])
def test_a_fact_checker_walks_from_a_quotation_to_its_primary_statement(
    browser: Browser, worked_demo: Demo, address: str, width: int, prefix: str, direction: str
) -> None:
    visit = Visit(browser, address, width, scripts=False, welcome=tuple(each.home for each in worked_demo.sources))
    page = visit.page
    visit.go(f"{prefix}/")
    page.get_by_role("link", name="بيان صحفي بشأن تسرب الوقود في خليج نوران").first.click()
    card = page.locator("article.statement", has_text="يبرز الأهمية القصوى").first
    card.locator("a[href*='/quotation/']").first.click()
    visit.check(direction)
    expect(page.locator("mark.differs", has_text="البالغة")).to_be_visible()
    expect(page.locator("mark.differs", has_text="القصوى")).to_be_visible()
    expect(page.locator(".likeness.is-exact").first).to_be_visible()
    page.locator(".in-story a").first.click()
    visit.check(direction)
    assert page.locator(".states .reached").count() == 3
    expect(page.locator("main mark", has_text="يبرز الأهمية القصوى").first).to_be_visible()
    wizara = next(source.home for source in worked_demo.sources if source.id == "wizara")
    page.locator(f"main a[href^='{wizara}']").first.click()
    page.wait_for_load_state()
    expect(page.get_by_text("يبرز الأهمية القصوى").first).to_be_visible()
    page.close()


def test_the_banner_says_that_the_data_are_samples(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, 1280)
    visit.go("/")
    expect(visit.page.get_by_text("نسخةُ عرض")).to_be_visible()
    visit.go("/en/")
    expect(visit.page.get_by_text("invented").first).to_be_visible()
