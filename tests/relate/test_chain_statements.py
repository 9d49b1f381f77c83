"""The statements of a story's chain: who speaks, under which names, on whose page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from chains import DAILY, GAZETTE, HERALD, MINISTRY, OTHER, QUOTE, credit, edges, filed, said, source

from masdar.model import Chain, Credit, Embed, Evidence, Span, TextLink
from masdar.relate.chain import build_chain, layers


def test_the_platform_of_a_statement_is_not_a_source_of_its_own() -> None:
    post = said(QUOTE, medium='منصة "إكس"')
    chain = build_chain((filed(1, DAILY, credits=(credit("إكس", "facts_from"),), statements=(post,)),), ())
    assert [node.kind for node in chain.nodes] == ["article", "statement"]


def test_reports_of_the_same_words_rest_on_one_statement() -> None:
    articles = (
        filed(1, DAILY, statements=(said(QUOTE, medium='منصة "إكس"'),)),
        filed(2, GAZETTE, statements=(said("لن نُغلق الجسر قبل أن تنتهي أعمال الصيانه كلها", "العابد"),)),
    )
    chain = build_chain(articles, ())
    (node,) = [node for node in chain.nodes if node.kind == "statement"]
    assert node.medium == 'منصة "إكس"'
    assert node.label == "وزير الجسور سالم العابد"
    assert QUOTE in node.quotes
    assert {link.newer for link in chain.links} == {"article:1", "article:2"}
    assert chain.roots == (node.key,)


def speakers(chain: Chain) -> list[str]:
    return [node.label for node in chain.nodes if node.kind == "statement"]


def test_all_that_a_speaker_says_in_a_story_is_one_statement() -> None:
    articles = (
        filed(1, DAILY, statements=(said(QUOTE, medium="مؤتمر صحفي"), said(QUOTE, "النائبة هدى الصالح"))),
        filed(2, GAZETTE, statements=(said(OTHER, "سالم العابد", medium="بيان"),)),
    )
    chain = build_chain(articles, ())
    assert sorted(speakers(chain)) == ["النائبة هدى الصالح", "وزير الجسور سالم العابد"]
    (node,) = [node for node in chain.nodes if node.label.startswith("وزير")]
    assert node.quotes == (QUOTE, OTHER)
    assert node.medium == "مؤتمر صحفي، بيان"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("وزير الشؤون البحرية، راكان الهيلمان", "راكان الهيلمان"),
        ("وزير الشؤون البحرية، راكان الهيلمان", "الوزير راكان الهيلمان"),
        ("وزارة الشؤون البحرية", "الوزارة"),
        ("وزيرة الجسور هدى الصالح", "الوزيرة"),
        ("المدير العام للمرفأ الدكتور نادر حمدان", "نادر حمدان"),
    ],
)
def test_a_short_name_is_the_one_full_name_that_holds_it(one: str, other: str) -> None:
    articles = (filed(1, DAILY, statements=(said(QUOTE, one),)), filed(2, GAZETTE, statements=(said(OTHER, other),)))
    assert speakers(build_chain(articles, ())) == [one]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("وزير النقل", "نائب وزير النقل"),
        ("وزير النقل سالم العابد", "وزير النقل هاشم الراوي"),
        ("مصدر أمني", "مصدر أمني"),
        ("شهود", "شهود من القرية"),
    ],
)
def test_an_office_near_another_and_unnamed_sources_are_not_put_together(one: str, other: str) -> None:
    articles = (filed(1, DAILY, statements=(said(QUOTE, one),)), filed(2, GAZETTE, statements=(said(OTHER, other),)))
    assert len(speakers(build_chain(articles, ()))) == 2


def test_a_short_name_that_two_speakers_bear_is_nobodys() -> None:
    names = ("وزير النقل سالم العابد", "وزير الصحة هاشم الراوي")
    articles = (
        filed(1, DAILY, statements=tuple(said(words, name) for words, name in zip((QUOTE, OTHER), names, strict=True))),
        filed(2, GAZETTE, statements=(said("سنعود إلى هذا الأمر في الأسبوع المقبل", "الوزير"),)),
    )
    assert sorted(speakers(build_chain(articles, ()))) == sorted((*names, "الوزير"))


def test_an_office_and_a_name_side_by_side_are_one_speaker() -> None:
    text = "وحضرت وزيرة الجسور، هدى الصالح، حفل الافتتاح."
    both = (said(QUOTE, "هدى الصالح"), said(OTHER, "وزيرة الجسور", kind="reported"))
    assert len(speakers(build_chain((filed(1, DAILY, text=text, statements=both),), ()))) == 1


def test_what_a_source_says_on_its_own_page_is_no_statement_of_another() -> None:
    bodies = ("وزارة الجسور", "الوزارة")
    article = filed(1, MINISTRY, text=QUOTE, statements=tuple(said(QUOTE, name) for name in bodies))
    assert speakers(build_chain((article,), ())) == []


@pytest.mark.parametrize(
    "speaker", ["وزارة الجسور", "الوزارة", "وزير الجسور، سالم العابد", "المتحدث باسم وزارة الجسور"]
)
def test_the_issuers_page_carries_the_words_of_those_who_speak_for_it(speaker: str) -> None:
    articles = (filed(1, MINISTRY, text=f"بيان: {QUOTE}."), filed(2, DAILY, statements=(said(QUOTE, speaker),)))
    assert ("statement:1", "published_as", "article:1") in edges(build_chain(articles, ()))


@pytest.mark.parametrize("speaker", ["وزارة الصحة", "النائبة هدى الصالح", "رئيس الحكومة"])
def test_the_same_words_on_anothers_page_are_not_published_by_their_speaker(speaker: str) -> None:
    articles = (filed(1, MINISTRY, text=f"بيان: {QUOTE}."), filed(2, DAILY, statements=(said(QUOTE, speaker),)))
    assert not any(link.kind == "published_as" for link in build_chain(articles, ()).links)


def test_a_ministry_of_another_country_is_another_issuer() -> None:
    ministry = source("وزارة الجسور في جمهورية سهلان", "official")
    for speaker, is_it in (("وزارة الجسور البحرانية", False), ("وزارة الجسور السهلانية", True)):
        articles = (filed(1, ministry, text=QUOTE), filed(2, DAILY, statements=(said(QUOTE, speaker),)))
        kinds = {link.kind for link in build_chain(articles, ()).links}
        assert ("published_as" in kinds) is is_it


CHANNEL = source("صوت الجسور", "channel")
POST = "https://t.me/jisr_voice/7?embed=1&mode=tme"


@pytest.mark.parametrize("cited", ["https://t.me/jisr_voice/7", "https://telegram.me/s/Jisr_Voice/7?single"])
@pytest.mark.parametrize("how", ["link", "embed", "credit"])
def test_a_post_that_a_report_cites_carries_the_words_that_it_quotes(cited: str, how: str) -> None:
    post, report = filed(1, CHANNEL, text=f"بيان: {QUOTE}.", url=POST), filed(2, DAILY, statements=(said(QUOTE),))
    assert not any(link.kind == "published_as" for link in build_chain((post, report), ()).links)
    article = report.reading.article
    if how == "link":
        article = replace(article, links=(TextLink(Span(0, 0, 2), cited),))
    if how == "embed":
        article = replace(article, embeds=(Embed("Telegram", cited, 0),))
    credits = (credit("صوت الجسور", "facts_from", cited),) if how == "credit" else ()
    report = replace(report, reading=replace(report.reading, article=article, credits=credits))
    assert ("statement:1", "published_as", "article:1") in edges(build_chain((post, report), ()))


def test_a_post_without_the_words_does_not_carry_them_however_it_is_cited() -> None:
    post = filed(1, CHANNEL, text=f"بيان: {OTHER}.", url=POST)
    report = filed(2, DAILY, statements=(said(QUOTE),), credits=(credit("صوت الجسور", "facts_from", POST),))
    found = edges(build_chain((post, report), ()))
    assert ("article:2", "facts_from", "article:1") in found
    assert not any(kind == "published_as" for _, kind, _ in found)


def test_a_post_that_is_shown_and_held_is_linked_at_its_address() -> None:
    post = filed(1, CHANNEL, text=QUOTE, url=POST)
    report = filed(2, DAILY, credits=(credit("jisr_voice", "facts_from", "https://t.me/Jisr_Voice/7"),))
    assert edges(build_chain((post, report), ())) == {("article:2", "facts_from", "article:1")}


def test_words_in_the_headline_of_a_post_stand_on_its_page() -> None:
    post = filed(1, MINISTRY, text="تفاصيل البيان في ما يلي")
    post = replace(post, reading=replace(post.reading, article=replace(post.reading.article, title=QUOTE)))
    found = edges(build_chain((post, filed(2, DAILY, statements=(said(QUOTE, "وزارة الجسور"),))), ()))
    assert ("statement:1", "published_as", "article:1") in found


def test_one_of_many_quotations_on_the_issuers_page_hangs_the_statement_there() -> None:
    many = (said(OTHER, "وزارة الجسور"), said(QUOTE, "وزارة الجسور"))
    articles = (filed(1, MINISTRY, text=f"بيان: {QUOTE}."), filed(2, DAILY, statements=many))
    chain = build_chain(articles, ())
    assert ("statement:1", "published_as", "article:1") in edges(chain)
    assert chain.roots == ("article:1",)


def test_an_outlet_of_the_story_that_speaks_is_cited() -> None:
    relayed = replace(said(OTHER, "وزير الجسور سالم العابد"), via="صحيفة الربوة")
    articles = (
        filed(1, GAZETTE),
        filed(2, DAILY, statements=(said(QUOTE, "جريدة الربوة", kind="reported"),)),
        filed(3, HERALD, statements=(relayed,)),
    )
    found = edges(build_chain(articles, ()))
    assert {("article:2", "facts_from", "article:1"), ("article:3", "facts_from", "article:1")} <= found


def test_a_credit_cut_short_is_completed_by_the_text() -> None:
    text = "وذكرت صحيفة ربوة اليوم أن الجسر مغلق."
    span = Span(0, text.index("ربوة"), text.index("ربوة") + 4)
    cut = Credit("facts_from", "ربوة", Evidence("credit", "text", "ربوة", "test@1", 0.7, span))
    articles = (filed(1, source("ربوة اليوم")), filed(2, DAILY, text=text, credits=(cut,)))
    assert edges(build_chain(articles, ())) == {("article:2", "facts_from", "article:1")}


def test_the_issuers_own_page_stands_at_the_root() -> None:
    articles = (
        filed(5, MINISTRY, text=f"قال الوزير: {QUOTE}.", statements=(said(QUOTE),)),
        filed(1, DAILY, statements=(said(QUOTE),)),
    )
    chain = build_chain(articles, ())
    assert edges(chain) == {
        ("article:1", "rests_on", "statement:1"),
        ("statement:1", "published_as", "article:5"),
    }
    assert chain.roots == ("article:5",)
    assert layers(chain) == (("article:5",), ("statement:1",), ("article:1",))


def test_an_issuers_page_that_nobody_reports_has_no_statement_node() -> None:
    chain = build_chain((filed(1, MINISTRY, text=QUOTE, statements=(said(QUOTE),)),), ())
    assert [node.kind for node in chain.nodes] == ["article"]


def test_reported_words_of_private_speakers_without_a_medium_are_not_drawn() -> None:
    loose = said(QUOTE, "جار للضحية", kind="reported")
    official = said(OTHER, "وزارة التعليم", kind="reported")
    chain = build_chain((filed(1, DAILY, statements=(loose, official)),), ())
    assert [node.label for node in chain.nodes if node.kind == "statement"] == ["وزارة التعليم"]


def test_reported_words_are_no_quotation() -> None:
    chain = build_chain((filed(1, DAILY, statements=(said(OTHER, "وزارة التعليم", "بيان", "reported"),)),), ())
    assert [node.quotes for node in chain.nodes if node.kind == "statement"] == [()]
    assert chain.links[0].reason == f"the text reports وزارة التعليم, بيان: {OTHER}"


def test_a_story_shows_its_six_best_supported_statements() -> None:
    many = tuple(said(f"كلام رقم {n} عن موضوع {n * 7} في يوم {n * 13}", f"متحدث {n} باسم جهة {n}") for n in range(20))
    articles = (filed(1, DAILY, statements=many), filed(2, GAZETTE, statements=(many[17],)))
    nodes = [node for node in build_chain(articles, ()).nodes if node.kind == "statement"]
    assert len(nodes) == 6
    assert nodes[0].label == "متحدث 17 باسم جهة 17"
