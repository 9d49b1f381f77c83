"""What an answer of the fetcher tells of the way it came: redirects, certificate, validators, time, opt-outs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from masdar.collect.answers import NotModified, Refusal, Request, moved_to
from masdar.collect.fetch import Fetcher
from masdar.collect.pace import Robots
from masdar.model import Page, Signal
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
    with Fetcher(AGENT, lambda: NOW, ("*.localhost",), timeout_s=1.0, patience_s=10) as fetcher:
        yield fetcher


@pytest.mark.parametrize(
    ("path", "statuses", "moved"),
    [
        ("a", [], None),
        ("moved", [301], "packed"),
        ("moved_twice", [308, 301], "packed"),
        ("lent", [302, 301], None),
        ("moved_away", [301], None),
    ],
)
def test_every_hop_is_told_and_only_permanent_ones_move_an_address(
    paper: Newspaper, fetcher: Fetcher, path: str, statuses: list[int], moved: str | None
) -> None:
    page = fetcher.fetch(paper.url(path), pace_s=0)
    assert isinstance(page, Page)
    assert [hop.status for hop in page.hops] == statuses
    assert all(dict(hop.headers)["location"] for hop in page.hops)
    assert moved_to(page) == (moved and paper.url(moved))


def test_an_unchanged_page_behind_a_redirect_moves_too(paper: Newspaper, fetcher: Fetcher) -> None:
    answer = fetcher.fetch(paper.url("/moved_etag"), etag='"one"', pace_s=0)
    assert isinstance(answer, NotModified)
    assert (answer.requested_url, moved_to(answer)) == (paper.url("/moved_etag"), paper.url("/etag"))
    assert moved_to(Refusal("timeout", "")) is None


def test_a_date_stands_in_for_missing_validators(paper: Newspaper, fetcher: Fetcher) -> None:
    first = fetcher.fetch(paper.url("/dated"), pace_s=0)
    assert isinstance(first, Page)
    assert (first.header("etag"), first.header("last-modified")) == (None, None)
    again = fetcher.fetch(paper.url("/dated"), last_modified=first.header("date"), pace_s=0)
    assert isinstance(again, NotModified)
    assert dict(again.asked)["If-Modified-Since"] == first.header("date")


def test_unchanged_without_having_asked_so_is_a_bad_answer(paper: Newspaper, fetcher: Fetcher) -> None:
    answer = fetcher.fetch(paper.url("/same"), pace_s=0)
    assert isinstance(answer, Refusal)
    assert (answer.reason, answer.status) == ("bad-answer", 304)


def test_headers_of_old_encodings_are_plain_text(paper: Newspaper, fetcher: Fetcher) -> None:
    page = fetcher.fetch(paper.url("/latin_header"), pace_s=0)
    assert isinstance(page, Page)
    assert page.header("content-disposition") == "café"
    page = fetcher.fetch(paper.url("/old_letters"), pace_s=0)
    assert isinstance(page, Page)
    assert page.url == paper.url("/%CE%C8%D1")  # the bytes that the server sent, quoted


def test_a_certificate_that_does_not_hold_is_refused_unless_the_request_says_so() -> None:
    with Newspaper(tls=True) as paper, Fetcher(AGENT, lambda: NOW, ("*.localhost",), timeout_s=5.0) as fetcher:
        strict = fetcher.fetch(paper.url("/a"), pace_s=0)
        lenient = fetcher.fetch(paper.url("/a"), pace_s=0, verify_tls=False)
        strict_again = fetcher.fetch(paper.url("/a"), pace_s=0)
        elsewhere = fetcher.fetch(paper.url("/elsewhere"), pace_s=0, verify_tls=False)
    assert isinstance(strict, Refusal)
    assert isinstance(strict_again, Refusal)
    assert (strict.reason, strict_again.reason) == ("bad-tls", "bad-tls")
    assert isinstance(lenient, Page)
    assert (lenient.body, lenient.verified, lenient.ip) == (ARTICLE, False, "127.0.0.1")
    assert isinstance(elsewhere, Refusal)  # the exception is not for the host that the redirect leads to
    assert elsewhere.reason == "bad-tls"


def test_a_plain_page_has_no_certificate_to_doubt(paper: Newspaper, fetcher: Fetcher) -> None:
    page = fetcher.fetch(paper.url("/a"), pace_s=0, verify_tls=False)
    assert isinstance(page, Page)
    assert page.verified


def test_the_pace_is_kept_across_a_restart(paper: Newspaper, fetcher: Fetcher) -> None:
    paper.robots["delay.localhost"] = (200, b"User-agent: *\nCrawl-delay: 0.4")
    requests = [
        Request(paper.url("/a", "just.localhost"), pace_s=0.4, host_asked_at=NOW - timedelta(seconds=0.1)),
        Request(paper.url("/a", "delay.localhost"), pace_s=0, host_asked_at=NOW, delay_s=0.4),
        Request(paper.url("/a", "ahead.localhost"), pace_s=0.2, host_asked_at=NOW + timedelta(days=3)),
        Request(paper.url("/a", "long-ago.localhost"), pace_s=0.4, host_asked_at=NOW - timedelta(days=3)),
        Request(paper.url("/a", "new.localhost"), pace_s=0.4),
    ]
    begun = time.monotonic()
    answers = {asked.request.url: asked for asked in fetcher.fetch_all(requests)}
    first = {name: min(at for host, _, at in paper.log if host == name) - begun for name, _, _ in paper.log}
    assert first["just.localhost"] >= 0.3
    assert first["delay.localhost"] >= 0.4
    assert 0.2 <= first["ahead.localhost"] < 1
    assert max(first["long-ago.localhost"], first["new.localhost"]) < 0.4
    assert all(isinstance(asked.answer, Page) for asked in answers.values())
    assert answers[paper.url("/a", "delay.localhost")].delay_s == 0.4
    assert all(asked.took_s < 0.3 for asked in answers.values())  # waiting left out
    assert all(asked.took_s > 0 for asked in answers.values())


def test_a_pause_is_stretched_by_the_jitter(paper: Newspaper) -> None:
    with Fetcher(AGENT, lambda: NOW, ("*.localhost",), jitter=lambda: 1.0) as fetcher:
        fetcher.fetch(paper.url("/a"), pace_s=0.3)
    (_, _, first), (_, _, second) = paper.log
    assert second - first >= 0.33 * 0.99


def test_robots_keeps_signals_and_its_text(paper: Newspaper, fetcher: Fetcher) -> None:
    text = "User-agent: *\nContent-Signal: ai-train=no\nAllow: /\n"
    paper.robots["paper.localhost"] = (200, text.encode())
    robots = fetcher.robots(paper.url("/"))
    assert isinstance(robots, Robots)
    assert (robots.text, robots.signals) == (text, (Signal("ai-train", "no", "robots.txt"),))


def test_tdmrep_is_asked_once_a_site_and_only_on_demand(paper: Newspaper, fetcher: Fetcher) -> None:
    where = "/.well-known/tdmrep.json"
    paper.pages[where] = ("application/json", '[{"location": "/news/", "tdm-reservation": 1}]')
    fetcher.fetch(paper.url("/a"), pace_s=0)
    assert where not in paper.asked()
    assert fetcher.tdmrep(paper.url("/news/1"), pace_s=0) == (Signal("tdm-reservation", "1", "tdmrep.json"),)
    assert fetcher.tdmrep(paper.url("/"), pace_s=0) == ()
    assert paper.asked().count(where) == 1
    assert fetcher.tdmrep("nonsense", pace_s=0) == ()


def test_a_site_closed_to_us_is_not_asked_for_its_reservations(paper: Newspaper, fetcher: Fetcher) -> None:
    paper.robots["paper.localhost"] = (200, b"User-agent: Masdar\nDisallow: /")
    assert fetcher.tdmrep(paper.url("/news/1"), pace_s=0) == ()
    assert paper.asked() == ["/robots.txt"]
