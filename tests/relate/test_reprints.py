"""Who carries whose text, in which passages, and who had it first."""

from __future__ import annotations

from typing import Any

import pytest
from filed_articles import file_article
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.model import FiledArticle, Reprint, Span
from masdar.relate.reprints import compare, measure_overlap
from masdar.text.fold import fold

LEAD = "أعلنت وزارة المياه في جمهورية ريحانة صباح السبت أنها أنهت إصلاح السد القديم شمال مدينة الزهراء"
MIDDLE = "وأوضحت الوزارة أن الأعمال استغرقت سبعة أشهر وشارك فيها أكثر من ثلاثمئة عامل من أبناء القرى المجاورة"
TAIL = "ومن المنتظر أن تصل المياه إلى أحياء المدينة الشرقية تدريجيا اعتبارا من مطلع الأسبوع المقبل وفق جدول معلن"
OTHER = "في سياق آخر فاز فريق النخيل بكأس البلديات بعد مباراة طويلة انتهت بركلات الترجيح أمام جمهور غفير"
OTHER_TWO = "كما تأجل مهرجان التمور السنوي أسبوعين بسبب أمطار متوقعة على الساحل الغربي وأعلن المنظمون رد أثمان التذاكر"
REPORT = "\n".join((LEAD, MIDDLE, TAIL))
REWORKED = "\n".join((f"{LEAD} {' '.join(MIDDLE.split()[:6])}", OTHER, OTHER_TWO))


def cut(article: FiledArticle, span: Span) -> str:
    return article.reading.article.paragraphs[span.paragraph][span.start : span.end]


def found(a: FiledArticle, b: FiledArticle, **options: Any) -> Reprint:
    reprint = compare(a, b, **options)
    assert reprint is not None
    return reprint


def test_a_copy_with_a_dropped_and_an_added_paragraph() -> None:
    original = file_article(1, REPORT)
    copy = file_article(2, "\n".join((OTHER, TAIL, LEAD)), source="الصباح", seen_h=1)
    reprint = found(copy, original)
    assert (reprint.article, reprint.of) == (2, 1)
    assert (reprint.dropped, reprint.added) == ((1,), (0,))
    assert [cut(original, passage.there) for passage in reprint.passages] == [TAIL, LEAD]
    assert [cut(copy, passage.here) for passage in reprint.passages] == [TAIL, LEAD]


def test_spans_keep_each_text_as_it_was_printed() -> None:
    spelled = REPORT.replace("أ", "ا").replace("ة ", "ه ")
    reprint = found(file_article(1, REPORT), file_article(2, spelled, seen_h=1))
    assert reprint.containment == 1.0
    assert cut(file_article(2, spelled), reprint.passages[0].here) == spelled.split("\n")[0]
    assert cut(file_article(1, REPORT), reprint.passages[0].there) == LEAD


def test_a_passage_ends_at_paragraph_borders_of_either_text() -> None:
    joined = file_article(2, f"{LEAD} {MIDDLE}\n{TAIL}", seen_h=1)
    reprint = found(file_article(1, REPORT), joined)
    assert [(p.here.paragraph, p.there.paragraph) for p in reprint.passages] == [(0, 0), (0, 1), (1, 2)]


def test_an_excerpt_in_a_merged_report_is_a_reprint() -> None:
    merged = file_article(2, "\n".join((OTHER, OTHER_TWO, LEAD, MIDDLE, OTHER_TWO)), seen_h=1)
    assert found(file_article(1, f"{LEAD} {MIDDLE}"), merged).containment == 1.0


def test_reports_that_share_only_a_quotation_are_none() -> None:
    quotation = f"{MIDDLE} {TAIL}"
    quoted = (Span(1, 1, 1 + len(quotation)),)
    one = file_article(1, f"{LEAD}\n«{quotation}»", quoted=quoted)
    other = file_article(2, f"{OTHER}\n«{quotation}»", quoted=quoted, seen_h=1)
    assert measure_overlap(one, other).containment > 0.4
    assert compare(one, other) is None
    assert compare(file_article(1, f"{LEAD}\n«{quotation}»"), file_article(2, f"{OTHER}\n«{quotation}»")) is not None


def test_a_copy_that_also_quotes_is_still_a_reprint() -> None:
    text = f"{LEAD}\n{MIDDLE}\n«{TAIL}»"
    quoted = (Span(2, 1, 1 + len(TAIL)),)
    assert compare(file_article(1, text, quoted=quoted), file_article(2, text, quoted=quoted)) is not None


def test_a_reworked_text_counts_only_on_request() -> None:
    one, other = file_article(1, REWORKED), file_article(2, REPORT, seen_h=1)
    assert compare(one, other) is None
    assert found(one, other, parts=True).confidence < found(one, file_article(3, REPORT + "\n" + OTHER)).confidence


def test_flashes_are_too_short_to_tell() -> None:
    assert compare(file_article(1, LEAD), file_article(2, LEAD)) is None


DIRECTIONS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("credit", {"source": "الصباح", "credits": ("وكالة ريحانة",)}, {"source": "وكاله ريحانه", "seen_h": 5}, "credit"),
    (
        "alias",
        {"source": "الصباح", "credits": ("ر ن أ",)},
        {"source": "وكالة", "aliases": ("ر ن ا",), "seen_h": 5},
        "credit",
    ),
    ("agency", {"source": "الصباح"}, {"source": "وكالة", "kind": "agency", "seen_h": 5}, "agency"),
    ("official", {"source": "الصباح"}, {"source": "وزارة", "kind": "official", "seen_h": 5}, "agency"),
    ("dateline", {"source": "الصباح"}, {"signed": ("وكالة ريحانة",), "seen_h": 5}, "dateline"),
    (
        "dateline and times",
        {"source": "الصباح", "published_h": -1},
        {"signed": ("وكالة ريحانة",), "published_h": -2, "seen_h": 5},
        "dateline",
    ),
    (
        "times against a dateline",
        {"source": "الصباح", "published_h": -1, "signed": ("وكالة ريحانة",)},
        {"published_h": -2, "seen_h": 5},
        "published",
    ),
    ("both signed", {"source": "الصباح", "signed": ("ر ن أ",), "seen_h": 1}, {"signed": ("وكالة",)}, "seen"),
    ("own signature", {"source": "الصباح", "seen_h": -1}, {"signed": ("الأيام",), "seen_h": -2}, "seen"),
    ("published", {"seen_h": 8, "published_h": 3}, {"seen_h": 9, "published_h": 2}, "published"),
    ("seen before the other's time", {"seen_h": 3, "published_h": 2}, {"seen_h": 1}, "published"),
    ("seen by the other's time", {"seen_h": 3, "published_h": 1}, {"seen_h": 1}, "published"),
    ("seen", {"seen_h": 2}, {"seen_h": 1}, "seen"),
    ("one time only", {"seen_h": 2, "published_h": 0}, {"seen_h": 1}, "seen"),
    ("a time in the future", {"seen_h": 2, "published_h": 0.5}, {"seen_h": 1, "published_h": 7}, "seen"),
    ("own name", {"seen_h": 2, "source": "الأيام", "credits": ("الأيام",)}, {"seen_h": 1, "source": "الأيام"}, "seen"),
]


@pytest.mark.parametrize(
    ("newer", "older", "ground"), [row[1:] for row in DIRECTIONS], ids=[row[0] for row in DIRECTIONS]
)
def test_direction(newer: dict[str, Any], older: dict[str, Any], ground: str) -> None:
    reprint = found(file_article(1, REPORT, **newer), file_article(2, REPORT, **older))
    assert (reprint.article, reprint.of, reprint.direction_from) == (1, 2, ground)


def test_two_that_credit_each_other_are_ordered_by_time() -> None:
    one = file_article(1, REPORT, source="الصباح", credits=("الأيام",))
    other = file_article(2, REPORT, source="الأيام", credits=("الصباح",), seen_h=1)
    assert found(one, other).direction_from == "seen"


def test_confidence_falls_from_credit_to_first_seen_and_when_times_contradict() -> None:
    agency: dict[str, Any] = {"source": "وكالة", "kind": "agency"}
    older = file_article(1, REPORT, **agency, published_h=0, seen_h=9)
    credited = found(older, file_article(2, REPORT, credits=("وكالة",), published_h=1, seen_h=9)).confidence
    by_kind = found(older, file_article(2, REPORT, published_h=1, seen_h=9)).confidence
    contradicted = found(older, file_article(2, REPORT, published_h=-1, seen_h=9)).confidence
    seen = found(file_article(1, REPORT), file_article(2, REPORT, seen_h=1)).confidence
    assert 1 > credited > by_kind > contradicted > seen > 0


def test_what_says_the_opposite_of_the_direction_is_told() -> None:
    agency: dict[str, Any] = {"source": "وكالة", "kind": "agency"}
    older = file_article(1, REPORT, **agency, published_h=0, seen_h=9)
    assert found(older, file_article(2, REPORT, published_h=-1, seen_h=9)).against == ("published",)
    assert found(older, file_article(2, REPORT, published_h=1, seen_h=9)).against == ()
    assert found(older, file_article(2, REPORT, seen_h=1)).against == (), "our own first sight proves nothing"
    update = file_article(4, REPORT, **agency, published_h=3, seen_h=9)
    held = file_article(2, REPORT, credits=("وكالة",), seen_h=1)
    assert found(update, held).against == ("published",), "nobody copies what is not out yet"
    credited = file_article(3, REPORT, **agency, credits=("الأيام",), published_h=-1, seen_h=9)
    reprint = found(credited, file_article(2, REPORT, published_h=0, seen_h=9))
    assert (reprint.of, reprint.direction_from, reprint.against) == (2, "credit", ("agency", "published"))


def test_a_quotation_that_one_of_the_two_marks_is_a_quotation_in_both() -> None:
    quotation = f"{MIDDLE} {TAIL}"
    one = file_article(1, f"{LEAD}\n«{quotation}»", quoted=(Span(1, 1, 1 + len(quotation)),))
    longer = file_article(2, f"{OTHER}\n{OTHER_TWO}\n{quotation}", seen_h=1)
    shorter = file_article(2, f"{OTHER_TWO}\n{quotation}", seen_h=1)
    assert compare(one, longer) is None
    assert compare(one, shorter) is None


def test_a_stock_phrase_in_two_short_reports_makes_neither_a_reworked_text() -> None:
    prayer = "المولى أن يتغمده بواسع رحمته ويسكنه فسيح جناته ويلهم أهله الصبر والسلوان"
    one, other = file_article(1, f"{LEAD}\n{prayer}"), file_article(2, f"{OTHER}\n{prayer}", seen_h=1)
    assert measure_overlap(one, other).containment > 0.25
    assert compare(one, other, parts=True) is None


def test_two_reports_of_a_speech_with_some_words_in_common_are_not_reworked_from_each_other() -> None:
    speech = f"{MIDDLE} {TAIL}"
    quoted = (Span(1, 1, 1 + len(speech)),)
    tail = " ".join(LEAD.split()[-6:])
    one = file_article(1, f"{LEAD}\n«{speech}»\n{OTHER_TWO}", quoted=quoted)
    other = file_article(2, f"{OTHER} {tail}\n«{speech}»", quoted=quoted, seen_h=1)
    assert measure_overlap(one, other).containment > 0.4
    assert compare(one, other, parts=True) is None


def test_a_copy_and_a_reworked_text_say_which_they_are() -> None:
    one, other = file_article(1, REWORKED), file_article(2, REPORT, seen_h=1)
    assert found(one, other, parts=True).kind == "reworked"
    assert found(one, file_article(3, one.reading.article.text), parts=True).kind == "copy"


WORDING = st.lists(st.sampled_from([LEAD, MIDDLE, TAIL, OTHER, OTHER_TWO, "قال", ""]), max_size=6).map("\n".join)
ANY_TEXT = st.one_of(WORDING, st.text(max_size=300))


@settings(deadline=None)
@given(ANY_TEXT, ANY_TEXT, st.integers(-2, 2))
def test_laws_of_comparing(one: str, two: str, seen_h: int) -> None:
    a, b = file_article(1, one), file_article(2, two, seen_h=seen_h)
    reprint = compare(a, b, parts=True)
    assert reprint == compare(b, a, parts=True)
    assert measure_overlap(a, b) == measure_overlap(b, a)
    if reprint is None:
        return
    assert 0 < reprint.containment <= 1
    assert 0 < reprint.confidence < 1
    newer, older = (a, b) if reprint.article == a.id else (b, a)
    for passage in reprint.passages:
        here, there = cut(newer, passage.here), cut(older, passage.there)
        assert fold(here).split() == fold(there).split()
        assert here == here.strip() != ""


@given(st.lists(st.sampled_from([LEAD, MIDDLE, TAIL, OTHER, OTHER_TWO]), min_size=2, max_size=6).map("\n".join))
def test_the_same_text_at_two_addresses_is_a_whole_reprint(text: str) -> None:
    a, b = file_article(1, text), file_article(2, text, seen_h=1)
    reprint = found(a, b)
    assert (reprint.containment, reprint.dropped, reprint.added) == (1.0, (), ())
    assert [cut(b, passage.here) for passage in reprint.passages] == text.split("\n")


def test_an_article_is_no_reprint_of_itself() -> None:
    assert compare(file_article(1, REPORT), file_article(1, REPORT)) is None
