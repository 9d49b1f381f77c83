"""Pages by the places of their records: which may go, what moves with them, and which are read again."""

from __future__ import annotations

from dataclasses import replace

from masdar.model import ArticleId, Page, PageId, RecordPlace, Rejected, SourceId
from masdar.store import Connection, pages, places, sources
from masdar.store.places import Old, Wanted
from masdar.store.records import PageRecord

from . import samples

FILE = "pages-000001.warc.gz"


def kept_at(db: Connection, number: int, file: str = FILE, minutes: float | None = None) -> PageRecord:
    """A page of its own address whose record is the `number`th in the file."""
    if sources.get_source(db, SourceId("nahr")) is None:
        sources.save_source(db, samples.source(), samples.NOW)
    at = number if minutes is None else minutes
    shown = samples.page(f"https://nahr.example/{number}", at, f"body {number}")
    id = pages.add_page(db, shown, SourceId("nahr"), RecordPlace(file, 1000 * number, 90))
    assert id is not None
    record = pages.get_page(db, id)
    assert record is not None
    return record


def test_the_last_acknowledged_record_is_that_of_the_newest_file_that_is_appended_to(db: Connection) -> None:
    assert places.last_place(db) is None
    for number, file in ((1, FILE), (2, "pages-000002.warc.gz"), (3, "kept-000003.warc.gz")):
        kept_at(db, number, file)
    assert places.last_place(db) == RecordPlace("pages-000002.warc.gz", 2000, 90)
    kept_at(db, 5, "pages-000002.warc.gz")
    assert places.last_place(db) == RecordPlace("pages-000002.warc.gz", 5000, 90)


def test_records_move_with_their_pages_and_a_page_without_one_is_not_kept(db: Connection) -> None:
    first, second, other = kept_at(db, 1), kept_at(db, 2), kept_at(db, 3, "pages-000002.warc.gz")
    new = RecordPlace("kept-000003.warc.gz", 500, 90)
    assert places.move_pages(db, FILE, {2000: new}) == 1
    records = [pages.get_page(db, page.id) for page in (first, second, other)]
    assert [(page.place, page.kept) for page in records if page] == [
        (RecordPlace("", 0, 0), False),
        (new, True),
        (other.place, True),
    ]
    assert places.files_in_use(db) == {new.file: 1, other.place.file: 1}


def test_a_page_without_a_record_is_not_due_again_and_keeps_its_outcome(db: Connection) -> None:
    page, unread = kept_at(db, 1), kept_at(db, 2)
    pages.reject_page(db, page.id, Rejected("not-html"), "r1")
    assert {each.id for each in pages.due_pages(db, "r2", 9)} == {page.id, unread.id}
    places.move_pages(db, FILE, {2000: unread.place})
    assert [each.id for each in pages.due_pages(db, "r2", 9)] == [unread.id]
    assert pages.count_due_pages(db, "r2") == 1
    record = pages.get_page(db, page.id)
    assert record is not None
    assert record.outcome == "not-html"


def test_rejected_pages_may_go_before_others_and_unread_ones_never(db: Connection) -> None:
    rejected, article, _unread, young = (kept_at(db, number) for number in range(1, 5))
    for page in (rejected, young):
        pages.reject_page(db, page.id, Rejected("not-html"), "r1")
    pages.mark_read(db, article.id, "r1", _article(db), "nahr.example/2")
    assert places.old_offsets(db, FILE, Old(rejected=samples.at(3.5))) == {1000}
    assert places.old_offsets(db, FILE, Old(pages=samples.at(3.5))) == {1000, 2000}
    assert places.old_offsets(db, FILE, Old(samples.at(9), samples.at(1.5))) == {1000, 4000}
    assert places.old_offsets(db, FILE, Old()) == frozenset()


def test_a_page_met_again_lately_may_not_go(db: Connection) -> None:
    page = kept_at(db, 1)
    pages.reject_page(db, page.id, Rejected("not-html"), "r1")
    again = replace(_as_shown(page), fetched_at=samples.at(60))
    assert pages.add_page(db, again, SourceId("nahr"), page.place) is None
    assert places.old_offsets(db, FILE, Old(rejected=samples.at(30))) == frozenset()


def test_the_same_bytes_are_found_by_their_digest(db: Connection) -> None:
    page = kept_at(db, 1)
    kept_at(db, 2)
    assert [found.id for found in places.same_bytes(db, [page.digest])] == [page.id]
    assert places.page_at(db, page.id) == next(iter(places.pages_in(db, FILE)))
    assert places.page_at(db, PageId(999)) is None


def test_pages_are_asked_for_by_source_time_and_address(db: Connection) -> None:
    for number in range(1, 4):
        kept_at(db, number)
    asked: dict[Wanted, list[str]] = {
        Wanted(): ["1", "2", "3"],
        Wanted(source=SourceId("bahr")): [],
        Wanted(since=samples.at(2)): ["2", "3"],
        Wanted(until=samples.at(2)): ["1"],
        Wanted(url="http://www.nahr.example/2/"): ["2"],
    }
    for wanted, numbers in asked.items():
        found = [page.url.rpartition("/")[2] for page, _ in places.wanted_pages(db, wanted)]
        assert found == numbers
        assert places.count_wanted(db, wanted) == len(numbers)


def _article(db: Connection) -> ArticleId:
    return samples.article(db, 77)


def _as_shown(page: PageRecord) -> Page:
    return samples.page(page.url, 1, "body 1")
