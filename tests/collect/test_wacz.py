"""Exported pages, as other tools find them: the index's keys and places, the list of pages, the digests."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st

from masdar.collect.warc.cdxj import BLOCK_LINES, packed_index, surt
from masdar.collect.warc.wacz import Kept, write_wacz
from masdar.model import Hop, Page

AT = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
HOPS = (Hop("https://old.example/", 301, (("location", "https://paper.example/خبر"),)),)
PAGE = Page(
    "https://paper.example/خبر", AT, 200, (("content-type", "text/html; charset=utf-8"),), "<p>نص".encode(),
    "https://old.example/", HOPS, (("Host", "paper.example"),), "203.0.113.7",
)  # fmt: skip


def packed(pages: Sequence[Kept]) -> zipfile.ZipFile:
    out = io.BytesIO()
    assert list(write_wacz(pages, out, "الورق", AT)) == list(pages)
    return zipfile.ZipFile(out)


def index_of(wacz: zipfile.ZipFile) -> list[tuple[str, str, dict[str, str]]]:
    lines = gzip.decompress(wacz.read("indexes/index.cdx.gz")).decode().splitlines()
    return [(key, at, json.loads(rest)) for key, at, rest in (line.split(" ", 2) for line in lines)]


def test_the_index_leads_to_the_page_and_to_the_redirect_before_it() -> None:
    wacz = packed([Kept(PAGE, "عنوان", "page 1")])
    found = index_of(wacz)
    assert [(key, at, said["status"]) for key, at, said in found] == [
        ("example,old)/", "20261114090000", "301"),
        ("example,paper)/%d8%ae%d8%a8%d8%b1", "20261114090000", "200"),
    ]
    said = found[1][2]
    start, length = int(said["offset"]), int(said["length"])
    member = wacz.read(f"archive/{said['filename']}")[start : start + length]
    record = next(iter(ArchiveIterator(io.BytesIO(member), parse_http=True)))
    assert (record.headers["WARC-Payload-Digest"], said["mime"]) == (said["digest"], "text/html")
    assert record.reader.read() == PAGE.body


def test_the_list_of_contents_has_the_right_digests() -> None:
    wacz = packed([Kept(PAGE, None, "page 1")])
    package = json.loads(wacz.read("datapackage.json"))
    assert (package["profile"], package["wacz_version"]) == ("data-package", "1.1.1")
    listed = {entry["path"] for entry in package["resources"]}
    assert listed == set(wacz.namelist()) - {"datapackage.json", "datapackage-digest.json"}
    for entry in package["resources"]:
        data = wacz.read(entry["path"])
        assert (entry["hash"], entry["bytes"]) == (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
    digest = json.loads(wacz.read("datapackage-digest.json"))["hash"]
    assert digest == f"sha256:{hashlib.sha256(wacz.read('datapackage.json')).hexdigest()}"


def test_what_is_packed_already_is_stored_so_that_a_part_can_be_read() -> None:
    wacz = packed([Kept(PAGE, None, "page 1")])
    stored = {info.filename for info in wacz.infolist() if info.compress_type == zipfile.ZIP_STORED}
    assert stored == {"archive/pages-001.warc.gz", "indexes/index.cdx.gz"}


def test_a_large_export_is_several_warc_files_and_each_page_is_found() -> None:
    out = io.BytesIO()
    pages = [Kept(replace(PAGE, url=f"https://paper.example/{number}"), None, f"page {number}") for number in range(3)]
    assert list(write_wacz(pages, out, "", AT, warc_bytes=1)) == pages
    wacz = zipfile.ZipFile(out)
    assert len([name for name in wacz.namelist() if name.startswith("archive/")]) == 3
    for _, _, said in index_of(wacz):
        data = wacz.read(f"archive/{said['filename']}")[int(said["offset"]) :]
        assert next(iter(ArchiveIterator(io.BytesIO(data)))).headers["WARC-Target-URI"] == said["url"]


def test_replay_tools_read_the_headers_of_the_zip_file() -> None:
    out = io.BytesIO()
    list(write_wacz([Kept(PAGE, None, "page 1")], out, "", AT))
    for info in zipfile.ZipFile(out).infolist():
        length_of_extra = out.getvalue()[info.header_offset + 28 : info.header_offset + 30]
        assert length_of_extra == bytes(2), info.filename


def test_an_export_of_nothing_is_a_whole_file() -> None:
    wacz = packed([])
    assert index_of(wacz) == []
    assert "archive/pages-001.warc.gz" in wacz.namelist()


def test_pages_are_listed_with_their_titles() -> None:
    gone = Page("https://paper.example/2", AT, 404, (), b"")
    wacz = packed([Kept(PAGE, "عنوان", "page 1"), Kept(gone, None, "page 2")])
    head, *listed = [json.loads(line) for line in wacz.read("pages/pages.jsonl").splitlines()]
    assert head["format"] == "json-pages-1.0"
    assert [(page["url"], page["ts"], page["title"]) for page in listed] == [
        (PAGE.url, "2026-11-14T09:00:00Z", "عنوان")
    ]


def test_a_block_of_the_index_is_found_without_reading_the_others() -> None:
    lines = [f"example,paper)/{number:05d} 20261114090000 {{}}\n" for number in range(2 * BLOCK_LINES + 1)]
    index, blocks = packed_index(list(reversed(lines)), "index.cdx.gz")
    _, *found = blocks.decode().splitlines()
    places = [json.loads(line.split(" ", 2)[2]) for line in found]
    assert [line.split(" ")[0] for line in found] == [lines[at * BLOCK_LINES].split(" ")[0] for at in range(3)]
    second = index[places[1]["offset"] : places[1]["offset"] + places[1]["length"]]
    assert gzip.decompress(second).decode() == "".join(lines[BLOCK_LINES : 2 * BLOCK_LINES])


# What the `surt` library 0.3.1 (Internet Archive), which pywb and py-wacz use, makes of them.
@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://example.com", "com,example)/"),
        ("https://www2.Example.com:443/A/B/?b=2&a=1&a=0", "com,example)/a/b?a=0&a=1&b=2"),
        ("http://127.0.0.1:8800/a", "1,0,0,127:8800)/a"),
        ("http://[::1]:80/x", "::1)/x"),
        ("https://مثال.example/خبر/1?س=ب", "example,xn--mgbh0fb)/%d8%ae%d8%a8%d8%b1/1?%d8%b3=%d8%a8"),
        ("https://e.com/%D8%AE%2f%25", "com,e)/%d8%ae/%25"),
        ("https://e.com/%2525", "com,e)/%25"),
        ("http://e.com/a?", "com,e)/a"),
        ("https://e.com/a//b/../c/./d/", "com,e)/a/c/d"),
        ("https://e.com/a b?c d=|#f", "com,e)/a%20b?c%20d=|"),
        ("https://u:p@e.com/A%20b+c", "com,e)/a%20b+c"),
        ("https://www.e.com/?sid=0123456789ABCDEF0123456789ABCDEF&b=1", "com,e)/?b=1"),
        ("https://e.com/?b&a=&a&=", "com,e)/?=&a&a=&b"),
        ("https://a..b.com./x", "com,b,a)/x"),
    ],
)
def test_addresses_have_the_keys_that_replay_tools_look_for(url: str, key: str) -> None:
    assert surt(url) == key


@given(st.text(max_size=40) | st.text(max_size=40).map(lambda rest: f"https://{rest}"))
def test_any_address_has_a_key_in_one_word(url: str) -> None:
    key = surt(url)
    assert key == "".join(key.split())
    assert key.isascii()
