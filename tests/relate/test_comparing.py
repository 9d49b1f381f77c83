"""A report beside its base: what it kept, changed, told in other words, left out and added. All texts are invented."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from filed_articles import file_article
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.model import ComparedPassage, Comparison, Credit, Evidence, FiledArticle, Span
from masdar.relate.answering import terms_of
from masdar.relate.comparing import choose_base, compare_with_base, passages_of
from masdar.relate.wording import folded_words, shingles

LEAD = "أعلنت وزارة المياه في جمهورية تيماران أن منسوب سد الريحان ارتفع أربعة أمتار بعد أمطار الأسبوع الماضي."
TOLL = "وقالت الوزارة إن 12 قرية على ضفاف النهر تضررت، وإن فرقها وزعت خيماً وأغطية على الأهالي."
GATE = "وأضافت أن البوابة الرابعة ستبقى مغلقة حتى يهبط المنسوب عن حد الخطر."
CALL = "ودعت الوزارة المزارعين إلى إبعاد مواشيهم عن المجرى، وإلى الإبلاغ عن أي تشقق في الجسور الترابية."
COST = "وقدرت لجنة الكوارث كلفة إصلاح الطرق بثلاثة ملايين دينار تصرف من صندوق الطوارئ."
STATEMENT = (LEAD, TOLL, GATE, CALL, COST)


def compared(report: str | tuple[str, ...], base: tuple[str, ...] = STATEMENT) -> Comparison:
    text = report if isinstance(report, str) else "\n".join(report)
    found = compare_with_base(file_article(2, text), file_article(1, "\n".join(base)))
    assert found is not None
    return found


def verdicts(comparison: Comparison) -> list[str]:
    return [each.verdict for each in comparison.passages]


Told = list[tuple[str, list[str], list[str]]]


def words(report: tuple[str, ...], passage: ComparedPassage, base: tuple[str, ...] = STATEMENT) -> Told:
    return [
        (
            each.what,
            [base[span.paragraph][span.start : span.end] for span in each.there],
            [report[span.paragraph][span.start : span.end] for span in each.here],
        )
        for each in passage.changes
    ]


# ---------------------------------------------------------------- verdicts


def test_a_copy_is_the_same_throughout() -> None:
    found = compared(STATEMENT)
    assert verdicts(found) == ["same"] * 5
    assert found.kept == 1


def test_spelling_marks_and_the_shape_of_numbers_are_the_same() -> None:
    report = (
        LEAD.replace("أن", "ان").replace("أربعة أمتار", "4 أمتار"),
        TOLL.replace("12 قرية", "اثنتي عشرة قرية").replace("، وإن", " وإن"),
        GATE.replace("الخطر.", "الخطر"),
    )
    found = compared(report)
    assert verdicts(found)[:3] == ["same", "same", "same"]


def test_a_percent_sign_and_its_words_are_the_same() -> None:
    base = ("وارتفعت أسعار الخضار في أسواق دنوار بنسبة 12.5 في المئة خلال الشهر الماضي.", GATE, CALL)
    for written in ("12.5%", "12.5 بالمئة", "١٢٫٥٪"):
        assert verdicts(compared((base[0].replace("12.5 في المئة", written), GATE, CALL), base))[0] == "same"


def test_what_a_report_drops_is_left_out_and_what_it_brings_is_added() -> None:
    own = "وكان مهرجان القوارب الشراعية قد أجل للمرة الثانية بسبب غياب الحكام."
    found = compared((LEAD, TOLL, own, CALL))
    assert verdicts(found) == ["same", "same", "added", "left out", "same", "left out"]
    assert found.kept < 0.8


def test_a_changed_number_is_marked_as_such() -> None:
    report = (LEAD, TOLL.replace("12", "21"), GATE, CALL, COST)
    found = compared(report)
    assert verdicts(found)[1] == "changed"
    assert words(report, found.passages[1]) == [("number", ["12"], ["21"])]
    assert len(found.changes("number")) == 1


def test_a_number_that_is_only_dropped_is_no_changed_number() -> None:
    report = (LEAD, TOLL.replace("12 قرية على ضفاف النهر", "قرى على ضفاف النهر"), GATE, CALL, COST)
    assert compared(report).changes("number") == ()


def test_numbers_in_words_and_digits_can_differ_too() -> None:
    report = (*STATEMENT[:4], COST.replace("بثلاثة ملايين", "بنحو 5 ملايين"))
    assert len(compared(report).changes("number")) == 1


def test_a_not_that_came_is_marked() -> None:
    report = (LEAD, TOLL, GATE.replace("ستبقى مغلقة", "لن تبقى مغلقة"), CALL, COST)
    assert [each.what for each in compared(report).passages[2].changes] == ["denial"]


def test_another_name_is_marked() -> None:
    base = ("وقال مدير السد إن تيماران طلبت العون من مصر لإصلاح البوابة الرابعة قبل موسم الأمطار.", CALL)
    report = (base[0].replace("مصر", "تركيا"), CALL)
    found = compared(report, base)
    assert words(report, found.passages[0], base) == [("name", ["مصر"], ["تركيا"])]


def test_a_sentence_told_in_other_words_is_not_left_out() -> None:
    told = "تضرر أهالي اثنتي عشرة قرية تقع على ضفاف النهر، وتسلموا من فرق الوزارة الأغطية والخيم."
    found = compared((LEAD, told, GATE, CALL, COST))
    assert verdicts(found)[1] in ("reworded", "changed")


def test_what_may_be_told_in_far_words_is_unclear_and_names_the_nearest() -> None:
    told = "وستدفع مبالغ كبيرة من الصندوق الحكومي المخصص لحالات الطوارئ."
    found = compared((LEAD, TOLL, GATE, CALL, told))
    cost = next(each for each in found.passages if each.there and each.there[0].paragraph == 4)
    assert cost.verdict in ("unclear", "reworded")
    if cost.verdict == "unclear":
        assert cost.near == Span(4, 0, len(told))


def test_a_word_that_two_sentences_happen_to_share_tells_neither_in_the_other() -> None:
    buried, picked = "ودفن القتلى في قرية الزيتون.", "وأعلنت البلدية موعد مهرجان قطاف الزيتون في ضواحي دنوار."
    found = compared((LEAD, TOLL, GATE, picked, CALL, COST), (LEAD, TOLL, GATE, buried, CALL, COST))
    assert verdicts(found) == ["same", "same", "same", "added", "left out", "same", "same"]


def test_words_that_are_there_for_another_sentence_tell_no_second_one() -> None:
    """The place of the wreck is named in the report, where it tells of the wreck."""
    wreck = "عثر الغواصون على حطام مركب الصيد قبالة جزيرة الرمان مساء الأربعاء بعد بحث استمر أسبوعا."
    coast = "وتمشط زوارق خفر السواحل المياه حول جزيرة الرمان بحثا عن بقية أجزاء المركب."
    volcano = "وثار قبل شهر بركان صغير قبالة جزيرة الرمان التي يقصدها هواة صيد السمك كل خريف."
    base, report = (wreck, coast, volcano, CALL), (wreck, coast, CALL)
    assert verdicts(compared(report, base)) == ["same", "same", "left out", "same"]
    assert verdicts(compared(base, report)) == ["same", "same", "added", "same"]


def test_a_sentence_like_one_that_is_kept_is_left_out_when_the_kept_one_is_the_other() -> None:
    first = "وأقلعت الطائرة الأولى إلى مطار حصاد وعلى متنها فريق من أطباء المستشفى العسكري وأدوية للمصابين."
    second = "كما أقلعت طائرة ثانية إلى مطار دنوار وعلى متنها فريق من مهندسي السدود ومضخات للمزارعين."
    assert verdicts(compared((LEAD, first, CALL), (LEAD, first, second, CALL))) == ["same", "same", "left out", "same"]
    assert verdicts(compared((LEAD, first, second, CALL), (LEAD, first, CALL))) == ["same", "same", "added", "same"]


def test_a_stray_word_of_a_sentence_that_is_kept_is_not_left_out() -> None:
    base = (LEAD, "وأحاطت المياه بالقرية من كل", "جانب.", GATE, CALL)
    found = compared((LEAD, "وأحاطت المياه بالقرية من كل جانب.", GATE, CALL), base)
    assert "left out" not in verdicts(found)


def test_a_long_sentence_of_which_a_short_one_names_a_thing_is_not_told() -> None:
    long = (
        "ويشترط النظام الجديد أن يقدم مالك الزورق شهادة سلامة سارية من مكتب الفحص البحري وصورة عن عقد التأمين ضد الغرق "
        "وإقرارا بعدد الركاب الذين تسمح بهم سعة الزورق وقائمة بأسماء البحارة ورخصهم وأرقام هواتف ذويهم تسلم كلها لمكتب "
        "الميناء قبل يومين من الرحلة"
    )
    found = compared((LEAD, "وفتش مكتب الميناء أوراق الزورق.", GATE, CALL), (LEAD, long, GATE, CALL))
    assert Counter(verdicts(found)) == {"same": 3, "unclear": 2}


def test_a_name_in_two_words_is_the_same_in_one() -> None:
    lists = (
        "وحضر المهندس فهد بن محمد بن عبدالرحمن، والمهندس عبدالله بن فهد بن محمد.",
        "وحضره المهندس محمد بن فهد بن محمد.",
    )
    report = tuple(each.replace("عبدالرحمن", "عبد الرحمن").replace("عبدالله", "عبد الله") for each in lists)
    assert verdicts(compared((LEAD, *report), (LEAD, *lists))) == ["same"] * 3
    assert terms_of(passages_of(file_article(1, lists[0]).reading.article)[0].tokens) == terms_of(
        passages_of(file_article(2, report[0]).reading.article)[0].tokens
    )


# ---------------------------------------------------------------- the same in other letters

VISIT = "وزار وزير المياه مدينة مايدوغوري على رأس وفد يضم مدير الشؤون الفنية فهد العابد مساء الأربعاء."


def drift(old: str, new: str, sentence: str = VISIT) -> list[str]:
    """Kinds of the changes when `new` stands for `old` in a sentence."""
    assert old in sentence
    found = compared((LEAD, sentence.replace(old, new), CALL), (LEAD, sentence, CALL))
    return [change.what for passage in found.passages for change in passage.changes]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("مايدوغوري", "مايدوجوري"),
        ("الشؤون", "الشئون"),
        ("فهد العابد", "فهد العابد"),
        ("مساء الأربعاء", "مساء الاربعاء"),
    ],
)
def test_another_spelling_is_the_same(old: str, new: str) -> None:
    assert drift(old, new) == []


@pytest.mark.parametrize(("old", "new"), [("فهد العابد", "فهد بن سالم العابد"), ("وزير المياه", "الوزير")])
def test_a_longer_or_a_shorter_name_is_no_other_one(old: str, new: str) -> None:
    assert "name" not in drift(old, new)


def test_a_name_in_a_list_that_stands_elsewhere_in_it_has_not_changed() -> None:
    base = "حضر الحفل الأمير بدر بن فهد والأمير سعد بن فهد والأمير نايف بن سالم"
    report = "حضر الحفل الأمير سعد بن فهد والأمير بدر بن فهد والأمير نايف بن سالم"
    assert "name" not in drift(base, report, base)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("ستبقى مغلقة", "لن تبقى مغلقة", ["denial"]),
        ("أكدت أن", "نفت أن", ["denial"]),
        ("وأن لا يهبط", "وألا يهبط", []),
        ("ليست مغلقة", "ليس مغلقا", ["words"]),
        ("لا سيما", "خصوصا", ["words"]),
        ("الزوارق", "الزوارق دون تغيير", ["words"]),
    ],
)
def test_a_not_is_told_where_it_came_or_went(old: str, new: str, kinds: list[str]) -> None:
    sentence = f"وقال مدير السد في جولته مع الصحافيين على ضفة النهر إنه {old} عند البوابة الرابعة قرب قرية الزيتون."
    assert drift(old, new, sentence) == kinds


# ---------------------------------------------------------------- days


def day_drift(old: str, new: str, *, later_h: float | None) -> list[str]:
    """Kinds of changes between two reports that state their times, so many hours apart (None: they state none)."""
    sentence = "وقالت بلدية حصاد إن الجسر القديم فوق النهر فتح {} أمام السيارات الصغيرة."
    base = file_article(1, f"{LEAD}\n{sentence.format(old)}", published_h=None if later_h is None else 0)
    report = file_article(2, f"{LEAD}\n{sentence.format(new)}", published_h=later_h)
    found = compare_with_base(report, base)
    assert found is not None
    return [change.what for passage in found.passages for change in passage.changes]


def test_today_in_mondays_report_is_yesterday_in_tuesdays() -> None:
    assert day_drift("اليوم", "أمس", later_h=24) == []
    assert day_drift("أمس", "أول من أمس", later_h=24) == ["words"]


def test_another_day_is_told_where_both_reports_date_it() -> None:
    assert day_drift("يوم الأحد", "يوم الاثنين", later_h=None) == ["date"]
    assert day_drift("اليوم", "أمس", later_h=96) == ["date"]
    assert day_drift("في يوليو", "في أغسطس", later_h=None) == ["date"]


@pytest.mark.parametrize(("old", "new", "later_h"), [("اليوم", "أمس", None), ("اليوم", "أمس", 0), ("أمس", "أمس", 24)])
def test_days_that_may_be_one_are_not_told_as_another(old: str, new: str, later_h: float | None) -> None:
    """A report that states no time dates nothing; papers are dated a day before they are read."""
    assert "date" not in day_drift(old, new, later_h=later_h)


def test_a_month_has_two_names() -> None:
    assert "date" not in day_drift("في تموز", "في يوليو", later_h=None)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("2 أغسطس", "3 أغسطس", ["date"]),
        ("السابع من أغسطس", "7 أغسطس", ["words"]),
        ("أغسطس 2025", "أغسطس 1447", ["words"]),
    ],
)
def test_numbers_of_a_date(old: str, new: str, kinds: list[str]) -> None:
    assert day_drift(old, new, later_h=None) == kinds


# ---------------------------------------------------------------- order, merging, splitting


def test_order_does_not_matter() -> None:
    assert sorted(verdicts(compared(tuple(reversed(STATEMENT))))) == ["same"] * 5


def test_a_quotation_before_or_after_its_speaker_is_the_same() -> None:
    base = (LEAD, "وقال مدير السد سالم المرجان: «لن نفتح البوابة الرابعة قبل أن يهبط الماء عن حد الخطر».")
    report = (LEAD, "«لن نفتح البوابة الرابعة قبل أن يهبط الماء عن حد الخطر»، قال مدير السد سالم المرجان.")
    told = compared(report, base).passages[1]
    assert told.verdict in ("same", "changed")
    moved = {word for _, there, here in words(report, told, base) for word in (*there, *here)}
    assert not any("البوابة" in word for word in moved)


def test_two_sentences_merged_into_one_are_both_there() -> None:
    merged = f"{GATE.rstrip('.')}، {CALL}"
    found = compared((LEAD, TOLL, merged, COST))
    assert "left out" not in verdicts(found)
    row = next(each for each in found.passages if each.here and each.here[0].paragraph == 2)
    assert [span.paragraph for span in row.there] == [2, 3]


def test_a_sentence_cut_in_two_is_one_row_with_two_passages() -> None:
    found = compared((LEAD, TOLL.replace("، وإن فرقها", ". وذكرت أن فرقها"), GATE, CALL, COST))
    row = next(each for each in found.passages if each.there and each.there[0].paragraph == 1)
    assert len(row.here) == 2
    assert "added" not in verdicts(found)


def test_a_report_of_two_events_adds_the_other_one() -> None:
    other = (
        "افتتح متحف الصيادين في ميناء حصاد قاعة لنماذج الزوارق التقليدية.",
        "ويستقبل المتحف طلاب المدارس مجاناً كل أحد طوال فصل الشتاء.",
    )
    assert Counter(verdicts(compared((*STATEMENT, *other)))) == {"same": 5, "added": 2}


# ---------------------------------------------------------------- what is not counted


def test_a_dateline_and_a_line_of_tags_count_neither_as_added_nor_as_left_out() -> None:
    found = compared(("دنوار – حصاد تيماران", *STATEMENT, "كلمات: سد الريحان"))
    assert Counter(verdicts(found)) == {"same": 5, "aside": 2}


def test_a_credit_is_not_added() -> None:
    line = "نقلاً عن وكالة تيماران للأنباء في نشرتها المسائية."
    report = file_article(2, "\n".join((*STATEMENT, line)))
    evidence = Evidence("credit", "text", line, "test@1", span=Span(5, 0, len(line)))
    report = replace(report, reading=replace(report.reading, credits=(Credit("text_from", "تيمانا", evidence),)))
    found = compare_with_base(report, file_article(1, "\n".join(STATEMENT)))
    assert found is not None
    assert verdicts(found)[-1] == "aside"


def test_standing_text_is_not_added() -> None:
    standing = "وصحيفة حصاد تصدر كل صباح في العاصمة دنوار منذ خمسين عاماً وتوزع في المحافظات كلها."
    report, base = file_article(2, "\n".join((*STATEMENT, standing))), file_article(1, "\n".join(STATEMENT))
    found = compare_with_base(report, base, standing=frozenset(shingles(folded_words(standing))))
    assert found is not None
    assert verdicts(found)[-1] == "aside"


def test_texts_in_two_languages_are_not_compared() -> None:
    report, base = file_article(2, "The ministry said the gate stays closed."), file_article(1, LEAD)
    article = replace(report.reading.article, language="en", direction="ltr")
    assert compare_with_base(replace(report, reading=replace(report.reading, article=article)), base) is None
    assert compare_with_base(base, base) is None


# ---------------------------------------------------------------- the base


def _aged(number: int, text: str, seen_h: float) -> FiledArticle:
    return file_article(number, text, seen_h=seen_h)


@pytest.mark.parametrize(
    ("pages", "expected"), [({}, (2, "earliest")), ({3: 2}, (3, "primary")), ({9: 1}, (2, "earliest"))]
)
def test_the_base_is_the_issuers_page_else_the_earliest_text(pages: dict[object, int], expected: object) -> None:
    text = "\n".join(STATEMENT)
    members = [_aged(1, text, 5), _aged(2, text, 1), _aged(3, text, 9)]
    found = choose_base(members, pages)  # type: ignore[arg-type]
    assert found is not None
    assert (found[0].id, found[1]) == expected


def test_a_flash_is_no_base_while_there_is_a_report() -> None:
    found = choose_base([_aged(1, "عاجل: ارتفاع منسوب السد", 0), _aged(2, "\n".join(STATEMENT), 3)], {})
    assert found is not None
    assert found[0].id == 2
    flashes = choose_base([_aged(1, "عاجل: ارتفاع منسوب السد", 0)], {})
    assert flashes is not None
    assert flashes[0].id == 1
    assert choose_base([_aged(1, "", 0)], {}) is None


# ---------------------------------------------------------------- laws

TEXTS = st.text(alphabet="ابتثوقلسمنيه .،؟«»:\n12٣%ab", max_size=300)
SHUFFLED = st.lists(st.sampled_from((*STATEMENT, "عاجل", "و", "12", "12 12 12.")), max_size=9).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(st.one_of(TEXTS, SHUFFLED), st.one_of(TEXTS, SHUFFLED))
def test_every_passage_of_both_texts_is_accounted_for_once_and_in_the_bases_order(there: str, here: str) -> None:
    base, report = file_article(1, there), file_article(2, here)
    found = compare_with_base(report, base)
    assert found is not None
    for article, spans in (
        (base, [span for each in found.passages for span in each.there]),
        (report, [span for each in found.passages for span in each.here]),
    ):
        expected = [passage.span for passage in passages_of(article.reading.article)]
        assert sorted(spans, key=_place) == expected
    firsts = [_place(each.there[0]) for each in found.passages if each.there]
    assert firsts == sorted(firsts)
    assert 0 <= found.kept <= 1
    for each in found.passages:
        assert (each.verdict in ("left out", "added")) <= (bool(each.there) != bool(each.here))
        assert (each.verdict in ("same", "changed", "reworded")) == bool(each.there and each.here)


def _place(span: Span) -> tuple[int, int]:
    return span.paragraph, span.start


@settings(max_examples=60, deadline=None)
@given(SHUFFLED)
def test_a_text_beside_itself_is_the_same(text: str) -> None:
    found = compare_with_base(file_article(2, text), file_article(1, text))
    assert found is not None
    assert {each.verdict for each in found.passages} <= {"same", "aside"}
