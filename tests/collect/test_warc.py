"""The archive keeps what it acknowledged, and reading gets past whatever is damaged."""

from __future__ import annotations

import gzip
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import brotli  # type: ignore[import-untyped]
import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.collect.records import record
from masdar.collect.warc import Archive, read_pages
from masdar.errors import BadArchive
from masdar.model import Page, RecordPlace, Rejected

AT = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)


def a_page(number: int, body: bytes = b"<p>body") -> Page:
    return Page(f"https://paper.example/{number}", AT, 200, (("content-type", "text/html"),), body + b"%d" % number)


def pages_in(path: Path, start: int = 0) -> list[Page | Rejected]:
    return [found.page for found in read_pages(path, start)]


def a_file(tmp_path: Path, count: int = 5) -> tuple[Path, list[Page]]:
    pages = [a_page(number) for number in range(count)]
    with Archive(tmp_path) as archive:
        places = [archive.append(page) for page in pages]
    return tmp_path / places[0].file, pages


def response(url: str, http: bytes) -> bytes:
    """A response record as another crawler would write it."""
    fields = [("WARC-Type", "response"), ("WARC-Date", "2026-11-14T09:00:00Z"), ("WARC-Target-URI", url)]
    return record([*fields, ("Content-Type", "application/http; msgtype=response")], http)


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\x85\u2028\u2029"), max_size=30)
values = texts.map(lambda text: text.strip(" \t"))
names = st.from_regex(r"[a-z][a-z-]{0,20}", fullmatch=True) | st.sampled_from(
    ["content-length", "content-encoding", "transfer-encoding", "x-archive-orig-content-length"]
)
pages = st.builds(
    Page,
    url=st.integers(0, 99).map(lambda number: f"https://paper.example/{number}"),
    fetched_at=st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),
    status=st.integers(100, 599),
    headers=st.lists(st.tuples(names, values), max_size=6).map(tuple),
    body=st.binary(max_size=300),
    requested_url=st.none() | st.just("https://paper.example/old?x=ش"),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(pages, min_size=1, max_size=4))
def test_what_was_appended_is_loaded_and_read_the_same(written: list[Page]) -> None:
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder)) as archive:
        places = [archive.append(page) for page in written]
        assert [archive.load(place) for place in places] == written
        found = list(read_pages(Path(folder) / places[0].file))
    assert [each.page for each in found] == written
    assert [(each.offset, each.next_offset - each.offset) for each in found] == [(p.offset, p.length) for p in places]


def test_another_library_reads_our_files_and_agrees_with_the_digests(tmp_path: Path) -> None:
    path, written = a_file(tmp_path)
    with path.open("rb") as file:
        records = []
        for entry in ArchiveIterator(file, parse_http=False, record_types=WarcRecordType.response):
            assert entry.verify_block_digest()
            entry.parse_http()
            assert entry.verify_payload_digest()
            length = entry.http_headers["content-length"]
            records.append((entry.headers["WARC-Target-URI"], length, entry.reader.read()))
    assert records == [(page.url, str(len(page.body)), page.body) for page in written]


def test_files_are_closed_at_their_size_and_numbered(tmp_path: Path) -> None:
    with Archive(tmp_path, file_bytes=900) as archive:
        places = [archive.append(a_page(number)) for number in range(6)]
        assert [archive.load(place) for place in places] == [a_page(number) for number in range(6)]
    assert len({place.file for place in places}) > 1
    with Archive(tmp_path, file_bytes=900) as archive:
        assert archive.append(a_page(6)).file >= places[-1].file


def test_a_file_cut_at_any_byte_reopens_with_all_whole_records(tmp_path: Path) -> None:
    path, written = a_file(tmp_path, 3)
    whole = path.read_bytes()
    ends = [found.next_offset for found in read_pages(path)]
    near_ends = {end + step for end in [0, *ends] for step in (-1, 0, 1, 2, 11)}
    for cut in sorted(near_ends.intersection(range(len(whole))) | set(range(0, len(whole), 23))):
        path.write_bytes(whole[:cut])
        with Archive(tmp_path) as archive:
            place = archive.append(a_page(9))
            assert archive.load(place) == a_page(9)
        kept = sum(1 for end in ends if end <= cut)
        assert pages_in(path) == [*written[:kept], a_page(9)], cut


def test_a_page_that_holds_a_packed_record_is_not_cut(tmp_path: Path) -> None:
    noise = Random(7).randbytes(60_000)  # keeps zlib from packing what is near: it then stands in the file as it is
    trap = a_page(1, noise + gzip.compress(b"WARC/1.1 trap") + noise)
    with Archive(tmp_path) as archive:
        place = archive.append(trap)
    with Archive(tmp_path) as archive:
        archive.append(a_page(2))
        assert archive.load(place) == trap
    assert gzip.compress(b"WARC/1.1 trap")[10:] in (tmp_path / place.file).read_bytes()


def test_records_after_a_damaged_one_survive_reopening(tmp_path: Path) -> None:
    path, written = a_file(tmp_path)
    data = bytearray(path.read_bytes())
    first = next(iter(read_pages(path)))
    data[first.offset + 30 : first.offset + 60] = bytes(30)
    path.write_bytes(data)
    with Archive(tmp_path) as archive:
        archive.append(a_page(9))
    assert [page for page in pages_in(path) if isinstance(page, Page)] == [*written[1:], a_page(9)]


def test_opening_an_archive_to_read_repairs_nothing(tmp_path: Path) -> None:
    path, written = a_file(tmp_path, 1)
    with path.open("ab") as file:
        file.write(b"\x1f\x8b\x08 torn")
    before = path.read_bytes()
    first = next(iter(read_pages(path)))
    with Archive(tmp_path) as archive:
        assert archive.load(RecordPlace(path.name, first.offset, first.next_offset - first.offset)) == written[0]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "place", [("../secret", 0, 9), ("pages-000001.warc.gz", 3, 50), ("pages-000009.warc.gz", 0, 9)]
)
def test_a_place_where_no_page_lies_is_an_error_in_one_line(tmp_path: Path, place: tuple[str, int, int]) -> None:
    a_file(tmp_path)
    with pytest.raises(BadArchive):
        Archive(tmp_path).load(RecordPlace(*place))


def test_a_damaged_record_costs_itself_alone(tmp_path: Path) -> None:
    path, written = a_file(tmp_path)
    data = bytearray(path.read_bytes())
    second = list(read_pages(path))[1]
    middle = (second.offset + second.next_offset) // 2
    data[middle : middle + 8] = bytes(8)
    path.write_bytes(data)
    found = pages_in(path)
    assert [page for page in found if isinstance(page, Page)] == [written[0], *written[2:]]
    assert [page.reason for page in found if isinstance(page, Rejected)] == ["corrupt"]


def test_a_file_that_breaks_off_says_so(tmp_path: Path) -> None:
    path, written = a_file(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    found = pages_in(path)
    assert found[:-1] == written[:-1]
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason == "corrupt"


def test_reading_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path, written = a_file(tmp_path)
    stops = [found.next_offset for found in read_pages(path)]
    for number, stop in enumerate(stops, 1):
        assert pages_in(path, stop) == written[number:]


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
