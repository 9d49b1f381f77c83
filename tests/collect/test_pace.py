"""When a host may be asked: rules of time, without a clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.collect.pace import (
    LISTING_LEAST_S,
    LISTING_MOST_S,
    LOOK_AGAIN,
    ROBOTS_CAP_BYTES,
    backoff_s,
    listing_interval_s,
    next_look,
    product_token,
    read_robots,
    retry_after_s,
)
from masdar.collect.turns import Host

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


@given(st.integers(1, 500), st.floats(0, 1), st.none() | st.floats(0, 1e6))
def test_backoff_grows_is_bounded_and_honours_the_host(failures: int, jitter: float, retry_s: float | None) -> None:
    wait = backoff_s(failures, retry_s, jitter)
    assert backoff_s(failures + 1, retry_s, jitter) >= wait >= max(60.0, retry_s or 0)
    assert wait <= max(24 * 3600 * 1.25, retry_s or 0)


asked = st.lists(st.tuples(st.floats(0, 30), st.floats(0, 3)), max_size=30)  # pause before, time taken


@given(asked, st.floats(0, 10), st.floats(0, 10))
def test_a_host_is_never_asked_twice_within_its_pace(
    asks: list[tuple[float, float]], pace_s: float, delay_s: float
) -> None:
    host, now = Host(delay_s=delay_s), 0.0
    starts: list[float] = []
    for pause, took in asks:
        now += pause
        now += host.wait_s(pace_s, now)
        starts.append(now)
        now += took
        host.last_end_s = now
    least_s = max(pace_s, delay_s) - 1e-6
    assert all(later - earlier >= least_s for earlier, later in pairwise(starts))
