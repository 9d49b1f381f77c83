"""The sample newsroom in; the pictures of the README and docs out (docs/pictures). Run it when the site's look changes:

.venv/bin/python scripts/pictures.py
"""

from __future__ import annotations

import threading
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from masdar import app as wiring
from masdar.demo.newsroom import load_newsroom
from masdar.demo.pages import present
from masdar.serve import SiteSettings, site
from masdar.store import articles, stories

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
SHOWPIECE = "timana-gulf"
CHROMIUM = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"


def main() -> None:
    """Work through the newsroom, serve it, and take the pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    bound = wiring.listen("127.0.0.1", 0)
    with wiring.open_demo(0) as demo:
        wiring.work_through(demo)
        story = showpiece(demo)
        web = site(demo.desk.store, SiteSettings(base_url="http://127.0.0.1", demo=True), demo.clock)
        server = uvicorn.Server(uvicorn.Config(web, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        take(wiring.address_of(bound), {"front.png": "", "story.png": f"story/{story}"})
        server.should_exit = True
        thread.join()


def showpiece(demo: wiring.Demo) -> int:
    """The number of the story that mirrors the page Masdar began with."""
    newsroom = load_newsroom()
    report = next(each for each in newsroom.reports if each.id == SHOWPIECE)
    port = int(demo.sources[0].hosts[0].partition(":")[2])
    where = next(each for each in newsroom.sites if each.id == report.site)
    with demo.desk.store.reading() as db:
        article = articles.article_by_url(db, present(where, report, demo.clock(), port).url)
        assert article is not None
        return stories.stories_of(db, [article])[article]


def take(address: str, pictures: dict[str, str]) -> None:
    """A picture of the first screen or so of each page."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM.split())
        for name, path in pictures.items():
            page = browser.new_page(viewport={"width": 1200, "height": 1150})
            page.goto(address + path)
            page.wait_for_timeout(500)
            page.screenshot(path=FOLDER / name)
        browser.close()


if __name__ == "__main__":
    main()
