"""One line a fetch, whatever the address: it can be read back, and nothing in it breaks or forges a line."""

from __future__ import annotations

import io
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
from masdar.work.journal import Form, Lines, What, note_fetch

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


def line_of(found: Asked, source: SourceId, what: What, outcome: str, form: Form = "text") -> str:
    """What a log written in that form has of the request."""
    written = io.StringIO()
    handler, log = logging.StreamHandler(written), logging.getLogger("masdar.fetch")
    handler.setFormatter(Lines(form))
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        note_fetch(found, source, what, outcome, NOW)
    finally:
        log.setLevel(before)
        log.removeHandler(handler)
    return written.getvalue().removesuffix("\n")


def test_a_page() -> None:
    page = Page("https://nahr.example/1", NOW, 200, (), b"12345", URL, hops=(Hop(URL, 301),))
    assert line_of(asked(page), NAHR, "page", "page") == (
        'time=2026-11-14T08:00:00.000+00:00 source=nahr what=page url="https://nahr.example/news/1?a=b" outcome=page '
        "status=200 answered=https://nahr.example/1 bytes=5 took_ms=123 not_modified=false hops=1"
    )


def test_an_unchanged_listing() -> None:
    line = parsed(line_of(asked(NotModified(URL)), NAHR, "listing", "unchanged"))
    assert (line["status"], line["bytes"], line["not_modified"], line["what"]) == ("304", "0", "true", "listing")
    assert "answered" not in line


def test_a_refusal_as_json() -> None:
    refusal = Refusal("busy", "429", retry_s=77.0, status=429)
    line = json.loads(line_of(asked(refusal), NAHR, "page", "busy", "json"))
    assert (line["reason"], line["status"], line["retry_s"]) == ("busy", 429, 77.0)
    assert "bytes" not in line


@pytest.mark.parametrize("form", ["text", "json"])
@given(url=st.text() | st.binary().map(lambda raw: raw.decode("utf-8", "surrogateescape")), name=st.text(min_size=1))
def test_any_address_gives_one_line_that_parses_back(form: Form, url: str, name: str) -> None:
    page = Page(url + "\r\n", NOW, 200, (), b"")
    line = line_of(asked(page, url), SourceId(name), "page", "page", form)
    assert line.isascii()
    assert line.isprintable()
    assert len(line.splitlines()) == 1
    found = json.loads(line) if form == "json" else parsed(line)
    assert (found["url"], found["source"], found["answered"]) == (url, name, url + "\r\n")


def test_other_records_and_their_tracebacks_are_one_line_of_json() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        record = logging.LogRecord("masdar.work", logging.ERROR, "", 0, "a pass failed", (), sys.exc_info())
    line = Lines("json").format(record)
    assert len(line.splitlines()) == 1
    assert json.loads(line)["message"].startswith("a pass failed\nTraceback")
