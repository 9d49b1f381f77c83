"""What a chain names as a source and could not locate, and how its tree says so; laws that every chain keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from chains import AGENCY, DAILY, GAZETTE, HERALD, MINISTRY, OTHER, QUOTE, copy, credit, filed, said, source, stated
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.model import (
    ArticleId,
    DirectionFrom,
    FiledArticle,
    Gap,
    Reprint,
    SharedPassage,
    Span,
    TextLink,
    Translation,
)
from masdar.relate.chain import as_lines, build_chain, in_english


def gaps(*articles: FiledArticle, reprints: tuple[Reprint, ...] = ()) -> tuple[Gap, ...]:
    return build_chain(articles, reprints).gaps


def test_a_named_outlet_that_is_not_held_is_a_gap_and_its_copies_count() -> None:
    named = tuple(filed(n, of, credits=(credit("قناة المرسى"),)) for n, of in ((1, DAILY), (2, GAZETTE), (3, HERALD)))
    assert gaps(*named, filed(4, AGENCY), reprints=(copy(1, 2), copy(2, 3))) == (
        Gap("outlet:مرسي", (ArticleId(1), ArticleId(2), ArticleId(3))),
    )


@pytest.mark.parametrize("name", ["وكالات", "مواقع التواصل", "تويتر", "فيسبوك", "جريدة الربوة"])
def test_nobody_a_platform_and_an_outlet_that_we_hold_are_no_gap(name: str) -> None:
    assert gaps(filed(1, GAZETTE), filed(2, DAILY, credits=(credit(name, "facts_from"),))) == ()


def test_a_supplement_that_names_its_own_paper_cites_itself() -> None:
    supplement = source("يوميات الميناء الرياضية")
    own = filed(1, supplement, credits=(credit("يوميات الميناء", "facts_from"),))
    assert gaps(own) == ()
    other = filed(2, GAZETTE, credits=(credit("يوميات الميناء", "facts_from"),))
    assert [gap.cited_by for gap in gaps(own, other)] == [(ArticleId(2),)]


def test_a_foreign_name_in_two_spellings_is_one_outlet() -> None:
    names = ((1, DAILY, "ريفر تلغراف هيرالد"), (2, GAZETTE, "ريفر تليجراف هيرالد"))
    articles = tuple(filed(n, of, credits=(credit(name, "facts_from"),)) for n, of, name in names)
    chain = build_chain(articles, ())
    assert chain.gaps == (Gap("outlet:ريفر تلغراف هيرالد", (ArticleId(1), ArticleId(2))),)
    assert chain.roots == ("outlet:ريفر تلغراف هيرالد",)


def test_words_given_to_an_outlet_that_is_not_held_are_that_outlets_gap() -> None:
    told = tuple(
        filed(n, of, statements=(said(QUOTE, medium=f"مقابلة مع {name}"),), credits=(credit(name),))
        for n, of, name in ((1, DAILY, "قناة المرسى"), (2, GAZETTE, "المرسى"))
    )
    assert gaps(*told) == (Gap("outlet:مرسي", (ArticleId(1), ArticleId(2))),)
    public = filed(3, HERALD, statements=(said(QUOTE, medium="بيان"),))
    assert {gap.key for gap in gaps(*told, public)} == {"outlet:مرسي", "statement:1"}


def test_words_given_to_an_outlet_that_is_held_are_located_there_whoever_carries_them() -> None:
    given = filed(1, DAILY, statements=(said(QUOTE, medium="حديث إلى يوميات الميناء"),))
    assert gaps(given, filed(2, GAZETTE, statements=(said(QUOTE),))) == ()


@pytest.mark.parametrize(("one", "other"), [("قناة البلد", "قناة البلاد"), ("صوت المدينة 1", "صوت المدينة 2")])
def test_names_that_differ_by_a_vowel_or_a_number_are_two(one: str, other: str) -> None:
    articles = tuple(filed(n, of, credits=(credit(name),)) for n, of, name in ((1, DAILY, one), (2, GAZETTE, other)))
    assert len(gaps(*articles)) == 2


def test_the_letters_of_an_agency_name_it() -> None:
    chain = build_chain((filed(1, DAILY, credits=(credit("أ ف ب"),)),), ())
    assert [gap.key for gap in chain.gaps] == list(chain.roots) == ["outlet:ا ف ب"]


def test_a_public_statement_without_its_issuers_page_is_a_gap() -> None:
    public = said(QUOTE, medium="بيان")
    assert gaps(filed(1, DAILY, statements=(public,))) == (Gap("statement:1", (ArticleId(1),)),)
    page = filed(2, MINISTRY, text=f"بيان: {QUOTE}.")
    assert gaps(page, filed(1, DAILY, statements=(public,))) == ()


def test_words_given_to_one_outlet_are_located_and_those_that_two_report_on_their_own_are_not() -> None:
    one, copied = (filed(n, of, statements=(said(QUOTE),)) for n, of in ((1, DAILY), (2, GAZETTE)))
    assert gaps(one) == ()
    assert gaps(one, copied, reprints=(copy(1, 2),)) == ()
    assert gaps(one, copied) == (Gap("statement:1", (ArticleId(1), ArticleId(2))),)


@pytest.mark.parametrize("nobody", ["الجميع", "آخرون", "هذه الهيئة"])
def test_what_nobody_in_particular_says_in_two_reports_is_no_gap(nobody: str) -> None:
    words = ("سنعيد فتح الطريق قبل الشتاء", "الأسعار ارتفعت كثيرا هذا الموسم")
    both = tuple(filed(n, of, statements=(said(words[n - 1], nobody),)) for n, of in ((1, DAILY), (2, GAZETTE)))
    assert gaps(*both) == ()


def test_a_copy_of_a_report_counts_among_those_who_name_the_statement() -> None:
    both = tuple(filed(n, of, statements=(said(QUOTE, medium="بيان"),)) for n, of in ((1, DAILY), (2, GAZETTE)))
    assert gaps(*both, reprints=(copy(1, 2),)) == (Gap("statement:1", (ArticleId(1), ArticleId(2))),)


def test_the_tree_ends_with_what_is_missing_and_what_contradicts_what() -> None:
    articles = (
        filed(1, GAZETTE),
        filed(2, DAILY, credits=(credit("قناة المرسى"),)),
        filed(3, HERALD, credits=(credit("صوت السهوب"),)),
    )
    chain = build_chain(articles, (copy(1, 2, why="published"),))
    assert as_lines(chain, "article:2")[-6:] == (
        "gaps:",
        "  المرسى [outlet]: cited by 1, not located" if False else "  قناة المرسى [outlet]: cited by 1, not located",
        "contradictions:",
        "  origin: the page says that its text is from قناة المرسى, but the words that we hold are another's: "
        "يوميات الميناء [article, 2026-11-14 06:02 UTC]; جريدة الربوة [article, 2026-11-14 06:01 UTC]",
        "    يوميات الميناء: «قناة المرسى»",
        "    يوميات الميناء: «نص الخبر ك»",
    )
    assert not any("السهوب" in line for line in as_lines(chain, "article:2")), "another branch's gap is not this one's"


def test_a_tree_of_many_gaps_and_contradictions_stays_readable() -> None:
    names = tuple(credit(f"صوت المدينة رقم {number}") for number in range(90))
    lines = as_lines(
        build_chain((filed(1, GAZETTE), filed(2, DAILY, credits=names)), (copy(1, 2, why="published"),)), "article:2"
    )
    assert lines.count("  … and 70 more") == 2
    assert len(lines) < 500


# ---------------------------------------------------------------- laws

SOURCES = (AGENCY, DAILY, GAZETTE, HERALD, MINISTRY, source("جامع الأخبار", "aggregator"))
NAMES = ("وزير الجسور سالم العابد", "النائبة هدى الصالح", "الوزارة", "مصادر مطلعة", "وزارة الجسور")
spans = st.builds(Span, st.integers(-1, 3), st.integers(-2, 40), st.integers(-2, 90))
spoken = st.builds(
    lambda words, name, medium, span: replace(said(words, name, medium), content=(span,)),
    st.sampled_from([QUOTE, OTHER]),
    st.sampled_from(NAMES),
    st.sampled_from([None, "بيان"]),
    spans,
)
credited = st.builds(
    credit,
    st.sampled_from(["وكالات", "و أ و", "رويترز", "الربوة", "المرسى", ""]),
    st.sampled_from(["text_from", "facts_from"]),
    st.sampled_from([None, "https://a.example/1", "https://a.example/3"]),
)
passages = st.lists(st.builds(SharedPassage, spans, spans), max_size=2)
GROUNDS: tuple[DirectionFrom, ...] = ("credit", "agency", "dateline", "published", "seen")
grounds = st.sampled_from(GROUNDS)


@st.composite
def stories(draw: st.DrawFn) -> tuple[tuple[FiledArticle, ...], tuple[Reprint, ...], tuple[Translation, ...]]:
    size = draw(st.integers(1, 6))
    made = [
        filed(
            number,
            draw(st.sampled_from(SOURCES)),
            credits=tuple(draw(st.lists(credited, max_size=2))),
            statements=tuple(draw(st.lists(spoken, max_size=3))),
            text=draw(st.sampled_from([QUOTE, OTHER, "تحديث: كنا قد نشرنا", ""])),
        )
        for number in range(1, size + 1)
    ]
    for place, article in enumerate(made):
        links = tuple(TextLink(span, "https://a.example/1") for span in draw(st.lists(spans, max_size=2)))
        shown = replace(article.reading.article, links=links, title=draw(st.sampled_from(["تحديث: خبر", ""])))
        made[place] = replace(article, reading=replace(article.reading, article=shown))
        if draw(st.booleans()):
            made[place] = stated(made[place], article.first_seen - timedelta(hours=draw(st.integers(-5, 20))))
    ids = st.integers(0, size + 1)
    pairs = draw(st.lists(st.tuples(ids, ids, grounds, grounds, passages), max_size=6, unique_by=lambda each: each[:2]))
    reprints = tuple(
        replace(copy(of, article, why=ground), passages=tuple(found), against=(against,))
        for article, of, ground, against, found in pairs[::2]
        if article != of
    )
    translations = tuple(
        Translation(ArticleId(article), ArticleId(of), tuple(found), (), ground, 0.7, (against,))
        for article, of, ground, against, found in pairs[1::2]
        if article != of
    )
    return tuple(made), reprints, translations


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_the_same_articles_in_any_order_give_the_same_chain(
    story: tuple[tuple[FiledArticle, ...], tuple[Reprint, ...], tuple[Translation, ...]], chance: Random
) -> None:
    chain = build_chain(*story)
    articles, reprints, translations = (chance.sample(range(len(part)), len(part)) for part in story)
    mixed = (
        tuple(story[0][number] for number in articles),
        tuple(story[1][number] for number in reprints),
        tuple(story[2][number] for number in translations),
    )
    assert build_chain(*mixed) == chain
    keys = {node.key for node in chain.nodes}
    assert {key for clash in chain.clashes for key in clash.keys} | {gap.key for gap in chain.gaps} <= keys
    assert all(clash.reason == in_english(clash.why) and clash.evidence is not None for clash in chain.clashes)
    assert all(link.why and link.reason == in_english(link.why) for link in chain.links)
    assert all(gap.cited_by for gap in chain.gaps)
    assert all(as_lines(chain, key) for key in keys)
