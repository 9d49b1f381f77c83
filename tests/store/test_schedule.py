"""What is due when, in which order, and who must wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

import pytest
from sqlalchemy import select

from masdar.errors import StoreError
from masdar.model import Listing, Signal, SourceId
from masdar.store import Connection, following, schedule, sources, takedown
from masdar.store.records import DueLink, DueListing, NewLink
from masdar.store.tables import hosts, tombstones

from .samples import NOW, at, file, keep, page, reading, source

NAHR = SourceId("nahr")
FEED = Listing("https://nahr.example/feed", "feed")
HOME = Listing("https://nahr.example/", "page")
INDEX = Listing("https://nahr.example/sitemap.xml", "sitemap")


class Answered(TypedDict, total=False):
    """What an answer may bring beside the news."""

    etag: str
    last_modified: str
    digest: str
    moved_to: str
    ended: bool


def _part(number: int) -> Listing:
    return Listing(f"https://nahr.example/sitemap-{number}.xml", "sitemap")


def _urls(db: Connection, minutes: float = 0, limit: int = 100) -> list[str]:
    return [link.url for link in schedule.due_links(db, at(minutes), limit)]


def _add(db: Connection, source_id: SourceId, urls: Iterable[str], now: datetime, is_old: bool = False) -> int:
    return schedule.add_links(db, source_id, [NewLink(url, is_old) for url in urls], now)


def _finish(db: Connection, url: str, minutes: float | None, outcome: str = "ok", moved_to: str | None = None) -> None:
    (link,) = [link for link in schedule.due_links(db, at(10**6), 1000) if link.url == url]
    next_at = None if minutes is None else at(minutes)
    schedule.finish_link(
        db, link.id, outcome=outcome, next_at=next_at, etag='"e"', last_modified="then", moved_to=moved_to
    )


def test_a_saved_source_comes_back_and_its_listings_are_due_at_once(db: Connection) -> None:
    saved = source(listings=(FEED, HOME))
    sources.save_source(db, saved, NOW)
    assert sources.get_source(db, NAHR) == saved
    assert [(due.url, due.kind, due.source) for due in schedule.due_listings(db, NOW, 9)] == [
        (FEED.url, "feed", saved),
        (HOME.url, "page", saved),
    ]
    assert schedule.due_listings(db, at(-1), 9) == ()
    assert len(schedule.due_listings(db, NOW, 1)) == 1


def test_saving_a_source_twice_is_saving_it_once(db: Connection) -> None:
    for _ in range(2):
        sources.save_source(db, source(listings=(FEED,)), NOW)
    assert len(sources.all_sources(db)) == 1
    assert len(schedule.due_listings(db, NOW, 9)) == 1


def test_a_known_listing_keeps_its_schedule_and_one_taken_out_is_not_asked(db: Connection) -> None:
    sources.save_source(db, source(listings=(FEED, HOME)), NOW)
    feed, home = schedule.due_listings(db, NOW, 9)
    for due in (feed, home):
        schedule.finish_listing(
            db, due.id, now=NOW, next_at=at(30), every_s=1800, outcome="ok", ok=True, etag='"1"', last_modified="then"
        )
    sources.save_source(db, source(listings=(FEED,)), at(10))
    assert schedule.due_listings(db, at(29), 9) == ()
    (again,) = schedule.due_listings(db, at(30), 9)
    assert (again.id, again.every_s, again.etag, again.last_modified) == (feed.id, 1800, '"1"', "then")


def test_a_source_is_found_by_its_hosts(db: Connection) -> None:
    sources.save_source(db, source(hosts=("www.nahr.example", "nahr.example:8080")), NOW)
    for host in ("nahr.example", "WWW.nahr.example", "nahr.example:8080"):
        found = sources.source_for(db, f"https://{host}/news/1")
        assert found is not None
        assert found.id == NAHR
    assert sources.source_for(db, "https://other.example/") is None


def test_a_host_belongs_to_one_source(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    with pytest.raises(StoreError, match="'other' already belongs to source 'nahr'"):
        sources.save_source(db, source("other", hosts=("nahr.example",)), NOW)


def test_a_link_is_added_once_however_it_is_written(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    assert _add(db, NAHR, ["https://nahr.example/a", "http://www.nahr.example/a/#top"], NOW) == 1
    assert _add(db, NAHR, ["https://nahr.example/a/", "https://nahr.example/خبر"], at(1)) == 1
    assert _add(db, NAHR, ["https://nahr.example/%d8%ae%d8%a8%d8%b1"], at(2)) == 0
    assert _add(db, NAHR, ["https://nahr.example/a?page=2"], at(2)) == 1


def test_the_address_of_a_page_we_hold_is_no_new_link(db: Connection) -> None:
    keep(db, page("https://nahr.example/new-name", requested_url="https://nahr.example/old-name"))
    assert _add(db, NAHR, ["https://nahr.example/new-name/", "http://nahr.example/old-name"], NOW) == 0


def test_many_links_are_added_at_once(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    urls = [f"https://nahr.example/{number}" for number in range(1300)]
    assert _add(db, NAHR, urls, NOW) == 1300
    assert _add(db, NAHR, urls, NOW) == 0


def test_a_trap_of_endless_addresses_is_not_stored_without_end(db: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "MOST_WAITING", 30)
    sources.save_source(db, source(), NOW)
    for day in range(4):
        found = [NewLink(f"https://nahr.example/calendar/{day}/{number}") for number in range(20)]
        schedule.add_links(db, NAHR, found, at(day * 60))
    due = schedule.due_links(db, at(600), 100, patience_s=1000)
    assert len(due) == 30
    assert {link.url for link in due[:10]} == {f"https://nahr.example/calendar/1/{number}" for number in range(10)}
    schedule.finish_link(db, due[0].id, outcome="page", next_at=None, etag=None, last_modified=None)
    assert schedule.add_links(db, NAHR, [NewLink("https://nahr.example/news/1")], at(660)) == 1


def test_the_newest_find_comes_first_and_one_listing_keeps_its_order(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    _add(db, NAHR, ["https://nahr.example/1", "https://nahr.example/2"], NOW)
    _add(db, NAHR, ["https://nahr.example/3", "https://nahr.example/4"], at(5))
    assert [url[-1] for url in _urls(db, 5)] == ["3", "4", "1", "2"]
    assert [url[-1] for url in _urls(db, 5, limit=3)] == ["3", "4", "1"]


def test_sources_take_turns(db: Connection) -> None:
    for id in ("nahr", "wadi"):
        sources.save_source(db, source(id), NOW)
    _add(db, NAHR, [f"https://nahr.example/{number}" for number in range(50)], at(5))
    _add(db, SourceId("wadi"), ["https://wadi.example/old"], NOW)
    assert "https://wadi.example/old" in _urls(db, 5, limit=2)


def test_a_finished_link_waits_for_its_next_look(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    _add(db, NAHR, ["https://nahr.example/1", "https://nahr.example/2"], NOW)
    _finish(db, "https://nahr.example/1", 10, "timeout")
    _finish(db, "https://nahr.example/2", None, "gone")
    assert _urls(db, 9) == []
    (link,) = schedule.due_links(db, at(10), 9)
    assert (link.url, link.tries, link.etag, link.last_modified) == ("https://nahr.example/1", 1, '"e"', "then")
    assert _add(db, NAHR, ["https://nahr.example/2"], at(20)) == 0


def test_a_look_at_an_article_comes_after_new_links(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    _add(db, NAHR, ["https://nahr.example/asked"], NOW)
    shown = page("https://nahr.example/1", requested_url="https://nahr.example/asked")
    article = file(db, shown, reading()).article
    _finish(db, "https://nahr.example/asked", 60)
    _add(db, NAHR, ["https://nahr.example/2"], at(-500))
    links = schedule.due_links(db, at(60), 9)
    assert [(link.url[-1], link.article) for link in links] == [("2", None), ("d", article)]


def test_a_host_that_told_us_to_wait_is_not_asked(db: Connection) -> None:
    for id in ("nahr", "wadi"):
        sources.save_source(db, source(id, listings=(Listing(f"https://{id}.example/feed", "feed"),)), NOW)
        _add(db, SourceId(id), [f"https://{id}.example/1"], NOW)
    schedule.set_host_wait(db, "NAHR.example", at(20), "Retry-After")
    assert [due.source.id for due in schedule.due_listings(db, at(19), 9)] == ["wadi"]
    assert _urls(db, 19) == ["https://wadi.example/1"]
    assert len(_urls(db, 20)) == 2
    assert len(schedule.due_listings(db, at(20), 9)) == 2


def _ask(db: Connection, listing: DueListing, minutes: float, *, ok: bool = True, **more: Unpack[Answered]) -> None:
    """The listing is asked, and due again an hour later."""
    schedule.finish_listing(
        db,
        listing.id,
        now=at(minutes),
        next_at=at(minutes + 60),
        every_s=3600,
        outcome="ok" if ok else "timeout",
        ok=ok,
        **more,
    )


def _listings(db: Connection, minutes: float) -> list[str]:
    return [due.url for due in schedule.due_listings(db, at(minutes), 100)]


def test_failures_are_counted_until_one_asking_succeeds(db: Connection) -> None:
    sources.save_source(db, source(listings=(FEED,)), NOW)
    (feed,) = schedule.due_listings(db, NOW, 9)
    _ask(db, feed, 0, etag='"1"', last_modified="then", digest="d1")
    for minutes, failures in ((60, 0), (120, 1)):
        (feed,) = schedule.due_listings(db, at(minutes), 9)
        assert (feed.failures, feed.etag, feed.last_modified, feed.digest) == (failures, '"1"', "then", "d1")
        _ask(db, feed, minutes, ok=False)
    (feed,) = schedule.due_listings(db, at(180), 9)
    assert feed.failures == 2
    _ask(db, feed, 180, digest="d2")
    (feed,) = schedule.due_listings(db, at(240), 9)
    assert (feed.failures, feed.etag, feed.digest) == (0, None, "d2")


def test_a_listing_that_moved_is_asked_at_its_new_address(db: Connection) -> None:
    sources.save_source(db, source(listings=(FEED,)), NOW)
    _ask(db, schedule.due_listings(db, NOW, 9)[0], 0, moved_to="https://news.nahr.example/rss")
    assert _listings(db, 60) == ["https://news.nahr.example/rss"]
    schedule.set_host_wait(db, "news.nahr.example", at(90), "429")
    assert _listings(db, 60) == []


def test_a_listing_that_moved_to_another_one_of_its_source_leaves_that_one(db: Connection) -> None:
    sources.save_source(db, source(listings=(FEED, HOME)), NOW)
    feed, home = schedule.due_listings(db, NOW, 9)
    _ask(db, home, 0)
    _ask(db, feed, 1, moved_to=HOME.url)
    assert _listings(db, 10**6) == [HOME.url]
    sources.save_source(db, source(listings=(FEED,)), at(5))  # the file still says so: asked once more, it goes back
    (feed,) = schedule.due_listings(db, at(100), 9)
    _ask(db, feed, 100, moved_to=HOME.url)
    assert _listings(db, 10**6) == [HOME.url]


def test_a_listing_that_moved_to_itself_stays(db: Connection) -> None:
    sources.save_source(db, source(listings=(FEED,)), NOW)
    _ask(db, schedule.due_listings(db, NOW, 9)[0], 0, moved_to=FEED.url)
    assert _listings(db, 60) == [FEED.url]


def test_a_listing_that_ended_is_not_asked_with_all_its_parts(db: Connection) -> None:
    sources.save_source(db, source(listings=(INDEX, HOME)), NOW)
    index = schedule.due_listings(db, NOW, 9)[0]
    schedule.save_parts(db, index.id, [_part(1), _part(2)], NOW)
    part = next(due for due in schedule.due_listings(db, NOW, 9) if due.url == _part(1).url)
    schedule.save_parts(db, part.id, [_part(3)], NOW)
    assert len(_listings(db, 0)) == 5
    _ask(db, index, 0, ok=False, ended=True)
    assert _listings(db, 10**6) == [HOME.url]
    schedule.save_parts(db, part.id, [_part(3)], NOW)  # its answer was still on the way
    assert _listings(db, 10**6) == [HOME.url]


def test_parts_are_asked_as_long_as_their_index_names_them(db: Connection) -> None:
    saved = source(listings=(INDEX,))
    sources.save_source(db, saved, NOW)
    (index,) = schedule.due_listings(db, NOW, 9)
    schedule.save_parts(db, index.id, [_part(1), _part(2)], at(1))
    first = next(due for due in schedule.due_listings(db, at(1), 9) if due.url == _part(1).url)
    assert (first.kind, first.parent, first.source) == ("sitemap", index.id, saved)
    _ask(db, first, 1, etag='"1"')
    schedule.save_parts(db, index.id, [_part(2), _part(3)], at(2))
    assert set(_listings(db, 100)) == {INDEX.url, _part(2).url, _part(3).url}
    sources.save_source(db, saved, at(3))
    assert set(_listings(db, 100)) == {INDEX.url, _part(2).url, _part(3).url}
    schedule.save_parts(db, index.id, [_part(1), _part(2), _part(3)], at(4))
    back = next(due for due in schedule.due_listings(db, at(100), 9) if due.url == _part(1).url)
    assert (back.id, back.etag) == (first.id, None)
    sources.save_source(db, source(listings=(HOME,)), at(5))
    assert _listings(db, 100) == [HOME.url]


def test_a_part_that_the_source_file_names_too_is_no_part(db: Connection) -> None:
    named = Listing(_part(1).url, "sitemap")
    sources.save_source(db, source(listings=(INDEX, named)), NOW)
    index = schedule.due_listings(db, NOW, 9)[0]
    schedule.save_parts(db, index.id, [_part(1), INDEX], NOW)
    schedule.save_parts(db, index.id, [], NOW)
    assert set(_listings(db, 0)) == {INDEX.url, named.url}


def test_an_index_with_very_many_parts_is_saved(db: Connection) -> None:
    sources.save_source(db, source(listings=(INDEX,)), NOW)
    (index,) = schedule.due_listings(db, NOW, 9)
    for count in (1300, 1200, 1300):
        schedule.save_parts(db, index.id, [_part(number) for number in range(count)], NOW)
        assert len(schedule.due_listings(db, NOW, 9999, patience_s=10**6)) == count + 1


def test_a_paused_or_removed_source_is_not_asked_until_it_is_again(db: Connection) -> None:
    sources.save_source(db, source(listings=(FEED,)), NOW)
    _add(db, NAHR, ["https://nahr.example/1"], NOW)
    following.pause(db, NAHR, "they asked us to", NOW)
    assert (_listings(db, 0), _urls(db), schedule.next_due_at(db)) == ([], [], None)
    following.resume(db, NAHR)
    assert (_listings(db, 0), _urls(db)) == ([FEED.url], ["https://nahr.example/1"])
    assert schedule.next_due_at(db) == NOW
    db.execute(tombstones.insert().values(kind="source", key=NAHR, url="", reason="r", at=NOW, articles=0))
    assert (_listings(db, 0), _urls(db), schedule.next_due_at(db)) == ([], [], None)


def test_what_was_taken_down_is_not_added(db: Connection) -> None:
    keep(db, page("https://nahr.example/1"))
    takedown.take_down_address(db, "https://nahr.example/1", "a court said so", NOW)
    assert _add(db, NAHR, ["https://nahr.example/1/", "https://nahr.example/2"], NOW) == 1


def test_old_links_come_after_looks_and_those_after_fresh_links(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    _add(db, NAHR, ["https://nahr.example/look"], NOW)
    file(db, page("https://nahr.example/look"), reading())
    _add(db, NAHR, ["https://nahr.example/old"], at(1), is_old=True)
    _add(db, NAHR, ["https://nahr.example/fresh"], NOW)
    assert [url.rpartition("/")[2] for url in _urls(db, 1)] == ["fresh", "look", "old"]


def test_a_link_that_moved_is_looked_at_where_it_is_now(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    _add(db, NAHR, ["https://nahr.example/1"], NOW)
    _finish(db, "https://nahr.example/1", 10, moved_to="https://news.nahr.example/one")
    assert _urls(db, 10) == ["https://news.nahr.example/one"]
    assert _add(db, NAHR, ["https://news.nahr.example/one"], at(10)) == 0
    schedule.set_host_wait(db, "news.nahr.example", at(20), "429")
    assert _urls(db, 10) == []


def test_a_link_that_moved_to_a_known_one_ends(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    _add(db, NAHR, ["https://nahr.example/1", "https://nahr.example/2"], NOW)
    _finish(db, "https://nahr.example/1", 10, moved_to="http://www.nahr.example/2/")
    _finish(db, "https://nahr.example/2", 10, moved_to="https://www.nahr.example/2")
    assert _urls(db, 10) == ["https://www.nahr.example/2"]


def test_what_is_known_of_a_host_outlives_the_asking(db: Connection) -> None:
    sources.save_source(db, source(listings=(FEED,)), NOW)
    _add(db, NAHR, ["https://nahr.example/1"], NOW)
    said = (Signal("ai-train", "no", "robots.txt"),)
    schedule.save_host_signals(db, "NAHR.example", said)
    schedule.set_host_wait(db, "nahr.example", at(1), "429")
    schedule.note_asked(db, "Nahr.example", at(2), 7.5)
    assert schedule.host_signals(db, "nahr.example") == said
    assert schedule.host_signals(db, "wadi.example") == ()
    assert db.execute(select(hosts.c.wait_until)).scalar_one() == at(1)
    found: list[DueListing | DueLink] = [*schedule.due_listings(db, at(3), 9), *schedule.due_links(db, at(3), 9)]
    for due in found:
        assert (due.host_asked_at, due.delay_s) == (at(2), 7.5)


def test_a_host_comes_as_often_as_it_has_time_for(db: Connection) -> None:
    feeds = tuple(Listing(f"https://nahr.example/feed/{number}", "feed") for number in range(30))
    sources.save_source(db, source(listings=feeds), NOW)
    _add(db, NAHR, [f"https://nahr.example/{number}" for number in range(30)], NOW)
    for delay_s, times in ((0.0, 5), (10.0, 3), (15.0, 2)):  # the source's own pace is 5 s
        schedule.note_asked(db, "nahr.example", at(-60), delay_s)
        assert len(schedule.due_listings(db, NOW, 99, patience_s=20)) == times
        assert len(schedule.due_links(db, NOW, 99, patience_s=20)) == times


def test_a_host_whose_turn_is_far_off_is_left_out(db: Connection) -> None:
    sources.save_source(db, source(listings=(FEED,)), NOW)
    _add(db, NAHR, ["https://nahr.example/1"], NOW)
    for delay_s, pace_s in ((600.0, 5.0), (0.0, 600.0)):
        schedule.note_asked(db, "nahr.example", NOW, delay_s, pace_s)
        assert (_listings(db, 9.6), _urls(db, 9.6)) == ([], [])
        assert (_listings(db, 9.7), _urls(db, 9.7)) == ([FEED.url], ["https://nahr.example/1"])
        assert schedule.next_due_at(db) == at(10)


def test_the_next_due_instant_is_found_behind_many_that_wait(db: Connection) -> None:
    for id in ("nahr", "wadi"):
        sources.save_source(db, source(id), NOW)
    _add(db, NAHR, [f"https://nahr.example/{number}" for number in range(700)], NOW)
    _add(db, SourceId("wadi"), ["https://wadi.example/1"], at(9))
    following.pause(db, NAHR, "", NOW)
    assert schedule.next_due_at(db) == at(9)
    following.resume(db, NAHR)
    assert schedule.next_due_at(db) == NOW
    schedule.set_host_wait(db, "nahr.example", at(8), "429")
    assert schedule.next_due_at(db) == at(8)


def test_the_next_due_instant_counts_waiting_hosts(db: Connection) -> None:
    assert schedule.next_due_at(db) is None
    sources.save_source(db, source(), NOW)
    _add(db, NAHR, ["https://nahr.example/1"], at(3))
    assert schedule.next_due_at(db) == at(3)
    schedule.set_host_wait(db, "nahr.example", at(9), "429")
    assert schedule.next_due_at(db) == at(9)
    sources.save_source(db, source("wadi", listings=(Listing("https://wadi.example/feed", "feed"),)), at(7))
    assert schedule.next_due_at(db) == at(7)


def test_instants_keep_their_microsecond(db: Connection) -> None:
    instant = NOW + timedelta(microseconds=123457)
    schedule.set_host_wait(db, "nahr.example", instant, "429")
    assert db.execute(select(hosts.c.wait_until)).scalar_one() == instant
