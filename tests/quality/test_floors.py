"""The page reader on invented sites that it was not written for: figures must not fall under these floors.

Floors only rise: set each a little under what is measured once a change has made it better, never lower it.
`pytest -s` prints the table; a failure lists the pages and what differs on them.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import lxml.html
import pytest

from .editions import site_names
from .gold import clean
from .measure import Result
from .table import all_pages, draw, measure_all, summarise, tell

pytestmark = pytest.mark.slow

BODY_F1 = 0.986
# The worst page that was read at all, and how many may be refused.
WORST_PAGE = 0.59
REFUSED = 1
LEAKING = 0.15
# Shares of pages on which the fact is right.
FACTS = {
    "title": 0.99,
    "published": 0.935,
    "modified": 0.945,
    "section": 0.985,
    "byline": 0.915,
    "authors": 0.92,
    "canonical": 0.99,
    "site_name": 0.99,
    "language": 0.99,
    "tags": 0.97,
    "image": 0.99,
    "text_from": 0.985,
    "facts_from": 0.99,
    "kinds": 0.975,
    "lines": 0.97,
}


@cache
def results() -> list[Result]:
    measured = measure_all()
    print("\n" + draw(measured))
    return measured


def differing(wrong: list[Result], about: str = "") -> str:
    lines = [line for result in wrong for line in tell(result) if f"  {about}" in line]
    return "\n" + "\n".join(lines[:80])


def test_there_are_many_designs_and_each_prints_several_articles() -> None:
    counts = Counter(page.id.split("/")[0] for page in all_pages())
    assert len(site_names()) >= 24
    assert min(counts.values()) >= 5


def test_the_gold_stands_on_its_page() -> None:
    for page in all_pages():
        printed = clean("".join(map(str, lxml.html.fromstring(decode(page.data)).itertext())))
        missing = [text for text in (page.gold.title, *page.gold.text.split("\n")) if clean(text) not in printed]
        assert not missing, f"{page.id}: {missing}"


def decode(data: bytes) -> str:
    """The two encodings that the sites are written in cannot be taken for each other."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("windows-1256")


def test_bodies_are_read_word_for_word() -> None:
    figures = summarise(results())
    assert figures.f1 >= BODY_F1, differing([r for r in results() if r.f1 < BODY_F1])


def test_no_page_is_read_badly() -> None:
    refused = [result for result in results() if result.refusal]
    assert len(refused) <= REFUSED, differing(refused)
    bad = [result for result in results() if not result.refusal and result.f1 < WORST_PAGE]
    assert not bad, differing(bad)


def test_furniture_stays_out_of_the_body() -> None:
    assert summarise(results()).leaking <= LEAKING, differing([r for r in results() if r.leaks], "leak")


@pytest.mark.parametrize("fact", FACTS)
def test_facts_are_read_as_an_editor_reads_them(fact: str) -> None:
    wrong = [result for result in results() if fact in result.checks and not result.checks[fact].right]
    assert summarise(results()).facts[fact] >= FACTS[fact], differing(wrong, f"{fact}:")
