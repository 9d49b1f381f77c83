"""What changed between two versions of an article: every place, its kind, and nothing left untold."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Grade, PageId, Span, Version
from masdar.text.change_kinds import facets, grade
from masdar.text.differences import changes, put_in
from masdar.text.word_changes import differences

NOON = datetime(2026, 11, 14, 12, tzinfo=UTC)

LEAD = "قال وزير المياه في ريحانة إن السد سيفتح يوم الأحد أمام الزوار من المدينة وجوارها"
MORE = "وأضاف أن كلفة الأعمال بلغت تسعة ملايين دينار من موازنة الولاية للعام الجاري"
LAST = "ويقع السد شمال مدينة الزهراء على مجرى نهر صغير يجف في الصيف عادة"


def version(*paragraphs: str, title: str = "عنوان", names: tuple[str, ...] = ()) -> Version:
    return Version(1, PageId(1), NOON, title, paragraphs, names)


def told(old: Version, new: Version) -> list[tuple[str, str, str]]:
    return [(change.kind, change.before.strip(), change.after.strip()) for change in changes(old, new)]


# Kind, sentence before, sentence after, what was replaced by what: one place each.
WORDS: list[tuple[str, str, str, str, str]] = [
    ("number", "أصيب 12 شخصاً في الحادث.", "أصيب 15 شخصاً في الحادث.", "12", "15"),
    ("number", "أصيب ١٢ شخصاً في الحادث.", "أصيب خمسة عشر شخصاً في الحادث.", "١٢", "خمسة عشر"),
    ("number", "بلغت الكلفة 2,5 مليون دينار", "بلغت الكلفة 3 ملايين دينار", "2,5 مليون", "3 ملايين"),
    ("number", "نزح مئات السكان ليلاً", "نزح آلاف السكان ليلاً", "مئات", "آلاف"),
    ("number", "حل في المركز الثالث", "حل في المركز الرابع", "الثالث", "الرابع"),
    ("number", "Twelve people were hurt", "Fifteen people were hurt", "Twelve", "Fifteen"),
    ("digits", "أصيب 12 شخصاً", "أصيب ١٢ شخصاً", "12", "١٢"),
    ("digits", "أصيب 12 شخصاً", "أصيب اثنا عشر شخصاً", "12", "اثنا عشر"),
    ("digits", "بلغت 15000 دينار", "بلغت 15 ألف دينار", "15000", "15 ألف"),
    ("date", "يصل الوفد يوم الأحد إلى زهران", "يصل الوفد يوم الاثنين إلى زهران", "الأحد", "الاثنين"),
    ("denial", "لن تغلق الشركة مصنعها", "تغلق الشركة مصنعها", "لن", ""),
    ("denial", "وأكد المدير وقوع الخطأ", "ونفى المدير وقوع الخطأ", "وأكد", "ونفى"),
    ("name", "توجه الوفد إلى تونس", "توجه الوفد إلى مصر", "تونس", "مصر"),
    ("name", "زار الوزير مدينة زهران", "زار الوزير مدينة ريحانة", "زهران", "ريحانة"),
    ("name", "قال سامر بن ناجي للصحيفة", "قال سامر بن راجي للصحيفة", "ناجي", "راجي"),
    ("words", "كمية كبيرة يصعب احتواؤها", "كمية محدودة يصعب احتواؤها", "كبيرة", "محدودة"),
    ("words", "سيوقع الطرفان العقد", "سيوقف الطرفان العقد", "سيوقع", "سيوقف"),
    ("words", "اندلعت حرب", "اندلعت حزب", "حرب", "حزب"),
    ("typo", "عقد الاجتماع المستعجل", "عقد الاجتماع المتسعجل", "المستعجل", "المتسعجل"),
    ("typo", "أعمال الصيانة جارية", "أعمال الصياانة جارية", "الصيانة", "الصياانة"),
    ("typo", "رئيسالوزراء وصل مساء أمس", "رئيس الوزراء وصل مساء أمس", "رئيسالوزراء", "رئيس الوزراء"),
    ("typo", "قال سامر بن عبدالرحمن للصحيفة", "قال سامر بن عبد الرحمن للصحيفة", "عبدالرحمن", "عبد الرحمن"),
    ("letters", "سافر إلى الجنوب", "سافر الى الجنوب", "إلى", "الى"),
    ("letters", "محطة المدينه", "محطة المدينة", "المدينه", "المدينة"),
    ("letters", "جبال سوريا", "جبال سورية", "سوريا", "سورية"),
    ("diacritics", "كان مُحَمَّد هنا", "كان محمد هنا", "مُحَمَّد", "محمد"),
    ("diacritics", "شكراً لكم", "شكرا لكم", "شكراً", "شكرا"),
    ("punctuation", "انتهى الأمر.", "انتهى الأمر؟", ".", "؟"),
    ("removed", f"{LEAD} {MORE}", LEAD, MORE, ""),
    ("added", LEAD, f"{LEAD} {MORE}", "", MORE),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "before", "after", "was", "now"), WORDS)
def test_a_changed_place_has_its_kind(kind: str, before: str, after: str, was: str, now: str) -> None:
    assert told(version(before), version(after)) == [(kind, was, now)]


def test_spans_cut_the_words_out_of_both_texts() -> None:
    (change,) = changes(version(LEAD, "أصيب 12 شخصاً"), version(LEAD, "أصيب خمسة عشر شخصاً"))
    assert (change.old, change.new) == (Span(1, 5, 7), Span(1, 5, 13))
    assert change.numbers == (("12",), ("15",))


def test_numbers_in_a_rewritten_sentence_are_told_apart_from_its_words() -> None:
    found = told(version("أصيب 12 شخصاً في حادث على الطريق"), version("قُتل 15 رجلاً في حادث على الطريق"))
    assert found == [("words", "أصيب", "قُتل"), ("number", "12", "15"), ("words", "شخصاً", "رجلاً")]


def test_a_speaker_that_reading_found_is_a_name() -> None:
    old = version("وقال ليث العزران إن العمل انتهى", names=("ليث العزران",))
    new = version("وقال ليث الحمران إن العمل انتهى", names=("ليث الحمران",))
    assert told(old, new) == [("name", "العزران", "الحمران")]


def test_words_inside_quotation_marks_are_marked_as_quoted() -> None:
    (change,) = changes(version("قال: «سنعود غداً إلى البيت»."), version("قال: «سنعود غداً إلى القرية»."))
    assert (change.kind, change.quoted) == ("words", True)
    (spelled,) = changes(version("قال: «سنعود إلى البيت»."), version("قال: «سنعود الى البيت»."))
    assert not spelled.quoted


PARAGRAPHS: list[tuple[str, Version, Version, list[tuple[str, str, str]]]] = [
    ("nothing", version(LEAD, MORE), version(LEAD, MORE), []),
    ("title", version(LEAD), version(LEAD, title="عنوان آخر"), [("words", "", "آخر")]),
    ("removed", version(LEAD, MORE, LAST), version(LEAD, LAST), [("removed", MORE, "")]),
    ("added", version(LEAD, LAST), version(LEAD, MORE, LAST), [("added", "", MORE)]),
    ("moved", version(LEAD, MORE, LAST), version(MORE, LAST, LEAD), [("moved", LEAD, ""), ("moved", "", LEAD)]),
    ("cut in two", version(f"{LEAD} {MORE}"), version(LEAD, MORE), [("moved", MORE, ""), ("moved", "", MORE)]),
    ("made one", version(LEAD, MORE), version(f"{LEAD} {MORE}"), [("moved", "", MORE), ("moved", MORE, "")]),
    (
        "changed behind an added one",
        version(LEAD, MORE, LAST),
        version(LEAD, "فقرة جديدة تماما", MORE.replace("تسعة", "سبعة"), LAST),
        [("added", "", "فقرة جديدة تماما"), ("number", "تسعة ملايين", "سبعة ملايين")],
    ),
    ("replaced", version(LEAD, MORE), version(LEAD, LAST), [("removed", MORE, ""), ("added", "", LAST)]),
]


@pytest.mark.parametrize(("old", "new", "expected"), [row[1:] for row in PARAGRAPHS], ids=[r[0] for r in PARAGRAPHS])
def test_paragraphs(old: Version, new: Version, expected: list[tuple[str, str, str]]) -> None:
    assert told(old, new) == expected


WEIGHTS: list[tuple[Grade, Version, Version]] = [
    ("substantial", version(title="الوزير يفتح السد"), version(title="المدير يفتح السد")),
    ("substantial", version("أصيب 12 شخصاً"), version("أصيب 15 شخصاً")),
    ("substantial", version("قال: «سنعود غداً إلى البيت»."), version("قال: «سنعود غداً إلى القرية».")),
    ("substantial", version(LEAD, MORE), version(LEAD)),
    ("substantial", version("لم يصل الوفد إلى زهران بعد"), version("يصل الوفد إلى زهران بعد")),
    ("ordinary", version(LEAD), version(LEAD, MORE)),
    ("ordinary", version("كمية كبيرة يصعب احتواؤها"), version("كمية محدودة يصعب احتواؤها")),
    ("ordinary", version(LEAD, MORE), version(MORE, LEAD)),
    ("minor", version("عقد الاجتماع المستعجل"), version("عقد الاجتماع المتسعجل")),
    ("minor", version(title="سافر إلى الجنوب"), version(title="سافر الى الجنوب.")),
    ("minor", version("أصيب 12 شخصاً"), version("أصيب ١٢ شخصا")),
]


@pytest.mark.parametrize(("weight", "old", "new"), WEIGHTS)
def test_an_edit_weighs_what_it_changed(weight: Grade, old: Version, new: Version) -> None:
    assert grade(changes(old, new)) == weight


def test_what_changed_is_named_the_weightiest_first() -> None:
    old = version("أصيب 12 شخصاً في حادث كبير", MORE, title="حادث في زهران")
    new = version("أصيب 15 شخصاً في حادث صغير", title="حريق في زهران")
    assert facets(changes(old, new)) == ("headline", "number", "removed", "words")


# ---------------------------------------------------------------- laws

PIECES = [
    "ا",
    "ب ",
    "ج.",
    " ",
    "١",
    "2",
    "و",
    "في ",
    "أ",
    "خمسة ",
    "عشر ",
    "«",
    "»",
    "\u064b",
    "، ",
    "\u200f",
    "قال ",
    "سوريا ",
]
TEXT = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
LINE = st.one_of(
    TEXT.filter(str.strip), st.sampled_from([LEAD, MORE, LAST, f"{LEAD} {MORE}", MORE.replace("تسعة", "سبعة")])
)
LINES = st.lists(LINE, max_size=6)


@given(TEXT, LINES, TEXT, LINES)
def test_putting_the_changes_into_the_old_text_gives_the_new_one(
    title: str, before: list[str], new_title: str, after: list[str]
) -> None:
    found = changes(version(*before, title=title), version(*after, title=new_title))
    assert put_in(title, before, found) == (new_title, tuple(after))


@given(TEXT, LINES)
def test_a_text_does_not_differ_from_itself(title: str, paragraphs: list[str]) -> None:
    assert changes(version(*paragraphs, title=title), version(*paragraphs, title=title)) == ()


def cut(given: Version, span: Span) -> str:
    return (given.title if span.paragraph < 0 else given.paragraphs[span.paragraph])[span.start : span.end]


@given(LINES, LINES)
def test_spans_cut_what_the_change_says(before: list[str], after: list[str]) -> None:
    old, new = version(*before), version(*after)
    for change in changes(old, new):
        assert change.old is None or cut(old, change.old) == change.before
        assert change.new is None or cut(new, change.new) == change.after
        assert change.before != change.after


@given(LINES, LINES)
def test_what_moved_stands_in_the_other_text(before: list[str], after: list[str]) -> None:
    old, new = version(*before), version(*after)
    found = changes(old, new)
    moved = [change for change in found if change.moved is not None]
    assert all(change.kind == "moved" for change in moved)
    assert len([c for c in moved if c.before.strip()]) == len([c for c in moved if c.after.strip()])


@given(LINES, LINES)
def test_the_way_back_weighs_as_much_unless_text_was_removed(before: list[str], after: list[str]) -> None:
    there, back = changes(version(*before), version(*after)), changes(version(*after), version(*before))
    assert bool(there) == bool(back)
    forms = (all(facet == "form" for facet in facets(each)) for each in (there, back))
    assert len(set(forms)) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ا " * 50_000, "ا " * 49_999 + "ب"),
        ("ا ب " * 25_000, "ب ا " * 25_000 + "ج"),
        (" ".join(random.Random(1).choices("ab", k=50_000)), " ".join(random.Random(2).choices("ab", k=50_000))),
        (" ".join(map(str, range(50_000))), " ".join(map(str, range(50_000, 0, -1)))),
        ("واحد و" * 20_000, "واحد و" * 19_999),
        ("«" * 20_000, "«" * 19_999 + "»"),
        ("1" * 100_000, "1" * 99_999 + "2"),
    ],
    ids=["one word", "two words", "chance", "reversed", "number words", "quotation marks", "a long number"],
)
def test_long_texts_do_not_hang(before: str, after: str) -> None:
    begun = time.process_time()
    assert differences(before, after)
    assert time.process_time() - begun < 6
