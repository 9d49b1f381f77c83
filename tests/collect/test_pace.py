"""When a host may be asked: rules of time, without a clock."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.collect.answers import Request
from masdar.collect.pace import (
    LISTING_LEAST_S,
    LISTING_MOST_S,
    LOOK_AGAIN,
    PACE_JITTER,
    ROBOTS_CAP_BYTES,
    backoff_s,
    fresh_s,
    listing_interval_s,
    listing_wait_s,
    next_look,
    product_token,
    read_robots,
    retry_after_s,
)
from masdar.collect.turns import Host, Memory

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
AGENT = "Masdar/0.1 (+https://masdar.example/contact)"


@pytest.mark.parametrize(
    ("status", "allowed", "waits"),
    [
        (200, False, False),
        (404, True, False),
        (403, True, False),
        (503, False, True),
        (429, False, True),
    ],
)
def test_robots_by_status(status: int, allowed: bool, waits: bool) -> None:
    robots = read_robots(status, b"User-agent: *\nDisallow: /\n", AGENT)
    assert robots.allows("https://paper.example/a") is allowed
    assert (robots.retry_s is not None) is waits


def test_robots_rules_for_our_name_go_before_those_for_all() -> None:
    body = b"\xef\xbb\xbfUser-agent: *\nDisallow: /\nUser-agent: Masdar\nDisallow: /*.pdf$\nCrawl-delay: 7\n"
    robots = read_robots(200, body, AGENT)
    assert robots.allows("https://paper.example/a")
    assert not robots.allows("https://paper.example/a.pdf")
    assert robots.delay_s == 7
    assert product_token(AGENT) == "Masdar"


@pytest.mark.parametrize("name", ["Masdar", "masdar", "MASDAR/0.1", "Masdar/2.0 # us", "other\nUser-agent: Masdar/1"])
def test_robots_knows_us_by_name_in_any_version(name: str) -> None:
    body = f"User-agent: *\nAllow: /\n\nUser-agent: {name}\nDisallow: /\n".encode()
    assert not read_robots(200, body, AGENT).allows("https://paper.example/a")


@pytest.mark.parametrize("name", ["masdarish", "not-masdar", "Mozilla", "contact", "https"])
def test_robots_for_others_is_not_for_us(name: str) -> None:
    body = f"User-agent: {name}\nDisallow: /\n".encode()
    assert read_robots(200, body, AGENT).allows("https://paper.example/a")


@pytest.mark.parametrize(
    ("printed", "delay_s"), [("1e9", 86_400), ("inf", 0), ("nan", 0), ("-3", 0), ("2.5", 2.5), ("soon", 0)]
)
def test_a_crawl_delay_is_a_number_of_at_most_a_day(printed: str, delay_s: float) -> None:
    assert read_robots(200, f"User-agent: *\nCrawl-delay: {printed}\n".encode(), AGENT).delay_s == delay_s


def test_robots_past_half_a_mebibyte_is_not_read() -> None:
    filler = b"#" * 79 + b"\n"
    body = b"User-agent: *\n" + filler * (ROBOTS_CAP_BYTES // 80) + b"Disallow: /\n"
    assert read_robots(200, body, AGENT).allows("https://paper.example/")


@given(st.binary(max_size=300), st.integers(100, 599))
def test_no_robots_file_crashes(body: bytes, status: int) -> None:
    robots = read_robots(status, b"User-agent: *\nDisallow: " + body, AGENT)
    assert robots.allows("https://paper.example/خبر") in (True, False)
    assert robots.delay_s >= 0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120.0),
        ("Sat, 14 Nov 2026 09:02:00 GMT", 120.0),
        ("Sat, 14 Nov 2026 08:00:00 GMT", 0.0),
        ("999999999999999999", 7 * 24 * 3600.0),
        ("soon", None),
        ("-5", None),
        ("٥", None),
        (None, None),
    ],
)
def test_retry_after(value: str | None, expected: float | None) -> None:
    assert retry_after_s(value, NOW) == expected


@given(st.text(max_size=40))
def test_no_retry_after_crashes(value: str) -> None:
    wait = retry_after_s(value, NOW)
    assert wait is None or 0 <= wait <= 7 * 24 * 3600


@given(st.lists(st.integers(0, 40), max_size=30))
def test_a_listing_interval_stays_in_its_bounds(history: list[int]) -> None:
    every_s = 900.0
    for new_links in history:
        before, every_s = every_s, listing_interval_s(every_s, new_links)
        assert LISTING_LEAST_S <= every_s <= LISTING_MOST_S
        assert new_links == 0 or every_s <= max(before, LISTING_LEAST_S)


def test_looks_at_an_article_thin_out_and_end() -> None:
    looks, at = [], NOW
    while (look := next_look(NOW, at)) is not None:
        looks.append(look - NOW)
        at = look
    assert tuple(looks) == LOOK_AGAIN
    assert next_look(NOW, NOW + timedelta(hours=5)) == NOW + timedelta(hours=12)


@given(
    st.lists(st.text(), min_size=1, max_size=20), st.datetimes(max_value=datetime(2200, 1, 1), timezones=st.just(UTC))
)
def test_each_address_has_its_own_looks_never_early_and_never_by_chance(urls: list[str], seen: datetime) -> None:
    for url in urls:
        looks, at = [], seen
        while (look := next_look(seen, at, url)) is not None:
            looks.append(look - seen)
            at = look
        assert len(looks) == len(LOOK_AGAIN)
        assert all(wait <= look <= wait * (1 + PACE_JITTER) for wait, look in zip(LOOK_AGAIN, looks, strict=True))
        assert next_look(seen, seen, url) == next_look(seen, seen, url)


def test_a_thousand_links_found_together_do_not_come_back_together() -> None:
    looks = {next_look(NOW, NOW, f"https://paper.example/news/{number}") for number in range(1000)}
    minutes = Counter((look - NOW).total_seconds() // 10 for look in looks if look is not None)
    assert len(looks) > 900
    assert max(minutes.values()) < 250  # within 90 s, in nine parts of about 111


@pytest.mark.parametrize(
    ("every_s", "fresh", "jitter", "expected"),
    [(900, 0, 0, 900), (900, 600, 0, 900), (900, 3600, 0, 3600), (900, 1e9, 0, LISTING_MOST_S), (900, 0, 1, 990)],
)
def test_a_listing_is_left_alone_while_its_answer_is_fresh(
    every_s: float, fresh: float, jitter: float, expected: float
) -> None:
    assert listing_wait_s(every_s, fresh, jitter) == pytest.approx(expected)


DATE = ("date", "Sat, 14 Nov 2026 09:00:00 GMT")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([], 0),
        ([("cache-control", "max-age=600")], 600),
        ([("cache-control", "public, Max-Age=600"), ("age", "100")], 500),
        ([("cache-control", "max-age=600"), ("age", "700")], 0),
        ([("cache-control", 'max-age="60"')], 60),
        ([("cache-control", "max-age=600, max-age=30")], 30),
        ([("cache-control", "max-age=600"), ("cache-control", "no-cache")], 0),
        ([("cache-control", 'no-cache="Set-Cookie", max-age=600')], 0),
        ([("cache-control", "no-store")], 0),
        ([("cache-control", "max-age=soon"), ("expires", "Sat, 14 Nov 2026 10:00:00 GMT")], 0),
        ([("cache-control", "max-age=-1")], 0),
        ([("cache-control", "max-age=99999999999999999999")], 365 * 86_400),
        ([("cache-control", "s-maxage=600")], 0),
        ([("expires", "Sat, 14 Nov 2026 10:00:00 GMT")], 3600),
        ([("expires", "Sat, 14 Nov 2026 10:00:00 GMT"), DATE, ("age", "60")], 3540),
        ([("expires", "Sat, 14 Nov 2026 08:00:00 GMT")], 0),
        ([("expires", "0"), DATE], 0),
        ([("expires", "-1")], 0),
        ([("cache-control", "max-age=60"), ("expires", "Sat, 14 Nov 2026 10:00:00 GMT")], 60),
    ],
)
def test_freshness(headers: list[tuple[str, str]], expected: float) -> None:
    assert fresh_s(headers, NOW) == expected


@given(st.lists(st.tuples(st.sampled_from(["cache-control", "expires", "age", "date"]), st.text(max_size=40))))
def test_no_freshness_headers_crash(headers: list[tuple[str, str]]) -> None:
    assert 0 <= fresh_s(headers, NOW) <= 365 * 86_400


@given(st.integers(1, 500), st.floats(0, 1), st.none() | st.floats(0, 1e6))
def test_backoff_grows_is_bounded_and_honours_the_host(failures: int, jitter: float, retry_s: float | None) -> None:
    wait = backoff_s(failures, retry_s, jitter)
    assert backoff_s(failures + 1, retry_s, jitter) >= wait >= max(60.0, retry_s or 0)
    assert wait <= max(24 * 3600 * 1.25, retry_s or 0)


@given(
    st.timedeltas(-timedelta(days=400), timedelta(days=400)), st.floats(0, 1e5), st.floats(0, 1e5), st.floats(0, 1e6)
)
def test_what_an_earlier_run_knew_of_a_host_holds(ago: timedelta, pace_s: float, delay_s: float, loop_s: float) -> None:
    host = Host()
    host.recall(Request("http://x/", pace_s=pace_s, host_asked_at=NOW - ago, delay_s=delay_s), NOW, loop_s)
    wait_s, least_s = host.wait_s(pace_s, loop_s), max(pace_s, delay_s)
    assert 0 <= wait_s <= least_s + 1e-3
    assert wait_s == pytest.approx(max(0.0, least_s - max(0.0, ago.total_seconds())), abs=1e-3)
    host.last_end_s = loop_s
    host.recall(Request("http://x/", host_asked_at=NOW), NOW, loop_s + 5)
    assert host.last_end_s == loop_s  # what this run knows itself goes before


def test_memory_forgets_the_oldest_and_what_has_gone_stale() -> None:
    memory: Memory[str] = Memory(most=2)
    for number in range(3):
        memory.keep(number, str(number), NOW, timedelta(hours=number))
    assert [memory.get(number, NOW) for number in range(3)] == [None, "1", "2"]
    assert [memory.get(number, NOW + timedelta(hours=1)) for number in range(3)] == [None, None, "2"]


asked = st.lists(st.tuples(st.floats(0, 30), st.floats(0, 3)), max_size=30)  # pause before, time taken


@given(asked, st.floats(0, 10), st.floats(0, 10), st.floats(0, 1))
def test_a_host_is_never_asked_twice_within_its_pace(
    asks: list[tuple[float, float]], pace_s: float, delay_s: float, jitter: float
) -> None:
    host, now = Host(delay_s=delay_s), 0.0
    starts: list[float] = []
    for pause, took in asks:
        now += pause
        wait_s = host.wait_s(pace_s, now, jitter)
        assert wait_s <= max(pace_s, delay_s) * (1 + PACE_JITTER) + 1e-6
        now += wait_s
        starts.append(now)
        now += took
        host.last_end_s = now
    least_s = max(pace_s, delay_s) - 1e-6
    assert all(later - earlier >= least_s for earlier, later in pairwise(starts))
