"""Anybody's WARC files: all packings and codings are read, and no bytes stop the reader."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.collect.warc import read_pages
from masdar.collect.warc.writing import record
from masdar.errors import BadArchive
from masdar.model import Page, Rejected


def pages_in(path: Path, start: int = 0) -> list[Page | Rejected]:
    return [found.page for found in read_pages(path, start)]


def response(url: str, http: bytes) -> bytes:
    """A response record as another crawler would write it."""
    fields = [("WARC-Type", "response"), ("WARC-Date", "2026-11-14T09:00:00Z"), ("WARC-Target-URI", url)]
    return record([*fields, ("Content-Type", "application/http; msgtype=response")], http)


@pytest.mark.parametrize("packing", ["plain", "one member", "a member each"])
def test_all_packings_of_a_warc_file_are_read(tmp_path: Path, packing: str) -> None:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>%d"
    request = record([("WARC-Type", "request"), ("WARC-Date", "2026-11-14T09:00:00Z")], b"GET / HTTP/1.1\r\n\r\n")
    records = [request, *(response(f"http://paper.example/{number}", http % number) for number in range(3))]
    path = tmp_path / "x.warc"
    if packing == "a member each":
        path.write_bytes(b"".join(gzip.compress(each) for each in records))
    else:
        path.write_bytes(b"".join(records) if packing == "plain" else gzip.compress(b"".join(records)))
    found = list(read_pages(path))
    assert [each.page.body for each in found if isinstance(each.page, Page)] == [b"<p>0", b"<p>1", b"<p>2"]
    assert found[-1].next_offset == path.stat().st_size
    if packing == "plain":
        assert pages_in(path, found[0].next_offset) == [each.page for each in found[1:]]


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-13-01T00:00:00Z", ""])
def test_a_record_of_a_day_that_no_crawler_saw_is_refused(tmp_path: Path, date: str) -> None:
    path = tmp_path / "x.warc"
    good = response("http://paper.example/1", b"HTTP/1.1 200 OK\r\n\r\nbody")
    path.write_bytes(good.replace(b"2026-11-14T09:00:00Z", date.encode()))
    (found,) = pages_in(path)
    assert isinstance(found, Rejected)
    assert found.reason == "bad-record"


def test_a_damaged_plain_file_goes_on_at_the_next_record(tmp_path: Path) -> None:
    good = response("http://paper.example/1", b"HTTP/1.1 200 OK\r\n\r\nbody")
    bad = good.replace(b"Content-Length: ", b"Content-Length: x")
    path = tmp_path / "x.warc"
    path.write_bytes(good + bad + good)
    assert [type(page).__name__ for page in pages_in(path)] == ["Page", "Rejected", "Page"]


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (b"Content-Encoding: gzip", gzip.compress(b"<p>news", mtime=0)),
        (b"Content-Encoding: br", brotli.compress(b"<p>news")),
        (b"Content-Encoding: gzip", b"<p>news"),
        (b"Transfer-Encoding: chunked", b"3\r\n<p>\r\n4;x=y\r\nnews\r\n0\r\n\r\n"),
        (b"Transfer-Encoding: chunked", b"<p>news"),
        (
            b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip",
            b"1b\r\n%s\r\n0\r\n\r\n" % gzip.compress(b"<p>news", mtime=0),
        ),
    ],
)
def test_codings_are_removed_whether_or_not_the_archiver_did(tmp_path: Path, headers: bytes, body: bytes) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(response("http://paper.example/", b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n\r\n" + body))
    [page] = pages_in(path)
    assert isinstance(page, Page)
    assert page.body == b"<p>news"


def test_a_bomb_in_an_archive_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(3_000_000))
    path = tmp_path / "x.warc.gz"
    http = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + bomb
    path.write_bytes(gzip.compress(response("http://paper.example/", http)))
    found = [each.page for each in read_pages(path, cap=1_000_000)]
    assert [page.reason for page in found if isinstance(page, Rejected)] == ["too-large"]


def test_a_file_that_is_no_archive_is_an_error_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(b"hello")
    with pytest.raises(BadArchive, match=r"neither a \.warc nor"):
        list(read_pages(path))
    with pytest.raises(BadArchive, match="Check the path"):
        list(read_pages(tmp_path / "missing"))


starts = st.sampled_from([b"", b"WARC/1.1\r\n", b"\x1f\x8b\x08\x00", b"WARC/1.0\r\nContent-Length: 5\r\n"])


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), starts)
def test_no_bytes_crash_or_hang_the_reader(data: bytes, start: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        for content in (start + data, gzip.compress(start + data), gzip.compress(b"WARC/1.1\r\n\r\n") + start + data):
            path.write_bytes(content)
            try:
                found = list(read_pages(path))
            except BadArchive:
                continue
            assert all(0 <= each.offset <= each.next_offset <= len(content) for each in found)
