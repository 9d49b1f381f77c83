"""A crawl killed (SIGKILL) at random moments and started again: nothing acknowledged is lost, nothing doubled."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from masdar.app import open_desk
from masdar.config import Config
from masdar.model import Listing, Source, SourceId
from masdar.store import open_store
from masdar.store.articles import recent_articles
from masdar.store.pages import due_pages
from masdar.store.records import PageRecord
from masdar.store.sources import save_source
from masdar.work.loop import one_pass
from newspaper import Newspaper

REPORTS = 120
LIVES = 20
HTML = "text/html; charset=utf-8"


def crawl(folder: Path) -> None:
    """What a collecting process does, for as long as it lives."""
    with open_desk(config(folder), fetching=True) as desk, desk.store.alone():
        while one_pass(desk).total:
            pass


def config(folder: Path) -> Config:
    return Config(data=folder, allow_hosts=("*.localhost",), contact="http://tests.example/")


def acknowledged(folder: Path) -> tuple[PageRecord, ...]:
    with open_store(f"sqlite:///{folder / 'masdar.sqlite'}") as store, store.reading() as db:
        return due_pages(db, "a reader that read nothing", 10_000)


def shown(pages: tuple[PageRecord, ...]) -> set[tuple[str, str]]:
    return {(page.url, page.digest) for page in pages}


def print_edition(paper: Newspaper) -> None:
    for number in range(REPORTS):
        lines = "".join(
            f"<p>يصل القطار رقم {number} إلى محطة {name} عند الظهر، وعلى متنه طلاب المدارس والمعلمون من قرى الوادي.</p>"
            for name in ("الرمان", "الزيتون", "التين", "الليمون")
        )
        paper.pages[f"/news/{number}"] = HTML, f"<html lang=ar><body><h1>وصول القطار {number}</h1>{lines}</body></html>"
    items = "".join(f"<item><link>{paper.url(f'/news/{number}')}</link></item>" for number in range(REPORTS))
    paper.pages["/rss"] = "application/rss+xml", f"<rss version='2.0'><channel>{items}</channel></rss>"


def started(folder: Path) -> BaseProcess:
    """A process of its own, as quick to start as a fork but without this one's threads and open files."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["masdar.app", "masdar.work.loop"])
    process = context.Process(target=crawl, args=(folder,))
    process.start()
    return process


def has_asked(paper: Newspaper, goal: int) -> bool:
    return len(paper.log) >= goal


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(20_000):
        if is_so():
            return
        time.sleep(0.001)
    raise AssertionError("the process did nothing for twenty seconds")


@pytest.mark.slow
def test_a_crawl_that_is_killed_again_and_again_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    chance = random.Random(4)
    with Newspaper() as paper:
        print_edition(paper)
        with open_desk(config(tmp_path)) as desk, desk.store.writing() as db:
            hosts = (f"paper.localhost:{paper.port}",)
            listings = (Listing(paper.url("/rss"), "feed"),)
            source = Source(SourceId("paper"), "الورق", paper.url("/"), hosts, listings=listings, pace_s=0.0)
            save_source(db, source, datetime.now(UTC))
        held: tuple[PageRecord, ...] = ()
        for _ in range(LIVES):
            process = started(tmp_path)
            goal = len(paper.log) + chance.randint(1, 6)
            wait_until(partial(has_asked, paper, goal))
            time.sleep(chance.uniform(0.0, 0.01))
            os.kill(process.pid or 0, signal.SIGKILL)
            process.join()
            now_held = acknowledged(tmp_path)
            assert shown(held) <= shown(now_held), "a page that was acknowledged is gone"
            held = now_held
        assert held, "no life was long enough to fetch anything"
        crawl(tmp_path)
    check(tmp_path, held)


def check(folder: Path, held: tuple[PageRecord, ...]) -> None:
    with open_desk(config(folder)) as desk, desk.store.reading() as db:
        pages = due_pages(db, "a reader that read nothing", 10_000)
        assert shown(held) <= shown(pages)
        assert max(Counter(page.url for page in pages).values()) == 1
        assert len(recent_articles(db, 1000)) == REPORTS
        for page in pages:
            assert desk.archive.load(page.place).url == page.url
