"""`masdar compare` on the worked-through sample newsroom."""

from __future__ import annotations

import json

import pytest

from commanding import Masdar
from masdar.app import Demo
from masdar.model import SourceId
from masdar.store import articles, comparisons, stories

pytestmark = pytest.mark.slow


@pytest.fixture
def report(worked_demo: Demo) -> tuple[str, str]:
    """The addresses of a report of the ministry's press release and of the release itself."""
    with worked_demo.desk.store.reading() as db:
        card = next(
            each for each in articles.recent_articles(db, 100, source=SourceId("hasad")) if "خليج نوران" in each.title
        )
        found = comparisons.get_comparison(db, card.id)
        assert found is not None
        assert found.base_is == "primary"
        (base,) = articles.filed(db, [found.base])
    return card.url, base.reading.article.url


def test_a_report_is_told_passage_by_passage(masdar: Masdar, worked_demo: Demo, report: tuple[str, str]) -> None:
    done = masdar("compare", report[0], "--data", worked_demo.folder)
    assert done.status == 0
    assert "the issuer's own page" in done.out
    assert "≠ changed" in done.out
    assert "+ added" in done.out


def test_json_holds_the_words_and_with_compares_any_two(
    masdar: Masdar,
    worked_demo: Demo,
    report: tuple[str, str],
) -> None:
    told = json.loads(masdar("compare", report[0], "--json", "--data", worked_demo.folder).out)
    beside = json.loads(masdar("compare", *report[:1], "--with", report[1], "--json", "--data", worked_demo.folder).out)
    assert told["passages"] == beside["passages"]
    assert all(each["base_words"] or each["report_words"] for each in told["passages"])
    assert set(told) == {"article", "base", "kept", "passages"}
    assert set(told["base"]) == {"id", "url", "is"}
    fields = {"verdict", "there", "here", "changes", "near", "base_words", "report_words"}
    assert all(set(each) == fields for each in told["passages"])
    changes = [change for each in told["passages"] for change in each["changes"]]
    assert all(set(each) == {"what", "there", "here", "base_words", "report_words"} for each in changes)


@pytest.mark.parametrize("url", ["https://nowhere.example/1", "x", "\udcff"])
def test_what_is_not_held_is_said(masdar: Masdar, worked_demo: Demo, url: str) -> None:
    done = masdar("compare", url, "--data", worked_demo.folder)
    assert done.status == 1
    assert "No article is stored under" in done.err


def test_our_pages_of_two_articles_are_understood(masdar: Masdar, worked_demo: Demo, report: tuple[str, str]) -> None:
    told = json.loads(masdar("compare", report[0], "--json", "--data", worked_demo.folder).out)
    own = [f"http://127.0.0.1:8800/article/{told[which]['id']}" for which in ("article", "base")]
    assert json.loads(masdar("compare", own[0], "--json", "--data", worked_demo.folder).out) == told
    beside = masdar("compare", own[0], "--with", own[1], "--json", "--data", worked_demo.folder)
    assert json.loads(beside.out)["passages"] == told["passages"]


def test_an_address_half_remembered_is_answered_with_like_ones(
    masdar: Masdar, worked_demo: Demo, report: tuple[str, str]
) -> None:
    done = masdar("compare", report[0] + "0", "--data", worked_demo.folder)
    assert done.status == 1
    assert report[0] in done.err.split()


def test_the_base_itself_is_told_to_be_the_base(
    masdar: Masdar,
    worked_demo: Demo,
    report: tuple[str, str],
) -> None:
    done = masdar("compare", report[1], "--data", worked_demo.folder)
    assert done.status == 1
    assert "what the reports of its story are measured by" in done.err


def test_a_story_of_one_has_nothing_to_be_compared_with(masdar: Masdar, worked_demo: Demo) -> None:
    with worked_demo.desk.store.reading() as db:
        cards = articles.recent_articles(db, 100)
        known = stories.stories_of(db, [card.id for card in cards])
        alone = next(card for card in cards if card.id in known and len(stories.articles_of(db, known[card.id])) == 1)
    done = masdar("compare", alone.url, "--data", worked_demo.folder)
    assert done.status == 1
    assert "no other report of its story is held; say --with URL" in done.err
