"""Stored pages are read as they come, and a site's first pages teach how to read its next ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from keeping import keep_page

from masdar.app import open_desk
from masdar.config import Config
from masdar.model import Hop, Page, Reading, Source, SourceId
from masdar.store.articles import get_article, unrelated
from masdar.store.designs import get_designs
from masdar.store.pages import due_pages
from masdar.store.records import Designs
from masdar.store.sources import save_source
from masdar.work.desk import Desk
from masdar.work.reading import FIRST_LESSON, Outlets, read_pages

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 14, 6, tzinfo=UTC)
PAPER = Source(SourceId("sahl"), "صحيفة السهل", "http://sahl.example/", ("sahl.example",), zone="Asia/Damascus")
CREED = "نؤمن في هذه الدار بأن القارئ شريك في الحقيقة، ولذلك نراجع كل مادة ثلاث مرات قبل نشرها على الناس."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(Config(data=tmp_path / "data"), clock=lambda: AT) as opened:
        with opened.store.writing() as db:
            save_source(db, PAPER, AT)
        yield opened


def publish(desk: Desk, number: int, kind: str = "entry") -> None:
    title = f"سوق رقم {number} يفتح أبوابه"
    text = (
        f"أعلنت بلدية الحي رقم {number} عن افتتاح سوق جديد يضم {number * 7} متجرا صغيرا بعد أعمال دامت عاما كاملا.",
        f"وقال المهندس المشرف على السوق {number} إن العمل سيبدأ صباح الغد، وإن الإيجار مجاني في الشهر الأول منه.",
        CREED,
    )
    lines = "".join(f"<p>{line}</p>" for line in text)
    body = (
        f'<html lang=ar><title>{title}</title><body><div class=post><h1>{title}</h1><div class="{kind}">{lines}</div>'
    )
    headers = (("content-type", "text/html; charset=utf-8"),)
    at = AT + timedelta(minutes=number)
    keep_page(desk, Page(f"http://sahl.example/{number}", at, 200, headers, body.encode()), PAPER)


def readings(desk: Desk) -> list[Reading]:
    with desk.store.reading() as db:
        return [found.reading for found in unrelated(db, 100)]


def learned(desk: Desk) -> Designs:
    with desk.store.reading() as db:
        return get_designs(db, PAPER.id)


def test_the_first_pages_teach_a_template_that_reads_them_again_and_the_next(desk: Desk) -> None:
    for number in range(1, FIRST_LESSON + 4):
        publish(desk, number)
    read_pages(desk)
    (template,) = learned(desk).templates
    assert len(template.pages) == FIRST_LESSON
    assert learned(desk).waiting == ()
    assert len(readings(desk)) == FIRST_LESSON + 3
    assert {reading.template for reading in readings(desk)} == {template.name}
    assert all(CREED not in reading.article.paragraphs for reading in readings(desk))


def test_what_was_learned_in_one_run_is_known_in_the_next(desk: Desk) -> None:
    for number in range(1, FIRST_LESSON):
        publish(desk, number)
        read_pages(desk)
    assert learned(desk).templates == ()
    assert len(learned(desk).waiting) == FIRST_LESSON - 1
    publish(desk, FIRST_LESSON)
    read_pages(desk)
    assert len(learned(desk).templates) == 1


def test_a_new_design_is_read_whole_and_learned_beside_the_old(desk: Desk) -> None:
    for number in range(1, FIRST_LESSON + 1):
        publish(desk, number)
    read_pages(desk)
    for number in range(50, 50 + FIRST_LESSON - 1):
        publish(desk, number, "story-body")
    read_pages(desk)
    assert len(learned(desk).waiting) == FIRST_LESSON - 1
    publish(desk, 60, "story-body")
    publish(desk, 61)
    read_pages(desk)
    assert {template.body for template in learned(desk).templates} == {"div.entry", "div.story-body"}
    assert len(readings(desk)) == 2 * FIRST_LESSON + 1


def test_a_lesson_in_vain_is_put_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("masdar.work.reading.learn_templates", lambda *_: ())
    for number in range(1, FIRST_LESSON + 1):
        publish(desk, number)
    read_pages(desk)
    assert learned(desk).lesson == 2 * FIRST_LESSON
    assert len(learned(desk).waiting) == FIRST_LESSON


def test_lessons_in_vain_are_never_held_at_every_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lessons: list[int] = []

    def in_vain(pages: Sequence[Page], *_: object) -> tuple[()]:
        lessons.append(len(pages))
        return ()

    monkeypatch.setattr("masdar.work.reading.LAST_LESSON", 2 * FIRST_LESSON)
    monkeypatch.setattr("masdar.work.reading.learn_templates", in_vain)
    for number in range(1, 5 * FIRST_LESSON + 1):
        publish(desk, number)
    read_pages(desk)
    assert lessons == [FIRST_LESSON, *[2 * FIRST_LESSON] * 4]


# ---------------------------------------------------------------- what becomes of an article


def come(desk: Desk, page: Page) -> None:
    """A page that was fetched later, read as everything is."""
    keep_page(desk, page, PAPER)
    read_pages(desk)


def became(desk: Desk) -> list[tuple[str, int, str | None]]:
    with desk.store.reading() as db:
        found = [get_article(db, each.id) for each in unrelated(db, 100)]
    assert len(found) == 1, "one article, under whatever address"
    return [(event.kind, event.status, event.url) for each in found if each for event in each.events]


def answer(url: str, hours: float, status: int, body: str, by: int | None = None) -> Page:
    asked = "http://sahl.example/1"
    headers = (("content-type", "text/html; charset=utf-8"),)
    hops = (Hop(asked, by),) if by else ()
    return Page(url, AT + timedelta(hours=hours), status, headers, body.encode(), asked if by else None, hops)


NOTHING = "<html lang=ar><title>غير موجودة</title><body><h1>الصفحة غير موجودة</h1><p>عد إلى الصفحة الأولى.</p>"
FRONT = "<html lang=ar><title>السهل</title><body>" + "".join(
    f"<div class=card><a href=/{n}><h2>عنوان الخبر رقم {n} في الصفحة الأولى</h2></a></div>" for n in range(20)
)


@pytest.mark.parametrize("status", [404, 410, 451])
def test_a_page_that_is_not_there_any_more_is_noted_at_its_article(desk: Desk, status: int) -> None:
    publish(desk, 1)
    read_pages(desk)
    come(desk, answer("http://sahl.example/1", 2, status, NOTHING))
    assert became(desk) == [("gone", status, None)]


def test_an_address_that_leads_to_the_front_page_is_a_deletion(desk: Desk) -> None:
    publish(desk, 1)
    read_pages(desk)
    come(desk, answer("http://sahl.example/", 2, 200, FRONT, by=302))
    assert became(desk) == [("gone", 302, "http://sahl.example/")]


def test_a_page_without_an_article_at_an_articles_own_address_stays_a_rejection(desk: Desk) -> None:
    """Only its words say that it is an error page; a design we cannot read would look the same on a whole site."""
    publish(desk, 1)
    read_pages(desk)
    come(desk, answer("http://sahl.example/1", 2, 200, NOTHING))
    assert became(desk) == []


def test_an_article_that_moved_is_one_article_and_reading_all_again_changes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(desk, 1)
    read_pages(desk)
    with desk.store.reading() as db:
        (record,) = due_pages(db, "another", 9)
    body = desk.archive.load(record.place).body.decode()
    come(desk, answer("http://sahl.example/souq/1", 2, 200, body.replace("</h1>", "</h1> "), by=301))
    assert became(desk) == [("moved", 301, "http://sahl.example/souq/1")]
    monkeypatch.setattr("masdar.work.reading.READER", "masdar@next")
    read_pages(desk)
    assert became(desk) == [("moved", 301, "http://sahl.example/souq/1")]


def test_very_many_sources_are_hashed_once_and_not_for_every_page() -> None:
    hashed = list[int]()

    class Counted(Source):
        def __hash__(self) -> int:
            hashed.append(1)
            return 1

    outlets = Outlets([Counted(SourceId("nahr"), "النهر", "https://nahr.example/", ("nahr.example",))])
    assert {outlets: 1}[outlets] == 1
    assert len(hashed) == 1
    assert hash(outlets) == hash(tuple(outlets))


def test_the_sources_that_pages_are_read_with_are_the_same_object_until_they_change(desk: Desk) -> None:
    publish(desk, 1)
    read_pages(desk)
    before = desk.outlets
    publish(desk, 2)
    read_pages(desk)
    assert desk.outlets is before
    with desk.store.writing() as db:
        save_source(db, replace(PAPER, name="السوق"), AT)
    publish(desk, 3)
    read_pages(desk)
    assert [each.name for each in desk.outlets] == ["السوق"]
