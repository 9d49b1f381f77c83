"""Why a link is there: as a code with its parts, and the same in English."""

from __future__ import annotations

from dataclasses import replace

import pytest
from chains import AGENCY, DAILY, GAZETTE, MINISTRY, OTHER, QUOTE, copy, credit, filed, said

from masdar.model import Why
from masdar.relate.chain import build_chain, in_english
from masdar.relate.chain.reasons import SENTENCES


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_code_has_a_sentence_with_all_its_parts_filled_in(code: str) -> None:
    told = in_english(Why(code, "جريدة الربوة", "بيان", QUOTE, 0.4))
    assert "{" not in told
    assert told[0].islower()
    assert in_english(Why(code)), "parts may be missing"


def test_a_copy_is_called_a_copy_and_a_reworked_text_reworked() -> None:
    articles = (filed(1, AGENCY), filed(2, DAILY))
    whole = copy(1, 2, why="agency")
    (copied,) = build_chain(articles, (whole,)).links
    (reworked,) = build_chain(articles, (replace(whole, kind="reworked", containment=0.26),)).links
    assert copied.why == Why("reprint.agency", share=0.9)
    assert (
        copied.reason
        == "it is a copy: 90% of the shorter text stands in both, and the other is an agency's or an issuer's"
    )
    assert reworked.why == Why("reworked.agency", share=0.26)
    assert reworked.reason.startswith("it is reworked: 26% of")


def test_every_link_says_why_in_both_ways() -> None:
    articles = (
        filed(1, MINISTRY, text=f"بيان: {QUOTE}."),
        filed(2, DAILY, statements=(said(QUOTE, "وزارة الجسور"), said(OTHER, "وزارة التعليم", "بيان", "reported"))),
        filed(3, GAZETTE, credits=(credit("يوميات الميناء", "facts_from"), credit("قناة المرسى"))),
        filed(4, AGENCY, statements=(said(OTHER, "جريدة الربوة", kind="reported"),)),
    )
    links = build_chain(articles, (copy(3, 4),)).links
    whys = {link.why for link in links if link.why}
    assert len(whys) == len(links)
    assert all(link.why and link.reason == in_english(link.why) for link in links)
    assert {
        Why("issuer.page", "وزارة الجسور"),
        Why("statement.quotes", "وزارة الجسور"),
        Why("statement.reports", "وزارة التعليم", "بيان", OTHER),
        Why("credit.facts", "يوميات الميناء"),
        Why("credit.text", "قناة المرسى"),
    } <= whys


def test_reported_words_of_any_length_stay_one_line_of_a_reason() -> None:
    (link,) = build_chain(
        (filed(1, DAILY, statements=(said(f"{OTHER} " * 20, "وزارة التعليم", "بيان", "reported"),)),), ()
    ).links
    words = link.why.words if link.why else None
    assert words
    assert words.endswith("…")
    assert len(words) == 120
