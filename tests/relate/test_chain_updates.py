"""Later reports of one outlet on what it reported before, and the same in another language; on invented reports."""

from __future__ import annotations

from dataclasses import replace

import pytest
from chains import AGENCY, DAILY, GAZETTE, HERALD, OTHER, QUOTE, copy, credit, edges, filed, said, source

from masdar.model import ArticleId, Chain, FiledArticle, SharedPassage, Source, Span, TextLink, Translation, Why
from masdar.relate.chain import as_lines, build_chain

FIRST = "تفتح البلدية السوق القديم للمشاة مطلع الأسبوع المقبل بعد أشهر من أعمال الترميم في الأزقة"
AGAIN = "أجلت البلدية فتح السوق القديم للمشاة أسبوعا بعد أن كشفت أعمال الترميم شقوقا في السقوف"
APART = "فاز فريق السهل بكأس الناشئين أمام جمهور كبير في الملعب البلدي مساء الخميس"
PORT = Source(DAILY.id, DAILY.name, "https://mina.example/", ("mina.example",))


def told(
    text: str = AGAIN,
    *,
    title: str = "البلدية تؤجل فتح السوق القديم",
    links: tuple[tuple[str, str], ...] = (),
    of: Source = PORT,
) -> Chain:
    """The chain of a first report and a later one of the same outlet, which links words of its text to addresses."""
    spans = tuple(TextLink(Span(0, text.index(words), text.index(words) + len(words)), url) for words, url in links)
    return build_chain((report(1, FIRST, "السوق القديم يفتح للمشاة", of), report(2, text, title, of, spans)), ())


def report(number: int, text: str, title: str, of: Source = PORT, links: tuple[TextLink, ...] = ()) -> FiledArticle:
    made = filed(number, of, text=text, url=f"https://mina.example/{number}")
    return replace(made, reading=replace(made.reading, article=replace(made.reading.article, title=title, links=links)))


def whys(chain: Chain) -> list[Why | None]:
    return [link.why for link in chain.links if link.kind == "updates"]


def test_an_outlets_text_made_from_its_own_earlier_one_is_an_update_and_no_reprint() -> None:
    chain = build_chain((filed(1, DAILY), filed(2, DAILY)), (copy(1, 2),))
    assert edges(chain) == {("article:2", "updates", "article:1")}
    assert whys(chain) == [Why("updates.text", share=0.9)]
    assert chain.roots == ("article:1",)


def test_an_aggregators_second_text_is_a_copy_and_no_update() -> None:
    digest = source("جامع الأخبار", "aggregator")
    chain = build_chain((filed(1, digest), filed(2, digest)), (copy(1, 2),))
    assert edges(chain) == {("article:2", "reprint", "article:1")}


def test_what_an_update_copies_from_others_stays() -> None:
    articles = (filed(1, AGENCY), filed(2, DAILY), filed(3, DAILY))
    chain = build_chain(articles, (copy(1, 2), copy(2, 3), copy(1, 3)))
    assert edges(chain) == {
        ("article:2", "reprint", "article:1"),
        ("article:3", "updates", "article:2"),
        ("article:3", "reprint", "article:1"),
    }
    assert chain.roots == ("article:1",)


def test_an_update_is_no_copy_of_those_who_copied_the_first_report() -> None:
    articles = (filed(1, DAILY), filed(2, GAZETTE), filed(3, DAILY))
    chain = build_chain(articles, (copy(1, 2), copy(1, 3), copy(2, 3)))
    assert ("article:3", "reprint", "article:2") not in edges(chain)
    more = build_chain(articles, (copy(1, 2), copy(1, 3), copy(2, 3, shared=16)))
    assert {("article:3", "reprint", "article:2"), ("article:3", "updates", "article:1")} <= edges(more)


def test_a_report_that_links_to_the_outlets_earlier_one_updates_it() -> None:
    chain = told(links=(("فتح السوق القديم", "http://www.mina.example/1/"),))
    assert whys(chain) == [Why("updates.linked", words="فتح السوق القديم")]
    (link,) = chain.links
    assert link.evidence is not None
    assert link.evidence.span == Span(0, 13, 29)
    assert chain.roots == ("article:1",)


def test_words_that_say_so_beside_a_link_of_its_own_are_an_update_of_the_last_report_on_it() -> None:
    for words in (
        "وكنا قد نشرنا تفاصيل المشروع",
        "وكانت «يوميات الميناء» نشرت تفاصيل المشروع",
        "وكانت الصحيفة قد نشرت تفاصيل المشروع",
    ):
        chain = told(f"{AGAIN}. {words}", links=(("تفاصيل المشروع", "https://mina.example/tag/souq"),))
        assert whys(chain) == [Why("updates.linked", words="تفاصيل المشروع")]
    for words, url in (
        ("وكنا قد نشرنا تفاصيل المشروع", "https://else.example/1"),
        ("اقرأ تفاصيل المشروع", "https://mina.example/9"),
    ):
        assert whys(told(f"{AGAIN}. {words}", links=(("تفاصيل المشروع", url),))) == []


@pytest.mark.parametrize(
    "title",
    [
        "تحديث: البلدية تؤجل فتح السوق القديم",
        "محدّث | البلدية تؤجل فتح السوق القديم",
        "(تحديث بتفاصيل جديدة) البلدية تؤجل فتح السوق القديم",
        "تحديث 2 - البلدية تؤجل فتح السوق القديم",
        "البلدية تؤجل فتح السوق القديم - متابعة",
        "Updated: البلدية تؤجل فتح السوق القديم",
    ],
)
def test_a_mark_over_a_report_on_the_same_makes_it_an_update(title: str) -> None:
    (why,) = whys(told(title=title))
    assert why
    assert why.code == "updates.marked"
    assert (why.words or "no mark") in title


@pytest.mark.parametrize(
    "title", ["تحديث شبكة المياه في السوق القديم", "وزارة الري: تحديث الخطة جار", "البلدية تؤجل تحديث السوق", "تحديث"]
)
def test_the_word_inside_a_headline_is_no_mark(title: str) -> None:
    assert whys(told(title=title)) == []


def test_a_mark_before_the_text_counts_and_the_line_of_who_covered_it_does_not() -> None:
    assert [why.code for why in whys(told(f"تحديث: {AGAIN}")) if why] == ["updates.marked"]
    assert whys(told(f"متابعة: {AGAIN}")) == []
    assert whys(told(f"قالت بلدية السوق القديم اليوم: تحديث {AGAIN}")) == []


def test_a_second_report_that_shares_nothing_is_no_update_whatever_its_mark() -> None:
    assert whys(told(APART, title="تحديث: فريق السهل بطلا")) == []
    assert whys(told()) == [], "on the same, but nothing says that it goes on with the first"


def test_reports_that_quote_the_same_words_share_them() -> None:
    articles = (report(1, APART, "أول"), report(2, FIRST, "تحديث: ثان"))
    both = tuple(replace(each, reading=replace(each.reading, statements=(said(QUOTE),))) for each in articles)
    assert len(whys(build_chain(both, ()))) == 1


def test_a_link_to_another_outlet_or_to_what_came_later_is_no_update() -> None:
    assert whys(told(links=(("السوق القديم", "https://mina.example/2"),))) == []
    other = build_chain(
        (
            report(1, FIRST, "أول", GAZETTE),
            report(2, AGAIN, "ثان", links=(TextLink(Span(0, 0, 4), "https://mina.example/1"),)),
        ),
        (),
    )
    assert whys(other) == []


# ---------------------------------------------------------------- translations

ABROAD = source("The Valley Herald")


def translation(article: int, of: int, *paragraphs: int, confidence: float = 0.8) -> Translation:
    pairs = tuple(SharedPassage(Span(number, 0, 9), Span(number, 0, 9)) for number in paragraphs or (0,))
    return Translation(ArticleId(article), ArticleId(of), pairs, (("42", "42"),), "published", confidence)


def test_a_translation_rests_on_its_original_and_is_no_root() -> None:
    articles = (filed(1, DAILY), filed(2, ABROAD, text="The bridge stays closed until spring"))
    chain = build_chain(articles, (), (translation(2, 1),))
    (link,) = chain.links
    assert (link.kind, link.why) == ("translates", Why("translates.published"))
    assert link.evidence is not None
    assert link.evidence.quote == "The bridg"
    assert chain.roots == ("article:1",)
    assert "translation of" in as_lines(chain, "article:2")[1]


def test_a_translations_credits_and_quotations_are_its_originals() -> None:
    far = credit("Marsa TV", canonical="المرسى")
    original = filed(1, DAILY, credits=(credit("قناة المرسى"),), statements=(said(QUOTE, medium="بيان"),))
    english = filed(
        2,
        ABROAD,
        credits=(far,),
        statements=(said("we will not close it before spring", "Minister Salem", "statement"),),
    )
    chain = build_chain((original, english), (), (translation(2, 1),))
    assert [link.kind for link in chain.links if link.newer == "article:2"] == ["translates"]
    assert [node.label for node in chain.nodes if node.kind == "statement"] == ["وزير الجسور سالم العابد"]


def test_what_a_translation_adds_in_paragraphs_of_its_own_stays() -> None:
    added = replace(said(OTHER, "النائبة هدى الصالح", "بيان"), content=(Span(3, 0, 9),))
    chain = build_chain((filed(1, DAILY), filed(2, ABROAD, statements=(added,))), (), (translation(2, 1, 0),))
    assert [link.kind for link in chain.links] == ["rests_on", "translates"]


def test_copies_of_a_translation_and_translations_of_a_copy_are_not_drawn_twice() -> None:
    articles = (filed(1, AGENCY), filed(2, DAILY), filed(3, ABROAD), filed(4, HERALD))
    found = tuple(translation(article, of) for article in (3, 4) for of in (1, 2))
    chain = build_chain(articles, (copy(1, 2), copy(3, 4)), found)
    assert edges(chain) == {
        ("article:2", "reprint", "article:1"),
        ("article:3", "translates", "article:1"),
        ("article:4", "reprint", "article:3"),
    }


def test_a_translation_of_an_article_outside_the_story_is_left_out() -> None:
    assert build_chain((filed(1, DAILY),), (), (translation(1, 9), translation(9, 1))).links == ()
