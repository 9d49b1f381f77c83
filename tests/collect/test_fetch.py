"""The fetcher against a local newspaper with faults: what it brings, what it refuses, how it waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from masdar.collect.answers import NotModified, Refusal, Request, moved_to
from masdar.collect.fetch import Fetcher
from masdar.collect.pace import Robots
from masdar.model import Page
from newspaper import ARTICLE, Newspaper

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
AGENT = "Masdar/test (+https://masdar.example/contact)"


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    with Newspaper() as newspaper:
        yield newspaper


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(AGENT, lambda: NOW, ("*.localhost",), timeout_s=1.0, cap_bytes=1_000_000, patience_s=10) as fetcher:
        yield fetcher


def test_a_page_comes_with_its_address_time_status_and_headers(paper: Newspaper, fetcher: Fetcher) -> None:
    page = fetcher.fetch(paper.url("/a"), pace_s=0)
    assert isinstance(page, Page)
    assert (page.url, page.status, page.body, page.fetched_at) == (paper.url("/a"), 200, ARTICLE, NOW)
    assert page.header("content-type") == "text/html; charset=utf-8"
    assert page.requested_url is None
    assert (page.hops, page.ip, page.verified, moved_to(page)) == ((), "127.0.0.1", True, None)
    asked = {name.lower(): value for name, value in page.asked}
    assert (asked["user-agent"], asked["host"]) == (AGENT, f"paper.localhost:{paper.port}")
    assert paper.agents == {AGENT}


def test_a_packed_body_is_unpacked_and_a_moved_page_keeps_both_addresses(paper: Newspaper, fetcher: Fetcher) -> None:
    page = fetcher.fetch(paper.url("/moved"), pace_s=0)
    assert isinstance(page, Page)
    assert (page.url, page.requested_url, page.body) == (paper.url("/packed"), paper.url("/moved"), ARTICLE)
    (hop,) = page.hops
    assert (hop.url, hop.status, dict(hop.headers)["location"]) == (paper.url("/moved"), 301, "/packed")
    assert moved_to(page) == paper.url("/packed")


def test_validators_are_sent_and_304_is_no_page(paper: Newspaper, fetcher: Fetcher) -> None:
    answer = fetcher.fetch(paper.url("/etag"), etag='"one"', pace_s=0)
    assert isinstance(answer, NotModified)
    assert (answer.url, answer.etag, answer.fetched_at) == (paper.url("/etag"), '"one"', NOW)
    assert dict(answer.headers)["etag"] == '"one"'
    assert (dict(answer.asked)["If-None-Match"], answer.ip) == ('"one"', "127.0.0.1")


def test_a_page_that_is_gone_is_evidence(paper: Newspaper, fetcher: Fetcher) -> None:
    page = fetcher.fetch(paper.url("/gone"), pace_s=0)
    assert isinstance(page, Page)
    assert page.status == 410


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("loop", "redirects"),
        ("inside", "private-address"),
        ("metadata", "private-address"),
        ("file", "bad-address"),
        ("bomb", "too-large"),
        ("endless", "too-large"),
        ("drip", "timeout"),
        ("short", "truncated"),
        ("liar", "bad-coding"),
        ("picture", "wrong-type"),
        ("binary", "wrong-type"),
        ("busy", "busy"),
        ("broken", "server-error"),
        ("headers", "bad-answer"),
        ("many_headers", "bad-answer"),
        ("fat_headers", "too-large"),
        ("garbage", "bad-answer"),
        ("odd_status", "bad-answer"),
        ("silent", "timeout"),
        ("continue", "timeout"),
        ("same", "bad-answer"),
    ],
)
def test_every_fault_is_refused_by_its_name(paper: Newspaper, fetcher: Fetcher, path: str, reason: str) -> None:
    answer = fetcher.fetch(paper.url(path), pace_s=0)
    assert isinstance(answer, Refusal)
    assert answer.reason == reason
    assert "/admin" not in paper.asked("127.0.0.2")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://127.1:{port}/",
        "http://0x7f000001:{port}/",
        "http://2130706433:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://[64:ff9b::7f00:1]:{port}/",
        "http://[2002:7f00:1::]:{port}/",
        "http://0.0.0.0:{port}/",
        "http://localhost:{port}/",
    ],
)
def test_no_spelling_of_this_machine_gets_in(paper: Newspaper, fetcher: Fetcher, url: str) -> None:
    answer = fetcher.fetch(url.format(port=paper.port), pace_s=0)
    assert isinstance(answer, Refusal)
    assert answer.reason == "private-address"
    assert paper.log == []


def test_the_socket_is_guarded_when_a_name_leads_inside(paper: Newspaper, monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(_: object, host: str, port: int = 0, *__: object) -> list[dict[str, object]]:
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": 2, "proto": 0, "flags": 0}]

    monkeypatch.setattr("aiohttp.ThreadedResolver.resolve", resolve)
    with Fetcher(AGENT, lambda: NOW, timeout_s=1.0) as fetcher:
        answer = fetcher.fetch(f"http://rebinding.example:{paper.port}/", pace_s=0)
    assert isinstance(answer, Refusal)
    assert answer.reason == "private-address"
    assert paper.log == []


def test_privileged_ports_other_than_the_webs_are_refused(fetcher: Fetcher) -> None:
    answer = fetcher.fetch("http://example.org:25/", pace_s=0)
    assert isinstance(answer, Refusal)
    assert answer.reason == "bad-port"


def test_a_name_of_a_public_and_a_private_address_is_asked_at_the_public_one_alone(
    paper: Newspaper, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def resolve(_: object, host: str, port: int = 0, *__: object) -> list[dict[str, object]]:
        return [
            {"hostname": host, "host": address, "port": port, "family": 2, "proto": 0, "flags": 0}
            for address in ("10.0.0.1", "127.0.0.1")
        ]

    def refused(address: str) -> str | None:
        seen.append(address)
        return "inside" if address == "10.0.0.1" else None

    seen: list[str] = []
    monkeypatch.setattr("aiohttp.ThreadedResolver.resolve", resolve)
    monkeypatch.setattr("masdar.collect.fetch.refused_address", refused)
    with Fetcher(AGENT, lambda: NOW, timeout_s=1.0) as fetcher:
        page = fetcher.fetch(f"http://both.example:{paper.port}/a", pace_s=0)
    assert isinstance(page, Page)
    assert (page.ip, seen[:2]) == ("127.0.0.1", ["10.0.0.1", "127.0.0.1"])


def test_robots_that_leads_inside_is_not_followed(paper: Newspaper, fetcher: Fetcher) -> None:
    paper.robots["paper.localhost"] = (301, f"http://127.0.0.2:{paper.port}/robots.txt".encode())
    answer = fetcher.fetch(paper.url("/a"), pace_s=0)
    assert isinstance(answer, Refusal)
    assert answer.reason == "private-address"
    assert paper.asked("127.0.0.2") == []


def test_nothing_listening_is_no_connection(fetcher: Fetcher) -> None:
    answer = fetcher.fetch("http://nobody.localhost:9/", pace_s=0)
    assert isinstance(answer, Refusal)
    assert answer.reason == "no-connection"


def test_robots_is_asked_first_once_and_obeyed(paper: Newspaper, fetcher: Fetcher) -> None:
    paper.robots["paper.localhost"] = (200, b"User-agent: masdar\nDisallow: /secret\nSitemap: http://x.example/s.xml")
    assert isinstance(fetcher.fetch(paper.url("/a"), pace_s=0), Page)
    answer = fetcher.fetch(paper.url("/secret/1"), pace_s=0)
    assert isinstance(answer, Refusal)
    assert answer.reason == "robots"
    assert paper.asked() == ["/robots.txt", "/a"]
    robots = fetcher.robots(paper.url("/"))
    assert isinstance(robots, Robots)
    assert robots.sitemaps == ("http://x.example/s.xml",)


def test_robots_of_the_host_redirected_to_counts_too(paper: Newspaper, fetcher: Fetcher) -> None:
    paper.robots["closed.localhost"] = (200, b"User-agent: *\nDisallow: /")
    answer = fetcher.fetch(paper.url("/elsewhere"), pace_s=0)
    assert isinstance(answer, Refusal)
    assert answer.reason == "robots"
    assert paper.asked("closed.localhost") == ["/robots.txt"]


def test_robots_that_cannot_be_read_means_wait(paper: Newspaper, fetcher: Fetcher) -> None:
    paper.robots["paper.localhost"] = (503, b"")
    answer = fetcher.fetch(paper.url("/a"), pace_s=0)
    assert isinstance(answer, Refusal)
    assert (answer.reason, paper.asked()) == ("robots-wait", ["/robots.txt"])
    assert answer.retry_s is not None


def test_robots_under_a_wrong_label_is_obeyed(paper: Newspaper, fetcher: Fetcher) -> None:
    paper.pages["/robots.txt"] = ("application/octet-stream", "User-agent: *\nDisallow: /")
    answer = fetcher.fetch(paper.url("/a"), pace_s=0)
    assert isinstance(answer, Refusal)
    assert (answer.reason, paper.asked()) == ("robots", ["/robots.txt"])


def test_robots_of_a_host_that_asks_to_wait_is_left_alone_so_long(paper: Newspaper, fetcher: Fetcher) -> None:
    paper.robots["paper.localhost"] = (302, b"/overloaded")
    answer = fetcher.fetch(paper.url("/a"), pace_s=0)
    assert isinstance(answer, Refusal)
    assert (answer.reason, answer.retry_s) == ("robots-wait", 7200)


def test_robots_is_asked_again_after_a_day(paper: Newspaper) -> None:
    clock = [NOW]
    with Fetcher(AGENT, lambda: clock[0], ("*.localhost",)) as fetcher:
        for hours in (0, 23, 2):
            clock[0] += timedelta(hours=hours)
            fetcher.fetch(paper.url("/a"), pace_s=0)
    assert paper.asked() == ["/robots.txt", "/a", "/a", "/robots.txt", "/a"]


def test_retry_after_is_handed_on_and_kept_to(paper: Newspaper) -> None:
    with Fetcher(AGENT, lambda: NOW, ("*.localhost",), patience_s=5) as fetcher:
        busy = fetcher.fetch(paper.url("/busy"), pace_s=0)
        later = fetcher.fetch(paper.url("/a"), pace_s=0)
    assert isinstance(busy, Refusal)
    assert isinstance(later, Refusal)
    assert (busy.retry_s, busy.status) == (77.0, 429)
    assert later.reason == "not-yet"
    assert 60 < (later.retry_s or 0) <= 77
    assert "/a" not in paper.asked()


def test_a_host_is_never_asked_twice_within_its_pace_nor_twice_at_once(paper: Newspaper, fetcher: Fetcher) -> None:
    names = [f"h{number}.localhost" for number in range(4)]
    paper.robots["h0.localhost"] = (200, b"User-agent: *\nCrawl-delay: 0.3")
    requests = [Request(paper.url(f"/p{turn}", name), pace_s=0.15) for turn in range(3) for name in names]
    begun = time.monotonic()
    answers = list(fetcher.fetch_all(requests))
    assert time.monotonic() - begun < 4 * 3 * 0.15 + 1.0  # side by side: in turn they would take longer than this
    assert sorted(asked.request.url for asked in answers) == sorted(request.url for request in requests)
    assert all(isinstance(asked.answer, Page) for asked in answers)
    for name in names:
        times = [at for host, _, at in paper.log if host == name]
        pace = 0.3 if name == "h0.localhost" else 0.15
        assert all(later - earlier >= pace * 0.99 for earlier, later in pairwise(times))
        assert paper.most_at_once[name] == 1


def test_what_is_sent_again_over_a_new_connection_keeps_the_pace(paper: Newspaper, fetcher: Fetcher) -> None:
    fetcher.fetch(paper.url("/a"), pace_s=0.15)
    answer = fetcher.fetch(paper.url("/hangs_up"), pace_s=0.15)
    assert isinstance(answer, Refusal)
    assert answer.reason == "no-connection"
    times = [at for _, _, at in paper.log]
    assert paper.asked().count("/hangs_up") >= 2
    assert all(later - earlier >= 0.15 * 0.99 for earlier, later in pairwise(times))


def test_a_redirect_to_a_host_that_wants_a_pause_is_an_answer_with_that_hosts_name(paper: Newspaper) -> None:
    with Fetcher(AGENT, lambda: NOW, ("*.localhost",), patience_s=5) as fetcher:
        first, second = fetcher.fetch_all([Request(paper.url(f"/to_busy?{turn}"), pace_s=0) for turn in range(2)])
    for asked in (first, second):
        assert isinstance(asked.answer, Refusal)
        assert asked.answer.reason == "busy"
        assert 60 < (asked.answer.retry_s or 0) <= 77
        assert asked.last_url == paper.url("/busy", "busy.localhost")
    assert paper.asked("busy.localhost") == ["/robots.txt", "/busy"]


def test_whoever_is_led_to_a_host_keeps_to_the_pace_of_those_who_ask_it_itself(
    paper: Newspaper, fetcher: Fetcher
) -> None:
    fetcher.fetch(paper.url("/a", "busy.localhost"), pace_s=0.4)
    fetcher.fetch(paper.url("/to_busy"), pace_s=0)
    times = [at for host, _, at in paper.log if host == "busy.localhost"]
    assert len(times) == 3
    assert all(later - earlier >= 0.4 * 0.99 for earlier, later in pairwise(times))


def test_an_address_that_breaks_the_fetcher_does_not_stop_the_others(
    paper: Newspaper, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_robots: Robots, url: str) -> bool:
        if url.endswith("/poison"):
            raise RecursionError("a pattern too deep")
        return True

    monkeypatch.setattr(Robots, "allows", breaks)
    asked = list(fetcher.fetch_all([Request(paper.url(path), pace_s=0) for path in ("/poison", "/a")]))
    assert [each.answer.reason if isinstance(each.answer, Refusal) else "page" for each in asked] == ["broke", "page"]


def test_who_is_told_to_stop_waits_for_no_answer(paper: Newspaper) -> None:
    stop = threading.Event()
    with Fetcher(AGENT, lambda: NOW, ("*.localhost",)) as fetcher:
        stop.set()
        begun = time.monotonic()
        assert list(fetcher.fetch_all([Request(paper.url("/drip"), pace_s=0)], stop)) == []
    assert time.monotonic() - begun < 5


def test_callers_in_several_threads_share_a_hosts_turn(paper: Newspaper, fetcher: Fetcher) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda number: fetcher.fetch(paper.url(f"/p{number}"), pace_s=0.05), range(4)))
    assert all(isinstance(answer, Page) for answer in answers)
    times = [at for _, _, at in paper.log]
    assert all(later - earlier >= 0.05 * 0.99 for earlier, later in pairwise(times))
    assert (paper.asked()[0], len(times), paper.most_at_once["paper.localhost"]) == ("/robots.txt", 5, 1)


def test_leaving_early_gives_up_what_was_not_asked(paper: Newspaper, fetcher: Fetcher) -> None:
    answers = fetcher.fetch_all(Request(paper.url(f"/p{number}"), pace_s=0.05) for number in range(50))
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    for number in range(4):
        assert isinstance(fetcher.fetch(paper.url(f"/last{number}"), pace_s=0.05), Page)
    after = paper.asked()[paper.asked().index("/last0") :]
    assert after == ["/last0", "/last1", "/last2", "/last3"]


def test_a_slow_caller_stops_the_asking(paper: Newspaper) -> None:
    names = [f"n{number}.localhost" for number in range(60)]
    with Fetcher(AGENT, lambda: NOW, ("*.localhost",), connections=3) as fetcher:
        answers = fetcher.fetch_all(Request(paper.url("/a", name), pace_s=0) for name in names)
        next(answers)
        for number in range(30):  # time enough for all of them
            fetcher.fetch(paper.url(f"/p{number}"), pace_s=0)
        before = sum(path == "/a" for _, path, _ in paper.log)
        rest = list(answers)
    assert before <= 1 + 3 + 3  # taken, waiting, under way
    assert len(rest) == 59


def test_a_slow_host_does_not_hold_up_the_others(paper: Newspaper, fetcher: Fetcher) -> None:
    requests = [Request(paper.url("/drip", "slow.localhost"), pace_s=0), Request(paper.url("/a"), pace_s=0)]
    first = next(iter(fetcher.fetch_all(requests)))
    assert first.request.url == paper.url("/a")
    assert isinstance(first.answer, Page)


def test_a_packed_sitemap_comes_through(paper: Newspaper, fetcher: Fetcher) -> None:
    page = fetcher.fetch(paper.url("/sitemap?part=1"), pace_s=0)
    assert isinstance(page, Page)
    assert page.body.startswith(b"\x1f\x8b")


def test_through_a_proxy_literal_private_addresses_are_still_refused(paper: Newspaper) -> None:
    with Fetcher(AGENT, lambda: NOW, proxy=f"http://127.0.0.1:{paper.port}") as fetcher:
        page = fetcher.fetch("http://www.paper.example/a", pace_s=0)
        inside = fetcher.fetch("http://10.0.0.1/", pace_s=0)
    assert isinstance(page, Page)
    assert (page.url, page.ip) == ("http://www.paper.example/a", None)
    assert isinstance(inside, Refusal)
    assert inside.reason == "private-address"
