"""Dates inside sentences: which count, where they stand, and what only looks like one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from masdar.read.dates import find_moments

PUBLISHED = datetime(2026, 11, 15, 9, 34, tzinfo=UTC)  # a Sunday


def cut(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find_moments(text, PUBLISHED, "Asia/Riyadh")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وقالت الناطقة، أمس السبت، إن الجسر افتتح في 12 تشرين الثاني 2026.", ["أمس السبت", "12 تشرين الثاني 2026"]),
        ("أعلنت البلدية اليوم الأحد بدء العمل", ["اليوم الأحد"]),
        ("التقى به الثلاثاء الماضي في المرفأ", ["الثلاثاء الماضي"]),
        ("وقال قبل يومين إنه مستمر", ["قبل يومين"]),
        ("بين 10 أيار 2024 و11 حزيران 2025", ["10 أيار 2024", "11 حزيران 2025"]),
        ("خلال الأسبوع الماضي، وفي مارس 2025", ["الأسبوع الماضي", "مارس 2025"]),
        (
            "وصل السبت 14 نوفمبر الساعة 10:35 مساء بتوقيت دمشق ثم غادر",
            ["السبت 14 نوفمبر الساعة 10:35 مساء بتوقيت دمشق"],
        ),
    ],
)
def test_dates_are_cut_out_of_a_sentence(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "يواصل منذ 3 أيام اعتصامه",
        "قبل يومين من الافتتاح",
        "في اليوم العالمي للكتاب",
        "وفي اليوم التالي عاد",
        "سيعقد الاجتماع في 25 ديسمبر",
        "في 25 كانون الأول المقبل",
        "رواد ثورة 25 يناير",
        "بين 20 و22 تشرين الأول 2026",
        "فاز الفريق 3 - صفر",
        "أمس الاثنين",
        "موسم 2025/2026 في 12 مدينة",
    ],
)
def test_what_only_looks_like_a_date_is_left_alone(text: str) -> None:
    assert cut(text) == []
