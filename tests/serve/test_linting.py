"""The page on which readers check a page: what it shows, what it refuses, that it works in a browser without script."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from browsing import Visit
from masdar.app import lint_markup, linter_for
from masdar.config import Config
from masdar.errors import CannotCheck, CannotFetch
from masdar.model import Fault, LintReport, Rule, Tongue
from masdar.read.lint.rules import found, rules
from masdar.serve import Linter, SiteSettings, site
from masdar.serve.linting import LONGEST_MARKUP, MOST_A_MINUTE, MOST_SHOWN, Gate
from masdar.store import Store

from .invented import NOW

PAGE = """<!doctype html><html lang="ar"><meta charset="utf-8"><title>وزارة الجسور تغلق المعبر الشمالي أسبوعا</title>
<h1>وزارة الجسور تغلق المعبر الشمالي أسبوعا</h1>
<p>هذا الخبر بعنوان "موقع المرسى الإخباري" نشر أولاً على موقع قناة المرسى وتم جلبه من مصدره الأصلي.</p>
<p>أكدت وزارة الجسور، في بيان نشرته على منصة "إكس"، أن المعبر الشمالي سيغلق 7 أيام أمام المركبات الثقيلة للصيانة.</p>
<p>وقال الوزير سالم العابد: "سنعيد فتح المعبر <b>&lt;الشمالي&gt;</b> قبل نهاية الأسبوع المقبل".</p>
<p>وشكر الوزير السكان على صبرهم.</p>
"""


def worded(language: Tongue) -> tuple[Rule, ...]:
    return tuple(rules(language).values())


def client_of(archive: Store, settings: SiteSettings, linter: Linter | None) -> TestClient:
    return TestClient(site(archive, settings, lambda: NOW, linter), raise_server_exceptions=False)


@pytest.fixture
def client(archive: Store, settings: SiteSettings) -> TestClient:
    return client_of(archive, settings, Linter(worded, lint_markup))


def test_the_form_lists_every_rule_under_its_id(client: TestClient) -> None:
    for path in ("/lint", "/en/lint"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert all(f'id="{id}"' in answer.text for id in rules())


@pytest.mark.parametrize(("path", "title"), [("/lint", "موضع عنوان الخبر"), ("/en/lint", "The place of the report")])
def test_a_pasted_page_is_told_its_faults(client: TestClient, path: str, title: str) -> None:
    answer = client.post(path, data={"html": PAGE})
    result = answer.text.partition('class="lint-result"')[2].partition("<form")[0]
    assert answer.status_code == 200
    assert title in result
    assert "<mark>موقع المرسى الإخباري</mark>" in result
    assert 'href="#title-names-outlet"' in result
    assert answer.headers["cache-control"] == "no-store"


def test_what_was_pasted_is_shown_as_text_only(client: TestClient) -> None:
    nasty = PAGE.replace("قناة المرسى", "قناة &lt;script&gt;alert(1)&lt;/script&gt; المرسى")
    assert "<script>alert" not in client.post("/lint", data={"html": nasty}).text


def test_of_very_many_faults_the_gravest_are_shown(client: TestClient) -> None:
    many = PAGE + "".join(f"<p>المصدر: قناة المرسى{number}</p>" for number in range(300))
    answer = client.post("/en/lint", data={"html": many})
    assert answer.text.count('class="fault ') == MOST_SHOWN
    assert f"The gravest {MOST_SHOWN} of" in answer.text


def test_a_page_that_is_no_article_and_an_empty_form(client: TestClient) -> None:
    assert client.post("/en/lint", data={"html": "<p>hello"}).text.count("not read as an article") == 1
    assert client.post("/en/lint", data={"html": "  "}).status_code == 400
    assert client.post("/en/lint", content=b"\xff%ff=&&&").status_code == 400


def test_an_address_is_not_fetched_unless_the_operator_allows_it(archive: Store, settings: SiteSettings) -> None:
    asked: list[str] = []

    def fetch(address: str, language: Tongue) -> LintReport:
        asked.append(address)
        return lint_markup(PAGE, address, language)

    address = {"address": "https://tall.example/1"}
    shut = client_of(archive, settings, Linter(worded, lint_markup))
    assert shut.post("/lint", data=address).status_code == 400
    open_to_all = client_of(archive, settings, Linter(worded, lint_markup, fetch))
    assert open_to_all.post("/lint", data=address).status_code == 200
    assert asked == ["https://tall.example/1"]
    for bad in ("file:///etc/passwd", "javascript:alert(1)", "https://", "http://[", "x" * 3000):
        assert open_to_all.post("/lint", data={"address": bad}).status_code == 400
    assert len(asked) == 1


def test_the_operator_decides_what_is_offered() -> None:
    assert linter_for(Config(lint="off")) is None
    paste, fetch = linter_for(Config()), linter_for(Config(lint="fetch"))
    assert paste is not None
    assert paste.check_address is None
    assert fetch is not None
    assert fetch.check_address is not None


def test_a_page_is_compared_with_what_the_site_holds(archive: Store, settings: SiteSettings, tmp_path: Path) -> None:
    held = f"sqlite:///{tmp_path}/held.db"

    def beside(markup: str, address: str, language: Tongue) -> LintReport:
        return lint_markup(markup, address, language, held)

    alone = client_of(archive, settings, Linter(worded, lint_markup)).post("/en/lint", data={"html": PAGE}).text
    compared = client_of(archive, settings, Linter(worded, beside, compares=True)).post("/en/lint", data={"html": PAGE})
    assert "was also compared" not in alone
    assert "by the command only" in alone
    assert "was also compared" in compared.text
    assert "compared with the articles held here" in compared.text


def test_the_held_article_that_a_fault_is_about_is_linked(archive: Store, settings: SiteSettings) -> None:
    def with_address(address: str) -> TestClient:
        finding = found("credit-stripped", share="x", title="x", outlet="x", ground="x", address=address)
        fault = Fault(finding, rules("en")["credit-stripped"])
        return client_of(archive, settings, Linter(worded, lambda *_: LintReport("", "", "t", (fault,), compared=True)))

    linked = with_address("http://tall.example/9").post("/en/lint", data={"html": PAGE}).text
    assert '<a href="http://tall.example/9" rel="noopener nofollow">the other article</a>' in linked
    assert "the other article" not in with_address("javascript:alert(1)").post("/en/lint", data={"html": PAGE}).text


def test_without_a_linter_there_is_no_such_page(archive: Store, settings: SiteSettings) -> None:
    client = client_of(archive, settings, None)
    assert client.get("/lint").status_code == 404
    assert 'href="/lint"' not in client.get("/about").text


def test_too_much_too_often_and_from_elsewhere(client: TestClient) -> None:
    assert client.post("/lint", data={"html": "a" * (LONGEST_MARKUP + 1)}).status_code == 413
    assert client.post("/lint", data={"html": PAGE}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    codes = [client.post("/lint", data={"html": "<p>x"}).status_code for _ in range(MOST_A_MINUTE + 1)]
    assert codes == [200] * MOST_A_MINUTE + [429]


def test_a_gate_opens_again_after_a_minute() -> None:
    now = [0.0]
    gate = Gate(clock=lambda: now[0])
    assert [gate.is_open_to("a") for _ in range(MOST_A_MINUTE + 1)] == [True] * MOST_A_MINUTE + [False]
    assert gate.is_open_to("b")
    now[0] = 60.0
    assert gate.is_open_to("a")


def test_one_page_at_a_time(archive: Store, settings: SiteSettings) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slow(markup: str, address: str, language: Tongue) -> LintReport:
        inside.set()
        go_on.wait(10)
        return lint_markup(markup, address, language)

    client = client_of(archive, settings, Linter(worded, slow))
    codes: list[int] = []
    first = threading.Thread(target=lambda: codes.append(client.post("/lint", data={"html": PAGE}).status_code))
    first.start()
    assert inside.wait(10)
    second = client.post("/lint", data={"html": PAGE})
    go_on.set()
    first.join(10)
    assert second.status_code == 503
    assert second.headers["retry-after"]
    assert codes == [200]


def test_a_check_that_fails_says_why(archive: Store, settings: SiteSettings) -> None:
    def fails(*_: str) -> LintReport:
        raise CannotCheck("it took longer than 25 seconds")

    answer = client_of(archive, settings, Linter(worded, fails)).post("/en/lint", data={"html": PAGE})
    assert answer.status_code == 422
    assert "longer than 25 seconds" in answer.text


@pytest.mark.parametrize(
    ("reason", "arabic"),
    [
        ("private-address", "عنوان داخل شبكة خاصة"),
        ("http-404", "لا صفحة في هذا العنوان (404)"),
        ("http-503", "عنوان مفقود أو خطأ عنده"),
        ("took-long", "طال الفحص فتركناه"),
    ],
)
def test_why_a_check_fails_is_told_in_the_readers_language(
    archive: Store, settings: SiteSettings, reason: str, arabic: str
) -> None:
    """And what it says to operators, in English, is not for readers."""

    def fails(*_: str) -> LintReport:
        raise CannotFetch("http://inside.example/: if it is yours, set MASDAR_ALLOW_HOSTS", reason)

    client = client_of(archive, settings, Linter(worded, fails))
    assert arabic in client.post("/lint", data={"html": PAGE}).text
    assert "MASDAR_ALLOW_HOSTS" not in client.post("/en/lint", data={"html": PAGE}).text


# ---------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def address(archive: Store, settings: SiteSettings) -> Iterator[str]:
    pages = site(archive, settings, lambda: NOW, Linter(worded, lint_markup, lint_fetched))
    server = uvicorn.Server(uvicorn.Config(pages, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        threading.Event().wait(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def lint_fetched(address: str, language: Tongue) -> LintReport:
    return lint_markup(PAGE, address, language)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("prefix", "direction"), [("", "rtl"), ("/en", "ltr")])
def test_a_reader_pastes_a_page_without_script(
    browser: Browser, address: str, width: int, prefix: str, direction: str
) -> None:
    visit = Visit(browser, address, width, scripts=False)
    visit.go(f"{prefix}/about")
    visit.page.locator(f"footer a[href='{prefix}/lint']").click()
    visit.page.get_by_label("HTML").fill(PAGE)
    visit.page.locator(".paste button").click()
    faults = visit.page.locator(".fault")
    assert faults.count() >= 3
    first = faults.first
    assert first.locator("mark").inner_text() == "موقع المرسى الإخباري"
    assert first.locator(".grave").inner_text().split()[-1] in ("خطأ", "error")
    visit.check(direction)
    first.locator("a[href='#title-names-outlet']").click()
    assert visit.page.url.endswith("#title-names-outlet")
    assert visit.page.locator("#title-names-outlet").is_visible()
    visit.page.close()
