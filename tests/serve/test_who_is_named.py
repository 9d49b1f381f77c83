"""Platforms are no sources, nobody is named twice, and two copies of one original are no copies of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from masdar.model import Chain, ChainLink, ChainNode, Credit, Evidence, Reading
from masdar.serve import SiteSettings, site
from masdar.serve.credited import credits_of
from masdar.store import open_store, relations, sources, stories

from .invented import DIFAF, MARFA, MORNING, MURSAL, NOW, SOURCES, credit, file, reading, reprint, said

LINE = "قالت الوزيرة عبر منصة «موج»: «سنفتح البوابات يوم الأحد قبل الظهر»، وفق إذاعة الوادي."


def told(*credits: Credit, medium: str = "منصة «موج»") -> Reading:
    statement = said((LINE,), "سنفتح البوابات يوم الأحد قبل الظهر", "الوزيرة", "قالت", medium)
    return reading("https://marfa.example/1", "البوابات", (LINE,), MORNING, credits=credits, statements=(statement,))


def facts(name: str) -> Credit:
    return replace(credit(name, "وفق", LINE, facts=True, field="text"), canonical_name=None)


def names(found: Reading) -> list[str]:
    return [each.name for each in credits_of(found)]


def test_a_platform_is_no_source_of_facts() -> None:
    assert names(told(facts("موج"), facts("إذاعة الوادي"))) == ["إذاعة الوادي"]


def test_an_outlet_that_was_spoken_to_stays_a_source() -> None:
    assert names(told(facts("إذاعة الوادي"), medium="إذاعة الوادي")) == ["إذاعة الوادي"]


def test_a_part_of_a_word_is_no_name() -> None:
    assert names(told(facts("مو"))) == ["مو"]


def test_who_wrote_the_text_may_be_called_as_a_platform_is() -> None:
    assert names(told(replace(facts("موج"), kind="text_from"))) == ["موج"]


def test_equal_credits_are_named_once_by_the_one_that_says_most() -> None:
    full = replace(facts("إذاعة الوادي"), url="https://wadi.example/1")
    found = credits_of(told(facts("إذاعة الوادي"), full, facts("إذاعةُ الوادي"), facts("وكالة مرسال")))
    assert found == (full, facts("وكالة مرسال"))


def test_the_article_page_names_no_platform_and_nobody_twice() -> None:
    with open_store("sqlite://") as store:
        with store.writing() as db:
            sources.save_source(db, MARFA, NOW)
            twice = replace(
                facts("إذاعة الوادي"), evidence=Evidence("credit", "text", "إذاعة الوادي", "credits.cited@1")
            )
            file(db, MARFA, told(facts("موج"), facts("إذاعة الوادي"), twice, facts("وكالة مرسال")), NOW)
        text = TestClient(site(store, SiteSettings(), lambda: NOW)).get("/article/1").text
    assert "وتستند المادة في وقائعها إلى إذاعة الوادي وإلى وكالة مرسال." in re.sub(r"<[^>]+>", "", text)
    held = text[text.index('id="heading-credits"') : text.index('id="evidence"')]
    assert held.count("<li>") == 2
    assert "<bdi>موج</bdi>" not in text


@pytest.fixture(scope="module")
def siblings() -> Iterator[TestClient]:
    """Articles 2 and 3 copied article 1; what they share with each other comes from there."""
    texts = [LINE, "وأضافت أن المزارعين أُبلغوا بالموعد قبل يومين كاملين، وأن الطرق ستبقى مفتوحة."]
    with open_store("sqlite://") as store:
        with store.writing() as db:
            for source in SOURCES:
                sources.save_source(db, source, NOW)
            found = [reading(f"{source.home}s", "البوابات", texts, None) for source in (MURSAL, DIFAF, MARFA)]
            ids = [
                file(db, source, each, MORNING + timedelta(hours=hour))
                for hour, (source, each) in enumerate(zip((MURSAL, DIFAF, MARFA), found, strict=True))
            ]
            for later, earlier in ((1, 0), (2, 0), (2, 1)):
                relations.save_reprint(db, reprint(ids[later], found[later], ids[earlier], found[earlier], 1.0))
            story = stories.found_story(db, ids[0], NOW)
            nodes = tuple(ChainNode(f"article:{id}", "article", "x", MORNING, id) for id in ids)
            for id in ids[1:]:
                stories.join_story(db, story, id, "same words", 0.9, NOW)
            links = tuple(ChainLink(n.key, nodes[0].key, "reprint", "نص", "chain@1", 0.9, ids[0]) for n in nodes[1:])
            stories.save_chain(db, story, Chain(nodes, links, (nodes[0].key,)), NOW)
        yield TestClient(site(store, SiteSettings(), lambda: NOW))


def test_copies_of_one_original_are_not_called_copies_of_each_other(siblings: TestClient) -> None:
    earlier, later = (re.sub(r"<[^>]+>", "", siblings.get(f"/article/{n}").text) for n in (2, 3))
    assert "هذه المادة تعيد نشر مادة وكالة مرسال" in later
    assert "يشترك مع مادة وكالة مرسال السابقة لها" in later
    assert "فيها نصٌّ مشترك مع مادة سبقتها عند صحيفة الضفاف" in later
    assert "تعيد نشر مادة صحيفة الضفاف" not in later
    assert "يشترك مع مادة صحيفة الضفاف السابقة" not in later
    assert "فيها نصٌّ مشترك مع مادة لحقتها عند المرفأ اليوم" in earlier
    assert "أُعيد نشر هذه المادة" not in earlier


def test_the_story_page_and_the_data_for_machines_say_the_same(siblings: TestClient) -> None:
    assert "فيها نصٌّ مشترك مع مادة سبقتها عند صحيفة الضفاف" in re.sub(r"<[^>]+>", "", siblings.get("/story/1").text)
    data = re.search(r'"isBasedOn": \[(.*?)\], "citation"|"isBasedOn": \[(.*?)\]\}', siblings.get("/article/3").text)
    assert data is not None
    assert "/article/1" in data.group()
    assert "/article/2" not in data.group()
