"""Shared passages are found wherever they were moved, longest first, in time that grows with the texts' lengths."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.relate.passages import LEAST_WORDS, Run, find_runs

WORDS = [f"w{number}" for number in range(60)]
FEW_WORDS = st.lists(st.sampled_from("abc"), max_size=60)


def test_reordered_parts_are_all_found() -> None:
    moved = WORDS[40:] + WORDS[:20] + WORDS[20:40]
    assert find_runs(WORDS, moved) == (Run(0, 20, 40), Run(40, 0, 20))


def test_the_longest_match_wins_over_an_earlier_short_one() -> None:
    stock = WORDS[:10]
    second = stock + ["x"] * 3 + WORDS[:40]
    assert find_runs(WORDS[:40], second) == (Run(0, 13, 40),)


def test_no_word_is_used_twice() -> None:
    assert find_runs(WORDS[:20], WORDS[:20] + WORDS[:20]) == (Run(0, 0, 20),)


def test_what_is_left_of_a_longer_match_is_still_reported() -> None:
    """Words 20 to 50 stand once in the second text; the rest of the other match has ten words left."""
    second = WORDS[20:50] + ["x"] + WORDS[10:30]
    assert find_runs(WORDS, second) == (Run(10, 31, 10), Run(20, 0, 30))


def test_runs_that_are_too_short_are_none() -> None:
    assert find_runs(WORDS[: LEAST_WORDS - 1], WORDS) == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["a"] * 40_000, ["a"] * 39_000),
        (["a", "b"] * 20_000, ["b", "a"] * 20_000),
        (WORDS * 700, WORDS[30:] + WORDS * 700),
        (random.Random(1).choices("ab", k=40_000), random.Random(2).choices("ab", k=40_000)),
    ],
    ids=["one word", "two words", "period", "chance"],
)
def test_repetition_costs_no_more_than_length(first: list[str], second: list[str]) -> None:
    begun = time.process_time()
    find_runs(first, second)
    assert time.process_time() - begun < 5


@given(FEW_WORDS, FEW_WORDS)
def test_runs_are_equal_words_of_which_none_is_used_twice(first: list[str], second: list[str]) -> None:
    here: list[int] = []
    there: list[int] = []
    for run in find_runs(first, second):
        assert run.length >= LEAST_WORDS
        assert first[run.here : run.here + run.length] == second[run.there : run.there + run.length]
        here.extend(range(run.here, run.here + run.length))
        there.extend(range(run.there, run.there + run.length))
    assert len(set(here)) == len(here)
    assert len(set(there)) == len(there)


@given(st.lists(st.sampled_from("abcdefgh"), min_size=LEAST_WORDS, max_size=80))
def test_a_text_is_one_passage_of_itself(words: list[str]) -> None:
    assert find_runs(words, words) == (Run(0, 0, len(words)),)
