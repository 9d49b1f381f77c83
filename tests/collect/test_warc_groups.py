"""Files of the archive rewritten without some pages: the others are found, wherever something refers to them."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from masdar.collect.warc import Archive, read_pages
from masdar.errors import BadArchive
from masdar.model import Hop, Page, Rejected

AT = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
HOPS = (Hop("https://old.example/1", 301, (("location", "https://paper.example/1"),)),)
ASKED = (("Host", "paper.example"),)


def a_page(number: int) -> Page:
    return Page(f"https://paper.example/{number}", AT, 200, (("content-type", "text/html"),), b"<p>%d" % number)


def pages_in(path: Path) -> list[Page | Rejected]:
    return [found.page for found in read_pages(path)]


def test_a_rewritten_file_has_all_pages_but_the_dropped(tmp_path: Path) -> None:
    whole = [replace(a_page(number), hops=HOPS, asked=ASKED) for number in range(5)]
    with Archive(tmp_path) as archive:
        places = [archive.append(page) for page in whole]
        moved = archive.rewrite(places[0].file, {places[1].offset, places[4].offset})
        archive.remove(places[0].file)
        assert sorted(moved) == [places[number].offset for number in (0, 2, 3)]
        assert [archive.load(moved[places[number].offset]) for number in (0, 2, 3)] == [whole[0], whole[2], whole[3]]
        assert pages_in(tmp_path / moved[places[0].offset].file) == [whole[0], whole[2], whole[3]]
        later = archive.append(a_page(9))
    assert [later.file] == [name for name in archive.files() if name.startswith("pages-")]
    assert b"/4" not in b"".join(gzip.decompress(path.read_bytes()) for path in tmp_path.glob("*.gz"))


def test_revisits_find_what_they_refer_to_however_often_its_file_is_rewritten(tmp_path: Path) -> None:
    with Archive(tmp_path, file_bytes=1) as archive:
        first = archive.append(a_page(1))
        again = archive.append_unchanged(a_page(1), first)
        file = first.file
        for _ in range(3):
            moved = archive.rewrite(file, ())
            archive.remove(file)
            file = next(iter(moved.values())).file
            assert archive.load(again) == a_page(1)
            assert archive.load(first) == a_page(1)
            assert archive.payload_place(again).file == file
    assert Archive(tmp_path).load(again) == a_page(1)


def test_a_file_of_which_nothing_is_left_has_no_successor(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        place = archive.append(a_page(1))
        assert archive.rewrite(place.file, {place.offset}) == {}
        archive.remove(place.file)
        assert archive.files() == ()
        with pytest.raises(BadArchive, match="Restore"):
            archive.load(place)


def test_a_damaged_stretch_goes_along_when_a_file_is_rewritten(tmp_path: Path) -> None:
    written = [a_page(number) for number in range(4)]
    with Archive(tmp_path) as archive:
        places = [archive.append(page) for page in written]
    path = tmp_path / places[0].file
    second = list(read_pages(path))[1]
    data = bytearray(path.read_bytes())
    data[second.offset + 40 : second.offset + 50] = bytes(10)
    path.write_bytes(data)
    with Archive(tmp_path) as archive:
        moved = archive.rewrite(path.name, {list(read_pages(path))[3].offset})
    found = pages_in(tmp_path / moved[second.offset].file)
    assert [page if isinstance(page, Page) else page.reason for page in found] == [written[0], "corrupt", written[2]]
