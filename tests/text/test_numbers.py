"""Numbers in digits of any form and in words: one value, one place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.text.numbers import numbers

CASES: list[tuple[str, list[tuple[str, str]]]] = [
    ("أصيب ١٢ شخصاً ونزح 15,000", [("١٢", "12"), ("15,000", "15000")]),
    ("۱۲ نفر", [("۱۲", "12")]),
    ("٣٬٥٠٠ طن و3.500 طن", [("٣٬٥٠٠", "3500"), ("3.500", "3500")]),
    ("ارتفع 12.5% و١٢٫٥", [("12.5", "12.5"), ("١٢٫٥", "12.5")]),
    ("قتل خمسة عشر جندياً", [("خمسة عشر", "15")]),
    ("أحد عشر وزيراً بينهم أحد النواب", [("أحد عشر", "11")]),
    ("إحدى وعشرين سنة", [("إحدى وعشرين", "21")]),
    ("ثلاثمئة وخمسة وعشرون ألفاً وستة", [("ثلاثمئة وخمسة وعشرون ألفاً وستة", "325006")]),
    ("ثلاث مئة وخمسون", [("ثلاث مئة وخمسون", "350")]),
    ("مائتان وثلاثة", [("مائتان وثلاثة", "203")]),
    ("ألف وخمسمائة", [("ألف وخمسمائة", "1500")]),
    ("15 ألف نازح وخمسة آلاف خيمة", [("15 ألف", "15000"), ("وخمسة آلاف", "5000")]),
    ("2.5 مليون و نصف مليار", [("2.5 مليون", "2500000"), ("نصف مليار", "500000000")]),
    ("مليون ونصف المليون", [("مليون ونصف المليون", "1500000")]),
    ("آلاف النازحين وعشرات الخيام", [("آلاف", "1000+"), ("وعشرات", "10+")]),
    ("لستة أشهر بخمسين ديناراً", [("لستة", "6"), ("بخمسين", "50")]),
    ("في المركز الثالث", [("الثالث", "3.")]),
    ("يوم الاثنين أو يوم الأحد", []),
    ("نصف الطريق", []),
    ("twenty-five dead, three hundred and five hurt", [("twenty-five", "25"), ("three hundred and five", "305")]),
    ("بنسبة 5ر2 % ثم 3.\u200f0 في الألف", [("5ر2", "2.5"), ("3.\u200f0", "0.3"), ("الألف", "1000")]),
    ("85.\u200f12.\u200f2026", [("85", "85"), ("12", "12"), ("2026", "2026")]),
    ("بقيمة (15) مليون دينار", [("15) مليون", "15000000")]),
    ("في المادة (34) من الباب", [("34", "34")]),
    ("8 ملايين و500 ألف", [("8 ملايين و500 ألف", "8500000")]),
    ("مليونا و 300 الف دينار وثلاثة آلاف و14", [("مليونا و 300 الف", "1300000"), ("وثلاثة آلاف و14", "3014")]),
    ("آلاف و20 سفينة و 3 زوارق", [("آلاف", "1000+"), ("20", "20"), ("3", "3")]),
    ("للمرة الحادية والعشرين والرابعة عشرة", [("الحادية والعشرين", "21"), ("والرابعة عشرة", "14")]),
    ("الدورة الثالثة والعشرون، ثم الثاني وعشرون", [("الثالثة والعشرون", "23"), ("الثاني", "2."), ("وعشرون", "20")]),
    ("طراز B52 في 2026-11-15", [("2026", "2026"), ("11", "11"), ("15", "15")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_numbers_of_a_sentence(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[number.start : number.end], number.value) for number in numbers(text)] == expected


WORDS = [
    "خمسة",
    "و",
    " ",
    "عشر",
    "ألف",
    "مئة",
    "نصف",
    "و",
    "أحد",
    "١٢",
    "3.5",
    "مليون",
    "the",
    "hundred ",
    "-",
    "آلاف ",
]


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=30).map("".join)))
def test_numbers_stand_in_order_and_apart(text: str) -> None:
    at = 0
    for number in numbers(text):
        assert at <= number.start < number.end <= len(text)
        assert number.value
        at = number.end


@given(st.integers(0, 10**24))
def test_digits_have_one_value_in_all_forms(value: int) -> None:
    arabic = str(value).translate({48 + digit: 0x660 + digit for digit in range(10)})
    for written in (str(value), arabic, f"{value:,}"):
        assert [number.value for number in numbers(written)] == [str(value)]


@pytest.mark.slow
def test_endless_numbers_do_not_hang() -> None:
    begun = time.process_time()
    for text in ("1" * 500_000, "ألف " * 50_000, "خمسة و" * 50_000):
        numbers(text)
    assert time.process_time() - begun < 6
