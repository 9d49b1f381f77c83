"""Numbers by what they count: another number of the same thing is told wherever it stands. All texts are invented."""

from __future__ import annotations

import pytest
from filed_articles import file_article

from masdar.relate.comparing import compare_with_base, passages_of
from masdar.relate.counted import counted

LEAD = "أعلنت وزارة المياه في جمهورية تيماران أن منسوب سد الريحان ارتفع بعد أمطار الأسبوع الماضي."
CREWS = "ويعمل في موقع السد 14 زورقاً و120 فنياً على مدار الساعة حتى إصلاح البوابة الرابعة."


def counts(text: str) -> list[tuple[str, str]]:
    (passage,) = passages_of(file_article(1, text).reading.article)
    return [(str(each.value), each.what) for each in counted(passage)]


def changed(before: str, after: str, more: str = "") -> list[tuple[str, str]]:
    """Numbers that the second text has in the place of those of the first."""
    there, here = (LEAD, before), (LEAD, after, more)
    found = compare_with_base(file_article(2, "\n".join(here)), file_article(1, "\n".join(there)))
    assert found is not None
    return [
        (
            " ".join(there[span.paragraph][span.start : span.end] for span in each.there),
            " ".join(here[span.paragraph][span.start : span.end] for span in each.here),
        )
        for each in found.changes("number")
    ]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("وأوضحت الوزارة أن 22 زورقاً و160 فنياً يعملون في الموقع على مدار الساعة.", [("14", "22"), ("120", "160")]),
        ("وأوضحت الوزارة أن أكثر من 160 فنياً ونحو 14 زورقاً يعملون في موقع السد.", [("120", "160")]),
        ("وقالت إن اثني عشر زورقاً تعمل في موقع السد مع 120 فنياً حتى إصلاح البوابة.", [("14", "اثني عشر")]),
        ("وقالت إن أربعة عشر زورقاً تعمل في موقع السد مع مئة وعشرين فنياً حتى إصلاح البوابة.", []),
        ("وقالت إن زوارق كثيرة تعمل في موقع السد مع 120 فنياً حتى إصلاح البوابة الرابعة.", []),
        ("ويعمل فنيو السد في الموقع بين 10 و22 زورقاً حتى إصلاح البوابة الرابعة على مدار الساعة.", []),
        ("وتعمل الزوارق الـ22 في موقع السد مع 120 فنياً على مدار الساعة.", [("14", "22")]),
    ],
)
def test_a_sentence_told_anew_is_held_to_what_it_counts(after: str, expected: list[tuple[str, str]]) -> None:
    assert changed(CREWS, after) == expected


def test_what_the_report_tells_elsewhere_too_has_not_changed() -> None:
    after = "وأوضحت الوزارة أن لديها في الموقع 22 زورقاً وكثيراً من الفنيين يعملون على مدار الساعة."
    assert changed(CREWS, after, "وكان عندها صباح الأحد 14 زورقاً في ميناء حصاد.") == []
    assert changed(CREWS, after, "وكان عندها صباح الأحد 14 مركباً في ميناء حصاد.") == [("14", "22")]


def test_of_several_numbers_for_one_noun_none_is_told() -> None:
    before = "وتضررت في وادي دنوار 12 قرية وفي سهل حصاد 30 قرية تقع على ضفاف النهر بعد الفيضان."
    after = "وقالت اللجنة إن الفيضان أضر على ضفاف النهر في سهل حصاد ووادي دنوار بنحو 15 قرية و33 قرية."
    assert changed(before, after) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("نقلت العبارة 945.4 مليون دينار", "حملت العبارة نحو 945 مليون دينار", []),
        ("نقلت العبارة 4,105,946 ديناراً", "حملت العبارة نحو 4.1 مليون دينار", []),
        ("نقلت العبارة (3.462) مليار دينار", "حملت العبارة نحو 3462 مليون دينار", []),
        ("نقلت العبارة 50 صندوقاً", "حملت العبارة نحو 51 صندوقاً", [("50", "51")]),
        ("نقلت العبارة 15 ألف صندوق", "حملت العبارة نحو 15,000 صندوق", []),
        (
            "نقلت العبارة 8 ملايين و500 ألف دينار",
            "حملت العبارة نحو 8 ملايين دينار",
            [("8 ملايين و500 ألف", "8 ملايين")],
        ),
        ("نقلت العبارة 5ر2 % من المحصول", "حملت العبارة 2.5 في المئة من المحصول", []),
        ("نقلت العبارة 12% من المحصول", "حملت العبارة 21 في المئة من المحصول", [("12", "21")]),
        ("نقلت العبارة ست سفن", "حملت العبارة السفن الست", []),
    ],
)
def test_values_are_compared_not_their_spelling(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    rest = "من ميناء نوران إلى جزيرة لبينة قبل موسم العواصف."
    assert changed(f"{before} {rest}", f"{after} {rest}") == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "أقدم أب عمره 35 عاماً في قرية حصاد على إطلاق النار داخل منزله ليلة السبت.",
            "داخل المنزل في قرية حصاد أطلق الأب النار ليلة السبت على زوجته وكان ابنهما البالغ 11 عاماً نائماً.",
        ),
        (
            "وأصيب في انهيار الجسر قرب ميناء نوران خمسة آخرون نقلوا إلى المستشفى.",
            "ونقل إلى المستشفى بعد انهيار الجسر قرب ميناء نوران عشرة جرحى، وفقد 15 آخرون.",
        ),
        (
            "وافتتح المعرض في ميناء نوران عام 2019 بعد أعمال ترميم طويلة للأرصفة القديمة.",
            "وبعد ترميم طويل للأرصفة القديمة افتتح المعرض في ميناء نوران عام 2021 للزوار.",
        ),
    ],
)
def test_what_only_looks_alike_is_not_told(before: str, after: str) -> None:
    assert changed(before, after) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("فاز الفريق 3-1 في الدقيقة 75 يوم 14/9/1447", []),
        ("في 15 نوفمبر وفي عام 2026 وفي الساعة 18:02", []),
        ("من 10 إلى 15 سفينة، أو 12 أو 13 زورقاً", []),
        ("الحكم بالسجن سبع سنوات ثم أحد عشر عاماً", [("7", "عام"), ("11", "عام")]),
        ("المركز الثالث والسفن الست وللدول الـ12", [("6", "سفن"), ("12", "دول")]),
        ("عملية واحدة وآلاف الصناديق", []),
        ("بنسبة 3.\u200f0 في المائة أو 5 بالمئة وفي الساعة 22 زوارق", [("0.3", "%"), ("5", "%")]),
    ],
)
def test_only_plain_numbers_of_things_are_counted(text: str, expected: list[tuple[str, str]]) -> None:
    assert counts(text) == expected
