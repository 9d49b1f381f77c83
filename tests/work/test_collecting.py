"""The collecting steps and the loop, against a local newspaper: what is asked, kept, put off, and never asked again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from keeping import told_to_wait

from masdar.app import SimulatedClock
from masdar.collect.fetch import Fetcher
from masdar.collect.warc import Archive
from masdar.model import Listing, Page, Reading, Rejected, Signal, Source, SourceId
from masdar.read import read_page
from masdar.store import Connection, open_store, schedule, takedown
from masdar.store.articles import get_article, recent_articles
from masdar.store.pages import counts_by_outcome, due_pages
from masdar.store.records import PageRecord
from masdar.store.sources import save_source
from masdar.work import reading
from masdar.work.collecting import ask_listings, fetch_links
from masdar.work.desk import Desk, Tally
from masdar.work.loop import one_pass, run_until, tidy
from masdar.work.retention import Keep
from newspaper import Newspaper

pytestmark = pytest.mark.slow

START = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
HTML = "text/html; charset=utf-8"


def report(number: int, seats: int = 40) -> tuple[str, str]:
    lines = "".join(
        f"<p>تفتتح بلدية السهل الأزرق قاعة القراءة رقم {number} في {place} وفيها {seats} مقعداً للطلاب والباحثين.</p>"
        for place in ("حي الزيتون", "حي الرمان", "حي التين", "حي الليمون")
    )
    return (
        HTML,
        f"<html lang=ar><title>قاعة {number}</title><body><h1>قاعة جديدة للقراءة رقم {number}</h1>{lines}</body>",
    )


def feed(paper: Newspaper, *paths: str) -> tuple[str, str]:
    items = "".join(f"<item><title>خبر</title><link>{paper.url(path)}</link></item>" for path in paths)
    return "application/rss+xml", f"<rss version='2.0'><channel><title>الورق</title>{items}</channel></rss>"


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    with Newspaper() as newspaper:
        newspaper.pages |= {"/news/1": report(1), "/news/2": report(2), "/closed/3": report(3)}
        newspaper.pages["/rss"] = feed(newspaper, "/news/1", "/news/2", "/closed/3")
        newspaper.robots["paper.localhost"] = (200, b"User-agent: *\nDisallow: /closed/\n")
        yield newspaper


@pytest.fixture
def desk(paper: Newspaper, tmp_path: Path) -> Iterator[Desk]:
    clock = SimulatedClock(START)
    source = Source(
        SourceId("paper"), "الورق", paper.url("/"), (f"paper.localhost:{paper.port}",), zone="Asia/Damascus",
        listings=(Listing(paper.url("/rss"), "feed"),), pace_s=0.0,
    )  # fmt: skip
    with (
        open_store(f"sqlite:///{tmp_path / 'masdar.sqlite'}") as store,
        Archive(tmp_path / "pages") as archive,
        Fetcher("Masdar/test", clock, ("*.localhost",), patience_s=0.5) as fetcher,
    ):
        with store.writing() as db:
            save_source(db, source, START)
        yield Desk(store, archive, clock, fetcher)


def pages_read_by_nobody(db: Connection) -> tuple[PageRecord, ...]:
    return due_pages(db, "nobody", 100)


def later(desk: Desk, **by: float) -> None:
    assert isinstance(desk.clock, SimulatedClock)
    desk.clock.at += timedelta(**by)


def test_a_pass_goes_from_a_listing_to_related_articles(desk: Desk) -> None:
    tally = one_pass(desk)
    assert tally.counts["listing"] == 1
    assert tally.counts["article"] == 2
    with desk.store.reading() as db:
        assert len(recent_articles(db, 10)) == 2
        assert all(card.story for card in recent_articles(db, 10))


def test_nothing_is_due_after_a_pass(desk: Desk, paper: Newspaper) -> None:
    one_pass(desk)
    asked = len(paper.log)
    assert one_pass(desk).total == 0
    assert len(paper.log) == asked


def test_what_robots_txt_forbids_is_never_asked(desk: Desk, paper: Newspaper) -> None:
    assert one_pass(desk).counts["page: robots"] == 1
    later(desk, days=10)
    one_pass(desk)
    assert "/closed/3" not in paper.asked()


def test_an_article_is_looked_at_again_and_a_silent_edit_is_a_version(desk: Desk, paper: Newspaper) -> None:
    one_pass(desk)
    paper.pages["/news/1"] = report(1, seats=25)
    later(desk, hours=4)
    assert one_pass(desk).counts["version"] == 1
    with desk.store.reading() as db:
        card = next(card for card in recent_articles(db, 10) if card.url.endswith("/news/1"))
        record = get_article(db, card.id)
    assert record is not None
    assert ["40" in version.paragraphs[0] for version in record.versions] == [True, False]


def test_a_new_link_in_a_listing_is_found_at_the_next_look(desk: Desk, paper: Newspaper) -> None:
    one_pass(desk)
    paper.pages["/news/4"] = report(4)
    paper.pages["/rss"] = feed(paper, "/news/4", "/news/1")
    later(desk, hours=1)
    assert one_pass(desk).counts["article"] == 1


def test_a_host_that_says_wait_is_left_alone_until_then(desk: Desk, paper: Newspaper) -> None:
    paper.pages["/rss"] = feed(paper, "/busy", "/news/1")
    ask_listings(desk)
    tally = fetch_links(desk)
    assert tally.counts["page: busy"] == 1
    wait = told_to_wait(desk)[f"paper.localhost:{paper.port}"]
    with desk.store.reading() as db:
        assert schedule.due_links(db, desk.clock(), 10) == ()
        assert schedule.due_links(db, wait + timedelta(days=1), 10) != ()


def test_a_page_that_is_gone_is_kept_with_its_reason_and_not_asked_again(desk: Desk, paper: Newspaper) -> None:
    paper.pages["/rss"] = feed(paper, "/gone")
    one_pass(desk)
    later(desk, days=2)
    one_pass(desk)
    assert paper.asked().count("/gone") == 1
    with desk.store.reading() as db:
        assert counts_by_outcome(db) == {"http-status": 1}


def test_a_link_out_of_reach_is_tried_again_later_and_then_given_up(desk: Desk, paper: Newspaper) -> None:
    paper.pages["/rss"] = feed(paper, "/loop")
    one_pass(desk)
    later(desk, days=30)
    assert one_pass(desk).counts["page: redirects"] == 0


def test_a_reader_that_breaks_on_a_page_sets_it_aside_and_reads_the_rest(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read_page

    def broken(page: Page, *rest: object, **named: object) -> Reading | Rejected:
        if page.url.endswith("/news/1"):
            raise RuntimeError("a rule met what it did not expect")
        return whole(page, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "read_page", broken)
    tally = one_pass(desk)
    assert tally.counts["rejected: reader-broke"] == 1
    assert tally.counts["article"] == 1


def test_the_loop_works_until_it_is_told_to_stop_and_reports_what_it_did(desk: Desk) -> None:
    done = Tally()

    def report(tally: Tally) -> None:
        done.merge(tally)
        if done.counts["article"] == 2:
            desk.stop.set()

    run_until(desk, report)
    assert done.counts["listing"] == 1


def test_a_desk_that_is_told_to_stop_leaves_the_rest_due(desk: Desk) -> None:
    ask_listings(desk)
    desk.stop.set()
    assert fetch_links(desk).total == 1
    with desk.store.reading() as db:
        assert schedule.due_links(db, desk.clock(), 10) != ()


def test_the_loop_outlives_a_step_that_breaks(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls = list[int]()

    def breaks(_desk: Desk) -> Tally:
        calls.append(1)
        if len(calls) == 2:
            desk.stop.set()
            return Tally()
        raise RuntimeError("disk on fire")

    monkeypatch.setattr("masdar.work.loop.one_round", breaks)
    monkeypatch.setattr("masdar.work.loop.TROUBLE_S", 0.01)
    run_until(desk, lambda _tally: None)
    assert len(calls) == 2
    assert "disk on fire" in caplog.text


def test_what_was_taken_down_goes_from_the_archive_while_the_driver_runs(desk: Desk) -> None:
    one_pass(desk)
    with desk.store.writing() as db:
        takedown.take_down_address(db, recent_articles(db, 1)[0].url, "طلب صاحبها", START)

    def report(tally: Tally) -> None:
        if tally.counts["removal"]:
            desk.stop.set()

    run_until(desk, report)
    with desk.store.reading() as db:
        assert takedown.unpurged(db) == ()


# ---------------------------------------------------------------- listings


def due(desk: Desk) -> list[str]:
    with desk.store.reading() as db:
        return [listing.url for listing in schedule.due_listings(db, desk.clock(), 100)]


def test_a_listing_is_not_asked_while_its_answer_is_fresh(desk: Desk, paper: Newspaper) -> None:
    paper.headers["/rss"] = {"Cache_Control": "max-age=7200"}
    ask_listings(desk)
    later(desk, seconds=7100)
    assert due(desk) == []
    later(desk, seconds=3600)
    assert due(desk) == [paper.url("/rss")]


def test_a_listing_without_validators_is_asked_by_the_date_of_its_answer(desk: Desk) -> None:
    ask_listings(desk)
    later(desk, days=1)
    with desk.store.reading() as db:
        (listing,) = schedule.due_listings(db, desk.clock(), 10)
    assert listing.last_modified is not None
    assert listing.last_modified.endswith("GMT")


def test_the_same_bytes_are_not_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_listings(desk)
    later(desk, days=1)
    monkeypatch.setattr("masdar.work.listings.discover.find_links", None)
    assert ask_listings(desk).counts == {"listing: unchanged": 1}


def test_a_listing_that_is_gone_for_good_is_not_asked_again(desk: Desk, paper: Newspaper) -> None:
    paper.statuses["/rss"] = 410
    assert ask_listings(desk).counts == {"listing: http-410": 1}
    later(desk, days=30)
    assert due(desk) == []


def test_a_listing_that_moved_for_good_is_asked_at_its_new_address(desk: Desk, paper: Newspaper) -> None:
    paper.pages["/new-rss"] = paper.pages["/rss"]
    paper.statuses["/rss"], paper.headers["/rss"] = 301, {"Location": "/new-rss"}
    assert ask_listings(desk).counts == {"listing": 1}
    later(desk, days=1)
    assert due(desk) == [paper.url("/new-rss")]


def test_a_listing_that_fails_is_asked_less_and_less(desk: Desk, paper: Newspaper) -> None:
    paper.statuses["/rss"] = 500
    waits = list[int]()
    for _ in range(9):
        before, minutes = len(paper.log), 0
        while len(paper.log) == before:
            later(desk, minutes=10)
            minutes += 10
            ask_listings(desk)
        waits.append(minutes)
    assert waits[1:] == sorted(waits[1:])
    assert waits[-1] > 3 * waits[1]


def test_the_parts_of_a_sitemap_index_become_listings(desk: Desk, paper: Newspaper) -> None:
    part = f"<urlset><url><loc>{paper.url('/news/1')}</loc></url></urlset>"
    paper.pages["/part.xml"] = ("application/xml", part)
    index = f"<sitemapindex><sitemap><loc>{paper.url('/part.xml')}</loc></sitemap></sitemapindex>"
    paper.pages["/rss"] = ("application/xml", index)
    assert one_pass(desk).counts["listing"] == 2
    assert "/news/1" in paper.asked()


def test_news_is_fetched_before_what_a_listing_dates_long_ago(desk: Desk, paper: Newspaper) -> None:
    dates = {"/news/1": "Mon, 05 Jan 2026 10:00:00 GMT", "/news/2": "Sat, 14 Nov 2026 08:00:00 GMT"}
    items = "".join(
        f"<item><title>خبر</title><link>{paper.url(path)}</link><pubDate>{date}</pubDate></item>"
        for path, date in dates.items()
    )
    paper.pages["/rss"] = "application/rss+xml", f"<rss version='2.0'><channel>{items}</channel></rss>"
    one_pass(desk)
    assert [path for path in paper.asked() if path.startswith("/news")] == ["/news/2", "/news/1"]


# ---------------------------------------------------------------- pages


def test_an_unchanged_page_is_noted_in_the_archive_and_not_written_again(desk: Desk, paper: Newspaper) -> None:
    paper.pages["/rss"] = feed(paper, "/etag")
    one_pass(desk)
    size = sum(path.stat().st_size for path in desk.archive.folder.iterdir())
    later(desk, hours=2)
    assert one_pass(desk).counts["page: unchanged"] == 1
    grown = sum(path.stat().st_size for path in desk.archive.folder.iterdir()) - size
    assert 0 < grown < 2000


def test_a_page_that_was_gone_for_a_while_is_there_again(desk: Desk, paper: Newspaper) -> None:
    """What the server said of the page before must not make it say "unchanged" of a page that went and came back."""
    paper.pages["/rss"] = feed(paper, "/news/1")
    one_pass(desk)
    paper.statuses["/news/1"] = 404
    later(desk, hours=2)
    one_pass(desk)
    paper.statuses.clear()
    later(desk, hours=20)
    one_pass(desk)
    with desk.store.reading() as db:
        record = get_article(db, recent_articles(db, 10)[0].id)
    assert record is not None
    assert [event.kind for event in record.events] == ["gone", "back"]


def test_a_page_whose_record_is_damaged_is_asked_for_whole(desk: Desk, paper: Newspaper) -> None:
    paper.pages["/rss"] = feed(paper, "/etag")
    one_pass(desk)
    with desk.store.reading() as db:
        (record,) = pages_read_by_nobody(db)
    path = desk.archive.folder / record.place.file
    path.write_bytes(path.read_bytes()[: record.place.offset] + bytes(record.place.length))
    later(desk, hours=2)
    assert one_pass(desk).counts["page: unchanged"] == 1
    with desk.store.reading() as db:
        due = schedule.due_links(db, desk.clock() + timedelta(days=3), 10)
    assert [(link.etag, link.last_modified) for link in due] == [(None, None)]


@pytest.mark.parametrize(("hours_ago", "asked"), [(0.5, 0), (2.0, 1)])
def test_a_restart_keeps_the_pace(desk: Desk, paper: Newspaper, hours_ago: float, asked: int) -> None:
    """What another process asked just before is known from the store."""
    with desk.store.writing() as db:
        at = desk.clock() - timedelta(hours=hours_ago)
        schedule.note_asked(db, f"paper.localhost:{paper.port}", at, 3600.0)
    assert ask_listings(desk).total == asked


def test_what_robots_txt_says_about_use_is_recorded_and_what_other_files_say_stays(
    desk: Desk, paper: Newspaper
) -> None:
    host, mining = f"paper.localhost:{paper.port}", Signal("tdm-reservation", "1", "tdmrep.json")
    with desk.store.writing() as db:
        schedule.save_host_signals(db, host, [mining, Signal("ai-train", "yes", "robots.txt")])
    paper.robots["paper.localhost"] = (200, b"User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n")
    ask_listings(desk)
    with desk.store.reading() as db:
        says = schedule.host_signals(db, host)
    assert set(says) == {mining, Signal("search", "yes", "robots.txt"), Signal("ai-train", "no", "robots.txt")}


def test_what_was_taken_down_is_not_kept(desk: Desk, paper: Newspaper) -> None:
    with desk.store.writing() as db:
        takedown.take_down_address(db, paper.url("/news/1"), "طلب صاحبها", START)
    one_pass(desk)
    assert "/news/1" not in paper.asked()
    assert "/news/2" in paper.asked()


@pytest.mark.parametrize(("days", "dropped"), [(10, 2), (400, 0)])
def test_a_clock_far_from_the_last_page_prunes_nothing(desk: Desk, days: int, dropped: int) -> None:
    one_pass(desk)
    later(desk, days=days)
    assert tidy(desk, Keep(pages=timedelta(days=5))).counts["record: dropped"] == dropped
