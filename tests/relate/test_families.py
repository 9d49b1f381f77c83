"""Texts that derive from one another are one family; a merged report chains no two of them."""

from __future__ import annotations

import random
from itertools import combinations

from filed_articles import file_article
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.model import FiledArticle, Reprint
from masdar.relate.families import families, main_part
from masdar.relate.reprints import compare


def invent(seed: int, words: int = 40) -> str:
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("ابتجدرسعفقكلمنوي", k=6)) for _ in range(words))


DAM, PARK, SCHOOL = invent(1, 60), invent(2, 50), invent(3, 40)


def reprints(*texts: str) -> list[Reprint]:
    articles = [file_article(number, text, seen_h=number) for number, text in enumerate(texts, 1)]
    return between(articles)


def between(articles: list[FiledArticle]) -> list[Reprint]:
    return [found for a, b in combinations(articles, 2) if (found := compare(a, b, parts=True))]


def test_copies_and_what_was_reworked_from_them_are_one_family() -> None:
    found = reprints(DAM, f"{DAM}\n{invent(4, 5)}", f"{' '.join(DAM.split()[:25])}\n{invent(5, 30)}", PARK, PARK)
    assert families(found) == {1: 1, 2: 1, 3: 1, 4: 4, 5: 4}


def test_a_merged_report_belongs_to_the_family_it_carries_most_of() -> None:
    found = reprints(DAM, DAM, PARK, PARK, f"{DAM}\n{PARK}")
    assert families(found) == {1: 1, 2: 1, 3: 3, 4: 3, 5: 1}


def test_parts_of_one_text_are_one_family_while_a_second_whole_copy_is_there() -> None:
    whole = f"{DAM}\n{PARK}"
    assert set(families(reprints(whole, whole, DAM, PARK)).values()) == {1}


def test_the_main_part_of_a_merged_report() -> None:
    found = [reprint for reprint in reprints(DAM, PARK, PARK, f"{SCHOOL}\n{PARK}\n{DAM}") if reprint.article == 4]
    assert main_part(found[0].article, found) == {1}
    assert main_part(found[0].of, found) == {4}
    assert main_part(found[0].article, []) == frozenset()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from([DAM, PARK, SCHOOL]), min_size=1, max_size=3), max_size=7), st.integers(0, 99))
def test_families_do_not_depend_on_the_order_of_the_reprints(texts: list[list[str]], seed: int) -> None:
    found = reprints(*("\n".join(text) for text in texts))
    shuffled = random.Random(seed).sample(found, len(found))
    assert families(shuffled) == families(found)
    assert families(found).keys() == {end for reprint in found for end in (reprint.article, reprint.of)}
