"""One line a fetch, whatever the address: it can be read back, and nothing in it breaks or forges a line."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.collect.answers import Answer, Asked, NotModified, Refusal, Request
from masdar.model import Hop, Page, SourceId
from masdar.work.journal import Form, Lines, fetch_line, note_fetch

NOW = datetime(2026, 11, 14, 8, 0, tzinfo=UTC)
URL = "https://nahr.example/news/1?a=b"
NAHR = SourceId("nahr")


def parsed(line: str) -> dict[str, str]:
    """logfmt as its readers do: name=word or name="JSON string", one space between."""
    found = re.findall(r'(?:^| )([a-z_]+)=("(?:[^"\\]|\\.)*"|[^ "=]+)', line)
    assert " ".join(f"{name}={value}" for name, value in found) == line
    return {name: json.loads(value) if value.startswith('"') else value for name, value in found}


def asked(answer: Answer, url: str = URL) -> Asked:
    return Asked(Request(url), answer, took_s=0.1234)


def test_a_page() -> None:
    page = Page("https://nahr.example/1", NOW, 200, (), b"12345", URL, hops=(Hop(URL, 301),))
    assert fetch_line(asked(page), NAHR, "page", "page", NOW) == (
        'time=2026-11-14T08:00:00.000+00:00 source=nahr what=page url="https://nahr.example/news/1?a=b" outcome=page '
        "status=200 answered=https://nahr.example/1 bytes=5 took_ms=123 not_modified=false hops=1"
    )


def test_an_unchanged_listing() -> None:
    line = parsed(fetch_line(asked(NotModified(URL)), NAHR, "listing", "unchanged", NOW))
    assert (line["status"], line["bytes"], line["not_modified"], line["what"]) == ("304", "0", "true", "listing")
    assert "answered" not in line


def test_a_refusal_as_json() -> None:
    refusal = Refusal("busy", "429", retry_s=77.0, status=429)
    line = json.loads(fetch_line(asked(refusal), NAHR, "page", "busy", NOW, "json"))
    assert (line["reason"], line["status"], line["retry_s"]) == ("busy", 429, 77.0)
    assert "bytes" not in line


@pytest.mark.parametrize("form", ["text", "json"])
@given(url=st.text() | st.binary().map(lambda raw: raw.decode("utf-8", "surrogateescape")), name=st.text(min_size=1))
def test_any_address_gives_one_line_that_parses_back(form: Form, url: str, name: str) -> None:
    page = Page(url + "\r\n", NOW, 200, (), b"")
    line = fetch_line(asked(page, url), SourceId(name), "page", "page", NOW, form)
    assert line.isascii()
    assert line.isprintable()
    assert len(line.splitlines()) == 1
    found = json.loads(line) if form == "json" else parsed(line)
    assert (found["url"], found["source"], found["answered"]) == (url, name, url + "\r\n")


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_log_is_one_line_a_fetch(form: Form, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "masdar.fetch"):
        note_fetch(asked(NotModified(URL)), NAHR, "listing", "unchanged", NOW)
    (record,) = caplog.records
    assert Lines(form).format(record) == fetch_line(asked(NotModified(URL)), NAHR, "listing", "unchanged", NOW, form)


def test_other_records_and_their_tracebacks_are_one_line_of_json() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        record = logging.LogRecord("masdar.work", logging.ERROR, "", 0, "a pass failed", (), sys.exc_info())
    line = Lines("json").format(record)
    assert len(line.splitlines()) == 1
    assert json.loads(line)["message"].startswith("a pass failed\nTraceback")
