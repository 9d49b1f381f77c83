"""Whose names stand in a byline, and whose do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.read.outlets import listed_book
from masdar.read.people import is_name, people, signed
from masdar.read.phrases import key


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("سعاد الملا", ["سعاد الملا"]),
        ("كتب: فلان الفلاني", ["فلان الفلاني"]),
        ("إعداد سعاد الملا وجابر النهري", ["سعاد الملا", "جابر النهري"]),
        ("إعداد: سعاد الملا، جابر النهري", ["سعاد الملا", "جابر النهري"]),
        ("تقرير: جابر النهري / سعاد الملا", ["جابر النهري", "سعاد الملا"]),
        ("ترجمة: وليد الساري", ["وليد الساري"]),
        ("خاص - جابر النهري", ["جابر النهري"]),
        ("جابر النهري - دنوار", ["جابر النهري"]),
        ("دنوار: سعاد الملا، جابر النهري", ["سعاد الملا", "جابر النهري"]),
        ("سعاد الملا (مرسى الورد)", ["سعاد الملا"]),
        ("منال الأحمدي من دنوار", ["منال الأحمدي"]),
        ("سعاد الملا - تصوير: جابر النهري", ["سعاد الملا"]),
        ("تصوير: جابر النهري، كتابة وتحرير", []),
        ("د. سامي القاضي", ["د. سامي القاضي"]),
        ("الدكتورة هند الساعاتي", ["الدكتورة هند الساعاتي"]),
        ("محمد وائل الحر", ["محمد وائل الحر"]),
        ("أحمد علي ووليد سعد", ["أحمد علي", "وليد سعد"]),
        ("عبد الرحمن بن سالم آل رشد", ["عبد الرحمن بن سالم آل رشد"]),
        ("By Ana Bell and Tom Reed", ["Ana Bell", "Tom Reed"]),
        ("Von Eva Lang, Jan Roth", ["Eva Lang", "Jan Roth"]),
        ("Ludwig van der Aue", ["Ludwig van der Aue"]),
        ("رويترز", []),
        ("وكالة الأنباء السعودية", []),
        ("دنوار - رويترز", []),
        ("قسم التحرير", []),
        ("فريق التحرير - دنوار", []),
        ("المدينة المنورة - خالد الزاهر", ["خالد الزاهر"]),
        ("«صدى الوادي»", []),
        ("متابعات", []),
        ("Associated Press", []),
        ("Newsroom Staff", []),
        ("editor@paper.example", []),
        ("12 آذار 2026", []),
    ],
)
def test_people_of_a_byline(byline: str, names: list[str]) -> None:
    assert list(people(byline, frozenset(), listed_book())) == names


def test_the_outlet_itself_is_no_author() -> None:
    assert list(people("صدى الوادي - سعاد الملا", frozenset({key("صدى الوادي")}))) == ["سعاد الملا"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("حوار: سعاد الملا", "سعاد الملا"),
        ("كتب - جابر النهري:", "جابر النهري"),
        ("بقلم سعاد الملا", "سعاد الملا"),
        ("كتبت سعاد الملا رسالة طويلة إلى أهلها في المدينة.", None),
        ("تقرير: الأمطار تتأخر", None),
        ("وقال الوزير: سنعود", None),
        ("", None),
    ],
)
def test_a_line_that_is_a_signature(line: str, names: str | None) -> None:
    assert signed(line) == names


def test_a_name_alone_is_a_name() -> None:
    assert is_name("ريم الدرويش")
    assert not is_name("شكاوى من النقل.")


@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    signed(text)
    for name in people(text):
        assert len(name.split()) >= 2
