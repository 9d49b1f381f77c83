"""How asking went is counted by source, day and outcome; how a source is doing is told from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from masdar.model import Listing, Rejected, SourceId
from masdar.store import Connection, health, pages, schedule, sources, status, turns
from masdar.store.tables import hosts, links, listings, outcomes, tombstones
from masdar.store.tables import sources as source_table
from masdar.store.troubles import ROBOTS, SourceHealth

from .samples import NOW, article, at, keep, page, source

NAHR = SourceId("nahr")


def test_outcomes_of_one_day_add_up(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    health.count(db, NAHR, NOW, "page", "page")
    health.count(db, NAHR, at(5), "page", "page", 3)
    health.count(db, NAHR, at(6), "page", "timeout")
    health.count(db, NAHR, at(7), "listing", "page")
    rows = db.execute(select(outcomes).order_by(outcomes.c.number.desc(), outcomes.c.last_at))
    assert [(row.day, row.what, row.outcome, row.number, row.last_at) for row in rows] == [
        ("2026-11-14", "page", "page", 4, at(5)),
        ("2026-11-14", "page", "timeout", 1, at(6)),
        ("2026-11-14", "listing", "page", 1, at(7)),
    ]


def test_old_days_are_dropped(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    for days in (0, 399, 400, 401, 900):
        health.count(db, NAHR, NOW - timedelta(days=days), "page", "page")
    assert health.prune(db, NOW) == 2
    assert health.prune(db, NOW) == 0


def well(db: Connection, id: str = "nahr", days: int = 28, number: int = 8, **facts: object) -> None:
    """A source that answered and brought as many articles on each of the last days, its listing asked a minute ago."""
    listing = Listing(f"https://{id}.example/feed", "feed")
    sources.save_source(db, replace(source(id), listings=(listing,), **facts), NOW)  # type: ignore[arg-type]
    for back in range(days):
        when = NOW - timedelta(days=back)
        health.count(db, SourceId(id), when, "listing", "ok", 10)
        health.count(db, SourceId(id), when, "page", "page", number)
        health.count(db, SourceId(id), when, "article", "new", number)
    row = {"ok_at": at(-1), "asked_at": at(-1), "next_at": at(14), "outcome": "ok"}
    db.execute(update(listings).where(listings.c.source_id == id).values(**row))


def health_of(db: Connection, id: str = "nahr") -> SourceHealth:
    (found,) = health.source_health(db, NOW, SourceId(id))
    assert found in health.source_health(db, NOW)
    return found


def codes(db: Connection) -> list[str]:
    return [trouble.code for trouble in health_of(db).troubles]


def test_a_source_that_answers_and_brings_news_is_well(db: Connection) -> None:
    well(db)
    found = health_of(db)
    assert found.state == "well"
    assert found.troubles == ()
    assert (found.ok_at, found.new_at, found.per_day) == (at(-1), NOW, 8)
    assert len(found.days) == 28
    assert (found.new_on(NOW.date()), found.new_on(NOW.date() - timedelta(days=40))) == (8, 0)
    assert found.days[-1] == (NOW.date(), 8)
    assert found.recent.pages == (("page", 16),)
    assert found.week.listings == (("ok", 70),)


def test_the_day_a_source_was_first_looked_at_tells_nothing_of_its_habits(db: Connection) -> None:
    well(db, days=16, number=1)
    assert health_of(db).per_day == 1
    health.count(db, NAHR, NOW - timedelta(days=16), "article", "new", 500)
    assert health_of(db).per_day == 1
    assert health_of(db).days[0][1] == 500


def test_a_source_never_asked_is_new(db: Connection) -> None:
    sources.save_source(db, source(listings=(Listing("https://nahr.example/feed", "feed"),)), NOW)
    assert health_of(db).state == "new"
    assert health_of(db).per_day is None


def test_failures_are_told_by_reason_and_time(db: Connection) -> None:
    well(db)
    for days, outcome, number in ((0, "timeout", 2), (1, "busy", 1), (3, "robots", 4), (6, "timeout", 3), (7, "x", 9)):
        health.count(db, NAHR, NOW - timedelta(days=days), "page", outcome, number)
    found = health_of(db)
    assert found.recent.failures == (("timeout", 2), ("busy", 1))
    assert found.week.failures == (("timeout", 5), ("robots", 4), ("busy", 1))
    assert found.week.number(ROBOTS) == 4


@pytest.mark.parametrize(
    ("listing", "code", "state"),
    [
        ({"failures": 5, "outcome": "timeout"}, "failing", "failing"),
        ({"failures": 5, "outcome": "robots"}, "robots", "failing"),
        ({"failures": 4, "outcome": "timeout"}, None, "well"),
        ({"failures": 1, "outcome": "robots"}, "robots", "failing"),
        ({"failures": 1, "outcome": "robots-wait"}, None, "well"),
        ({"failures": 1, "outcome": "timeout", "ok_at": None}, None, "new"),
        ({"active": False, "outcome": "http-410"}, "ended", "failing"),
        ({"active": False, "outcome": "ok"}, "no-listings", "failing"),
        ({"next_at": at(-61)}, "behind", "attention"),
        ({"next_at": at(-59)}, None, "well"),
        ({"active": False, "next_at": at(-61), "outcome": "ok"}, "no-listings", "failing"),
    ],
)
def test_a_listing_tells(db: Connection, listing: dict[str, object], code: str | None, state: str) -> None:
    well(db)
    db.execute(update(listings).values(**listing))
    assert codes(db) == ([code] if code else [])
    assert health_of(db).state == state


def test_a_source_known_from_archives_only_is_asked_nothing_and_is_well(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    assert (health_of(db).state, codes(db)) == ("well", [])


def test_one_listing_of_two_that_fails_needs_a_look(db: Connection) -> None:
    well(db)
    db.execute(listings.insert().values(
        source_id="nahr", url="https://nahr.example/old", kind="feed", host="nahr.example", active=True, next_at=at(9),
        every_s=900.0, outcome="server-error", failures=7,
    ))  # fmt: skip
    (trouble,) = health_of(db).troubles
    assert (trouble.code, trouble.detail) == ("listing-failing", "https://nahr.example/old (server-error)")
    assert "source file" in trouble.advice


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({"timeout": 40}, "pages-failing"),
        ({"timeout": 9}, None),
        ({"robots": 40}, "robots"),
        ({"busy": 12}, "busy"),
        ({"busy": 2}, None),
    ],
)
def test_the_pages_of_two_days_tell(db: Connection, counts: dict[str, int], code: str | None) -> None:
    well(db)
    for outcome, number in counts.items():
        health.count(db, NAHR, NOW, "page", outcome, number)
    assert codes(db) == ([code] if code else [])


def test_a_source_that_answers_without_news_is_silent(db: Connection) -> None:
    well(db)
    recent = outcomes.c.day > health.day_of(NOW - timedelta(days=3))
    db.execute(delete(outcomes).where(outcomes.c.what == "article", recent))
    (trouble,) = health_of(db).troubles
    assert (trouble.code, trouble.since) == ("silent", NOW - timedelta(days=3))


def test_a_listing_that_names_nothing_any_more_is_a_silence(db: Connection) -> None:
    well(db)
    recent = outcomes.c.day > health.day_of(NOW - timedelta(days=3))
    db.execute(delete(outcomes).where(outcomes.c.what != "listing", recent))
    db.execute(update(outcomes).where(recent).values(outcome="no-links"))
    assert codes(db) == ["silent"]
    assert health_of(db).recent.failures == (("no-links", 20),)


def test_a_long_silence_is_measured_by_the_days_before_it(db: Connection) -> None:
    well(db, days=90)
    db.execute(delete(outcomes).where(outcomes.c.what == "article", outcomes.c.day > "2026-09-20"))
    assert codes(db) == ["silent"]
    assert health_of(db).per_day == 8


def test_old_news_found_late_breaks_no_silence(db: Connection) -> None:
    well(db)
    recent = outcomes.c.day > health.day_of(NOW - timedelta(days=3))
    db.execute(delete(outcomes).where(outcomes.c.what == "article", recent))
    health.count_article(db, NAHR, NOW, NOW - timedelta(days=30))
    assert codes(db) == ["silent"]
    health.count_article(db, NAHR, NOW, NOW - timedelta(hours=30))
    assert codes(db) == []


def test_a_source_whose_pages_are_no_articles_is_unreadable(db: Connection) -> None:
    well(db)
    for number in range(10):
        assert codes(db) == []
        record = keep(db, page(f"https://nahr.example/{number}", body=str(number)))
        pages.reject_page(db, record.id, Rejected("no-text", ""), "r1")
    assert codes(db) == ["unreadable"]
    article(db, 99)
    assert codes(db) == []


def test_a_host_that_told_us_to_wait_is_named_and_not_called_behind(db: Connection) -> None:
    well(db)
    db.execute(update(listings).values(next_at=at(-300)))
    schedule.set_host_wait(db, "nahr.example", at(30), "busy")
    assert health_of(db).wait_until == at(30)
    assert codes(db) == []
    schedule.set_host_wait(db, "nahr.example", at(300), "busy")
    (trouble,) = health_of(db).troubles
    assert (trouble.code, trouble.detail) == ("waiting", "busy, until 2026-11-14T13:00+00:00")
    assert trouble.until == at(300)
    schedule.set_host_wait(db, "nahr.example", at(-59), "busy")
    assert codes(db) == []
    schedule.set_host_wait(db, "nahr.example", at(-61), "busy")
    assert [(each.code, each.since) for each in health_of(db).troubles] == [("behind", at(-61))]


@pytest.mark.parametrize(
    ("reason", "code", "advice"),
    [
        ("busy", "waiting", "it told us to wait"),
        ("robots-wait", "no-rules", "its robots.txt does not come"),
        ("failing", "resting", "we let it rest after many failures"),
        ("crawl-delay", "slow", "its crawl-delay in robots.txt is long"),
    ],
)
def test_why_a_host_is_left_alone_is_said(db: Connection, reason: str, code: str, advice: str) -> None:
    well(db)
    schedule.set_host_wait(db, "nahr.example", at(300), reason)
    (trouble,) = health_of(db).troubles
    assert (trouble.code, trouble.advice.startswith(advice)) == (code, True)


def free(db: Connection, host: str, minutes: float) -> None:
    db.execute(hosts.insert().values(host=host, free_at=at(minutes)))


@pytest.mark.parametrize(("minutes", "is_behind"), [(600, False), (0.1, False), (-59, False), (-61, True)])
def test_what_is_due_is_behind_only_when_its_host_was_free(db: Connection, minutes: float, is_behind: bool) -> None:
    """A long crawl-delay, or a host where thousands of channels take turns, makes nobody late."""
    well(db)
    db.execute(update(listings).values(next_at=at(-300)))
    free(db, "nahr.example", minutes)
    assert codes(db) == (["behind"] if is_behind else [])
    since = status.behind_since(db, NOW)
    assert since == (at(minutes) if minutes < 0 else None)


def test_the_backlog_is_what_may_be_asked_now(db: Connection) -> None:
    for id in ("nahr", "paused", "removed", "resting", "slow"):
        well(db, id, days=0)
        row = {"source_id": id, "host": f"{id}.example", "found_at": at(-500), "tries": 0, "next_at": at(-200)}
        for rank in turns.RANKS:
            url = f"https://{id}.example/{rank}"
            db.execute(links.insert().values(key=url, url=url, rank=rank, **row))
    db.execute(update(listings).values(next_at=at(-300)))
    db.execute(update(source_table).where(source_table.c.id == "paused").values(paused_at=NOW))
    gone = {"kind": "source", "key": "removed", "url": "", "reason": "asked", "at": NOW, "articles": 0}
    db.execute(tombstones.insert().values(**gone))
    schedule.set_host_wait(db, "resting.example", at(9), "failing")
    free(db, "slow.example", 9)
    found = status.backlog(db, NOW)
    assert (found.listings, found.links, found.old_links, found.waiting) == (1, 1, 1, 1)
    assert found.behind_since == at(-300)
    db.execute(update(source_table).where(source_table.c.id == "nahr").values(paused_at=NOW))
    found = status.backlog(db, NOW)
    assert (found.listings, found.links, found.old_links, found.behind_since) == (0, 0, 0, None)


def fail(db: Connection, id: str, failures: int, ok_at: datetime | None, asked_at: datetime) -> None:
    row = {"failures": failures, "ok_at": ok_at, "asked_at": asked_at, "outcome": "no-connection"}
    db.execute(update(listings).where(listings.c.source_id == id).values(**row))


def test_where_no_listing_of_any_source_answers_we_are_cut_off(db: Connection) -> None:
    assert status.unanswered_since(db) is None
    for id in ("nahr", "bahr", "jabal"):
        well(db, id)
        fail(db, id, 1, at(-90), at(-5))
    assert status.unanswered_since(db) == at(-90)
    fail(db, "nahr", 0, at(-1), at(-1))
    assert status.unanswered_since(db) is None
    db.execute(update(source_table).where(source_table.c.id == "nahr").values(paused_at=NOW))
    fail(db, "bahr", 2, at(-90), at(-5))
    assert status.unanswered_since(db) == at(-90)


def test_one_listing_that_is_down_does_not_mean_that_we_are_cut_off(db: Connection) -> None:
    for id in ("nahr", "bahr", "dead", "deader"):
        well(db, id)
        fail(db, id, 0, at(-200), at(-200))
    fail(db, "bahr", 9, at(-300), at(-5))
    fail(db, "dead", 9, at(-2000), at(-5))
    fail(db, "deader", 9, None, at(-5))
    assert status.unanswered_since(db) is None  # quiet "nahr" was not asked since
    fail(db, "nahr", 1, at(-200), at(-2))
    assert status.unanswered_since(db) == at(-200)


def test_ten_that_fail_are_enough_however_many_were_not_asked_yet(db: Connection) -> None:
    for number in range(30):
        well(db, f"outlet-{number}", days=0)
        fail(db, f"outlet-{number}", int(number < 9), at(-70), at(-5))
    assert status.unanswered_since(db) is None
    fail(db, "outlet-9", 1, at(-70), at(-5))
    assert status.unanswered_since(db) == at(-70)


def test_a_copy_that_never_got_an_answer_is_cut_off_from_its_first_source_on(db: Connection) -> None:
    well(db)
    fail(db, "nahr", 2, None, at(-5))
    assert status.unanswered_since(db) is None
    fail(db, "nahr", 3, None, at(-5))
    assert status.unanswered_since(db) == NOW  # `well` saved it now


def test_a_fresh_link_long_due_is_behind_and_old_news_may_wait(db: Connection) -> None:
    well(db)
    row = {"source_id": "nahr", "host": "nahr.example", "found_at": at(-500), "tries": 0}
    db.execute(links.insert().values(key="a", url="https://nahr.example/a", next_at=at(-300), rank=1, **row))
    assert codes(db) == []
    db.execute(links.insert().values(key="b", url="https://nahr.example/b", next_at=at(-200), rank=0, **row))
    assert [(each.code, each.since) for each in health_of(db).troubles] == [("behind", at(-200))]


def test_a_paused_source_is_not_judged(db: Connection) -> None:
    well(db)
    db.execute(update(listings).values(failures=9, outcome="timeout", next_at=at(-900)))
    db.execute(update(source_table).values(paused_at=at(-60), paused_why="asked by its publisher"))
    found = health_of(db)
    assert (found.state, found.troubles, found.paused_why) == ("paused", (), "asked by its publisher")


def test_the_worst_trouble_comes_first(db: Connection) -> None:
    well(db)
    health.count(db, NAHR, NOW, "page", "timeout", 40)
    db.execute(update(listings).values(failures=9, outcome="timeout", next_at=at(-90)))
    assert codes(db) == ["failing", "pages-failing", "behind"]
    assert health_of(db).troubles[0].since == at(-1)


def test_nobody_asks_for_a_source_that_is_not_there(db: Connection) -> None:
    assert health.source_health(db, NOW) == ()
    assert health.source_health(db, NOW, SourceId("nobody")) == ()
