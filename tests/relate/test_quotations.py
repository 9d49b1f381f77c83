"""Which quoted words are one quotation in circulation, and the word-for-word verdict on each version of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from chains import AGENCY, DAILY, GAZETTE, HERALD, MINISTRY, OTHER, QUOTE, START, filed, said, source
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import ArticleId, Evidence, FiledArticle, Quoted, Source, Span, Statement, Verdict
from masdar.relate.quotations import bands, group_quotations, page_bands, quoted_in
from masdar.relate.word_checks import Circle, check_quotation

MINISTER = "وزير الجسور سالم العابد"


def quoted(article: int, words: str, speaker: str | None = MINISTER, *, days: float = 0, place: int = 0) -> Quoted:
    evidence = Evidence("statement", "text", words, "test@1", 0.9, Span(0, 0, len(words)))
    at = START + timedelta(days=days, minutes=article)
    return Quoted(ArticleId(article), place, 0, words, Span(0, 0, len(words)), speaker, None, "ar", at, evidence)


def groups(*each: Quoted) -> set[frozenset[tuple[int, int]]]:
    return {frozenset((one.article, one.place) for one in group) for group in group_quotations(each)}


# ---------------------------------------------------------------- what is one quotation


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        (QUOTE, MINISTER),
        ("لن نُغلق الجسر قبل أن تنتهي أعمال الصيانه كلها في الربيع المقبل", "العابد"),
        ("لن نغلق الجسر قبل أن تنتهي أعمال الصيانة", MINISTER),
        ("لن نغلق الجسر … في الربيع المقبل", MINISTER),
        (f"نقول للجميع: {QUOTE}، وهذا وعد", "الوزير سالم العابد"),
        ("لن نغلق الجسر قبل أن تنتهي أعمال الترميم كلها في الصيف المقبل", MINISTER),
        (QUOTE, None),
        (QUOTE, "الوزارة"),
    ],
)
def test_versions_of_one_quotation_are_found(words: str, speaker: str | None) -> None:
    assert len(groups(quoted(1, QUOTE), quoted(2, words, speaker))) == 1


@pytest.mark.parametrize(
    ("words", "speaker", "days"),
    [
        (OTHER, MINISTER, 0),
        ("لن نغلق المدرسة قبل أن ينتهي العام", MINISTER, 0),
        ("لن نغلق الجسر", "النائبة هدى الصالح", 0),
        ("لن نغلق الجسر قبل", None, 0),
        (QUOTE, MINISTER, 60),
    ],
)
def test_other_words_speakers_or_times_are_another_quotation(words: str, speaker: str | None, days: float) -> None:
    assert len(groups(quoted(1, QUOTE), quoted(2, words, speaker, days=days))) == 2


def test_two_fragments_are_joined_by_whoever_quotes_both_in_one() -> None:
    one, two = quoted(1, QUOTE), quoted(1, OTHER, place=1)
    assert len(groups(one, two)) == 2
    assert len(groups(one, two, quoted(2, f"{QUOTE}. {OTHER}"))) == 1


wordings = st.sampled_from(
    [QUOTE, OTHER, f"{QUOTE}. {OTHER}", "لن نغلق الجسر قبل أن تنتهي أعمال الصيانة", "سنفتح ثلاث مدارس جديدة في الضواحي"]
)
speakers = st.sampled_from([MINISTER, "سالم العابد", "العابد", "النائبة هدى الصالح", None])
many = st.lists(st.tuples(wordings, speakers, st.integers(0, 50)), max_size=8).map(
    lambda drawn: [quoted(n, words, who, days=days) for n, (words, who, days) in enumerate(drawn)]
)


@given(many, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(each: list[Quoted], random: st.DataObject) -> None:
    shuffled = list(each)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert groups(*each) == groups(*shuffled)


@given(many)
def test_a_part_of_the_circle_is_grouped_the_same_when_the_rest_hangs_on_it_only(each: list[Quoted]) -> None:
    whole = groups(*each)
    by_place = {(one.article, one.place): one for one in each}
    for group in whole:
        assert groups(*(by_place[ArticleId(id), place] for id, place in group)) == {group}


def test_versions_share_a_band_and_their_issuers_page_has_it() -> None:
    cut = "قبل أن تنتهي أعمال الصيانه كلها"
    assert set(bands(QUOTE)) & set(bands(f"نقول: {cut} إن شاء الله"))
    assert set(bands(cut)) <= set(page_bands(filed(1, MINISTRY, text=f"بيان: {QUOTE}.")))
    assert not set(bands(QUOTE)) & set(bands(OTHER))


# ---------------------------------------------------------------- what an article quotes


def quoting(number: int, of: Source, *words: str, speaker: str = MINISTER, text: str = "") -> FiledArticle:
    return filed(number, of, text=text or "، ".join(words), statements=tuple(said(each, speaker) for each in words))


def test_only_words_in_quotation_marks_of_some_length_count_and_each_once() -> None:
    loose: Statement = said(OTHER, kind="reported")
    article = filed(1, DAILY, statements=(said(QUOTE), loose, said("نعم"), said(QUOTE), said(OTHER)))
    assert [(each.place, each.statement, each.words) for each in quoted_in(article)] == [(0, 0, QUOTE), (1, 4, OTHER)]


def test_what_a_body_says_on_its_own_page_is_the_primary_text() -> None:
    assert quoted_in(quoting(1, MINISTRY, QUOTE, speaker="وزارة الجسور")) == ()
    assert len(quoted_in(quoting(1, MINISTRY, QUOTE, speaker="النائبة هدى الصالح"))) == 1


# ---------------------------------------------------------------- the word-for-word check


def verdicts(articles: tuple[FiledArticle, ...], circle: Circle) -> dict[int, tuple[Verdict, int | None, bool]]:
    versions = [each for article in articles for each in quoted_in(article)]
    return {
        place[0]: (check.verdict, check.against, check.is_primary)
        for place, check in check_quotation(versions, circle).items()
    }


SPELT = "لن نُغلق الجسر قبل ان تنتهي أعمال الصيانه كلها في الربيع المقبل"
ALTERED = "لن نغلق الجسر قبل أن تنتهي أعمال الصيانة كلها في الصيف المقبل"


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (QUOTE, "exact"),
        ("تنتهي أعمال الصيانة كلها", "exact"),
        ("لن نغلق الجسر … في الربيع المقبل", "exact"),
        (SPELT, "spelling only"),
        (ALTERED, "words differ"),
        ("لن نغلق الجسر قبل أن تنتهي أعمال الصيانة في الربيع المقبل", "words differ"),
        ("أبداً لن نغلق الجسر قبل أن تنتهي أعمال الصيانة", "words differ"),
    ],
)
def test_the_issuers_page_decides(words: str, verdict: Verdict) -> None:
    page = filed(9, MINISTRY, text=f"قال الوزير اليوم: {QUOTE}. وانصرف.")
    found = verdicts((quoting(1, DAILY, words), quoting(2, GAZETTE, ALTERED)), Circle((page,)))
    assert found[1] == (verdict, 9, True)
    assert found[2] == ("words differ", 9, True)


def test_the_differing_words_are_marked() -> None:
    page = filed(9, MINISTRY, text=QUOTE)
    versions = quoted_in(quoting(1, DAILY, ALTERED))
    (check,) = check_quotation(versions, Circle((page,))).values()
    assert [ALTERED[span.start : span.end] for span in check.differs] == ["الصيف"]
    assert check.passage is not None
    assert QUOTE[check.passage.start : check.passage.end] == QUOTE
    assert check.method == "quotation.primary@1"


def test_words_on_anothers_page_are_no_primary_text() -> None:
    page = filed(9, MINISTRY, text=QUOTE)
    assert verdicts((quoting(1, DAILY, QUOTE, speaker="رئيس الحكومة"),), Circle((page,)))[1][0] == "no other source"


def test_a_post_that_the_article_cites_is_primary_whoever_speaks() -> None:
    post = filed(9, source("صوت الجسور", "channel"), text=QUOTE, url="https://t.me/jisr/7")
    circle = Circle((post,), {ArticleId(1): frozenset({"t.me/jisr/7"})})
    assert verdicts((quoting(1, DAILY, QUOTE),), circle)[1] == ("exact", 9, True)


def test_independent_reports_bear_each_other_out() -> None:
    found = verdicts((quoting(1, DAILY, QUOTE), quoting(2, GAZETTE, SPELT), quoting(3, HERALD, ALTERED)), Circle())
    assert found == {1: ("spelling only", 2, False), 2: ("spelling only", 1, False), 3: ("words differ", 1, False)}


def test_copies_do_not_bear_out_their_original_and_are_checked_against_it() -> None:
    articles = (quoting(1, AGENCY, QUOTE), quoting(2, DAILY, QUOTE), quoting(3, GAZETTE, ALTERED))
    copies = frozenset({(ArticleId(2), ArticleId(1)), (ArticleId(3), ArticleId(1))})
    found = verdicts(articles, Circle(copies=copies))
    assert found == {1: ("no other source", None, False), 2: ("exact", 1, False), 3: ("words differ", 1, False)}


def test_a_page_in_another_language_says_that_it_is_translated() -> None:
    page = filed(9, source("وزارة الجسور", "official", ("Ministry of Bridges",)), text=QUOTE)
    page = replace(page, reading=replace(page.reading, article=replace(page.reading.article, language="ar")))
    report = quoting(1, HERALD, "We will not close the bridge before spring", speaker="Ministry of Bridges")
    report = replace(report, reading=replace(report.reading, article=replace(report.reading.article, language="en-GB")))
    assert verdicts((report,), Circle((page,)))[1] == ("translated", 9, True)


@given(st.sampled_from([QUOTE, SPELT, ALTERED, OTHER]), st.sampled_from([QUOTE, SPELT, ALTERED, OTHER]))
def test_an_exact_pair_is_exact_both_ways(one: str, other: str) -> None:
    found = verdicts((quoting(1, DAILY, one), quoting(2, GAZETTE, other)), Circle())
    assert (found[1][0] == "exact") == (found[2][0] == "exact")
