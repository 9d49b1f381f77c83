"""Archives in, stored pages out: all records counted, nothing doubled, a stopped import goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from masdar.app import open_desk
from masdar.collect.warc import Archive
from masdar.config import Config
from masdar.model import Page, Source, SourceId
from masdar.store.articles import recent_articles
from masdar.store.pages import counts_by_outcome
from masdar.store.sources import all_sources, save_source
from masdar.work import importing
from masdar.work.desk import Desk, Stage
from masdar.work.importing import import_archive

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 14, 6, tzinfo=UTC)


def report(number: int) -> Page:
    lines = "".join(
        f"<p>أعلنت بلدية السهل الأزرق يوم السبت افتتاح الحديقة رقم {number} في حي {line} بعد عام من العمل فيها.</p>"
        for line in ("الزيتون", "الرمان", "التين", "الليمون")
    )
    body = f"<html lang=ar><title>حديقة {number}</title><body><h1>افتتاح حديقة جديدة رقم {number}</h1>{lines}</body>"
    at = AT + timedelta(minutes=number)
    return Page(f"http://sahl.example/news/{number}", at, 200, (("content-type", "text/html"),), body.encode())


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """Twelve articles and a picture in one WARC file, as another crawler might leave them."""
    with Archive(tmp_path / "crawl") as archive:
        for number in range(12):
            archive.append(report(number))
        archive.append(Page("http://sahl.example/a.png", AT, 200, (("content-type", "image/png"),), b"\x89PNG\r\n"))
    return next((tmp_path / "crawl").glob("*.warc.gz"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(Config(data=tmp_path / "data"), clock=lambda: AT) as opened:
        yield opened


def numbers(desk: Desk) -> dict[str, int]:
    with desk.store.reading() as db:
        return dict(counts_by_outcome(db))


def test_every_record_becomes_a_page_and_rejections_are_counted_by_reason(desk: Desk, crawl: Path) -> None:
    tally = import_archive(desk, [crawl])
    assert tally.counts["page"] == 13
    assert numbers(desk) == {"article": 12, "not-html": 1}


def test_importing_a_file_again_adds_nothing_even_under_another_name(desk: Desk, crawl: Path) -> None:
    import_archive(desk, [crawl])
    other = crawl.with_name("renamed.warc.gz")
    other.write_bytes(crawl.read_bytes())
    assert import_archive(desk, [crawl, other]).counts["page"] == 0
    assert numbers(desk) == {"article": 12, "not-html": 1}


def stop_after(records: int) -> Callable[[Stage, int, int], None]:
    calls = iter(range(records))

    def tell(stage: Stage, _done: int, _total: int) -> None:
        if stage == "import" and next(calls, None) is None:
            raise KeyboardInterrupt

    return tell


def test_a_stopped_import_goes_on_where_it_stopped(desk: Desk, crawl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    with pytest.raises(KeyboardInterrupt):
        import_archive(desk, [crawl], stop_after(2))
    assert 0 < sum(numbers(desk).values()) < 13
    assert import_archive(desk, [crawl]).counts["page"] + 9 == 13
    assert numbers(desk) == {"article": 12, "not-html": 1}


def test_pages_belong_to_the_source_that_names_their_host_else_to_one_of_their_own(desk: Desk, crawl: Path) -> None:
    with desk.store.writing() as db:
        save_source(db, Source(SourceId("sahl"), "السهل", "http://sahl.example/", ("sahl.example",)), AT)
    import_archive(desk, [crawl])
    with desk.store.reading() as db:
        assert {card.source.id for card in recent_articles(db, 20)} == {"sahl"}


def test_a_host_that_no_source_names_gets_a_source(desk: Desk, crawl: Path) -> None:
    import_archive(desk, [crawl])
    with desk.store.reading() as db:
        (card,) = all_sources(db)
    assert card.articles == 12
    assert "sahl.example" in card.source.hosts


def test_articles_keep_the_times_at_which_the_crawler_saw_them(desk: Desk, crawl: Path) -> None:
    import_archive(desk, [crawl])
    with desk.store.reading() as db:
        seen = sorted(card.first_seen for card in recent_articles(db, 20))
    assert seen == [AT + timedelta(minutes=number) for number in range(12)]


def test_a_damaged_file_gives_what_is_whole_in_it(desk: Desk, crawl: Path) -> None:
    whole = crawl.read_bytes()
    crawl.write_bytes(whole[: len(whole) // 2])
    tally = import_archive(desk, [crawl])
    assert 3 < tally.counts["article"] < 12
