"""What cannot all be true of a chain, and what only looks so: on invented reports."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files

import pytest
from chains import AGENCY, DAILY, GAZETTE, HERALD, MINISTRY, QUOTE, START, copy, credit, filed, said, source, stated

from masdar.model import (
    ArticleId,
    Clash,
    DirectionFrom,
    Evidence,
    FiledArticle,
    Reprint,
    SharedPassage,
    Source,
    Span,
    Translation,
    Why,
)
from masdar.relate.chain import build_chain, in_english
from masdar.relate.chain.speakers import word_list
from masdar.text.tokens import search_terms

HOUR = timedelta(hours=1)
TEXT = "تفتح البلدية السوق القديم للمشاة مطلع الأسبوع المقبل بعد أشهر من أعمال الترميم"


def clashes(*articles: FiledArticle, reprints: tuple[Reprint, ...] = ()) -> tuple[Clash, ...]:
    return build_chain(articles, reprints).clashes


def kinds(*articles: FiledArticle, reprints: tuple[Reprint, ...] = ()) -> list[str]:
    return [clash.kind for clash in clashes(*articles, reprints=reprints)]


def test_an_ordinary_story_has_no_contradiction() -> None:
    articles = (
        filed(1, AGENCY, statements=(said(QUOTE),)),
        filed(2, DAILY, credits=(credit("و أ و"),), statements=(said(QUOTE),)),
        filed(3, GAZETTE, credits=(credit("يوميات الميناء", "facts_from"),)),
    )
    assert kinds(*articles, reprints=(copy(1, 2, why="credit"),)) == []


# ---------------------------------------------------------------- circles


def test_outlets_that_name_each_others_page_as_their_source_contradict_each_other() -> None:
    named = credit("جريدة الربوة", url="https://rabwa.example/2")
    one = filed(1, DAILY, credits=(named,), url="https://mina.example/1")
    cited = credit("يوميات الميناء", "facts_from", "https://mina.example/1")
    other = filed(2, GAZETTE, credits=(cited,), url="https://rabwa.example/2")
    (clash,) = clashes(one, other)
    assert (clash.kind, clash.keys, clash.why) == ("circle", ("article:1", "article:2"), Why("circle"))
    assert clash.reason == in_english(clash.why)
    assert [(article, evidence.quote) for article, evidence in clash.evidence] == [
        (1, "جريدة الربوة"),
        (2, "يوميات الميناء"),
    ]


def test_names_without_addresses_mean_this_report_only_where_the_two_share_words() -> None:
    one = filed(1, DAILY, credits=(credit("جريدة الربوة", "facts_from"),))
    other = filed(2, GAZETTE, credits=(credit("يوميات الميناء", "facts_from"),))
    assert clashes(one, other) == ()
    plain = filed(2, GAZETTE)
    found = clashes(one, plain, reprints=(copy(1, 2, why="published"),))
    assert [(clash.kind, clash.keys) for clash in found] == [("circle", ("article:1", "article:2"))]


def test_each_circle_is_told_once_and_holds_only_its_own() -> None:
    articles = tuple(filed(n, of) for n, of in ((1, DAILY), (2, GAZETTE), (3, HERALD), (4, AGENCY), (5, MINISTRY)))
    around = (copy(2, 1, why="credit"), copy(3, 2), copy(1, 3), copy(1, 4), copy(5, 4))
    assert [clash.keys for clash in clashes(*articles, reprints=around)] == [("article:1", "article:2", "article:3")]


def test_copies_of_one_agencys_text_whose_order_only_our_grounds_tell_are_no_contradiction() -> None:
    articles = tuple(filed(n, of) for n, of in ((1, DAILY), (2, GAZETTE), (3, HERALD)))
    assert clashes(*articles, reprints=(copy(2, 1, why="dateline"), copy(3, 2, why="published"), copy(1, 3))) == ()


def test_a_ministrys_page_that_prints_a_papers_interview_again_is_no_circle() -> None:
    paper = filed(1, DAILY, statements=(said(QUOTE, "وزارة الجسور", "بيان"),), text=QUOTE)
    again = filed(2, MINISTRY, credits=(credit("يوميات الميناء"),), text=QUOTE)
    chain = build_chain((paper, again), (copy(1, 2, why="credit"),))
    assert {link.kind for link in chain.links} >= {"published_as", "reprint"}
    assert chain.clashes == ()


# ---------------------------------------------------------------- directions


def derived(hours: float, against: DirectionFrom = "published") -> tuple[Clash, ...]:
    """A copy that states its time so many hours before the agency's, which we saw first."""
    original = stated(filed(1, AGENCY, text=TEXT), START - HOUR)
    later = stated(filed(2, DAILY, text=TEXT), START - HOUR - timedelta(hours=hours))
    link = replace(copy(1, 2, why="agency"), against=(against,))
    return build_chain((original, later), (link,)).clashes


def test_a_copy_that_states_a_much_earlier_time_than_its_original_speaks_against_the_link() -> None:
    (clash,) = derived(6)
    assert (clash.kind, clash.keys) == ("direction", ("article:2", "article:1"))
    assert clash.why == Why("direction.published")
    assert [(article, evidence.about) for article, evidence in clash.evidence] == [
        (2, "reprint"),
        (2, "published"),
        (1, "published"),
    ]


def test_a_clock_set_to_another_zone_is_no_contradiction() -> None:
    assert derived(3.9) == ()


def test_a_dateline_alone_speaks_against_no_link() -> None:
    assert derived(6, "dateline") == ()


def test_an_agencys_text_taken_for_the_copy_is_told() -> None:
    articles = (filed(1, DAILY), filed(2, AGENCY))
    (clash,) = clashes(*articles, reprints=(replace(copy(1, 2, why="credit"), against=("agency",)),))
    assert clash.why == Why("direction.agency")


def test_a_page_changed_later_may_cite_what_came_later() -> None:
    original = stated(filed(1, AGENCY, text=TEXT), START - HOUR)
    early = stated(filed(2, DAILY, text=TEXT), START - 9 * HOUR, modified=START)
    assert clashes(original, early, reprints=(replace(copy(1, 2, why="agency"), against=("published",)),)) == ()


def test_a_page_that_gives_the_address_of_a_later_report_is_told_and_one_that_gives_only_a_name_is_not() -> None:
    later = stated(filed(1, GAZETTE, url="https://rabwa.example/1"), START - HOUR)
    for url, expected in (("https://rabwa.example/1", ["direction"]), (None, [])):
        cited = credit("جريدة الربوة", "facts_from", url)
        assert kinds(later, stated(filed(2, DAILY, credits=(cited,)), START - 9 * HOUR)) == expected


def test_a_translation_that_is_older_than_its_original_is_told() -> None:
    original, early = stated(filed(1, AGENCY), START - HOUR), stated(filed(2, DAILY), START - 9 * HOUR)
    pair = SharedPassage(Span(0, 0, 3), Span(0, 0, 3))
    link = Translation(ArticleId(2), ArticleId(1), (pair,), (), "agency", 0.8, ("published",))
    assert [clash.kind for clash in build_chain((original, early), (), (link,)).clashes] == ["direction"]


def test_a_credited_outlets_later_text_is_not_taken_for_the_original_where_an_earlier_one_is_there() -> None:
    first, again = (stated(filed(n, GAZETTE), START - at * HOUR) for n, at in ((1, 20), (2, 1)))
    page = stated(filed(3, DAILY, credits=(credit("جريدة الربوة"),)), START - 10 * HOUR)
    links = (copy(1, 3, why="credit"), replace(copy(2, 3, why="credit", shared=16), against=("published",)))
    chain = build_chain((first, again, page), links)
    assert {link.older for link in chain.links if link.kind == "reprint"} == {"article:1"}
    assert chain.clashes == ()


# ---------------------------------------------------------------- origins


def origin(
    name: str,
    *,
    of: Source = GAZETTE,
    why: str = "published",
    signed: str | None = None,
    others: tuple[Source, ...] = (),
) -> list[Clash]:
    """A page says its text is from `name`; it is a copy of a text by `of` (signed so)."""
    first = filed(1, of, text=TEXT, credits=(credit(signed),) if signed else ())
    page = filed(2, DAILY, text=TEXT, credits=(credit(name),))
    more = tuple(filed(number, each, text=TEXT) for number, each in enumerate(others, start=3))
    links = (copy(1, 2, why=why), *(copy(1, int(each.id), why=why) for each in more))
    return [clash for clash in clashes(first, page, *more, reprints=links) if clash.kind == "origin"]


def test_a_page_that_names_another_origin_than_the_outlet_whose_words_it_has_is_told() -> None:
    (clash,) = origin("قناة المرسى")
    assert clash.keys == ("article:2", "article:1")
    assert clash.why == Why("origin", "قناة المرسى")
    assert [(article, evidence.about) for article, evidence in clash.evidence] == [(2, "credit"), (2, "reprint")]


@pytest.mark.parametrize("name", ["جريدة الربوة", "الربوه", "الربوة الرياضية", "وكالات", "يوميات الميناء"])
def test_the_same_house_a_generic_credit_and_oneself_are_no_other_origin(name: str) -> None:
    assert origin(name) == []


@pytest.mark.parametrize("name", ["رويترز", "أ ف ب", "وكالة أنباء السهوب"])
def test_an_agencys_text_stands_in_papers_and_round_ups_that_do_not_say_so(name: str) -> None:
    assert origin(name) == []
    assert origin(name, of=AGENCY) == []


def test_one_text_signed_by_two_agencies_and_a_ministrys_signed_by_one_are_told() -> None:
    assert len(origin("رويترز", signed="أ ف ب")) == 1
    assert len(origin("رويترز", of=MINISTRY)) == 1


def test_an_origin_that_any_page_of_the_same_text_has_or_names_is_believed() -> None:
    assert origin("منادي السهل", others=(HERALD,)) == []
    assert origin("قناة المرسى", signed="المرسى") == []


@pytest.mark.parametrize(("of", "why"), [(GAZETTE, "seen"), (source("جامع الأخبار", "aggregator"), "published")])
def test_whose_words_they_are_must_be_known(of: Source, why: str) -> None:
    assert origin("قناة المرسى", of=of, why=why) == []


def test_a_copy_carries_its_originals_error_which_is_told_once() -> None:
    articles = (
        filed(1, GAZETTE, text=TEXT),
        *(filed(n, of, text=TEXT, credits=(credit("قناة المرسى"),)) for n, of in ((2, DAILY), (3, HERALD))),
    )
    found = clashes(*articles, reprints=(copy(1, 2, why="published"), copy(2, 3, why="published", shared=16)))
    assert [clash.keys for clash in found] == [("article:2", "article:1")]


REST = "وقال مدير السوق إن المحال ستبقى مفتوحة حتى المساء وإن مواقف السيارات نقلت إلى الساحة الشمالية خلف المسجد"


def partly(
    name: str, *, named_has: str = TEXT, page_has: str = f"{TEXT} {REST}", changed: bool = False, compared: bool = True
) -> list[Clash]:
    """A page says its text is from `name`. Gazette has all of the page's first words, Herald only `named_has`."""
    first = filed(1, GAZETTE, text=f"{TEXT} {REST}")
    other = filed(2, HERALD, text=named_has)
    other = stated(other, START - HOUR, modified=START) if changed else other
    page = filed(3, DAILY, text=page_has, credits=(credit(name),))
    links = [copy(1, 3, why="published", shared=len(f"{TEXT} {REST}"))]
    links += [copy(2, 3, why="credit", shared=len(named_has))] if compared else [copy(1, 2, why="published")]
    return [clash for clash in clashes(first, other, page, reprints=tuple(links)) if clash.kind == "origin"]


def test_a_text_of_which_the_outlet_it_names_has_only_a_part_is_another_outlets() -> None:
    (clash,) = partly("منادي السهل")
    assert (clash.keys, clash.why) == (("article:3", "article:1"), Why("origin", "منادي السهل"))
    assert [(article, evidence.quote) for article, evidence in clash.evidence] == [(3, "منادي السهل"), (3, REST)]


def test_the_outlet_that_has_all_of_the_text_or_more_of_it_is_believed() -> None:
    assert partly("منادي السهل", named_has=f"{TEXT} {REST}") == []
    more = f"{TEXT} {REST} وأضاف أن الأعمال بدأت في الخريف واستمرت رغم الأمطار حتى نهاية الشهر الماضي بلا انقطاع"
    assert partly("منادي السهل", named_has=more, page_has=more) == []


def test_another_passage_cut_at_other_words_is_no_other_origin() -> None:
    assert partly("منادي السهل", named_has=f"{TEXT} {REST[:-30]}") == []


def test_a_page_that_may_have_had_the_rest_is_believed() -> None:
    assert partly("منادي السهل", changed=True) == []
    assert partly("منادي السهل", compared=False) == []


def test_a_round_up_of_two_outlets_that_names_one_is_believed() -> None:
    """Each of the two has a part that the other has not."""
    own = "وكانت البلدية أغلقت السوق في الربيع الماضي بعد سقوط جزء من سقفه القديم على الممر الغربي قرب البوابة"
    first = filed(1, GAZETTE, text=f"{TEXT} {REST}")
    page = filed(3, DAILY, text=f"{own} {TEXT} {REST}", credits=(credit("منادي السهل"),))
    other = filed(2, HERALD, text=f"{own} {TEXT}")
    start = len(own) + 1
    late = SharedPassage(Span(0, start, start + len(f"{TEXT} {REST}")), Span(0, 0, len(f"{TEXT} {REST}")))
    links = (
        replace(copy(1, 3, why="published"), passages=(late,)),
        copy(2, 3, why="credit", shared=len(f"{own} {TEXT}")),
    )
    assert [clash for clash in clashes(first, page, other, reprints=links) if clash.kind == "origin"] == []


@pytest.mark.parametrize(("at", "expected"), [(2, [("د ب أ", 2)]), (0, [])])
def test_the_items_of_a_round_up_are_signed_one_by_one(at: int, expected: list[tuple[str, int]]) -> None:
    """Items 1 and 2 begin with an agency; item `at` is a copy of a text that another agency signs."""
    first = filed(1, GAZETTE, text=TEXT, credits=(credit("أ ف ب"),))
    credits = tuple(
        replace(credit(name), evidence=Evidence("credit", "text", name, "test@1", 0.9, Span(place, 0, 5)))
        for name, place in (("رويترز", 1), ("د ب أ", 2))
    )
    page = filed(2, DAILY, credits=credits)
    shown = replace(page.reading.article, paragraphs=tuple(TEXT if number == at else "خبر آخر" for number in range(3)))
    page = replace(page, reading=replace(page.reading, article=shown))
    passage = SharedPassage(Span(at, 0, len(TEXT)), Span(0, 0, len(TEXT)))
    found = clashes(first, page, reprints=(replace(copy(1, 2, why="published"), passages=(passage,)),))
    told = [(each.evidence[0][1].quote, span.paragraph) for each in found if (span := each.evidence[0][1].span)]
    assert told == expected


# ---------------------------------------------------------------- speakers

SALEM, HUDA = "وزير الجسور سالم العابد", "النائبة هدى الصالح"


def test_the_same_words_given_to_two_people_are_told() -> None:
    respelt = QUOTE.replace("أعمال", "اعمال").replace("الصيانة", "الصيانه")
    (clash,) = clashes(
        filed(1, DAILY, statements=(said(QUOTE, SALEM),)), filed(2, GAZETTE, statements=(said(respelt, HUDA),))
    )
    assert (clash.kind, clash.keys) == ("speaker", ("article:1", "article:2"))
    assert clash.why.words == min(QUOTE, respelt)
    assert [article for article, _ in clash.evidence] == [1, 1, 2, 2]
    assert {evidence.quote for _, evidence in clash.evidence} == {QUOTE, respelt, "قال"}


@pytest.mark.parametrize(
    "name",
    [
        "العابد",
        "الوزير",
        "سالم بن هاشم العابد",
        "وزارة الجسور",
        "مصدر مطلع",
        "رئيس اللجنة العليا للجسور",
        "جامعة الأمير راكان التقنية",
        "بيان الوزارة",
        "السلم العابض",
    ],
)
def test_a_name_that_may_be_the_same_persons_is_no_contradiction(name: str) -> None:
    assert (
        kinds(filed(1, DAILY, statements=(said(QUOTE, SALEM),)), filed(2, GAZETTE, statements=(said(QUOTE, name),)))
        == []
    )


def test_a_speaker_that_the_other_report_names_too_may_be_our_misreading() -> None:
    text = "وحضرت النائبة هدى الصالح الجلسة"
    articles = (
        filed(1, DAILY, statements=(said(QUOTE, SALEM),), text=text),
        filed(2, GAZETTE, statements=(said(QUOTE, HUDA),)),
    )
    assert kinds(*articles) == []


@pytest.mark.parametrize("words", ["لا حول ولا قوة إلا بالله", QUOTE.replace("الربيع", "الصيف")])
def test_a_saying_and_other_words_are_anybodys(words: str) -> None:
    articles = (filed(1, DAILY, statements=(said(QUOTE, SALEM), said("لا حول ولا قوة إلا بالله", SALEM))),)
    assert kinds(*articles, filed(2, GAZETTE, statements=(said(words, HUDA),))) == []


def test_the_same_two_names_are_told_once_whoever_copies_them() -> None:
    articles = (
        filed(1, DAILY, statements=(said(QUOTE, SALEM),)),
        filed(2, GAZETTE, statements=(said(QUOTE, HUDA),)),
        filed(3, HERALD, statements=(said(QUOTE, HUDA),)),
    )
    found = clashes(*articles, reprints=(copy(2, 3, why="published"),))
    assert [clash.keys for clash in found] == [("article:1", "article:2")]


# ---------------------------------------------------------------- times


def issued(hours: float, *, cites: bool = True) -> list[str]:
    """A report of a ministry's words states its time so many hours before the ministry's page that it gives."""
    page = stated(filed(1, MINISTRY, text=f"بيان: {QUOTE}.", url="https://jusur.example/7"), START - HOUR)
    cited = (credit("وزارة الجسور", "text_from", "https://jusur.example/7"),) if cites else ()
    report = filed(2, DAILY, statements=(said(QUOTE, "وزارة الجسور"),), credits=cited)
    found = clashes(page, stated(report, START - HOUR - timedelta(hours=hours)))
    return [clash.kind for clash in found if clash.kind == "time"]


def test_a_report_that_states_an_earlier_time_than_the_statement_it_gives_the_address_of_is_told() -> None:
    assert issued(6) == ["time"]


def test_ministers_speak_before_their_ministry_prints_it_and_clocks_differ() -> None:
    assert issued(6, cites=False) == []
    assert issued(3) == []


def test_words_said_after_the_report_of_them_was_published_are_told() -> None:
    later = stated(filed(9, DAILY), START - HOUR).reading.article.published
    report = filed(1, DAILY, statements=(replace(said(QUOTE, medium="بيان"), said_at=later),))
    (clash,) = clashes(stated(report, START - 9 * HOUR))
    assert (clash.kind, clash.keys) == ("time", ("article:1", "statement:1"))
    day = replace(later, precision="day") if later else None
    by_day = filed(1, DAILY, statements=(replace(said(QUOTE, medium="بيان"), said_at=day),))
    assert kinds(stated(by_day, START - 9 * HOUR)) == []


# ---------------------------------------------------------------- word lists


def test_every_agency_of_the_alias_file_is_known_to_the_chain() -> None:
    known = tomllib.loads(files("masdar.read.data").joinpath("outlets.toml").read_text("utf-8"))["agency"]
    assert {search_terms(name) for name in known} <= {search_terms(name) for name in word_list("agencies")}
