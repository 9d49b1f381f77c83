"""What a year brings: outages, waits, full disks, clocks that jump, items that break a step. Nothing is lost, nobody is
pressed, and no single item stops the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from masdar.app import SimulatedClock
from masdar.collect.fetch import Fetcher
from masdar.collect.warc import Archive
from masdar.model import Listing, Source, SourceId
from masdar.store import open_store, schedule
from masdar.store.sources import save_source
from masdar.work.collecting import ask_listings
from masdar.work.desk import Desk
from masdar.work.loop import one_pass
from newspaper import Newspaper

START = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)


def feed(paper: Newspaper, *paths: str) -> tuple[str, str]:
    items = "".join(f"<item><title>خبر</title><link>{paper.url(path)}</link></item>" for path in paths)
    return "application/rss+xml", f"<rss version='2.0'><channel><title>الورق</title>{items}</channel></rss>"


def report(number: int) -> tuple[str, str]:
    lines = "".join(
        f"<p>تفتتح بلدية السهل الأزرق قاعة القراءة رقم {number} في {place} وفيها أربعون مقعداً للطلاب والباحثين.</p>"
        for place in ("حي الزيتون", "حي الرمان", "حي التين", "حي الليمون")
    )
    return "text/html; charset=utf-8", f"<html lang=ar><body><h1>قاعة جديدة للقراءة رقم {number}</h1>{lines}</body>"


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    with Newspaper() as newspaper:
        newspaper.pages |= {"/news/1": report(1), "/news/2": report(2)}
        newspaper.pages["/rss"] = feed(newspaper, "/news/1", "/news/2")
        yield newspaper


@pytest.fixture
def desk(paper: Newspaper, tmp_path: Path) -> Iterator[Desk]:
    clock = SimulatedClock(START)
    source = Source(
        SourceId("paper"), "الورق", paper.url("/"), (f"paper.localhost:{paper.port}",),
        listings=(Listing(paper.url("/rss"), "feed"),), pace_s=0.0,
    )  # fmt: skip
    with (
        open_store(f"sqlite:///{tmp_path / 'masdar.sqlite'}", wait_s=0.1) as store,
        Archive(tmp_path / "pages") as archive,
        Fetcher("Masdar/test", clock, ("*.localhost",), patience_s=0.5) as fetcher,
    ):
        with store.writing() as db:
            save_source(db, source, START)
        yield Desk(store, archive, clock, fetcher)


def later(desk: Desk, **by: float) -> None:
    assert isinstance(desk.clock, SimulatedClock)
    desk.clock.at += timedelta(**by)


# ---------------------------------------------------------------- who is pressed


def test_a_link_that_leads_to_a_busy_host_is_not_followed_again_and_again(desk: Desk, paper: Newspaper) -> None:
    paper.pages["/rss"] = feed(paper, "/to_busy", "/to_busy?2")
    one_pass(desk)
    one_pass(desk)
    assert [path for path in paper.asked() if path.startswith("/to_busy")] == ["/to_busy", "/to_busy?2"]
    with desk.store.reading() as db:
        assert schedule.host_wait(db, f"paper.localhost:{paper.port}") is None
        wait = schedule.host_wait(db, f"busy.localhost:{paper.port}")
    assert wait is not None
    assert START + timedelta(seconds=60) < wait <= START + timedelta(seconds=77)


def test_a_host_whose_long_crawl_delay_is_news_is_not_looked_at_each_second(desk: Desk, paper: Newspaper) -> None:
    paper.robots["paper.localhost"] = (200, b"User-agent: *\nCrawl-delay: 3600\n")
    ask_listings(desk)
    assert paper.asked() == ["/robots.txt"]
    with desk.store.reading() as db:
        due = schedule.next_due_at(db)
    assert due is not None
    assert due > START + timedelta(minutes=50)
