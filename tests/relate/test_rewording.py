"""What a copy cut, inserted and changed, as spans that between them cover every word of both texts."""

from __future__ import annotations

import pytest
from filed_articles import file_article
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.model import FiledArticle, Reprint, Span
from masdar.relate.reprints import compare
from masdar.relate.wording import wording_of

LEAD = "أعلنت وزارة المياه في جمهورية ريحانة صباح السبت أنها أنهت إصلاح السد القديم شمال مدينة الزهراء بعد سبعة أشهر"
MIDDLE = "وأوضحت الوزارة أن الأعمال شارك فيها 300 عامل من أبناء القرى المجاورة وأن كلفتها بلغت مليوني دينار من الموازنة"
TAIL = "ومن المنتظر أن تصل المياه إلى أحياء المدينة الشرقية تدريجيا اعتبارا من مطلع الأسبوع المقبل وفق جدول معلن"
OTHER = "في سياق آخر فاز فريق النخيل بكأس البلديات بعد مباراة طويلة انتهت بركلات الترجيح أمام جمهور غفير"
REPORT = "\n".join((LEAD, MIDDLE, TAIL))


def cut(article: FiledArticle, span: Span) -> str:
    return article.reading.article.paragraphs[span.paragraph][span.start : span.end]


def copied(text: str, original: str = REPORT, title: str = "") -> tuple[Reprint, FiledArticle, FiledArticle]:
    """The reprint that the text is of the original, and the two."""
    older, newer = file_article(1, original, title="إصلاح السد القديم"), file_article(2, text, title=title, seen_h=1)
    reprint = compare(older, newer)
    assert reprint is not None
    return reprint, newer, older


CHANGES = [
    ("300", "500", "number"),
    ("300", "ثلاثة آلاف", "number"),
    ("سبعة أشهر", "تسعة أشهر", "number"),
    ("مليوني دينار", "مليون دينار", "number"),
    ("شمال", "جنوب", "words"),
    ("أبناء القرى", "سكان البلدات", "words"),
]


@pytest.mark.parametrize(("then", "now", "what"), CHANGES)
def test_changed_words_are_told_in_both_texts(then: str, now: str, what: str) -> None:
    reprint, newer, older = copied(REPORT.replace(then, now))
    (change,) = reprint.changed
    assert cut(older, change.there) in then
    assert cut(newer, change.here) in now
    assert change.what == what
    assert (reprint.dropped, reprint.added, reprint.cut, reprint.inserted) == ((), (), (), ())


def test_one_number_written_in_another_way_is_a_change_of_words() -> None:
    reprint, *_ = copied(REPORT.replace("300", "ثلاثمئة"))
    assert [change.what for change in reprint.changed] == ["words"]


def test_a_changed_place_is_a_change_of_a_name() -> None:
    original = REPORT.replace("مدينة الزهراء", "مدينة الرياض")
    reprint, *_ = copied(original.replace("الرياض", "جدة"), original)
    assert [change.what for change in reprint.changed] == ["name"]


def test_a_changed_name_of_a_credited_outlet_is_a_change_of_a_name() -> None:
    older = file_article(1, REPORT + " بحسب ريحان", credits=("ريحان",))
    newer = file_article(2, REPORT + " بحسب نسرين", credits=("نسرين",), seen_h=1)
    reprint = compare(older, newer)
    assert reprint is not None
    assert [change.what for change in reprint.changed] == ["name"]


def test_another_spelling_is_no_change() -> None:
    reprint, *_ = copied(REPORT.replace("أ", "ا").replace("300", "٣٠٠"))
    assert (reprint.changed, reprint.cut, reprint.inserted) == ((), (), ())


def test_words_left_out_of_a_paragraph_are_cut_and_new_ones_inserted() -> None:
    text = REPORT.replace("صباح السبت ", "").replace("تدريجيا", "تدريجيا كما وعدت البلدية سكانها")
    reprint, newer, older = copied(text)
    assert [cut(older, span) for span in reprint.cut] == ["صباح السبت"]
    assert [cut(newer, span) for span in reprint.inserted] == ["كما وعدت البلدية سكانها"]
    assert (reprint.changed, reprint.dropped, reprint.added) == ((), (), ())


def test_whole_paragraphs_are_dropped_and_added_as_such() -> None:
    reprint, *_ = copied(f"{LEAD}\n{OTHER}\n{TAIL}")
    assert (reprint.dropped, reprint.added, reprint.cut, reprint.inserted) == ((1,), (1,), (), ())


def test_two_changes_a_few_words_apart_are_two() -> None:
    reprint, newer, _ = copied(REPORT.replace("300 عامل من أبناء القرى", "500 عامل من سكان القرى"))
    assert [(cut(newer, change.here), change.what) for change in reprint.changed] == [
        ("500", "number"),
        ("سكان", "words"),
    ]


def test_a_moved_paragraph_is_neither_cut_nor_changed() -> None:
    reprint, *_ = copied("\n".join((TAIL, LEAD, MIDDLE)))
    assert (reprint.changed, reprint.cut, reprint.inserted) == ((), (), ())
    assert len(reprint.passages) == 3


@pytest.mark.parametrize(
    ("title", "is_retitled"),
    [("السد يعود", True), ("إصلاح السد القديم", False), ("«اصلاح السد القديم»", False), ("", False)],
)
def test_a_headline_with_other_words_is_told(title: str, is_retitled: bool) -> None:
    assert copied(REPORT, title=title)[0].is_retitled is is_retitled


WORDS = st.sampled_from(f"{LEAD} {MIDDLE} {TAIL} {OTHER} 17 ٤٥ قال".split())
EDIT = st.tuples(st.integers(0, 80), st.integers(0, 5), st.lists(st.one_of(WORDS, st.just("\n")), max_size=14))


def _edited(edits: list[tuple[int, int, list[str]]]) -> str:
    words = REPORT.replace("\n", " \n ").split(" ")
    for at, gone, new in edits:
        words[at : at + gone] = new
    return " ".join(words)


@settings(deadline=None)
@given(st.lists(EDIT, max_size=6))
def test_every_word_is_told_once(edits: list[tuple[int, int, list[str]]]) -> None:
    older, newer = file_article(1, REPORT), file_article(2, _edited(edits), seen_h=1)
    reprint = compare(older, newer, parts=True)
    assert reprint == compare(newer, older, parts=True)
    if reprint is None:
        return
    theirs = [p.there for p in reprint.passages] + [c.there for c in reprint.changed] + list(reprint.cut)
    mine = [p.here for p in reprint.passages] + [c.here for c in reprint.changed] + list(reprint.inserted)
    rest = _untold(older, theirs, reprint.dropped), _untold(newer, mine, reprint.added)
    assert sorted(rest[0]) == sorted(rest[1]), "what is left stands in both"


def _untold(article: FiledArticle, spans: list[Span], paragraphs: tuple[int, ...]) -> list[str]:
    """The words outside the spans and the paragraphs; that a word lies in two of them fails."""
    left: list[str] = []
    wording = wording_of(article.reading.article)
    for word, place in zip(wording.words, wording.places, strict=True):
        inside = [s for s in spans if s.paragraph == place.paragraph and s.start <= place.start and place.end <= s.end]
        assert len(inside) + (place.paragraph in paragraphs) <= 1
        if not inside and place.paragraph not in paragraphs:
            left.append(word)
    return left
