"""The archive keeps what it acknowledged, and reading gets past whatever is damaged."""

from __future__ import annotations

import gzip
import os
import re
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import BinaryIO

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.collect import warc
from masdar.collect.answers import NotModified
from masdar.collect.warc import Archive, read_pages
from masdar.collect.warc.scan import last_whole_end
from masdar.errors import BadArchive
from masdar.model import Hop, Page, RecordPlace, Rejected

AT = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
HOPS = (
    Hop("https://old.example/1", 301, (("location", "https://paper.example/x"), ("content-length", "178"))),
    Hop("https://paper.example/x", 302, (("location", "/1"),)),
)
ASKED = (("Host", "paper.example"), ("User-Agent", "Masdar"))


def a_page(number: int, body: bytes = b"<p>body") -> Page:
    return Page(f"https://paper.example/{number}", AT, 200, (("content-type", "text/html"),), body + b"%d" % number)


def pages_in(path: Path, start: int = 0) -> list[Page | Rejected]:
    return [found.page for found in read_pages(path, start)]


def a_file(tmp_path: Path, count: int = 5) -> tuple[Path, list[Page]]:
    pages = [a_page(number) for number in range(count)]
    with Archive(tmp_path) as archive:
        places = [archive.append(page) for page in pages]
    return tmp_path / places[0].file, pages


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\x85\u2028\u2029"), max_size=30)
values = texts.map(lambda text: text.strip(" \t"))
names = st.from_regex(r"[a-z][a-z-]{0,20}", fullmatch=True) | st.sampled_from(
    ["content-length", "content-encoding", "transfer-encoding", "x-archive-orig-content-length"]
)
# Any text at all: what no record can say in its standard parts is had back too.
anything = st.text(max_size=20)
headers = st.lists(st.tuples(names, values) | st.tuples(anything, anything), max_size=5).map(tuple)
pages = st.builds(
    Page,
    url=st.integers(0, 99).map(lambda number: f"https://paper.example/{number}"),
    fetched_at=st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),
    status=st.integers(100, 599),
    headers=headers,
    body=st.binary(max_size=300),
    requested_url=st.none() | st.just("https://paper.example/old?x=ش") | anything,
    hops=st.lists(st.builds(Hop, anything, st.integers(300, 399), headers), max_size=3).map(tuple),
    asked=headers,
    ip=st.none() | st.sampled_from(["203.0.113.7", "2001:db8::1"]),
    verified=st.booleans(),
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(pages, min_size=1, max_size=4))
def test_what_was_appended_is_loaded_and_read_the_same(written: list[Page]) -> None:
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder)) as archive:
        places = [archive.append(page) for page in written]
        assert [archive.load(place) for place in places] == written
        found = list(read_pages(Path(folder) / places[0].file))
    assert [each.page for each in found] == written
    assert [(each.offset, each.next_offset - each.offset) for each in found] == [(p.offset, p.length) for p in places]


def test_a_page_has_its_redirects_and_our_request_beside_it(tmp_path: Path) -> None:
    page = replace(a_page(1), requested_url="https://old.example/1", hops=HOPS, asked=ASKED, ip="203.0.113.7")
    with Archive(tmp_path) as archive:
        place = archive.append(replace(page, verified=False))
    with (tmp_path / place.file).open("rb") as file:
        found = [
            (entry.headers["WARC-Type"], dict(entry.headers), entry.reader.read())
            for entry in ArchiveIterator(file, parse_http=False)
        ]
    assert [kind for kind, _, _ in found] == ["warcinfo", "response", "response", "request", "response"]
    (_, hop, hop_block), (_, request, asked), (_, response, _) = found[1], found[3], found[4]
    assert hop["WARC-Target-URI"] == "https://old.example/1"
    assert hop_block.startswith(b"HTTP/1.1 301 Moved Permanently\r\nlocation: https://paper.example/x\r\n")
    assert asked == b"GET /1 HTTP/1.1\r\nHost: paper.example\r\nUser-Agent: Masdar\r\n\r\n"
    assert hop["WARC-Concurrent-To"] == request["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    assert response["WARC-Concurrent-To"] == request["WARC-Record-ID"]
    assert (response["WARC-IP-Address"], response["Masdar-TLS"]) == ("203.0.113.7", "unverified")


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(pages, pages)
def test_the_same_body_again_is_written_once(held: Page, again: Page) -> None:
    again = replace(again, body=held.body, status=200 if again.status == 304 else again.status)  # 304 has no body
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder)) as archive:
        first = archive.append(held)
        places = [archive.append_unchanged(again, first)]
        places.append(archive.append_unchanged(again, places[0]))
        assert [archive.load(place) for place in places] == [again, again]
        assert [archive.payload_place(place) for place in (first, *places)] == [first] * 3
        assert pages_in(Path(folder) / first.file) == [held]


def test_a_304_leads_to_the_held_page_with_the_headers_that_came_anew(tmp_path: Path) -> None:
    held = replace(a_page(1), headers=(("content-type", "text/html"), ("etag", "1"), ("age", "9")))
    later = AT + timedelta(hours=1)
    answer = NotModified(held.url, fetched_at=later, headers=(("etag", "2"), ("content-length", "0")), asked=ASKED)
    with Archive(tmp_path) as archive:
        place = archive.append_unchanged(answer, archive.append(held))
        found = archive.load(place)
    headers = (("content-type", "text/html"), ("age", "9"), ("etag", "2"))
    assert found == replace(held, fetched_at=later, headers=headers, asked=ASKED)


def test_another_library_knows_what_a_revisit_refers_to(tmp_path: Path) -> None:
    later = replace(a_page(1), fetched_at=AT + timedelta(hours=1))
    with Archive(tmp_path) as archive:
        place = archive.append_unchanged(later, archive.append(a_page(1)))
    with (tmp_path / place.file).open("rb") as file:
        entries = [dict(entry.headers) for entry in ArchiveIterator(file, parse_http=False)]
    _, held, revisit = entries
    assert revisit["WARC-Type"] == "revisit"
    assert revisit["WARC-Profile"].endswith("/identical-payload-digest")
    assert revisit["WARC-Refers-To"] == held["WARC-Record-ID"]
    assert revisit["WARC-Refers-To-Target-URI"] == held["WARC-Target-URI"]
    assert revisit["WARC-Refers-To-Date"] == held["WARC-Date"]
    assert revisit["WARC-Payload-Digest"] == held["WARC-Payload-Digest"]


def test_a_body_that_is_not_the_held_one_is_kept_in_full(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        place = archive.append_unchanged(a_page(2), archive.append(a_page(1)))
        assert archive.load(place) == a_page(2)
        assert archive.payload_place(place) == place


def test_a_body_that_is_held_no_more_is_kept_in_full(tmp_path: Path) -> None:
    lost = RecordPlace("pages-000009.warc.gz", 0, 9)
    with Archive(tmp_path) as archive:
        assert archive.load(archive.append_unchanged(a_page(2), lost)) == a_page(2)
        with pytest.raises(BadArchive, match="Restore"):
            archive.append_unchanged(NotModified(a_page(2).url, fetched_at=AT), lost)


def test_a_revisit_of_a_revisit_is_refused_where_it_was_forged(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first = archive.append(a_page(1))
        place = archive.append_unchanged(a_page(1), first)
    path = tmp_path / place.file
    member = gzip.decompress(path.read_bytes()[place.offset :])
    at = path.stat().st_size
    own = re.sub(
        rb"Masdar-Refers-To-Place: [^\r]*", b"Masdar-Refers-To-Place: %s %d 999" % (path.name.encode(), at), member
    )
    with path.open("ab") as file:
        file.write(gzip.compress(own))
    with pytest.raises(BadArchive):
        Archive(tmp_path).load(RecordPlace(path.name, at, path.stat().st_size - at))


def test_one_at_a_time_may_append_and_the_second_is_told_what_to_stop(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        archive.append(a_page(1))
        with pytest.raises(BadArchive, match=rf"process {os.getpid()} .*stop it \(masdar run"):
            Archive(tmp_path).append(a_page(2))
    with Archive(tmp_path) as archive:
        archive.append(a_page(2))


def test_a_file_is_looked_through_from_the_last_acknowledged_record_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive(tmp_path) as archive:
        places = [archive.append(a_page(number)) for number in range(3)]
    path = tmp_path / places[0].file
    path.write_bytes(path.read_bytes() + b"\x1f\x8b\x08 torn")
    starts = []

    def spied(file: BinaryIO, start: int) -> int:
        starts.append(start)
        return last_whole_end(file, start)

    monkeypatch.setattr(warc, "last_whole_end", spied)
    with Archive(tmp_path, whole=places[1]) as archive:
        assert archive.load(archive.append(a_page(3))) == a_page(3)
    with Archive(tmp_path, whole=replace(places[1], length=5)) as archive:
        archive.append(a_page(4))
    assert starts == [places[1].offset + places[1].length, 0]
    assert pages_in(path) == [a_page(number) for number in range(5)]


# ---------------------------------------------------------------- damage


groups = st.lists(pages, min_size=2, max_size=3)


@settings(max_examples=30, deadline=None)
@given(groups, st.floats(0, 1, exclude_max=True))
def test_a_file_cut_anywhere_keeps_every_whole_page_and_goes_on(written: list[Page], share: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, places = written_to(Path(folder), written)
        cut = int(share * path.stat().st_size)
        os.truncate(path, cut)
        whole = [page for page, place in zip(written, places, strict=True) if place.offset + place.length <= cut]
        with Archive(Path(folder), whole=places[0] if whole else None) as archive:
            place = archive.append(a_page(9))
            assert archive.load(place) == a_page(9)
        assert pages_in(path) == [*whole, a_page(9)]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(groups, st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_a_flipped_byte_gives_the_page_or_says_so(written: list[Page], share: float, flip: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, places = written_to(Path(folder), written)
        data = bytearray(path.read_bytes())
        at = int(share * len(data))
        data[at] ^= flip
        path.write_bytes(data)
        archive = Archive(Path(folder))
        for page, place in zip(written, places, strict=True):
            is_hit = place.offset <= at < place.offset + place.length
            try:
                assert archive.load(place) == page
            except BadArchive:
                assert is_hit
        survivors = [each for each in safely(path) if isinstance(each, Page)]
        assert all(page in written for page in survivors)
        assert len(survivors) >= len(written) - 1 or at < 2


def written_to(folder: Path, written: list[Page]) -> tuple[Path, list[RecordPlace]]:
    with Archive(folder) as archive:
        places = [archive.append(page) for page in written]
    return folder / places[0].file, places


def safely(path: Path) -> list[Page | Rejected]:
    """What is read of a file; nothing when its first bytes say that it is no archive."""
    try:
        return pages_in(path)
    except BadArchive:
        return []


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


@pytest.mark.parametrize("lost", ["the end of the newest file", "the newest file", "all files"])
def test_a_folder_older_than_the_database_is_not_appended_to_where_rows_say_other_pages_are(
    tmp_path: Path, lost: str
) -> None:
    with Archive(tmp_path, file_bytes=1) as archive:
        places = [archive.append(a_page(number)) for number in range(3)]
    for place in places[-1:] if lost != "all files" else places:
        if lost == "the end of the newest file":
            os.truncate(tmp_path / place.file, place.offset)
        else:
            (tmp_path / place.file).unlink()
    with Archive(tmp_path, whole=places[-1]) as archive:
        after = archive.append(a_page(9))
    assert after.file not in {place.file for place in places}
