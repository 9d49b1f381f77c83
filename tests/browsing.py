"""Chromium for tests: how it is started, and a tab that remembers what a reader should never meet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

CHROMIUM = os.environ.get("MASDAR_CHROMIUM", "/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser; the test is skipped where there is none (failed where MASDAR_REQUIRE_BROWSER is set)."""
    with ExitStack() as running:
        try:
            playwright = running.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        except Exception as error:  # noqa: BLE001 - the driver itself may be unable to start, with an exception of no type of its own
            _without_browser(str(error).splitlines()[0])
        running.callback(browser.close)
        yield browser


def _without_browser(why: str) -> NoReturn:
    message = f"no Chromium at {CHROMIUM} (install it or set MASDAR_CHROMIUM): {why}"
    if os.environ.get("MASDAR_REQUIRE_BROWSER"):
        pytest.fail(message)
    pytest.skip(message)


class Visit:
    """A tab that remembers complaints and requests to anybody but us."""

    def __init__(
        self, browser: Browser, address: str, width: int, *, scripts: bool = True, welcome: tuple[str, ...] = ()
    ) -> None:
        self.page: Page = browser.new_page(
            viewport={"width": width, "height": 840}, java_script_enabled=scripts, color_scheme="light"
        )
        self.address = address
        self.welcome = welcome
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", *self.welcome)):
            self.strangers.append(request.url)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def check(self, direction: str = "rtl") -> None:
        self.page.wait_for_load_state()
        assert self.page.evaluate("getComputedStyle(document.body).direction") == direction
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert self.complaints == []
        assert self.strangers == []
