"""What is due when, in which order, and who must wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from masdar.errors import StoreError
from masdar.model import Listing, SourceId
from masdar.store import Connection, schedule, sources
from masdar.store.records import NewLink

from .samples import NOW, at, file, keep, page, reading, source

NAHR = SourceId("nahr")
FEED = Listing("https://nahr.example/feed", "feed")
HOME = Listing("https://nahr.example/", "page")


def _urls(db: Connection, minutes: float = 0, limit: int = 100) -> list[str]:
    return [link.url for link in schedule.due_links(db, at(minutes), limit)]


def _add(db: Connection, source_id: SourceId, urls: Iterable[str], now: datetime, is_old: bool = False) -> int:
    return schedule.add_links(db, source_id, [NewLink(url, is_old) for url in urls], now)


def _finish(db: Connection, url: str, minutes: float | None, outcome: str = "ok") -> None:
    (link,) = [link for link in schedule.due_links(db, at(10**6), 1000) if link.url == url]
    next_at = None if minutes is None else at(minutes)
    schedule.finish_link(db, link.id, outcome=outcome, next_at=next_at, etag='"e"', last_modified="then")


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
    assert schedule.host_wait(db, "nahr.example") == at(20)
    assert schedule.host_wait(db, "wadi.example") is None
    assert [due.source.id for due in schedule.due_listings(db, at(19), 9)] == ["wadi"]
    assert _urls(db, 19) == ["https://wadi.example/1"]
    assert len(_urls(db, 20)) == 2
    assert len(schedule.due_listings(db, at(20), 9)) == 2


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
    assert schedule.host_wait(db, "nahr.example") == instant
