"""Whether a newer version says that it was changed: labels, sentences, and what only looks like them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import PageId, Version
from masdar.text.corrections import notice_of

BODY = "افتتح المجلس المحلي السوق الجديدة."


def version(*paragraphs: str, title: str = "افتتاح السوق") -> Version:
    return Version(1, PageId(1), datetime(2026, 11, 14, tzinfo=UTC), title, (BODY, *paragraphs))


ANNOUNCED = [
    ("correction", "تصحيح: ورد في نسخة سابقة من هذا الخبر أن المحطات 24، والصحيح 22."),
    ("correction", "تنويه"),
    ("correction", "(تصويب) افتتح المجلس السوق يوم السبت."),
    ("correction", "عُدّل هذا الخبر لإضافة رد البلدية."),
    ("correction", "جرى تصحيح هذه المادة بعد نشرها"),
    ("correction", "تم تعديل عنوان هذا الخبر بعد نشره."),
    ("correction", "ملاحظة المحرر: صُحح اسم المدير."),
    ("correction", "ونعتذر إلى القراء عن هذا الخطأ."),
    ("correction", "This article was amended on 3 May to correct a name."),
    ("correction", "An earlier version of this story said the market has 24 shops."),
    ("correction", "Correction: the market has 22 shops."),
    ("update", "تحديث: أضيف رد البلدية"),
    ("update", "تحديث – الخامسة مساء"),
    ("update", "[محدّث]"),
    ("update", "تم تحديث هذا الخبر في الخامسة مساء"),
    ("update", "UPDATE: the council has answered."),
]


@pytest.mark.parametrize(("kind", "text"), ANNOUNCED)
def test_a_notice_is_found_with_its_words(kind: str, text: str) -> None:
    notice = notice_of(version(), version(text))
    assert notice is not None
    assert notice.kind == kind
    assert notice.span.paragraph == 1
    assert text[notice.span.start : notice.span.end] == notice.words
    assert notice.words


@pytest.mark.parametrize(
    "text",
    [
        "تحديث المنظومة مستمر منذ عام.",
        "تصحيح الأوضاع ضرورة، بحسب المدير.",
        "توضيح الصورة أمام الناس واجب.",
        "وقال المدير إن تعديل الخطة ضروري",
        "جرى تعديل المادة 5 من الدستور",
        "تم تعديل المادة 12 من القانون",
        "عدلت المادة الثالثة من النظام",
        "قال النادي: «نعتذر عن الخطأ الذي وقع في المباراة».",
        "The council will update its rules.",
        "Updates to the rules are expected.",
        "Clarification of the rules is expected.",
    ],
)
def test_ordinary_words_announce_nothing(text: str) -> None:
    assert notice_of(version(), version(text)) is None


def test_a_title_may_announce_in_brackets_at_its_end() -> None:
    notice = notice_of(version(), version(title="افتتاح السوق (تحديث)"))
    assert notice is not None
    assert (notice.kind, notice.words, notice.span.paragraph) == ("update", "تحديث", -1)


def test_a_notice_that_stood_there_before_announces_nothing_new() -> None:
    assert notice_of(version("تحديث: أضيف رد البلدية"), version("تحديث: أضيف رد البلدية", "فقرة أخرى")) is None
    assert notice_of(version("تحديث: أضيف رد"), version("تحديث: أضيف رد آخر")) is not None


def test_a_correction_is_told_before_an_update() -> None:
    notice = notice_of(version(), version("تحديث: أضيف رد البلدية", "تصحيح: المحطات 22"))
    assert notice is not None
    assert notice.kind == "correction"


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_text_is_answered(paragraphs: list[str]) -> None:
    notice = notice_of(version(), version(*paragraphs))
    if notice is not None:
        assert (BODY, *paragraphs)[notice.span.paragraph][notice.span.start : notice.span.end] == notice.words
