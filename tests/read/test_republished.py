"""Sentences that say whose text a page carries, in the forms that sites print them: the slots of each."""

from __future__ import annotations

import pytest

from masdar.read.republished import read_republication

SEED = 'هذا الخبر بعنوان "سوق جديد" نشر أولاً على موقع قناة المرسى وتم جلبه من مصدره الأصلي بتاريخ ١٤ تشرين الثاني ٢٠٢٦.'


@pytest.mark.parametrize(
    ("sentence", "name", "title", "fetched"),
    [
        (SEED, "قناة المرسى", "سوق جديد", "١٤ تشرين الثاني ٢٠٢٦"),
        (
            "هذا المحتوى بعنوان «سوق جديد في دنوار» ظهر أولا على صحيفة الضفاف، وجرى سحبه بتاريخ 3/11/2026.",
            "صحيفة الضفاف",
            "سوق جديد في دنوار",
            "3/11/2026",
        ),
        ("نُشر هذا المقال في موقع المجداف بتاريخ 3 تشرين الثاني 2026.", "المجداف", None, None),
        ("نشر هذا الخبر أولاً على موقع 24 ساعة", "24 ساعة", None, None),
        ("نشر هذا الخبر أولاً على موقع اليوم وتم جلبه", "اليوم", None, None),
        ("نشر هذا التقرير أصلاً في جريدة الضفاف.", "جريدة الضفاف", None, None),
        ("هذا المقال نشر لأول مرة على المجداف", "المجداف", None, None),
        ("ظهرت المقالة سوق جديد في دنوار أولاً على المجداف.", "المجداف", "سوق جديد في دنوار", None),
        ("أعيد نشره نقلاً عن موقع المجداف.", "المجداف", None, None),
        ("تم نقلها من صحيفة الضفاف بتاريخ 3/11/2026", "صحيفة الضفاف", None, None),
        ("The post A new market appeared first on The Timana Tribune.", "The Timana Tribune", "A new market", None),
        ("This article originally appeared on Timana Today.", "Timana Today", None, None),
        ("This story was originally published by Timana Today on November 3, 2026.", "Timana Today", None, None),
        ("Originally published at timana.example.", "timana.example", None, None),
        ("Republished with permission from Timana Today.", "Timana Today", None, None),
    ],
)
def test_the_slots_of_a_sentence(sentence: str, name: str, title: str | None, fetched: str | None) -> None:
    found = read_republication(sentence, None, "Asia/Damascus")
    assert found is not None
    start, end = found.name
    printed = found.fetched.printed if found.fetched else None
    assert (sentence[start:end], found.title, printed) == (name, title, fetched)


def test_an_address_printed_in_the_sentence() -> None:
    found = read_republication("نشر أولاً على المجداف: https://mijdaf.example/a/7.", None, None)
    assert found is not None
    assert found.url == "https://mijdaf.example/a/7"


@pytest.mark.parametrize(
    "sentence",
    [
        "بإمكانكم الاطلاع على تفاصيل هذا الخبر من خلال مصدره الأصلي.",
        "نشر الجيش قواته في شمال البلاد أمس.",
        "ظهر الوزير في دنوار أمس وقال إن العمل مستمر.",
        "The minister first appeared in public.",
        "نُشرت الصورة للمرة الأولى في الثاني من أيار عام 2026.",
        "ظهر المقال لأول مرة في 3 أيار 2026.",
        "هذا النص نشر أولا على شبكة الإنترنت.",
        "Originally published in March 2026.",
        "The article was originally published in April 2026 and updated since.",
    ],
)
def test_a_sentence_that_names_nobody(sentence: str) -> None:
    assert read_republication(sentence, None, None) is None


@pytest.mark.parametrize(
    "sentence", ["الزورق الذي ظهر لأول مرة في احتفالات الميناء", "عرضت اللوحة التي ظهرت أولا في دنوار"]
)
def test_what_first_appears_in_running_text_is_seldom_the_report(sentence: str) -> None:
    assert read_republication(sentence, None, None, strict=True) is None
    told = "نشر التقرير أولا في دنوار اليوم"
    assert read_republication(told, None, None, strict=True) is not None
