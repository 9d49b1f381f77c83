"""The same sites read with templates learned from each site's other pages: floors, which only rise.

Of each site the last page is read by what the others taught: no page is read with a template that it helped to make.
"""

from __future__ import annotations

from functools import cache

import pytest

from .measure import Result
from .table import draw, measure_learned, summarise, tell

pytestmark = pytest.mark.slow

BODY_F1 = 0.99
LEAKING = 0.07
# Pages that a template was found for and used: the others fell back on the general rules.
TAUGHT = 0.9
FACTS = {
    "title": 0.99,
    "published": 0.93,
    "modified": 0.93,
    "section": 0.99,
    "byline": 0.9,
    "authors": 0.91,
    "canonical": 0.99,
    "site_name": 0.99,
    "language": 0.99,
    "tags": 0.97,
    "image": 0.99,
    "text_from": 0.99,
    "facts_from": 0.99,
    "kinds": 0.97,
    "lines": 0.97,
}


@cache
def results() -> list[Result]:
    measured = measure_learned()
    print("\n" + draw(measured))
    return measured


def differing(about: str) -> str:
    lines = [line for result in results() for line in tell(result) if f"  {about}" in line]
    return "\n" + "\n".join(lines[:80])


def test_templates_are_learned_and_used() -> None:
    taught = [result for result in results() if result.reading and result.reading.template is not None]
    assert len(taught) >= TAUGHT * len(results())


def test_bodies_are_read_word_for_word() -> None:
    assert summarise(results()).f1 >= BODY_F1, differing("body")


def test_furniture_stays_out_of_the_body() -> None:
    assert summarise(results()).leaking <= LEAKING, differing("leak")


@pytest.mark.parametrize("fact", FACTS)
def test_facts_are_read_as_an_editor_reads_them(fact: str) -> None:
    assert summarise(results()).facts[fact] >= FACTS[fact], differing(f"{fact}:")
