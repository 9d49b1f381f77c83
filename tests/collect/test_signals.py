"""What publishers say about the use of their pages: in headers, HTML, robots.txt and tdmrep.json."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.collect.signals import MOST_SIGNALS, page_signals, robots_signals, tdmrep_signals
from masdar.model import Page, Signal

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)


def page(*headers: tuple[str, str], body: bytes = b"") -> Page:
    return Page("https://paper.example/a", NOW, 200, headers, body)


def said(signals: tuple[Signal, ...]) -> list[str]:
    return [f"{signal.name}={signal.value}" if signal.value else signal.name for signal in signals]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["noindex"], ["noindex"]),
        (["NoIndex, noarchive"], ["noindex", "noarchive"]),
        (["noindex", "noai, noimageai"], ["noindex", "noai", "noimageai"]),
        (["none"], ["noindex", "nofollow"]),
        (["all", "index, follow"], []),
        (["googlebot: noindex"], []),
        (["masdar: noarchive"], ["noarchive"]),
        (["Masdar: noarchive, nosnippet"], ["noarchive", "nosnippet"]),
        (["noindex, otherbot: noarchive, nosnippet, masdar: noai"], ["noindex", "noai"]),
        (["max-snippet: 20, max-image-preview:large"], ["max-snippet=20", "max-image-preview=large"]),
        (["otherbot: max-snippet: 20"], []),
        (["masdar: max-snippet: 20"], ["max-snippet=20"]),
        (
            ["unavailable_after: Saturday, 14-Nov-26 10:00:00 GMT, noarchive"],
            ["unavailable_after=Saturday 14-Nov-26 10:00:00 GMT", "noarchive"],
        ),
        (["unavailable_after: 2026-11-14T10:00:00Z"], ["unavailable_after=2026-11-14T10:00:00Z"]),
        (["", ",,:", "::::", "x" * 5000, "ممنوع"], []),
    ],
)
def test_x_robots_tag(values: list[str], expected: list[str]) -> None:
    signals = page_signals(page(*(("x-robots-tag", value) for value in values)))
    assert said(signals) == expected
    assert {signal.where for signal in signals} <= {"header:x-robots-tag"}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<meta name="robots" content="noindex, noai">', ["noindex", "noai"]),
        ("<META NAME=Robots CONTENT=NOARCHIVE>", ["noarchive"]),
        ("<meta content='noimageai' name='masdar'>", ["noimageai"]),
        ('<meta name="googlebot" content="noindex">', []),
        ('<!-- <meta name="robots" content="noindex"> -->', []),
        ('<script>"<meta name=robots content=noindex>"</script>', []),
        ('<meta name="robots" content="noindex"><meta name="robots" content="noai">', ["noindex", "noai"]),
        ('<meta name="tdm-reservation" content="1">', ["tdm-reservation=1"]),
        (
            '<meta name="tdm-policy" content="https://paper.example/p.json"><meta name="tdm-reservation" content=1>',
            ["tdm-reservation=1", "tdm-policy=https://paper.example/p.json"],
        ),
        ('<meta name="tdm-reservation" content="0"><meta name="tdm-policy" content="/p">', ["tdm-reservation=0"]),
        ('<meta name="tdm-reservation" content="2">', []),
        ('<meta name="tdm-policy" content="/p">', []),
    ],
)
def test_meta_elements(html: str, expected: list[str]) -> None:
    html = f"<!doctype html><html lang=ar><head><title>خبر</title>{html}</head><p>نص"
    assert said(page_signals(page(body=html.encode()))) == expected
    utf_16 = page(("content-type", "text/html; charset=utf-16"), body=html.encode("utf-16"))
    assert said(page_signals(utf_16)) == expected


def test_signals_of_headers_name_their_place() -> None:
    found = page_signals(
        page(
            ("tdm-reservation", "1"),
            ("tdm-policy", "https://paper.example/policy"),
            ("content-signal", "search=yes, ai-train=no"),
            body=b"<meta name=robots content=noai>",
        )
    )
    assert found == (
        Signal("tdm-reservation", "1", "header:tdm-reservation"),
        Signal("tdm-policy", "https://paper.example/policy", "header:tdm-policy"),
        Signal("search", "yes", "header:content-signal"),
        Signal("ai-train", "no", "header:content-signal"),
        Signal("noai", "", "meta:robots"),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("User-Agent: *\nContent-Signal: ai-train=no, search=yes\nAllow: /", ["ai-train=no", "search=yes"]),
        ("user-agent:*\r\ncontent-signal:AI-Train=NO,ai-input=no#why", ["ai-train=no", "ai-input=no"]),
        ("User-agent: otherbot\nContent-Signal: search=no", []),
        ("User-agent: *\nContent-Signal: search=no\nUser-agent: Masdar\nContent-Signal: search=yes", ["search=yes"]),
        ("User-agent: *\nContent-Signal: ai-train=no\nUser-agent: Masdar\nDisallow: /x", ["ai-train=no"]),
        ("User-agent: otherbot\nUser-agent: masdar/2.0\nContent-Signal: search=no", ["search=no"]),
        (
            "User-agent: masdar\nSitemap: https://x.example/s.xml\nUser-agent: b\nContent-Signal: search=no",
            ["search=no"],
        ),
        ("User-agent: masdar\nDisallow: /x\nUser-agent: b\nContent-Signal: search=no", []),
        ("User-agent: masdarish\nContent-Signal: search=no", []),
        ("Content-Signal: ai-train=no\nUser-agent: *\nAllow: /", ["ai-train=no"]),
        ("# Content-Signal: ai-train=no\nUser-agent: *\nContent-Signal: ai-train=maybe, =no, search=yesterday", []),
    ],
)
def test_content_signals_of_robots_txt(text: str, expected: list[str]) -> None:
    signals = robots_signals(text, "Masdar/0.1 (+https://masdar.example)")
    assert said(signals) == expected
    assert {signal.where for signal in signals} <= {"robots.txt"}


RULES = [
    {"location": "/closed/", "tdm-reservation": 1},
    {"location": "/", "tdm-reservation": 0},
    {"location": "/news/*.html$", "tdm-reservation": 1, "tdm-policy": "https://paper.example/policy.json"},
    {"location": "/news/open/*.html$", "tdm-reservation": 0},
    {"location": "/أخبار/", "tdm-reservation": 1},
    {"location": "/price-%24", "tdm-reservation": 1},
]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", ["tdm-reservation=0"]),
        ("/closed/1", ["tdm-reservation=1"]),
        ("/news/1.html", ["tdm-reservation=1", "tdm-policy=https://paper.example/policy.json"]),
        ("/news/1.html?page=2", ["tdm-reservation=0"]),
        ("/news/open/1.html", ["tdm-reservation=0"]),
        ("/%D8%A3%d8%ae%D8%A8%D8%A7%D8%B1/1", ["tdm-reservation=1"]),
        ("/%63losed/1", ["tdm-reservation=1"]),
        ("/price-$", ["tdm-reservation=1"]),
        ("/Closed/1", ["tdm-reservation=0"]),
    ],
)
def test_tdmrep_file(path: str, expected: list[str]) -> None:
    assert said(tdmrep_signals(json.dumps(RULES).encode(), path)) == expected


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{}", b"[", b"[" * 100_000, b'[{"location": 1, "tdm-reservation": 1}]', b"[1, null, []]",
     b'[{"location": "/", "tdm-reservation": 7}]', b'[{"location": "/", "tdm-reservation": {"a": 1}}]',
     b'[{"location": "", "tdm-reservation": 1}]', b'[{"tdm-reservation": 1}]', b"\xff\xfe\x00", b"9" * 10_000],
)  # fmt: skip
def test_a_tdmrep_file_that_is_none_says_nothing(body: bytes) -> None:
    assert tdmrep_signals(body, "/a") == ()


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["location", "tdm-reservation", "tdm-policy"]) | st.text(max_size=9), inner)
    ),
    max_leaves=12,
)


@given(st.lists(json_like, max_size=5), st.text(max_size=30))
def test_no_tdmrep_file_crashes(rules: list[object], path: str) -> None:
    assert len(tdmrep_signals(json.dumps(rules).encode(), "/" + path)) <= 2


@given(
    st.lists(
        st.tuples(st.sampled_from(["x-robots-tag", "tdm-reservation", "tdm-policy", "content-signal"]), st.text())
    ),
    st.binary(max_size=200),
    st.text(max_size=200),
)
def test_no_garbage_crashes_and_none_is_long(headers: list[tuple[str, str]], body: bytes, text: str) -> None:
    html = b"<meta name=robots content='" + body + b"'><meta name=masdar " + body
    assert len(page_signals(page(*headers, body=html))) <= MOST_SIGNALS
    assert len(robots_signals(f"{text}\nUser-agent: *\nContent-Signal: {text}")) <= MOST_SIGNALS


def test_a_page_made_to_be_slow_is_not() -> None:
    begun = datetime.now(UTC)
    blanks = b"<meta name=" + b" " * 500_000 + b"name =" + b" " * 100_000
    page_signals(page(("x-robots-tag", "a" * 60_000), ("content-signal", "a" * 30_000 + " " * 30_000), body=blanks))
    robots_signals("User-agent: *\nContent-Signal: " + "a=" * 200_000)
    tdmrep_signals(json.dumps([{"location": "/" + "*a" * 500, "tdm-reservation": 1}] * 50).encode(), "/" + "a" * 2000)
    assert (datetime.now(UTC) - begun).total_seconds() < 2
