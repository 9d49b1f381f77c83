"""What was taken down leaves every file of the data folder, and nothing else does."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from keeping import keep_page

from masdar.app import open_desk
from masdar.collect.warc import Archive
from masdar.config import Config
from masdar.errors import BadArchive
from masdar.model import Hop, Page, Source, SourceId
from masdar.store import Store, articles, pages, takedown
from masdar.store import places as store_places
from masdar.store.sources import save_source
from masdar.store.tables import pages as page_table
from masdar.work.desk import Desk
from masdar.work.importing import import_archive
from masdar.work.reading import read_pages
from masdar.work.relating import relate_articles
from masdar.work.removing import purge

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 14, 6, tzinfo=UTC)
PAPER = Source(SourceId("sahl"), "صحيفة السهل", "http://sahl.example/", ("sahl.example",), zone="Asia/Damascus")
OTHER = Source(SourceId("tall"), "صحيفة التل", "http://tall.example/", ("tall.example",), zone="Asia/Damascus")
SECRET = "زمردة"  # stands in no other text of these tests
URL = "http://sahl.example/1"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def desk(data: Path) -> Iterator[Desk]:
    with open_desk(Config(data=data), clock=lambda: AT) as opened:
        with opened.store.writing() as db:
            for source in (PAPER, OTHER):
                save_source(db, source, AT)
        yield opened


def report(number: int, word: str, host: str = "sahl.example", minutes: float = 0, canonical: str = "") -> Page:
    lines = "".join(
        f"<p>قالت بلدية السهل في حي {place} إن {word} رقم {number} سيفتح أبوابه للناس صباح الغد بعد عام من العمل.</p>"
        for place in ("الزيتون", "الرمان", "التين", "الليمون")
    )
    link = f'<link rel=canonical href="{canonical}">' if canonical else ""
    body = f"<html lang=ar>{link}<title>{word} {number}</title><body><h1>افتتاح {word} رقم {number}</h1>{lines}</body>"
    return Page(
        f"http://{host}/{number}",
        AT + timedelta(minutes=minutes),
        200,
        (("content-type", "text/html; charset=utf-8"),),
        body.encode(),
    )


def bring(desk: Desk, *shown: Page) -> None:
    for page in shown:
        keep_page(desk, page, PAPER if "sahl" in page.url else OTHER)
    read_pages(desk)
    relate_articles(desk)


def take_down(desk: Desk, url: str = URL) -> None:
    with desk.store.writing() as db:
        takedown.take_down_address(db, url, "asked", AT)


def held(desk: Desk) -> list[str]:
    """The addresses of all pages, each loaded from the archive."""
    with desk.store.reading() as db:
        ids = db.execute(page_table.select().with_only_columns(page_table.c.id)).scalars()
        records = [found for id in ids if (found := pages.get_page(db, id))]
    return sorted(desk.archive.load(record.place).url for record in records)


def files_with(data: Path, word: str) -> list[str]:
    """The files of the data folder in which the word stands; archives are unpacked."""
    found = []
    for path in data.rglob("*"):
        if path.is_file():
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            if word.encode() in content:
                found.append(path.name)
    return found


def test_no_file_holds_a_word_of_it_after_the_purge(desk: Desk, data: Path) -> None:
    bring(desk, report(1, SECRET), *(report(number, "سوق المدينة") for number in range(2, 9)))
    assert len(files_with(data, SECRET)) >= 2
    take_down(desk)
    tally = purge(desk)
    assert files_with(data, SECRET) == []
    assert tally.counts["record: removed"] == 1
    assert held(desk) == [f"http://sahl.example/{number}" for number in range(2, 9)]


def test_a_second_purge_finds_nothing_to_do(desk: Desk) -> None:
    bring(desk, report(1, SECRET), report(2, "سوق"))
    take_down(desk)
    purge(desk)
    before = desk.archive.files()
    assert purge(desk).total == 0
    assert desk.archive.files() == before


def test_records_without_a_row_go_too(desk: Desk, data: Path) -> None:
    bring(desk, report(1, SECRET), report(1, SECRET, minutes=5), report(2, "سوق"))
    desk.archive.append(report(1, SECRET, minutes=9))  # as a crash before its row leaves it
    take_down(desk)
    purge(desk)
    assert files_with(data, SECRET) == []


def test_redirects_on_the_way_to_it_go_too(desk: Desk, data: Path) -> None:
    page = report(1, SECRET)
    hop = Hop("http://sahl.example/turn", 302, (("location", URL), ("x-said", "ياقوتة")))
    bring(desk, Page(URL, AT, 200, page.headers, page.body, "http://sahl.example/turn", (hop,), (("host", "x"),)))
    take_down(desk)
    purge(desk)
    assert files_with(data, "ياقوتة") == []


def test_a_page_that_shared_its_body_keeps_its_own(desk: Desk) -> None:
    first, twin = report(1, "سوق"), report(1, "سوق", "tall.example", 5)
    bring(desk, first)
    with desk.store.reading() as db:
        place = pages.due_pages(db, "another reader", 1)[0].place
    second = desk.archive.append_unchanged(twin, place)
    with desk.store.writing() as db:
        pages.add_page(db, twin, OTHER.id, second)
    take_down(desk)
    purge(desk)
    assert held(desk) == ["http://tall.example/1"]


def test_a_whole_source_goes(desk: Desk, data: Path) -> None:
    bring(desk, report(1, SECRET), report(2, SECRET), report(3, "سوق", "tall.example"))
    with desk.store.writing() as db:
        takedown.take_down_source(db, PAPER.id, "asked", AT)
    purge(desk)
    assert files_with(data, SECRET) == []
    assert held(desk) == ["http://tall.example/3"]


def test_while_another_process_appends_it_waits(desk: Desk, data: Path) -> None:
    bring(desk, report(1, SECRET))
    desk.archive.close()
    take_down(desk)
    with Archive(data / "pages") as other:
        other.append(report(2, "سوق"))
        with pytest.raises(BadArchive, match="writing to the archive"):
            purge(desk)
    purge(desk)
    assert files_with(data, SECRET) == []


@pytest.mark.parametrize("step", ["rows", "remove", "wipe"])
def test_a_purge_that_was_cut_short_is_finished_by_the_next(
    desk: Desk, data: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(desk, report(1, SECRET), report(2, "سوق"))
    take_down(desk)
    places = {"rows": (store_places, "move_pages"), "remove": (Archive, "remove"), "wipe": (Store, "wipe_deleted")}
    with monkeypatch.context() as patched:
        patched.setattr(*places[step], _power_cut)
        with pytest.raises(OSError, match="power cut"):
            purge(desk)
    purge(desk)
    assert files_with(data, SECRET) == []
    assert held(desk) == ["http://sahl.example/2"]
    assert len(desk.archive.files()) == 1


def _power_cut(*_: object) -> None:
    raise OSError("power cut")


# ---------------------------------------------------------------- it does not come back


def test_an_import_leaves_it_out_and_counts_it(desk: Desk, data: Path, tmp_path: Path) -> None:
    with Archive(tmp_path / "crawl") as archive:
        archive.append(report(1, SECRET))
        archive.append(report(2, "سوق"))
    take_down(desk)
    tally = import_archive(desk, [next((tmp_path / "crawl").glob("*.warc.gz"))])
    assert (tally.counts["removed"], tally.counts["page"]) == (1, 1)
    assert files_with(data, SECRET) == []


def test_a_page_that_calls_itself_what_was_removed_is_not_filed(desk: Desk, data: Path) -> None:
    take_down(desk)
    keep_page(desk, report(7, SECRET, canonical=URL), PAPER)
    assert read_pages(desk).counts == {"removed": 1}
    with desk.store.reading() as db:
        assert articles.recent_articles(db, 5) == ()
        assert takedown.removed_keys(db, ["sahl.example/7"]) == {"sahl.example/7"}
    purge(desk)
    assert files_with(data, SECRET) == []


def test_what_its_pages_taught_of_the_site_goes_too(desk: Desk, data: Path) -> None:
    bring(desk, *(report(number, SECRET) for number in range(1, 9)))
    with desk.store.writing() as db:
        takedown.take_down_source(db, PAPER.id, "asked", AT)
    purge(desk)
    assert files_with(data, SECRET) == []


def test_a_new_report_of_the_event_founds_a_story_of_its_own(desk: Desk) -> None:
    bring(desk, report(1, "سوق المدينة"))
    take_down(desk)
    bring(desk, report(1, "سوق المدينة", "tall.example", 5))
    with desk.store.reading() as db:
        (card,) = articles.recent_articles(db, 5)
    assert card.story is not None
