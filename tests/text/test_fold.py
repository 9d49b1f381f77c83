"""Folding: what writers of Arabic interchange becomes one; the laws that comparing rests on."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from masdar.text.fold import digits, fold, unmarked

ARABIC = st.text(st.characters(min_codepoint=0x0600, max_codepoint=0x06FF) | st.sampled_from("\u200d\u0301ﷺﻻﹱe "))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("الإرهاب", "الارهاب"),
        ("آذار", "اذار"),
        ("ٱلكتاب", "الكتاب"),
        ("مُحَمَّدٌ", "محمد"),
        ("الصحـــافة", "الصحافه"),
        ("مستشفى", "مستشفي"),
        ("٢٠٢٥ و۲۰۲۵", "2025 و2025"),
        ("کتابی", "كتابي"),
        ("گروه", "كروه"),
        ("ﻻ ﺍﻟﺴﻼﻡ", "لا السلام"),
        ("ا\u0654حمد", "احمد"),
        ("مسو\u0654ول", "مسؤول"),
        ("و\u0640\u0654", "ؤ"),
        ("\u202bمرفأ\u202c\u200f", "مرفا"),
        ("Łódź CAFÉ", "łódź café"),
    ],
)
def test_spellings_of_one_word_become_one(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_hamza_on_a_carrier_is_kept_unless_folding_is_loose() -> None:
    assert fold("مسؤول شاطئ") == "مسؤول شاطئ"
    assert fold("مسؤول شاطئ", loose=True) == "مسوول شاطي"


@given(st.text() | ARABIC, st.booleans())
@example("e\ufe71\u0301", False)
@example("ا\u200d\u0653", False)
@settings(max_examples=500)
def test_folding_twice_is_folding_once(text: str, loose: bool) -> None:
    once = fold(text, loose=loose)
    assert fold(once, loose=loose) == once


USUAL = st.text("ابةتجحدىيئؤأإآٱء گکیپچژ ـًٌٍَُِّْ ٠١٩ 019 azAZ_ \n\t\x00 .,-()[]«»“”‘’–—،؛؟")


@given(st.lists(st.text() | ARABIC | USUAL), st.sampled_from([1, 40]))
@settings(max_examples=300)
def test_lines_fold_alike_one_by_one_and_together(lines: list[str], times: int) -> None:
    assert fold("\n".join(lines * times)) == "\n".join(fold(line) for line in lines * times)


def test_each_character_folds_alike_alone_and_in_a_long_text() -> None:
    for code in (*range(0x700), *range(0x2000, 0x2070), *range(0xFB50, 0xFF00)):
        assert fold(f"{chr(code)}\n" * 100) == f"{fold(chr(code))}\n" * 100, hex(code)


@given(st.text())
def test_digits_keep_the_length_of_the_text(text: str) -> None:
    assert len(digits(text)) == len(text)


@given(ARABIC)
def test_marks_make_no_difference(text: str) -> None:
    assert fold(unmarked(text)) == fold(text)


def test_digits_of_all_three_styles_are_read() -> None:
    assert digits("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ 0") == "0123456789 0123456789 0"


@pytest.mark.slow
def test_folding_ends_and_folding_twice_is_once_for_every_character() -> None:
    for code in range(0x110000):
        character = chr(code)
        assert fold(fold(character)) == fold(character), hex(code)
