"""The roots of a chain: where what a story tells began, on invented reports, and the laws they keep."""

from __future__ import annotations

from dataclasses import replace

import pytest
from chains import AGENCY, DAILY, GAZETTE, HERALD, MINISTRY, OTHER, QUOTE, copy, credit, filed, said
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.model import ArticleId, FiledArticle, Reprint, Statement
from masdar.relate.chain import build_chain

SOURCES = (AGENCY, DAILY, GAZETTE, HERALD, MINISTRY)


def roots(*articles: FiledArticle, reprints: tuple[Reprint, ...] = ()) -> tuple[str, ...]:
    return build_chain(articles, reprints).roots


@pytest.mark.parametrize("medium", ['منصة "منبر"', "حسابه على إكس", "بيان", "بيان صحفي", "مؤتمر صحفي", "كلمته", "خطاب"])
def test_what_is_said_in_public_is_a_root(medium: str) -> None:
    assert roots(filed(1, DAILY, statements=(said(QUOTE, medium=medium),))) == ("statement:1",)


@pytest.mark.parametrize(
    "medium", [None, "الوكالة", "يوميات الميناء", "منصة يوميات الميناء", "مقابلة", "قناة المرسى", "تصريح لصحيفة المنار"]
)
def test_what_is_said_to_one_outlet_is_that_outlets_own(medium: str | None) -> None:
    chain = build_chain((filed(1, DAILY, statements=(said(QUOTE, medium=medium),)),), ())
    assert chain.roots == ("article:1",)
    assert [node.kind for node in chain.nodes] == ["article", "statement"]


def test_what_two_articles_report_on_their_own_is_a_root() -> None:
    both = tuple(filed(n, of, statements=(said(QUOTE),)) for n, of in ((1, DAILY), (2, GAZETTE)))
    assert roots(*both) == ("statement:1",)


@pytest.mark.parametrize("kind", ["reprint", "facts_from"])
def test_a_second_report_that_derives_from_the_first_makes_no_root(kind: str) -> None:
    cited = (credit("يوميات الميناء", "facts_from"),) if kind == "facts_from" else ()
    both = (filed(1, DAILY, statements=(said(QUOTE),)), filed(2, GAZETTE, statements=(said(QUOTE),), credits=cited))
    assert roots(*both, reprints=(copy(1, 2),) if kind == "reprint" else ()) == ("article:1",)


def test_an_article_that_cites_another_of_the_story_is_no_root() -> None:
    citing = filed(2, GAZETTE, credits=(credit("يوميات الميناء", "facts_from"),), statements=(said(OTHER),))
    assert roots(filed(1, DAILY), citing) == ("article:1",)


def test_agencies_without_a_name_over_a_text_whose_original_we_hold_say_nothing() -> None:
    articles = (filed(1, AGENCY), filed(2, DAILY, credits=(credit("وكالات"),)))
    chain = build_chain(articles, (copy(1, 2),))
    assert [node.kind for node in chain.nodes] == ["article", "article"]
    assert chain.roots == ("article:1",)


@pytest.mark.parametrize("name", ["وكالات", "متابعات", "مواقع التواصل الاجتماعي", "agencies", "وكالات ومواقع"])
def test_agencies_without_a_name_are_drawn_but_are_no_root(name: str) -> None:
    chain = build_chain((filed(1, DAILY, credits=(credit(name),)),), ())
    assert [node.kind for node in chain.nodes] == ["article", "outlet"]
    assert chain.roots == ("article:1",)


def test_a_named_outlet_of_which_we_hold_nothing_is_a_root() -> None:
    assert roots(filed(1, DAILY, credits=(credit("قناة المرسى"),))) == ("outlet:مرسي",)


def test_a_name_over_a_text_whose_original_we_hold_is_no_root() -> None:
    articles = (filed(1, AGENCY), filed(2, DAILY, credits=(credit("قناة المرسى"),)))
    assert roots(*articles, reprints=(copy(1, 2),)) == ("article:1",)


def test_of_a_circle_that_rests_on_nothing_else_the_earliest_is_the_root() -> None:
    articles = tuple(filed(n, of) for n, of in ((1, DAILY), (2, GAZETTE), (3, HERALD)))
    assert roots(*articles, reprints=(copy(2, 1), copy(3, 2), copy(1, 3))) == ("article:1",)


# ---------------------------------------------------------------- laws

WORDS = (QUOTE, OTHER, "سنعود إلى هذا الأمر في الأسبوع المقبل بعد أن نسمع رأي الجميع")
NAMES = ("وزير الجسور سالم العابد", "العابد", "النائبة هدى الصالح", "وزارة الجسور", "الوزارة", "مصادر مطلعة", "الوزير")
CREDITS = ("وكالات", "و أ و", "جريدة الربوة", "يوميات الميناء", "متابعات")

spoken = st.builds(
    said,
    st.sampled_from(WORDS),
    st.sampled_from(NAMES),
    st.sampled_from([None, 'منصة "إكس"', "بيان", "الوكالة"]),
    st.sampled_from(["direct", "reported"]),
)
credited = st.builds(credit, st.sampled_from(CREDITS), st.sampled_from(["text_from", "facts_from"]))


@st.composite
def stories(draw: st.DrawFn) -> tuple[tuple[FiledArticle, ...], tuple[Reprint, ...]]:
    size = draw(st.integers(1, 6))
    articles = tuple(
        filed(
            number,
            draw(st.sampled_from(SOURCES)),
            credits=tuple(draw(st.lists(credited, max_size=2))),
            statements=tuple(draw(st.lists(spoken, max_size=4))),
            text=draw(st.sampled_from(WORDS)),
        )
        for number in range(1, size + 1)
    )
    numbers = st.integers(1, size)
    pairs = draw(st.lists(st.tuples(numbers, numbers, st.integers(1, 30)), max_size=8))
    return articles, tuple(copy(of, article, shared=shared) for article, of, shared in pairs if article != of)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(stories())
def test_a_story_has_a_root_and_no_more_than_articles_public_statements_and_named_outlets(
    story: tuple[tuple[FiledArticle, ...], tuple[Reprint, ...]],
) -> None:
    articles, reprints = story
    chain = build_chain(articles, reprints)
    spoken = [node for node in chain.nodes if node.kind == "statement" and node.key in chain.roots]
    named = [node for node in chain.nodes if node.kind == "outlet" and node.key in chain.roots]
    assert 1 <= len(chain.roots) <= len(articles) + len(spoken) + len(named)
    assert not any(node.label in ("وكالات", "متابعات") for node in named)
    carriers = [{link.newer for link in chain.links if link.older == node.key} for node in spoken]
    assert all(node.medium or len(found) > 1 for node, found in zip(spoken, carriers, strict=True))


def test_without_credits_or_statements_every_text_that_is_no_copy_is_a_root() -> None:
    articles = tuple(filed(n, of) for n, of in ((1, DAILY), (2, GAZETTE), (3, HERALD), (4, AGENCY)))
    assert roots(*articles, reprints=(copy(1, 2), copy(2, 3))) == ("article:1", "article:4")


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(stories(), st.integers(0, 5), st.sampled_from(SOURCES), st.sampled_from([(), ("وكالات",), ("قناة المرسى",)]))
def test_a_copy_never_adds_a_root(
    story: tuple[tuple[FiledArticle, ...], tuple[Reprint, ...]], which: int, of: object, names: tuple[str, ...]
) -> None:
    articles, reprints = story
    original = articles[which % len(articles)]
    statements: tuple[Statement, ...] = original.reading.statements
    copied = filed(99, DAILY, credits=tuple(credit(name) for name in names), statements=statements)
    copied = replace(copied, source=of)  # type: ignore[arg-type]
    before = build_chain(articles, reprints).roots
    after = build_chain((*articles, copied), (*reprints, copy(int(original.id), 99, shared=40))).roots
    assert len(after) <= len(before)
    assert ArticleId(99) == copied.id
