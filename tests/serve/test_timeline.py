"""An article's page tells what became of it: versions and events in one line, with a notice when it is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from masdar.model import Hop, Page, RecordPlace, Rejected, Source, SourceId
from masdar.serve import SiteSettings, site
from masdar.store import Store, articles, open_store, pages, sources

from .invented import MORNING, NOW, reading

PAPER = Source(SourceId("tall"), "جريدة التل", "https://tall.example/", ("tall.example",), policy="full")
URL, NEW = "https://tall.example/news/7", "https://tall.example/news/7-sawwan"
LINES = ("أغلق سوق الصوان أبوابه اليوم.", "وقال التجار إن الإغلاق مؤقت.", "ولم يعلق المجلس المحلي.")
EDITED = (*LINES[:2], "وقال المجلس المحلي إنه لم يُستشر.")


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        with opened.writing() as db:
            sources.save_source(db, PAPER, NOW)
        come(opened, 0)
        yield opened


def come(
    store: Store, hours: float, status: int = 200, url: str = URL, by: int | None = None, text: Sequence[str] = LINES
) -> None:
    """A page that was asked for at URL. `by`: the status that led to another address."""
    page = Page(url, MORNING + timedelta(hours=hours), status, (), str(hours).encode(), URL if by else None,
                (Hop(URL, by),) if by else ())  # fmt: skip
    with store.writing() as db:
        id = pages.add_page(db, page, PAPER.id, RecordPlace("tall.warc.gz", 0, 10))
        assert id is not None
        record = pages.get_page(db, id)
        assert record is not None
        if status == 200 and url != PAPER.home:
            articles.save_reading(db, record, reading(url, "سوق الصوان يغلق", text, None), "test@1")
        else:
            pages.reject_page(db, id, Rejected("http-status" if status != 200 else "not-an-article"), "test@1")


def words(store: Store, path: str = "/article/1") -> str:
    """The page as text, tags left out."""
    client = TestClient(site(store, SiteSettings(base_url="https://news.example"), lambda: NOW))
    html = re.sub(r"(?s)<(script|style).*?</\1>", "", client.get(path).text)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_an_article_that_stays_tells_nothing(store: Store) -> None:
    assert "ما جرى لها" not in words(store)
    assert "كما رأيناها أول مرة" not in words(store)


def test_a_deleted_article_keeps_its_text_and_says_so_above_it(store: Store) -> None:
    come(store, 2, text=EDITED)
    come(store, 5, 410)
    told = words(store)
    assert EDITED[2] in told
    notice = told.index("لم تعد هذه المادة في عنوانها؛ رأينا ذلك أول مرة في")
    assert notice < told.index(LINES[0])
    steps = ("لم تعد في عنوانها", "أُزيلت الصفحة ولا عنوان آخر لها", "فقرة زيدت", "كما رأيناها أول مرة")
    places = [told.index(step, told.index("ما جرى لها منذ رأيناها")) for step in steps]
    assert places == sorted(places), "the newest first"
    assert "This article is no longer at its address" in words(store, "/en/article/1")
    assert "غابت عن عنوانها" in words(store, "/source/tall")


def test_an_article_that_came_back_has_no_notice(store: Store) -> None:
    come(store, 5, 404)
    come(store, 6)
    told = words(store)
    assert "لم تعد هذه المادة في عنوانها" not in told
    assert told.index("عادت إلى عنوانها") < told.index("لا صفحة في هذا العنوان")
    assert "غابت" not in words(store, "/source/tall")


def test_a_moved_article_says_where_to(store: Store) -> None:
    come(store, 5, url=NEW, by=301)
    told = words(store)
    assert "انتقلت إلى عنوان آخر" in told
    assert "أجاب الخادم بالرمز 301 وأحال إلى" in told
    assert "لم تعد هذه المادة" not in told


@pytest.mark.parametrize(
    ("url", "text", "expected"),
    [
        (PAPER.home, LINES, "صار يحيل إلى صفحة ليست مادة"),
        (NEW, ("هطلت أمطار على الساحل.", "وأغلقت المدارس."), "صار عنوانها يحيل إلى مادة أخرى"),
    ],
)
def test_an_address_that_leads_elsewhere_says_to_what(
    store: Store, url: str, text: Sequence[str], expected: str
) -> None:
    come(store, 5, url=url, by=302, text=text)
    assert expected in words(store)
