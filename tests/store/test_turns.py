"""Laws of whose turn it is, in any newsroom: nothing twice, nothing lost, nobody starves, nobody is pressed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masdar.model import Listing, SourceId
from masdar.store import Connection, following, schedule, sources
from masdar.store.records import DueLink, NewLink

from .samples import NOW, at, source

pytestmark = pytest.mark.slow

laws = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)


@dataclass(frozen=True)
class Held:
    """What one source has waiting at one host. `delay_s`: what that host wants between two requests."""

    fresh: int
    old: int
    pace_s: float
    delay_s: float
    is_shared: bool  # at a host that others' links are at too


HELD = st.builds(
    Held,
    fresh=st.sampled_from([0, 0, 1, 2, 7, 25]),
    old=st.sampled_from([0, 0, 1, 9]),
    pace_s=st.sampled_from([0.0, 5.0, 15.0, 100.0]),
    delay_s=st.sampled_from([0.0, 0.0, 8.0]),
    is_shared=st.booleans(),
)
ROOMS = st.lists(HELD, min_size=1, max_size=6)


@contextmanager
def _room(db: Connection, held: list[Held]) -> Iterator[None]:
    """A newsroom that is gone afterwards."""
    with db.begin_nested() as trial:
        for number, each in enumerate(held):
            host = _host(number, each)
            sources.save_source(db, replace(source(f"s{number}"), pace_s=each.pace_s), NOW)
            for is_old, count in ((False, each.fresh), (True, each.old)):
                links = [NewLink(f"https://{host}/s{number}/{is_old:d}/{link}", is_old) for link in range(count)]
                schedule.add_links(db, SourceId(f"s{number}"), links, NOW)
            schedule.note_asked(db, host, at(-60), each.delay_s)
        yield
        trial.rollback()


def _host(number: int, held: Held) -> str:
    return "shared.example" if held.is_shared else f"s{number}.example"


def _batch(db: Connection, limit: int) -> list[DueLink]:
    """The next batch, fetched and never due again."""
    links = list(schedule.due_links(db, NOW, limit))
    for link in links:
        schedule.finish_link(db, link.id, outcome="page", next_at=None, etag=None, last_modified=None)
    return links


@laws
@given(held=ROOMS, limit=st.sampled_from([3, 20, 1000]))
def test_every_link_comes_exactly_once(db: Connection, held: list[Held], limit: int) -> None:
    with _room(db, held):
        seen: list[str] = []
        while batch := _batch(db, limit):
            assert len(batch) <= limit
            seen += [link.url for link in batch]
        assert len(seen) == len(set(seen)) == sum(each.fresh + each.old for each in held)


@laws
@given(held=ROOMS, limit=st.sampled_from([1, 3, 20]))
def test_what_is_fresh_comes_within_a_round_whatever_the_others_hold(
    db: Connection, held: list[Held], limit: int
) -> None:
    with _room(db, held):
        waiting = {f"s{number}" for number, each in enumerate(held) if each.fresh}
        shared = sum(1 for each in held if each.fresh and each.is_shared)
        for _ in range(max(ceil(len(waiting) / limit), 0) + shared):
            waiting -= {link.source.id for link in _batch(db, limit)}
        assert not waiting


@laws
@given(held=ROOMS)
def test_a_host_gets_no_more_than_it_has_time_for_and_no_less(db: Connection, held: list[Held]) -> None:
    with _room(db, held):
        batch = schedule.due_links(db, NOW, 1000, patience_s=20)
        got = Counter(link.url.split("/")[2] for link in batch)
        for number, each in enumerate(held):
            if not each.is_shared:
                pace_s = max(each.pace_s, each.delay_s)
                seats = 1 + int(20 / pace_s) if pace_s else 1000
                assert got[_host(number, each)] == min(seats, each.fresh + each.old)


@laws
@given(held=ROOMS)
def test_fresh_links_come_before_old_ones(db: Connection, held: list[Held]) -> None:
    with _room(db, held):
        ranks = [link.url.split("/")[4] for link in schedule.due_links(db, NOW, 1000)]
        assert ranks == sorted(ranks)


@laws
@given(
    held=ROOMS, paused=st.sets(st.integers(0, 5)), waiting=st.sets(st.integers(0, 5)), limit=st.sampled_from([3, 99])
)
def test_who_is_paused_or_waits_never_appears(
    db: Connection, held: list[Held], paused: set[int], waiting: set[int], limit: int
) -> None:
    with _room(db, held):
        for number in paused & set(range(len(held))):
            following.pause(db, SourceId(f"s{number}"), "", NOW)
        shut = {_host(number, held[number]) for number in waiting & set(range(len(held)))}
        for host in shut:
            schedule.set_host_wait(db, host, at(5), "429")
        while batch := _batch(db, limit):
            for link in batch:
                assert int(link.source.id[1:]) not in paused
                assert link.url.split("/")[2] not in shut


def test_a_slow_host_does_not_fill_batch_after_batch(db: Connection) -> None:
    for number in range(30):
        sources.save_source(db, source(f"s{number}"), NOW)
        schedule.add_links(db, SourceId(f"s{number}"), [NewLink(f"https://slow.example/{number}")], NOW)
    sources.save_source(db, source("wadi"), NOW)
    schedule.add_links(db, SourceId("wadi"), [NewLink("https://wadi.example/1", is_old=True)], NOW)
    urls = [link.url for link in schedule.due_links(db, NOW, 10)]
    assert len(urls) == 6
    assert urls[-1] == "https://wadi.example/1"


def test_many_links_of_one_source_are_reached_when_others_have_few(db: Connection) -> None:
    for number in range(40):
        sources.save_source(db, replace(source(f"s{number}"), pace_s=0.0), NOW)
        count = 700 if number == 0 else 1
        found = [NewLink(f"https://s{number}.example/{link}") for link in range(count)]
        schedule.add_links(db, SourceId(f"s{number}"), found, NOW)
    urls = [link.url for link in schedule.due_links(db, NOW, 500)]
    assert len(set(urls)) == 500
    assert urls[40:] == [f"https://s0.example/{link}" for link in range(1, 461)]


@laws
@given(
    every=st.lists(st.integers(1, 7), min_size=1, max_size=8),
    limit=st.sampled_from([2, 100]),
    shared=st.booleans(),
)
def test_a_listing_is_asked_once_in_its_interval(db: Connection, every: list[int], limit: int, shared: bool) -> None:
    """In steps of a minute, each until nothing is due."""
    with db.begin_nested() as trial:
        for number in range(len(every)):
            host = "shared.example" if shared else f"s{number}.example"
            own = (Listing(f"https://{host}/{number}", "feed"),)
            sources.save_source(db, source(f"s{number}", listings=own), NOW)
        asked: Counter[int] = Counter()
        for minute in range(20):
            while due := schedule.due_listings(db, at(minute), limit):
                for listing in due:
                    number = int(listing.source.id[1:])
                    asked[number] += 1
                    wait = timedelta(minutes=every[number])
                    schedule.finish_listing(
                        db, listing.id, now=at(minute), next_at=at(minute) + wait, every_s=60, outcome="ok", ok=True
                    )
        assert asked == {number: ceil(20 / minutes) for number, minutes in enumerate(every)}
        trial.rollback()
