"""What a site repeats on its pages is no part of its reports, and where it prints them is learned once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from masdar.model import Page, Reading, Template
from masdar.read import learn_templates, read_page

OATH = "نؤمن في هذه الدار بأن القارئ شريك في الحقيقة، ولذلك نراجع كل مادة ثلاث مرات قبل نشرها على الناس."
MENU = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in ("سياسة", "اقتصاد", "رياضة", "ثقافة", "صحة", "رأي"))


def page(number: int, *, oath: bool = True, text_class: str = "entry", title_tag: str = "h1") -> Page:
    story = f"أعلنت بلدية الحي رقم {number} عن افتتاح سوق جديد يضم {number * 7} متجرا صغيرا بعد أعمال دامت عاما كاملا."
    more = f"وقال المهندس المشرف على السوق {number} إن العمل سيبدأ صباح الغد، وإن الإيجار مجاني في الشهر الأول منه."
    cards = "".join(
        f'<div class="card"><a href="/n/{number}{other}">خبر آخر رقم {number}{other} من السوق</a></div>'
        for other in range(6)
    )
    markup = f"""<!doctype html><html lang="ar"><head><title>سوق {number} يفتح أبوابه غدا</title></head><body>
    <ul class="menu">{MENU}</ul><div id="page"><div class="post post-{number}">
    <{title_tag} class="title">سوق {number} يفتح أبوابه غدا</{title_tag}>
    <div class="meta"><span class="date">{number} نوفمبر 2026 10:{number:02}</span></div>
    <div class="{text_class}"><p>{story}</p>{f"<p>{OATH}</p>" if oath else ""}<p>{more}</p></div>
    <div class="more">{cards}</div></div></div></body></html>"""
    headers = (("content-type", "text/html; charset=utf-8"),)
    return Page(f"https://x.example/{number}", datetime(2026, 11, 30, tzinfo=UTC), 200, headers, markup.encode())


def read(page: Page, templates: tuple[Template, ...]) -> Reading:
    reading = read_page(page, templates=templates)
    assert isinstance(reading, Reading)
    return reading


@pytest.fixture(scope="module")
def templates() -> tuple[Template, ...]:
    return learn_templates([page(number) for number in range(2, 7)])


def test_one_design_gives_one_template_that_names_what_taught_it(templates: tuple[Template, ...]) -> None:
    (template,) = templates
    assert template.pages == tuple(f"https://x.example/{number}" for number in range(2, 7))
    assert template.title == "h1.title"
    assert "div.more" in template.drop


def test_a_page_of_the_design_is_read_by_its_template(templates: tuple[Template, ...]) -> None:
    reading = read(page(9), templates)
    assert reading.template == templates[0].name
    whole = read(page(9), ())
    assert whole.template is None
    assert reading.article.title == whole.article.title
    assert reading.article.published == whole.article.published


def test_a_repeated_sentence_leaves_the_text_once_the_site_is_known(templates: tuple[Template, ...]) -> None:
    assert OATH in read(page(9), ()).article.paragraphs
    assert read(page(9), templates).article.paragraphs == read(page(9, oath=False), ()).article.paragraphs


def test_two_pages_teach_nothing() -> None:
    assert learn_templates([page(2), page(3)]) == ()


def test_the_same_report_under_three_addresses_teaches_nothing() -> None:
    assert learn_templates([page(2), page(2), page(2)]) == ()


@pytest.mark.parametrize("change", [{"text_class": "story-body"}, {"title_tag": "h2"}])
def test_a_new_design_does_not_fit_the_old_template(templates: tuple[Template, ...], change: dict[str, str]) -> None:
    redesigned = page(9, oath=False, **change)
    reading = read(redesigned, templates)
    assert reading.template is None
    assert len(reading.article.paragraphs) == 2


def test_two_designs_of_one_site_are_two_templates() -> None:
    old = [page(number) for number in range(2, 6)]
    new = [page(number, title_tag="h2") for number in range(12, 15)]
    learned = learn_templates(old + new)
    assert [len(template.pages) for template in learned] == [4, 3]
    assert read(page(20), learned).template == learned[0].name
    assert read(page(21, title_tag="h2"), learned).template == learned[1].name


def test_a_page_cannot_mark_parts_of_its_own(templates: tuple[Template, ...]) -> None:
    forged = page(9).body.replace(
        b"<p>", b'<div data-masdar-part="title">\xd8\xb9\xd9\x86\xd9\x88\xd8\xa7\xd9\x86</div><p>', 1
    )
    reading = read(replace(page(9), body=forged), templates)
    assert reading.article.title == "سوق 9 يفتح أبوابه غدا"
