"""A number of synthetic sources in, a table of how fast the scheduler keeps them in time out.

    python bench/schedule.py [--sources 10000] [--seconds 60] [--database sqlite:///bench.db]

The database must be new; without one it is a file in a new folder, and the PostgreSQL of MASDAR_TEST_POSTGRES too, when
it is set (`scripts/with-postgres python bench/schedule.py`). Every source has a listing due each 15 minutes that shows
20 links, one of them new; each new link is fetched, and looked at again 15 minutes later. No network: only what the
store does for it, through the functions and in the transactions of the driver. The clock is simulated: it jumps on when
nothing is due. A bare transaction of one statement, timed between the batches, tells how much of it is the database's
own price and how busy the machine was.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from masdar.model import Listing, Source, SourceId
from masdar.store import Store, health, open_store, schedule, sources, status
from masdar.store.records import DueLink, DueListing, NewLink
from masdar.text.addresses import host_of

START = datetime(2026, 11, 14, 8, tzinfo=UTC)
EVERY = timedelta(minutes=15)
WANTED_A_SECOND = 10_000 / EVERY.total_seconds()  # the goal's 11.1 listings
SHOWN = 20
BATCH = 1000
BARE = 20  # bare transactions after each batch


@dataclass(slots=True)
class Meter:
    """What each kind of step took, in seconds of the clock and of this process's CPU, and how often it was done."""

    wall_s: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    cpu_s: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    times: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    @contextmanager
    def step(self, name: str, times: int = 1) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall_s[name] += time.perf_counter() - wall
        self.cpu_s[name] += time.process_time() - cpu
        self.times[name] += times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--database")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="masdar-bench-") as folder:
        here = [f"sqlite:///{folder}/bench.db", os.environ.get("MASDAR_TEST_POSTGRES")]
        for address in [asked.database] if asked.database else here:
            if address:
                with open_store(address) as store:
                    print(f"--- {address.split(':')[0]}, {asked.sources:,} sources", flush=True)
                    _measure(store, asked.sources, asked.seconds)


def _measure(store: Store, count: int, seconds: float) -> None:
    _save_sources(store, count)
    meter = Meter()
    _follow(store, meter, _know_links(store, count), seconds)
    for name, times in meter.times.items():
        each_ms = 1000 * meter.wall_s[name] / times
        print(f"{name}: {times:,}, {each_ms:.2f} ms each, of them {1000 * meter.cpu_s[name] / times:.2f} ms CPU")
    _sum_up(meter)
    with store.reading() as db:
        print(f"database: {status.totals(db).database_bytes / 1e6:.0f} MB")


def _sum_up(meter: Meter) -> None:
    """All the work counts as the price of the listings asked."""
    asked = meter.times["listing asked"]
    work = [name for name in meter.wall_s if name != "bare transaction"]
    wall_s, cpu_s = sum(meter.wall_s[name] for name in work), sum(meter.cpu_s[name] for name in work)
    for clock, taken_s in (("wall clock", wall_s), ("this process's CPU", cpu_s)):
        rate = asked / taken_s
        print(f"by {clock}: {rate:.0f} listings a second with their links, {rate / WANTED_A_SECOND:.1f} x the goal's")
    print(
        f"share of one core at {WANTED_A_SECOND:.1f} listings a second: {100 * cpu_s / asked * WANTED_A_SECOND:.1f} %"
    )


def _save_sources(store: Store, count: int) -> None:
    for first in range(0, count, BATCH):
        with store.writing() as db:
            for number in range(first, min(first + BATCH, count)):
                host = f"o{number}.example"
                listing = Listing(f"https://{host}/feed", "feed")
                source = Source(SourceId(f"o{number}"), host, f"https://{host}/", (host,), listings=(listing,))
                sources.save_source(db, source, START + EVERY * number / count)


def _know_links(store: Store, count: int) -> datetime:
    """What the listings show at first is known and done with. The instant at which the last listing is due first."""
    for first in range(0, count, BATCH):
        with store.writing() as db:
            for number in range(first, min(first + BATCH, count)):
                found = [NewLink(f"https://o{number}.example/news/{link}") for link in range(SHOWN)]
                schedule.add_links(db, SourceId(f"o{number}"), found, START)
    with store.writing() as db:
        db.execute(text("UPDATE links SET next_at = NULL"))
    return START + EVERY


def _follow(store: Store, meter: Meter, now: datetime, seconds: float) -> None:
    """Do what is due, and let the clock jump to what is due next, for so long."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        with meter.step("batch of listings found"), store.reading() as db:
            listings = schedule.due_listings(db, now, BATCH)
        with meter.step("listing asked", len(listings)):
            for listing in listings:
                _ask(store, listing, now)
        with meter.step("batch of links found"), store.reading() as db:
            links = schedule.due_links(db, now, BATCH)
        with meter.step("link fetched", len(links)):
            for link in links:
                _fetch(store, link, now)
        with meter.step("bare transaction", BARE):
            for number in range(BARE):
                _bare(store, number)
        if not listings and not links:
            with meter.step("next instant found"), store.reading() as db:
                due = schedule.next_due_at(db)
            assert due is not None
            now = max(now, due) + timedelta(seconds=10)


def _ask(store: Store, listing: DueListing, now: datetime) -> None:
    """The listing shows the newest 20 of links that it numbers by the time: each 15 minutes one more."""
    newest = int((now - START) / EVERY) + SHOWN - 1
    found = [NewLink(f"{listing.source.home}news/{number}") for number in range(newest, newest - SHOWN, -1)]
    with store.writing() as db:
        new = schedule.add_links(db, listing.source.id, found, now)
        schedule.finish_listing(
            db,
            listing.id,
            now=now,
            next_at=now + EVERY,
            every_s=EVERY.total_seconds(),
            outcome="ok",
            ok=True,
            etag=f'"{newest}"',
            digest=f"{newest}",
        )
        schedule.note_asked(db, host_of(listing.url), now, 0.0)
        health.count(db, listing.source.id, now, "listing", "ok" if new else "unchanged")


def _fetch(store: Store, link: DueLink, now: datetime) -> None:
    wait = EVERY if link.tries == 0 else timedelta(days=1)
    with store.writing() as db:
        schedule.finish_link(db, link.id, outcome="page", next_at=now + wait, etag='"1"', last_modified=None)
        schedule.note_asked(db, host_of(link.url), now, 0.0)
        health.count(db, link.source.id, now, "page", "page")


def _bare(store: Store, number: int) -> None:
    with store._engine.begin() as db:
        db.execute(text("UPDATE counters SET number = :number WHERE name = 'bench'"), {"number": number})


if __name__ == "__main__":
    main()
