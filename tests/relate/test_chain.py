"""The chain of a story, on invented outlets and reports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.model import (
    Article,
    ArticleId,
    Chain,
    Credit,
    CreditKind,
    Evidence,
    FiledArticle,
    Reading,
    Reprint,
    SharedPassage,
    Source,
    SourceId,
    SourceKind,
    Span,
    Statement,
    StatementKind,
)
from masdar.relate.chain import as_lines, build_chain, layers

START = datetime(2026, 11, 14, 6, 0, tzinfo=UTC)
QUOTE = "لن نغلق الجسر قبل أن تنتهي أعمال الصيانة كلها في الربيع المقبل"
OTHER = "سنفتح ثلاث مدارس جديدة في الضواحي الشرقية قبل نهاية العام الدراسي"


def source(name: str, kind: SourceKind = "outlet", aliases: tuple[str, ...] = ()) -> Source:
    return Source(SourceId(name), name, f"https://{abs(hash(name))}.example/", (), kind=kind, aliases=aliases)


def credit(name: str, kind: CreditKind = "text_from", url: str | None = None, canonical: str | None = None) -> Credit:
    return Credit(kind, name, Evidence("credit", "attribution", name, "test@1", 0.9), canonical, url)


def said(
    words: str, speaker: str = "وزير الجسور سالم العابد", medium: str | None = None, kind: StatementKind = "direct"
) -> Statement:
    evidence = Evidence("statement", "text", "قال", "test@1", 0.9, Span(0, 0, 3))
    return Statement(kind, (Span(0, 0, len(words)),), (words,), evidence, "قال", speaker, speaker, medium)


def filed(
    number: int,
    of: Source,
    *,
    credits: tuple[Credit, ...] = (),
    statements: tuple[Statement, ...] = (),
    text: str = "نص الخبر كما نشر",
    url: str | None = None,
) -> FiledArticle:
    article = Article(url or f"https://a.example/{number}", "عنوان", (text,), "rtl")
    reading = Reading(article, credits, statements)
    return FiledArticle(ArticleId(number), of, START + timedelta(minutes=number), reading)


def copy(of: int, article: int, *, shared: int = 10, why: str = "seen", containment: float = 0.9) -> Reprint:
    passage = SharedPassage(Span(0, 0, shared), Span(0, 0, shared))
    return Reprint(ArticleId(article), ArticleId(of), containment, (passage,), why, 0.9)  # type: ignore[arg-type]


def edges(chain: Chain) -> set[tuple[str, str, str]]:
    return {(link.newer, link.kind, link.older) for link in chain.links}


AGENCY = source("وكالة أنباء الوادي", "agency", ("و أ و",))
DAILY = source("يوميات الميناء")
GAZETTE = source("جريدة الربوة")
MINISTRY = source("وزارة الجسور", "official")


def test_a_copy_of_a_copy_is_not_drawn_as_a_copy_of_the_first() -> None:
    articles = (filed(1, AGENCY), filed(2, DAILY), filed(3, GAZETTE))
    chain = build_chain(articles, (copy(1, 2), copy(2, 3), copy(1, 3)))
    assert edges(chain) == {("article:2", "reprint", "article:1"), ("article:3", "reprint", "article:2")}
    assert chain.roots == ("article:1",)


def test_a_copy_with_more_of_the_original_than_the_trimmed_copy_has_was_made_from_the_original() -> None:
    articles = (filed(1, AGENCY), filed(2, DAILY), filed(3, GAZETTE))
    chain = build_chain(articles, (copy(1, 2), copy(2, 3, shared=10), copy(1, 3, shared=20)))
    assert edges(chain) == {("article:2", "reprint", "article:1"), ("article:3", "reprint", "article:1")}


def test_a_copy_that_credits_the_original_keeps_that_link() -> None:
    articles = (filed(1, AGENCY), filed(2, DAILY), filed(3, GAZETTE))
    chain = build_chain(articles, (copy(1, 2), copy(2, 3), copy(1, 3, why="credit")))
    assert ("article:3", "reprint", "article:1") in edges(chain)
    assert ("article:3", "reprint", "article:2") not in edges(chain)


def test_a_credit_to_an_outlet_of_the_story_leads_to_its_article() -> None:
    articles = (filed(1, AGENCY), filed(2, DAILY, credits=(credit("و أ و"),)))
    assert edges(build_chain(articles, ())) == {("article:2", "republished_from", "article:1")}


def test_names_differ_by_kind_noun_and_spelling() -> None:
    articles = (filed(1, GAZETTE), filed(2, DAILY, credits=(credit("صحيفة الربوه", "facts_from"),)))
    assert edges(build_chain(articles, ())) == {("article:2", "facts_from", "article:1")}


def test_a_credit_by_address_wins_over_the_name() -> None:
    articles = (
        filed(1, AGENCY, url="https://agency.example/a"),
        filed(2, AGENCY, url="https://agency.example/b"),
        filed(3, DAILY, credits=(credit("وكالة أنباء الوادي", url="http://agency.example/b/"),)),
    )
    assert ("article:3", "republished_from", "article:2") in edges(build_chain(articles, ()))


def test_an_outlet_that_we_hold_nothing_of_gets_one_node_for_all_who_credit_it() -> None:
    articles = (
        filed(1, DAILY, credits=(credit("قناة المرسى", canonical="المرسى"),)),
        filed(2, GAZETTE, credits=(credit("المرسى", "facts_from"),)),
    )
    chain = build_chain(articles, ())
    assert [node.label for node in chain.nodes if node.kind == "outlet"] == ["المرسى"]
    assert chain.roots == tuple(node.key for node in chain.nodes if node.kind == "outlet")
    assert {link.reason for link in chain.links} == {
        "the page says that its text is from قناة المرسى",
        "the page cites المرسى",
    }


def test_a_credit_that_the_copied_article_carries_stays_there() -> None:
    far = credit("قناة المرسى")
    articles = (filed(1, DAILY, credits=(far,)), filed(2, GAZETTE, credits=(far,)))
    chain = build_chain(articles, (copy(1, 2),))
    assert ("article:1", "republished_from", "outlet:مرسي") in edges(chain)
    assert not any(link.newer == "article:2" and link.kind != "reprint" for link in chain.links)


def test_a_page_that_credits_itself_rests_on_nobody() -> None:
    chain = build_chain((filed(1, DAILY, credits=(credit("يوميات الميناء"),)),), ())
    assert chain.links == ()
    assert chain.roots == ("article:1",)


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


def test_other_words_or_another_speaker_are_another_statement() -> None:
    articles = (
        filed(1, DAILY, statements=(said(QUOTE), said(QUOTE, "النائبة هدى الصالح"))),
        filed(2, GAZETTE, statements=(said(OTHER),)),
    )
    assert len([node for node in build_chain(articles, ()).nodes if node.kind == "statement"]) == 3


def test_two_quotations_of_one_post_are_one_statement() -> None:
    articles = (filed(1, DAILY, statements=(said(QUOTE, medium='منصة "إكس"'), said(OTHER))),)
    (node,) = [node for node in build_chain(articles, ()).nodes if node.kind == "statement"]
    assert node.quotes == (QUOTE, OTHER)


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


def test_a_circle_is_kept_and_ends() -> None:
    articles = (
        filed(1, DAILY, credits=(credit("جريدة الربوة"),)),
        filed(2, GAZETTE, credits=(credit("يوميات الميناء"),)),
    )
    chain = build_chain(articles, (copy(1, 2), copy(2, 1)))
    assert len(chain.links) == 4
    assert chain.roots == ()
    assert layers(chain) == (("article:1",), ("article:2",))
    assert as_lines(chain, "article:1")[-1].endswith("(told above)")


def test_the_tree_tells_what_an_article_rests_on() -> None:
    articles = (filed(1, AGENCY, statements=(said(QUOTE, medium="بيان"),)), filed(2, DAILY))
    chain = build_chain(articles, (copy(1, 2),))
    assert as_lines(chain, "article:2") == (
        "يوميات الميناء [article, 2026-11-14 06:02 UTC]",
        "  reprint of: وكالة أنباء الوادي [article, 2026-11-14 06:01 UTC]",
        "      because 90% of the shorter text stands in both, and we saw it earlier (confidence 0.90)",
        "    rests on the statement of: وزير الجسور سالم العابد [statement, بيان, root]",
        "        because the text quotes وزير الجسور سالم العابد, بيان (confidence 0.90)",
        f"        «{QUOTE}»",
    )
    assert as_lines(chain, "article:99") == ()


def test_evidence_of_a_reprint_is_the_longest_shared_passage() -> None:
    articles = (filed(1, AGENCY), filed(2, DAILY, text="نص الخبر كما نشر"))
    (link,) = build_chain(articles, (copy(1, 2, shared=8),)).links
    assert link.evidence is not None
    assert link.evidence.quote == "نص الخبر"


pairs = st.lists(st.tuples(st.integers(1, 7), st.integers(1, 9)), max_size=30)


@settings(max_examples=60, deadline=None)
@given(pairs, st.lists(st.sampled_from([AGENCY, DAILY, GAZETTE, MINISTRY]), min_size=7, max_size=7))
def test_any_reprints_make_a_chain_whose_layers_hold_each_node_once(
    found: list[tuple[int, int]], sources: list[Source]
) -> None:
    names = tuple(credit(of.name) for of in sources[:2])
    articles = tuple(filed(number, of, credits=names) for number, of in enumerate(sources, start=1))
    reprints = tuple(copy(of, article, shared=article + of) for article, of in found)
    chain = build_chain(articles, reprints)
    keys = [node.key for node in chain.nodes]
    assert sorted(key for layer in layers(chain) for key in layer) == sorted(keys)
    assert all(link.newer in keys and link.older in keys for link in chain.links)
    assert set(chain.roots) == set(keys) - {link.newer for link in chain.links}
    copied = {reprint.article for reprint in reprints if reprint.of <= 7 and reprint.of != reprint.article}
    kept = {link.article for link in chain.links if link.kind == "reprint"}
    assert kept == copied  # reduction never leaves a copy without an original
    assert build_chain(tuple(reversed(articles)), tuple(reversed(reprints))) == chain
    for key in keys:
        assert as_lines(chain, key)
