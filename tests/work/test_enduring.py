"""What a year brings: outages, waits, full disks, clocks that jump, items that break a step. Nothing is lost, nobody is
pressed, and no single item stops the rest."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from keeping import told_to_wait
from sqlalchemy import select, text

from masdar.app import SimulatedClock
from masdar.collect import discover
from masdar.collect.answers import Asked, Refusal, Request
from masdar.collect.discover import FoundLink
from masdar.collect.fetch import Fetcher
from masdar.collect.warc import Archive
from masdar.errors import BadArchive, StoreOutage
from masdar.model import Chain, Listing, Page, RecordPlace, Source, SourceId
from masdar.relate.fingerprint import Fingerprint, fingerprint
from masdar.store import Connection, articles, open_store, schedule
from masdar.store.records import Filing, PageRecord
from masdar.store.sources import save_source
from masdar.store.stories import chain_of
from masdar.store.tables import links
from masdar.work import relating
from masdar.work.archiving import verify_archive
from masdar.work.collecting import ask_listings
from masdar.work.desk import Desk
from masdar.work.links import file_link
from masdar.work.looking import Finding
from masdar.work.loop import FOR_EVER, one_pass, tidy
from masdar.work.sourcing import save
from newspaper import Newspaper

pytestmark = pytest.mark.slow

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
    assert told_to_wait(desk).keys() == {f"busy.localhost:{paper.port}"}
    (wait,) = told_to_wait(desk).values()
    assert START + timedelta(seconds=60) < wait <= START + timedelta(seconds=77)


def test_a_host_whose_long_crawl_delay_is_news_is_not_looked_at_each_second(desk: Desk, paper: Newspaper) -> None:
    paper.robots["paper.localhost"] = (200, b"User-agent: *\nCrawl-delay: 3600\n")
    ask_listings(desk)
    assert paper.asked() == ["/robots.txt"]
    with desk.store.reading() as db:
        due = schedule.next_due_at(db)
    assert due is not None
    assert due > START + timedelta(minutes=50)


# ---------------------------------------------------------------- what is not lost


@pytest.mark.parametrize("reason", ["no-connection", "busy", "robots-wait", "bad-tls", "timeout"])
def test_an_outage_of_three_days_costs_no_link(desk: Desk, reason: str) -> None:
    ask_listings(desk)
    with desk.store.reading() as db:
        (link, _) = schedule.due_links(db, desk.clock(), 10)
    tries = 0
    while desk.clock() < START + timedelta(days=3):
        refusal = Refusal(reason, link.url, retry_s=600.0)
        file_link(desk, replace(link, tries=tries), Asked(Request(link.url), refusal, last_url=link.url))
        with desk.store.reading() as db:
            at = db.execute(select(links.c.next_at).where(links.c.id == link.id)).scalar()
        assert at is not None, f"given up after {desk.clock() - START}"
        later(desk, seconds=(at - desk.clock()).total_seconds())
        tries += 1
    assert tries < 20  # and nobody is pressed
    assert one_pass(desk).counts["page"] == 2


def test_a_site_that_leads_everything_to_its_front_page_for_a_while_loses_nothing(desk: Desk, paper: Newspaper) -> None:
    ask_listings(desk)
    news, paper.pages = paper.pages, {}
    for path in news:
        paper.pages[path], paper.statuses[path] = ("text/html", ""), 301
        paper.headers[path] = {"Location": "/"}
    later(desk, hours=1)
    one_pass(desk)
    paper.pages, paper.statuses, paper.headers = news, {}, {}
    later(desk, days=1)
    assert one_pass(desk).counts["article"] == 2
    assert paper.asked()[-1] != "/"
    with desk.store.reading() as db:
        assert [each.url for each in schedule.due_listings(db, desk.clock() + timedelta(days=1), 10)] == [
            paper.url("/rss")
        ]


# ---------------------------------------------------------------- what stops nothing else


def test_an_answer_that_breaks_the_filing_is_set_aside_and_the_rest_filed(
    desk: Desk, paper: Newspaper, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Archive.append

    def breaks(archive: Archive, page: Page) -> RecordPlace:
        if page.url.endswith("/news/1"):
            raise ValueError("makes no record")
        return append(archive, page)

    monkeypatch.setattr(Archive, "append", breaks)
    counts = one_pass(desk).counts
    assert (counts["page: broke"], counts["article"]) == (1, 1)
    later(desk, hours=2)
    one_pass(desk)
    assert paper.asked().count("/news/1") == 2  # tried again, and not as soon as possible


def test_a_listing_that_breaks_the_filing_is_set_aside_and_the_rest_filed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> tuple[FoundLink, ...]:
        raise RecursionError("too deep")

    monkeypatch.setattr(discover, "find_links", breaks)
    assert one_pass(desk).counts["listing: broke"] == 1
    assert one_pass(desk).total == 0


def test_while_another_program_holds_the_database_nobody_is_asked(desk: Desk, paper: Newspaper, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "masdar.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreOutage, match="another program"):
            one_pass(desk)
        other.execute("ROLLBACK")
    assert paper.log == []
    assert one_pass(desk).counts["article"] == 2


def test_while_another_program_holds_the_archive_nobody_is_asked(desk: Desk, paper: Newspaper) -> None:
    with Archive(desk.archive.folder) as other:
        other.hold()
        with pytest.raises(BadArchive, match="wait for it"):
            one_pass(desk)
    assert paper.log == []
    assert one_pass(desk).counts["article"] == 2


def test_while_the_disk_is_full_nobody_is_asked(desk: Desk, paper: Newspaper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("masdar.collect.warc.LEAST_FREE_BYTES", 1 << 60)
    with pytest.raises(BadArchive, match="make room"):
        one_pass(desk)
    assert paper.log == []


def test_a_disk_that_fills_while_a_page_is_written_leaves_a_whole_archive(desk: Desk, paper: Newspaper) -> None:
    ask_listings(desk)
    desk.archive.hold()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, hard))
        with pytest.raises(OSError, match="File too large"):
            desk.archive.append(Page(paper.url("/x"), START, 200, (), os.urandom(5000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert one_pass(desk).counts["article"] == 2
    assert verify_archive(desk).is_sound


def test_a_reading_that_the_store_refuses_is_set_aside_and_the_rest_filed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = articles.save_reading

    def breaks(db: Connection, record: PageRecord, *rest: Any) -> Filing:
        if record.url.endswith("/news/1"):
            db.execute(text("SELECT no_such_column FROM pages"))
        return save(db, record, *rest)

    monkeypatch.setattr(articles, "save_reading", breaks)
    counts = one_pass(desk).counts
    assert (counts["rejected: reader-broke"], counts["article"]) == (1, 1)


def test_an_article_that_breaks_relating_gets_a_story_of_its_own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(words: str) -> Fingerprint:
        if "قاعة القراءة رقم 1 " in words:
            raise RuntimeError("a text without end")
        return fingerprint(words)

    monkeypatch.setattr(relating, "fingerprint", breaks)
    assert one_pass(desk).counts["relating broke"] == 1
    with desk.store.reading() as db:
        assert articles.count_unrelated(db) == 0
        assert all(card.story for card in articles.recent_articles(db, 10))


def test_a_story_that_breaks_the_drawing_stops_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> Chain:
        raise RuntimeError("a knot")

    monkeypatch.setattr(relating, "build_chain", breaks)
    assert one_pass(desk).counts["article"] == 2
    with desk.store.reading() as db:
        assert articles.count_unrelated(db) == 0


def test_what_was_related_and_not_drawn_when_we_were_killed_is_drawn_after(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(relating, "_draw_chain", killed)
        with pytest.raises(KeyboardInterrupt):
            one_pass(desk)
    desk.index = None  # a new process
    one_pass(desk)
    with desk.store.reading() as db:
        cards = articles.recent_articles(db, 10)
        assert [bool(chain_of(db, card.story).nodes) for card in cards if card.story] == [True, True]


# ---------------------------------------------------------------- what stops by itself


@pytest.mark.parametrize(
    "failure",
    [Refusal("no-connection", ""), Refusal("timeout", ""), Page("http://x/", START, 403, (), b"not for robots")],
)
def test_a_host_that_gives_nothing_or_turns_us_away_is_left_alone_longer_and_longer(
    desk: Desk, paper: Newspaper, failure: Refusal | Page
) -> None:
    ask_listings(desk)
    with desk.store.reading() as db:
        (link, _) = schedule.due_links(db, desk.clock(), 10)

    def waits_after(answer: Refusal | Page) -> float:
        file_link(desk, link, Asked(Request(link.url), answer, last_url=link.url))
        until = told_to_wait(desk).get(f"paper.localhost:{paper.port}", desk.clock())
        seconds = (until - desk.clock()).total_seconds()
        later(desk, seconds=seconds)
        return seconds

    waits = [waits_after(failure) for _ in range(60)]
    assert waits[:10] == [0, 0, 0, 0, 60, 60, 60, 60, 60, 120]
    assert waits[-1] == 6 * 3600
    assert waits_after(Page(link.url, desk.clock(), 404, (), b"here again")) == 0
    assert waits_after(failure) == 0


def test_a_driver_knows_when_another_command_asked_the_host(desk: Desk) -> None:
    with desk.store.reading() as db:
        (listing,) = schedule.due_listings(db, START, 10)
    save(desk, listing.source, Finding(listing.source, delay_s=7.0))
    with desk.store.reading() as db:
        (listing,) = schedule.due_listings(db, START, 10)
    assert (listing.host_asked_at, listing.delay_s) == (START, 7.0)


def test_what_a_clock_that_ran_ahead_put_off_is_due_again_when_it_is_right(desk: Desk, paper: Newspaper) -> None:
    later(desk, days=400)
    one_pass(desk)
    later(desk, days=-400)
    assert one_pass(desk).total == 0
    tidy(desk, FOR_EVER)
    paper.pages["/news/3"], paper.pages["/rss"] = report(3), feed(paper, "/news/3")
    assert one_pass(desk).counts["article"] == 1
