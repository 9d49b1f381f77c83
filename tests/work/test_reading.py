"""Stored pages are read as they come, and a site's first pages teach how to read its next ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from keeping import keep_page

from masdar.app import open_desk
from masdar.config import Config
from masdar.model import Page, Reading, Source, SourceId
from masdar.store.articles import unrelated
from masdar.store.designs import get_designs
from masdar.store.records import Designs
from masdar.store.sources import save_source
from masdar.work.desk import Desk
from masdar.work.reading import FIRST_LESSON, read_pages

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
