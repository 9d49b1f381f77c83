"""A reader walks the site in Chromium at phone and desk width: right to left, quiet console, no other host asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
import uvicorn
from playwright.sync_api import Browser

from browsing import Visit
from masdar.serve import SiteSettings, site
from masdar.store import Store, open_store

from .invented import NOW
from .tangled import fill_tangled_story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = [pytest.param(390, id="phone"), pytest.param(1280, id="desk")]


@contextmanager
def served(store: Store, settings: SiteSettings) -> Iterator[str]:
    config = uvicorn.Config(site(store, settings, lambda: NOW), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        threading.Event().wait(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def address(archive: Store, settings: SiteSettings) -> Iterator[str]:
    with served(archive, settings) as found:
        yield found


@pytest.fixture(scope="module")
def tangled(settings: SiteSettings) -> Iterator[str]:
    with open_store("sqlite://") as store:
        with store.writing() as db:
            fill_tangled_story(db)
        with served(store, settings) as found:
            yield found


@pytest.mark.parametrize("width", WIDTHS)
def test_a_reader_walks_from_front_page_to_source(browser: Browser, address: str, width: int) -> None:
    visit = Visit(browser, address, width)
    page = visit.page
    visit.go("/")
    visit.check()
    page.locator("article.lead h2 a").click()
    visit.check()
    assert "/story/1" in page.url
    drawing = page.locator("svg.chain:visible")
    assert drawing.count() == 1
    assert drawing.locator(".stop").count() == 10
    assert drawing.locator("a.tie").count() == 8  # two copies also credit their original: one arrow each
    page.locator(".isnad a[href*='/article/3']").first.click()
    visit.check()
    assert page.locator("#evidence li").count() > 3
    page.locator(".attribution a.outlet").first.click()
    visit.check()
    assert page.url.endswith("/source/difaf")
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "path",
    [
        "/article/4",
        "/article/4/versions?view=side",
        "/edits?all=1",
        "/article/7",
        "/sources",
        "/search?q=سد",
        "/about",
        "/settings",
        "/status",
        "/health",
        "/x",
    ],
)
def test_no_page_is_wider_than_the_screen(browser: Browser, address: str, path: str, width: int) -> None:
    visit = Visit(browser, address, width)
    visit.go(path)
    if path == "/x":
        visit.complaints.clear()  # Chromium itself reports the 404.
    visit.check()
    visit.complaints.clear()
    visit.go("/en" + path)
    if path == "/x":
        visit.complaints.clear()
    visit.check("ltr")
    visit.page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_an_arrow_is_reached_by_keyboard_and_opens_its_evidence(browser: Browser, address: str, width: int) -> None:
    visit = Visit(browser, address, width)
    visit.go("/story/1")
    tie = visit.page.locator("svg.chain:visible a.tie").first
    tie.focus()
    assert visit.page.evaluate("document.activeElement.classList.contains('tie')")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/story/1#tie-*")
    target = visit.page.url.split("#")[1]
    assert visit.page.locator(f"#{target} a.kind").first.is_visible()
    visit.page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_two_versions_are_compared_without_scripts(browser: Browser, address: str, width: int) -> None:
    visit = Visit(browser, address, width, scripts=False)
    visit.go("/article/4")
    visit.page.locator("#versions a[href*='view=side']").first.click()
    assert "/article/4/versions" in visit.page.url
    assert visit.page.locator("del").first.is_visible()
    visit.page.locator("input[value=inline]").check()
    visit.page.locator(".choose button").click()
    visit.page.wait_for_url("**view=inline")
    assert visit.page.locator("table.pairs").count() == 0
    assert visit.page.locator(".edit del", has_text="مئتي").count() == 1
    visit.page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_before_stands_right_of_after_or_above_it(browser: Browser, address: str, width: int) -> None:
    visit = Visit(browser, address, width)
    visit.go("/article/4/versions?view=side")
    before, after = (visit.page.locator(f"table.pairs {tag}").first.bounding_box() for tag in ("del", "ins"))
    assert before is not None
    assert after is not None
    assert before["x"] > after["x"] if width > 600 else before["y"] < after["y"]
    visit.page.close()


def test_a_link_to_folded_evidence_shows_it(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, 1280, scripts=False)
    visit.go("/article/2")
    quoted = visit.page.locator("details:has(#evidence-statement-2) .quoted")
    assert not quoted.is_visible()
    visit.page.locator("a[href='#evidence-statement-2']").first.click()
    assert quoted.is_visible()
    visit.page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_of_the_drawing_runs_out_of_its_box(browser: Browser, address: str, width: int) -> None:
    """The widths of letters are estimates: the browser that draws them says whether they hold."""
    visit = Visit(browser, address, width)
    for path in ("/story/1", "/en/story/1", "/story/4"):
        visit.go(path)
        visit.page.evaluate("document.fonts.ready")
        spilt = visit.page.evaluate(
            """() => [...document.querySelectorAll('svg.chain .stop')].flatMap(stop => {
                const box = stop.querySelector('.stop-box').getBoundingClientRect();
                const texts = [...stop.querySelectorAll(':scope > g:not(.badge) > text')];
                return texts.map(text => text.getBoundingClientRect())
                    .filter(text => text.width && (text.left < box.left - 1 || text.right > box.right + 1));
            }).length"""
        )
        assert spilt == 0, path
    visit.page.close()


def test_origins_stand_at_the_right_in_arabic_and_at_the_left_in_english(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, 1280)
    for path, at_the_right in (("/story/1", True), ("/en/story/1", False)):
        visit.go(path)
        root = visit.page.locator("#wide .stop-root").first.bounding_box()
        last = visit.page.locator("#wide .stop", has_text="بوابة الرصيف").first.bounding_box()
        assert root is not None
        assert last is not None
        assert (root["x"] > last["x"]) == at_the_right
    visit.page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_gaps_and_clashes_are_read_on_any_screen(browser: Browser, tangled: str, width: int) -> None:
    visit = Visit(browser, tangled, width, scripts=False)
    for path, direction in (("/story/1", "rtl"), ("/en/story/1", "ltr")):
        visit.go(path)
        visit.check(direction)
        assert visit.page.locator("#clashes .clash").count() == 4
        levels = visit.page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map(each => +each.tagName[1])")
        assert all(after - before <= 1 for before, after in pairwise([0, *levels]))
        visit.page.locator("svg.chain:visible .stop-outlet.stop-gap").click()
        target = visit.page.locator(".missing:target")
        assert "إذاعة الوادي" in target.inner_text()
        target.locator("a").first.click()
        assert "/article/" in visit.page.url
    visit.page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_kind_of_line_differs_from_another_by_its_colour_alone(browser: Browser, tangled: str, scheme: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 840}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(tangled + "/story/1")
    looks = page.evaluate(
        """() => [...document.querySelectorAll('.legend .sample')].map(sample => {
            const line = getComputedStyle(sample.querySelector('.tie-line'));
            const head = getComputedStyle(sample.querySelector('.tie-head'));
            return [line.strokeDasharray, line.strokeWidth, head.fill == line.stroke].join(' ');
        })"""
    )
    assert len(looks) == 6
    assert len(set(looks)) == 6
    page.close()


def test_everything_works_without_scripts(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, 390, scripts=False)
    visit.go("/settings")
    visit.page.locator("input[value=arab]").check()
    visit.page.locator("input[value=gulf]").check()
    visit.page.locator(".choices button").click()
    visit.page.wait_for_url("**/settings?saved=1")
    visit.go("/article/3")
    assert "١٥ نوفمبر ٢٠٢٦" in visit.page.locator(".attribution").inner_text()
    visit.page.locator("#q").fill("البوابات")
    visit.page.locator("header .find button").click()
    assert visit.page.locator(".hit").count() > 0
    visit.page.close()


def test_body_type_is_arabic_and_large(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, 390)
    visit.go("/article/3")
    found = visit.page.evaluate(
        """async () => { await document.fonts.ready; const style = getComputedStyle(document.querySelector('.text p'));
            return [parseFloat(style.fontSize), parseFloat(style.lineHeight) / parseFloat(style.fontSize),
                    document.fonts.check('16px Naskh', 'خبر'), style.letterSpacing]; }"""
    )
    assert found[0] >= 18
    assert found[1] >= 1.7
    assert found[2:] == [True, "normal"]
    visit.page.close()
