"""Who is credited, with which kind, and who is not."""

from __future__ import annotations

import pytest

from masdar.read.credits import find_credits
from masdar.read.outlets import canonical_name

TEXT = "text_from"
FACTS = "facts_from"


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("الرياض - واس", ["واس"]),
        ("واس (جدة)", ["واس"]),
        ("لندن: أ ف ب", ["أ ف ب"]),
        ("باريس: «رويترز»", ["رويترز"]),
        ("أ ف ب، رويترز", ["أ ف ب", "رويترز"]),
        ("القاهرة - الوكالات", ["الوكالات"]),
        ('"الفرنسية"', ["الفرنسية"]),
        ("أحمد محمد - الرياض", []),
        ("سامر اليوسف – المدينة المنورة", []),
        ("متابعات", []),
        ("نبض- أبها", []),
    ],
)
def test_bylines_credit_agencies_not_people_or_cities(byline: str, names: list[str]) -> None:
    credits = find_credits("نص الخبر هنا.", byline=byline)
    assert [(credit.name, credit.kind) for credit in credits] == [(name, TEXT) for name in names]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ونقلت وكالة رويترز عن مصدر أن السوق أغلق.", [("رويترز", FACTS)]),
        ("وقال الوزير لوكالة الأناضول إن العمل مستمر.", [("الأناضول", FACTS)]),
        ('وذكرت صحيفة "الضفاف" أن العمل مستمر.', [("الضفاف", FACTS)]),
        ("بحسب صحيفة هآرتس فإن العمل مستمر.", [("هآرتس", FACTS)]),
        ("وأظهر مسح لـ«رويترز» أن الأسعار ارتفعت.", [("رويترز", FACTS)]),
        ('وكتب الوزير على حسابه في "تويتر" أن العمل مستمر.', [("تويتر", FACTS)]),
        ("أطلقت شركة تويتر خدمة جديدة لمستخدميها.", []),
        ("وصلت فرق الإنقاذ إلى موقع الحادث بعد ساعة.", []),
        ("ذكرت وسائل إعلام محلية أن الطريق أغلق.", []),
        ("عاد الوزير إلى الرياض مساء اليوم.", []),
        ("القاهرة (رويترز) - قال الوزير إن العمل مستمر.", [("رويترز", TEXT)]),
        ("دنوار 3-11-2026 (وكالة الساحل) – قال الوزير إن العمل مستمر.", [("وكالة الساحل", TEXT)]),
        ("قال الوزير إن العمل مستمر. (أ ف ب)", [("أ ف ب", TEXT)]),
        ("انتهى العمل. المصدر: وكالات", [("وكالات", TEXT)]),
        ("انتهى العمل.\nالمصدر : جريدة الضفاف", [("الضفاف", TEXT)]),
    ],
)
def test_running_text_cites_for_facts_and_signs_for_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(credit.name, credit.kind) for credit in find_credits(text)] == expected


def test_ones_own_name_is_no_credit() -> None:
    assert (
        find_credits('قال الوزير لـ"عكاظ" إن العمل مستمر.', byline="عكاظ (جدة)", own_names=["صحيفة عكاظ", "عكاظ"]) == ()
    )


def test_a_republication_sentence_gives_its_slots() -> None:
    sentence = 'هذا الخبر بعنوان "سوق جديد" نشر أولاً على موقع جريدة الضفاف '
    sentence += "وتم جلبه من مصدره الأصلي بتاريخ ٣ آذار ٢٠٢٦."
    (credit,) = find_credits("نص.", attribution=[sentence], zone="Asia/Damascus")
    assert (credit.name, credit.title) == ("جريدة الضفاف", "سوق جديد")
    assert credit.fetched is not None
    assert (credit.fetched.precision, credit.fetched.instant.isoformat()) == ("day", "2026-03-02T21:00:00+00:00")


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("و ا س", "واس"),
        ("SPA", "واس"),
        ("وكالة الأنباء السعودية", "واس"),
        ("أ.ف.ب", "أ ف ب"),
        ("وكالة رويترز", "رويترز"),
        ("عين اليوم", None),
        ("صحيفة الضفاف", None),
    ],
)
def test_one_name_for_all_that_an_agency_is_printed_under(printed: str, canonical: str | None) -> None:
    assert canonical_name(printed) == canonical
