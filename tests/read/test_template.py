"""What a site repeats on its pages is no part of its reports."""

from __future__ import annotations

from datetime import UTC, datetime

from masdar.model import Page, Reading
from masdar.read import read_page
from masdar.read.template import Template, learn

OATH = "نؤمن في هذه الدار بأن القارئ شريك في الحقيقة، ولذلك نراجع كل مادة ثلاث مرات قبل نشرها على الناس."


def page(number: int, *, oath: bool = True) -> Page:
    story = f"أعلنت بلدية الحي رقم {number} عن افتتاح سوق جديد يضم {number * 7} متجرا صغيرا بعد أعمال دامت عاما كاملا."
    more = f"وقال المهندس المشرف على السوق {number} إن العمل سيبدأ صباح الغد، وإن الإيجار مجاني في الشهر الأول منه."
    body = f"<html><title>سوق {number} يفتح أبوابه غدا</title><h1>سوق {number} يفتح أبوابه غدا</h1><div><p>{story}</p>"
    body += f"<p>{OATH}</p>" if oath else ""
    body += f"<p>{more}</p></div>"
    headers = (("content-type", "text/html; charset=utf-8"),)
    return Page(f"https://x.example/{number}", datetime(2026, 11, 3, tzinfo=UTC), 200, headers, body.encode())


def paragraphs(page: Page, template: Template | None) -> tuple[str, ...]:
    reading = read_page(page, template=template)
    assert isinstance(reading, Reading)
    return reading.article.paragraphs


def test_a_repeated_sentence_leaves_the_text_once_the_site_is_known() -> None:
    template = learn([page(number) for number in range(2, 6)])
    assert OATH in paragraphs(page(9), None)
    assert paragraphs(page(9), template) == paragraphs(page(9, oath=False), None)


def test_two_pages_teach_nothing() -> None:
    assert learn([page(2), page(3)]).texts == frozenset()
