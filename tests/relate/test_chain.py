"""The chain of a story, on invented outlets and reports."""

from __future__ import annotations

from chains import AGENCY, DAILY, GAZETTE, HERALD, MINISTRY, QUOTE, copy, credit, edges, filed, said
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.model import ArticleId, Chain, Reprint, SharedPassage, Source, Span
from masdar.relate.chain import as_lines, build_chain, layers

SEEN = "it is a copy: 90% of the shorter text stands in both, and we saw the other earlier"


def test_a_copy_of_a_copy_is_not_drawn_as_a_copy_of_the_first() -> None:
    articles = (filed(1, HERALD), filed(2, DAILY), filed(3, GAZETTE))
    chain = build_chain(articles, (copy(1, 2), copy(2, 3), copy(1, 3)))
    assert edges(chain) == {("article:2", "reprint", "article:1"), ("article:3", "reprint", "article:2")}
    assert chain.roots == ("article:1",)


WIRE = "افتتح الجسر الجديد صباح اليوم بعد أعوام من العمل"
PAPER = "افتتح الجسر الجديد صباح اليوم وسط فرح الأهالي بعد أعوام من العمل"
FIRST, LAST = len("افتتح الجسر الجديد صباح اليوم"), len(" بعد أعوام من العمل")


def passages(article: int, of: int, *pairs: tuple[tuple[int, int], tuple[int, int]]) -> Reprint:
    found = tuple(SharedPassage(Span(0, *here), Span(0, *there)) for here, there in pairs)
    return Reprint(ArticleId(article), ArticleId(of), 0.9, found, "published", 0.9)


def wire_copies(third: str) -> Chain:
    """The agency, a paper that put words into its text, and a third text that shares with both."""
    articles = (filed(1, AGENCY, text=WIRE), filed(2, DAILY, text=PAPER), filed(3, GAZETTE, text=third))
    ends = [(len(text) - LAST, len(text)) for text in (WIRE, PAPER, third)]
    both = [((0, FIRST), (0, FIRST))]
    middle = passages(2, 1, *both, (ends[1], ends[0]))
    to_wire = passages(3, 1, *both, (ends[2], ends[0]))
    whole = [((0, len(PAPER)), (0, len(PAPER)))]
    to_paper = passages(3, 2, *(whole if third == PAPER else [*both, (ends[2], ends[1])]))
    return build_chain(articles, (middle, to_paper, to_wire))


def test_a_copy_that_shares_as_much_with_the_agency_was_made_from_the_agency() -> None:
    assert edges(wire_copies(WIRE)) == {("article:2", "reprint", "article:1"), ("article:3", "reprint", "article:1")}


def test_a_copy_with_the_words_of_another_copy_was_made_from_that_copy() -> None:
    assert edges(wire_copies(PAPER)) == {("article:2", "reprint", "article:1"), ("article:3", "reprint", "article:2")}


def test_one_word_of_the_other_copy_tells_whose_copy_it_is() -> None:
    same = len("نص الخبر كما نشر في المدينة")
    texts = ("نص الخبر كما نشر في المدينة اليوم", "نص الخبر كما نشر في المدينة أمس", "نص الخبر كما نشر في المدينة أمس")
    articles = tuple(
        filed(n, of, text=text) for n, of, text in zip((1, 2, 3), (AGENCY, DAILY, GAZETTE), texts, strict=True)
    )
    common, more = ((0, same), (0, same)), ((0, same + 4), (0, same + 4))
    chain = build_chain(articles, (passages(2, 1, common), passages(3, 1, common), passages(3, 2, more)))
    assert ("article:3", "reprint", "article:2") in edges(chain)


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


def test_a_circle_is_kept_and_ends() -> None:
    articles = (
        filed(1, DAILY, credits=(credit("جريدة الربوة"),)),
        filed(2, GAZETTE, credits=(credit("يوميات الميناء"),)),
    )
    chain = build_chain(articles, (copy(1, 2), copy(2, 1)))
    assert len(chain.links) == 4
    assert chain.roots == ("article:1",)
    assert layers(chain) == (("article:1",), ("article:2",))
    lines = as_lines(chain, "article:1")
    assert lines[lines.index("contradictions:") - 1].endswith("(told above)")


def test_the_tree_tells_what_an_article_rests_on() -> None:
    articles = (filed(1, AGENCY, statements=(said(QUOTE, medium="بيان"),)), filed(2, DAILY))
    chain = build_chain(articles, (copy(1, 2),))
    assert as_lines(chain, "article:2") == (
        "يوميات الميناء [article, 2026-11-14 06:02 UTC]",
        "  reprint of: وكالة أنباء الوادي [article, 2026-11-14 06:01 UTC]",
        f"      because {SEEN} (confidence 0.90)",
        "    rests on the statement of: وزير الجسور سالم العابد [statement, بيان, root]",
        "        because the text quotes وزير الجسور سالم العابد, بيان (confidence 0.90)",
        f"        «{QUOTE}»",
        "goes back to 1 root: وزير الجسور سالم العابد [statement]",
        "gaps:",
        "  وزير الجسور سالم العابد [statement]: cited by 1, not located",
    )
    assert as_lines(chain, "article:99") == ()


def test_what_several_articles_rest_on_is_told_once() -> None:
    articles = (filed(1, AGENCY, statements=(said(QUOTE, medium="بيان"),)), filed(2, DAILY), filed(3, GAZETTE))
    lines = as_lines(build_chain(articles, (copy(1, 2), copy(1, 3))), "article:2", "article:3")
    assert sum(QUOTE in line for line in lines) == 1
    assert "  reprint of: وكالة أنباء الوادي [article, 2026-11-14 06:01 UTC] (told above)" in lines
    assert [line for line in lines if line.startswith(("goes back", "gaps"))] == [
        "goes back to 1 root: وزير الجسور سالم العابد [statement]",
        "gaps:",
    ]


def test_several_links_to_one_node_are_told_together() -> None:
    articles = (filed(1, AGENCY), filed(2, DAILY, credits=(credit("و أ و"),)))
    lines = as_lines(build_chain(articles, (copy(1, 2),)), "article:2")
    assert lines[1:] == (
        "  reprint of, says its words are from: وكالة أنباء الوادي [article, 2026-11-14 06:01 UTC, root]",
        f"      because {SEEN} (confidence 0.90)",
        "      because the page says that its text is from و أ و (confidence 0.90)",
        "goes back to 1 root: وكالة أنباء الوادي [article]",
    )


def test_an_article_that_is_its_own_root_is_one_line() -> None:
    assert as_lines(build_chain((filed(1, AGENCY),), ()), "article:1") == (
        "وكالة أنباء الوادي [article, 2026-11-14 06:01 UTC, root]",
    )


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
    assert chain.roots or not keys
    copied = {reprint.article for reprint in reprints if reprint.of <= 7 and reprint.of != reprint.article}
    kept = {link.article for link in chain.links if link.kind in ("reprint", "updates")}
    assert kept == copied  # reduction never leaves a copy without an original
    assert build_chain(tuple(reversed(articles)), tuple(reversed(reprints))) == chain
    for key in keys:
        assert as_lines(chain, key)
