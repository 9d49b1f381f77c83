"""A fact-checker goes from a story to what one outlet made of the ministry's text, in Chromium, phone and desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from browsing import Visit
from masdar.serve import SiteSettings
from masdar.store import open_store

from .test_browser import served
from .test_compare import OWN, fill

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def compared() -> Iterator[str]:
    with open_store("sqlite://") as store:
        with store.writing() as db:
            fill(db)
        with served(store, SiteSettings()) as found:
            yield found


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("prefix", "direction"), [("", "rtl"), ("/en", "ltr")])
def test_from_the_story_to_one_report_and_back(
    browser: Browser, compared: str, width: int, prefix: str, direction: str
) -> None:
    visit = Visit(browser, compared, width, scripts=False)
    page = visit.page
    visit.go(f"{prefix}/story/1")
    page.locator("a[href$='/story/1/compare']").first.click()
    page.wait_for_url("**/story/1/compare")
    visit.check(direction)
    assert page.locator(".matrix tbody tr").count() == 3
    expect(page.locator(".matrix td .drift").first).to_be_visible()
    page.locator(".drifts h3 a").first.click()
    page.wait_for_url("**/story/1/compare/2")
    visit.check(direction)
    expect(page.locator("del", has_text="12")).to_be_visible()
    expect(page.locator("ins", has_text="21")).to_be_visible()
    expect(page.locator(".is-added td").last).to_contain_text(OWN)
    expect(page.locator(".is-left_out td").first).to_be_visible()
    page.locator(".after a[href$='/story/1/compare']").click()
    page.wait_for_url("**/story/1/compare")
    page.close()
