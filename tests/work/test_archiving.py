"""The archive against its rows: verified, exported, pruned; and what a crash in between leaves."""

from __future__ import annotations

import gzip
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from masdar.app import SimulatedClock
from masdar.collect.answers import NotModified
from masdar.collect.warc import Archive
from masdar.collect.warc import read_pages as pages_in
from masdar.errors import BadArchive, BadConfig
from masdar.model import Hop, Page, PageId, RecordPlace, Rejected, Source, SourceId
from masdar.store import open_store, pages, places
from masdar.store.places import Wanted, move_pages
from masdar.store.records import PageRecord
from masdar.store.sources import save_source
from masdar.work import reading
from masdar.work.archiving import export_archive, verify_archive
from masdar.work.desk import Desk
from masdar.work.reading import read_pages
from masdar.work.retention import Keep, Pruned, drop_records, prune

START = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
PAPER = Source(SourceId("paper"), "الورق", "https://paper.example/", ("paper.example",))
SINCE = timedelta(days=30)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_store(f"sqlite:///{tmp_path / 'masdar.sqlite'}") as store, Archive(tmp_path / "pages") as archive:
        with store.writing() as db:
            save_source(db, PAPER, START)
        yield Desk(store, archive, SimulatedClock(START + timedelta(days=60)))


def a_page(number: int, days: float = 0, body: str = "") -> Page:
    headers = (("content-type", "text/html"), ("x-number", str(number)))
    text = body or f"<title>{number}</title><p>تفتتح بلدية السهل الأزرق القاعة رقم {number}."
    at = START + timedelta(days=days, seconds=number)
    return Page(f"https://paper.example/{number}", at, 200, headers, text.encode())


def keep(desk: Desk, page: Page, outcome: str | None = "not-html", held: RecordPlace | None = None) -> PageId:
    """Archive the page and file its row; `held`: as a revisit of that record."""
    place = desk.archive.append(page) if held is None else desk.archive.append_unchanged(page, held)
    with desk.store.writing() as db:
        id = pages.add_page(db, page, PAPER.id, place)
        assert id is not None
        if outcome is not None:
            pages.reject_page(db, id, Rejected(outcome), "r1")
    return id


def row(desk: Desk, id: PageId) -> PageRecord:
    with desk.store.reading() as db:
        record = pages.get_page(db, id)
    assert record is not None
    return record


def loaded(desk: Desk, id: PageId) -> Page:
    return desk.archive.load(row(desk, id).place)


# ---------------------------------------------------------------- verifying


def test_a_sound_archive_has_no_faults_and_tells_what_no_page_refers_to(desk: Desk) -> None:
    first = keep(desk, replace(a_page(1), asked=(("host", "paper.example"),), hops=(Hop("https://p.example/", 301),)))
    keep(desk, replace(a_page(2, body="same"), headers=()))
    keep(desk, replace(a_page(3), body=loaded(desk, first).body), held=row(desk, first).place)
    place = row(desk, first).place
    desk.archive.append_unchanged(NotModified(a_page(1).url, fetched_at=START + timedelta(hours=1)), place)
    desk.archive.append(a_page(9))
    report = verify_archive(desk)
    assert report.is_sound
    assert (report.pages, report.files, report.damage) == (3, 1, ())
    assert report.loose == {"revisit": 1, "response": 1}


def test_each_way_a_record_can_be_wrong_is_told(desk: Desk) -> None:
    ids = [keep(desk, a_page(number)) for number in range(6)]
    at = [row(desk, id).place for id in ids]
    with desk.store.writing() as db:
        move_pages(db, at[0].file, {
            at[1].offset: replace(at[1], offset=7),
            at[0].offset: at[1],
            at[2].offset: replace(at[2], length=5),
            at[3].offset: replace(at[3], file="pages-000009.warc.gz"),
            at[4].offset: at[4],
        })  # fmt: skip
    path = desk.archive.folder / at[0].file
    data = bytearray(path.read_bytes())
    middle = at[4].offset + at[4].length // 2
    data[middle : middle + 9] = bytes(9)
    path.write_bytes(data)
    report = verify_archive(desk)
    assert not report.is_sound
    found = {fault.page.id: fault.what for fault in report.faults}
    assert "another address" in found[ids[0]]
    assert "no record begins there" in found[ids[1]]
    assert "bytes long, not 5" in found[ids[2]]
    assert "missing" in found[ids[3]]
    assert "damaged" in found[ids[4]]
    assert len(found) == 5
    assert [(stretch.offset, stretch.is_tail) for stretch in report.damage] == [(at[4].offset, False)]


def test_a_record_that_is_being_written_is_no_fault(desk: Desk) -> None:
    place = row(desk, keep(desk, a_page(1))).place
    with (desk.archive.folder / place.file).open("ab") as file:
        file.write(gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n" + os.urandom(500))[:200])
    report = verify_archive(desk)
    assert report.is_sound
    assert [stretch.is_tail for stretch in report.damage] == [True]


def test_a_revisit_whose_held_page_is_gone_is_a_fault(desk: Desk) -> None:
    first = keep(desk, a_page(1))
    again = keep(desk, replace(a_page(2), body=a_page(1).body), held=row(desk, first).place)
    moved = desk.archive.rewrite(row(desk, first).place.file, {row(desk, first).place.offset})
    desk.archive.remove(row(desk, first).place.file)
    with desk.store.writing() as db:
        move_pages(db, row(desk, first).place.file, moved)
    [fault] = verify_archive(desk).faults
    assert fault.page.id == again


def test_looking_since_a_day_leaves_older_files_alone(desk: Desk) -> None:
    keep(desk, a_page(1))
    assert verify_archive(desk, START + timedelta(days=1)).files == 0
    assert verify_archive(desk, START).files == 1


# ---------------------------------------------------------------- keeping


def test_old_rejected_pages_lose_their_record_and_keep_their_outcome(desk: Desk) -> None:
    ids = [keep(desk, a_page(1)), keep(desk, a_page(2), None), keep(desk, a_page(3, days=50))]
    kept = [loaded(desk, id) for id in ids[1:]]
    assert prune(desk, Keep(rejected=SINCE), dry_run=True).pages == 1
    assert loaded(desk, ids[0]) == a_page(1)
    done = prune(desk, Keep(rejected=SINCE))
    assert (done.pages, done.files) == (1, 1)
    assert (row(desk, ids[0]).kept, row(desk, ids[0]).outcome) == (False, "not-html")
    assert [loaded(desk, id) for id in ids[1:]] == kept
    assert verify_archive(desk).is_sound
    assert b"x-number: 1\r" not in everything(desk)
    assert prune(desk, Keep(rejected=SINCE)) == Pruned()
    assert loaded(desk, keep(desk, a_page(4, days=60))) == a_page(4, days=60)


def test_nothing_goes_where_nothing_was_said(desk: Desk) -> None:
    id = keep(desk, a_page(1))
    assert prune(desk, Keep()) == Pruned()
    assert loaded(desk, id) == a_page(1)


def test_a_page_that_shares_a_dropped_body_gets_a_record_of_its_own(desk: Desk) -> None:
    old = keep(desk, a_page(1))
    page = replace(a_page(2, days=50), body=a_page(1).body, asked=(("host", "paper.example"),))
    young = keep(desk, page, held=row(desk, old).place)
    assert prune(desk, Keep(pages=SINCE)).pages == 1
    assert loaded(desk, young) == page
    assert verify_archive(desk).is_sound
    assert b"x-number: 1\r" not in everything(desk)


def test_what_nobody_refers_to_goes_when_it_is_old_too(desk: Desk) -> None:
    keep(desk, a_page(1))
    desk.archive.append(a_page(2))
    young = desk.archive.append(a_page(3, days=50))
    prune(desk, Keep(pages=SINCE))
    assert b"x-number: 2\r" not in everything(desk)
    assert desk.archive.load(young) == a_page(3, days=50)


def test_a_standing_policy_leaves_files_alone_until_it_is_worth_it(desk: Desk) -> None:
    keep(desk, a_page(1))
    for number in range(2, 30):
        keep(desk, a_page(number, days=50))
    assert prune(desk, Keep(rejected=SINCE), worth=0.1).pages == 0
    assert prune(desk, Keep(rejected=SINCE)).pages == 1


def test_a_damaged_file_is_left_alone_and_named(desk: Desk) -> None:
    ids = [keep(desk, a_page(number)) for number in range(3)]
    place = row(desk, ids[1]).place
    path = desk.archive.folder / place.file
    data = bytearray(path.read_bytes())
    data[place.offset + 20 : place.offset + 30] = bytes(10)
    path.write_bytes(data)
    assert prune(desk, Keep(rejected=SINCE)) == Pruned(damaged=(place.file,))
    assert loaded(desk, ids[2]) == a_page(2)


class Crash(Exception):
    pass


@pytest.mark.parametrize("step", ["move_pages", "remove"])
def test_a_crash_while_a_file_is_rewritten_loses_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    ids = [keep(desk, a_page(1)), keep(desk, a_page(2, days=50))]

    def crash(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(places if step == "move_pages" else Archive, step, crash)
        with pytest.raises(Crash):
            prune(desk, Keep(rejected=SINCE))
    assert loaded(desk, ids[1]) == a_page(2, days=50)
    assert loaded(desk, keep(desk, a_page(3, days=50))) == a_page(3, days=50)
    report = verify_archive(desk)
    assert report.is_sound
    assert len(report.leftovers) == 1
    assert prune(desk, Keep(rejected=SINCE)).leftovers == report.leftovers
    assert not row(desk, ids[0]).kept
    after = verify_archive(desk)
    assert after.is_sound
    assert not after.leftovers
    assert b"x-number: 1\r" not in everything(desk)


def test_a_file_half_rewritten_is_removed_the_next_time(desk: Desk) -> None:
    keep(desk, a_page(1, days=50))
    half = desk.archive.folder / "kept-000002.warc.gz.part"
    half.write_bytes(b"\x1f\x8b")
    assert verify_archive(desk).leftovers == (half.name,)
    prune(desk, Keep())
    assert not half.exists()


def test_dropping_waits_for_no_other_process(desk: Desk) -> None:
    place = row(desk, keep(desk, a_page(1))).place
    other = Desk(desk.store, Archive(desk.archive.folder), desk.clock)
    with pytest.raises(BadArchive, match="masdar run"):
        drop_records(other, place.file, {place.offset})


def everything(desk: Desk) -> bytes:
    return b"".join(gzip.decompress(path.read_bytes()) for path in desk.archive.folder.glob("*.gz"))


def test_a_record_that_is_lost_stops_no_other_page_from_being_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [keep(desk, a_page(1), "http-status"), keep(desk, a_page(2), None), keep(desk, a_page(3), None)]
    for place in (row(desk, ids[0]).place, row(desk, ids[1]).place):
        with (desk.archive.folder / place.file).open("r+b") as file:
            file.seek(place.offset)
            file.write(b"nonsense")
    monkeypatch.setattr(reading, "read_page", lambda *_: Rejected("not-html"))
    read_pages(desk)
    assert [row(desk, id).outcome for id in ids] == ["http-status", "no-record", "not-html"]
    assert read_pages(desk).total == 0


# ---------------------------------------------------------------- exporting


@pytest.mark.parametrize("name", ["out.warc.gz", "out.wacz"])
def test_an_export_imports_as_the_same_pages(desk: Desk, tmp_path: Path, name: str) -> None:
    hops = (Hop("https://old.example/", 301, (("location", "https://paper.example/1"),)),)
    first = replace(a_page(1), requested_url="https://old.example/", hops=hops, asked=(("host", "paper.example"),))
    id = keep(desk, first)
    again = replace(a_page(2), body=first.body)
    keep(desk, again, held=row(desk, id).place)
    out = tmp_path / name
    done = export_archive(desk, out, Wanted(), "الورق")
    assert (done.pages, done.bytes, done.missing) == (2, out.stat().st_size, ())
    assert out.stat().st_mode & 0o077 == 0
    path = out
    if name.endswith(".wacz"):
        path = tmp_path / "inner.warc.gz"
        path.write_bytes(inside(out, "archive/pages-001.warc.gz"))
    assert [found.page for found in pages_in(path)] == [first, again]


def test_a_page_that_cannot_be_read_is_left_out_and_named(desk: Desk, tmp_path: Path) -> None:
    ids = [keep(desk, a_page(number)) for number in range(2)]
    place = row(desk, ids[0]).place
    with (desk.archive.folder / place.file).open("r+b") as file:
        file.seek(place.offset)
        file.write(b"nonsense")
    done = export_archive(desk, tmp_path / "out.warc.gz", Wanted(), "")
    assert done.pages == 1
    assert [url for url, _ in done.missing] == [a_page(0).url]


def test_an_export_has_a_name_that_says_what_it_is_and_a_place_to_go(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"\.wacz"):
        export_archive(desk, tmp_path / "out.zip", Wanted(), "")
    with pytest.raises(BadConfig, match="cannot be written"):
        export_archive(desk, tmp_path / "missing" / "out.wacz", Wanted(), "")
    assert not list(tmp_path.glob("*.part"))


def inside(wacz: Path, name: str) -> bytes:
    with zipfile.ZipFile(wacz) as zip:
        return zip.read(name)
