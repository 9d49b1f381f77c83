"""What a page tells of dates, names and articles: with the reason, in full, and told apart."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from masdar.model import Chain, ChainLink, ChainNode, Evidence
from masdar.serve import SiteSettings, site
from masdar.store import open_store, relations, sources, stories

from .invented import HISTORY, MARFA, MURSAL, NOW, POWER, credit, file, fill, reading, reprint

REFUSED = Evidence(
    "published_refused", "meta:article:published_time", "2026-11-15T09:30", "published@2.todays-date", 0.0
)


@pytest.mark.parametrize(
    ("path", "told"),
    [("/article/1", "هو تاريخ اليوم الذي يُطبع في كل صفحة"), ("/en/article/1", "today’s date, printed on every")],
)
def test_a_date_that_was_not_taken_is_there_with_the_reason(settings: SiteSettings, path: str, told: str) -> None:
    found = reading("https://marfa.example/7", "بوابات السد", (POWER,), None)
    with open_store("sqlite://") as store:
        with store.writing() as db:
            sources.save_source(db, MARFA, NOW)
            file(db, MARFA, replace(found, evidence=(*found.evidence, REFUSED)), NOW)
        page = TestClient(site(store, settings, lambda: NOW)).get(path).text
    assert '<a class="fact" href="#evidence-published_refused">' in page
    shown = page.split('id="evidence-published_refused"')[1].split("</li>")[0]
    assert told in shown
    assert "0%" not in shown, "a date that was not taken has no confidence"


def test_a_credit_is_told_by_its_whole_name_without_brackets_in_brackets(settings: SiteSettings) -> None:
    named = replace(credit("مرسال", "(مرسال)", "السرحان (مرسال) –"), canonical_name="وكالة الأنباء (مرسال)")
    with open_store("sqlite://") as store:
        with store.writing() as db:
            sources.save_source(db, MARFA, NOW)
            file(db, MARFA, reading("https://marfa.example/7", "بوابات", (POWER,), NOW, credits=(named,)), NOW)
        page = TestClient(site(store, settings, lambda: NOW)).get("/article/1").text
    assert "مرسال، وهو وكالة الأنباء (مرسال)" in re.sub(r"<[^>]+>", "", page)


def test_a_statement_without_a_date_has_that_of_its_issuers_page(settings: SiteSettings) -> None:
    with open_store("sqlite://") as store:
        story = fill(store)
        with store.writing() as db:
            record = stories.get_story(db, story)
            assert record is not None
            nodes = tuple(replace(node, at=None) if node.kind == "statement" else node for node in record.chain.nodes)
            stories.save_chain(db, story, replace(record.chain, nodes=nodes), NOW)
        page = TestClient(site(store, settings, lambda: NOW)).get("/en/story/1").text
    said = [part.split("<blockquote")[0] for part in page.split('<article class="statement"')[1:]]
    assert "15 November 2026" in said[0], "the ministry's, whose own page we hold"
    assert "no known date" in said[1]


def test_two_articles_of_one_outlet_are_told_apart_by_their_times(settings: SiteSettings) -> None:
    """The name alone would say the same thing twice."""
    with open_store("sqlite://") as store:
        with store.writing() as db:
            for source in (MURSAL, MARFA):
                sources.save_source(db, source, NOW)
            texts = (POWER, HISTORY)
            first, second, copy = (
                reading(f"https://x.example/{n}", "السد", texts, NOW - timedelta(hours=9 - n)) for n in range(3)
            )
            ids = [file(db, source, each, NOW) for source, each in ((MURSAL, first), (MURSAL, second), (MARFA, copy))]
            relations.save_reprint(db, reprint(ids[2], copy, ids[0], first, 1.0))
            relations.save_reprint(db, reprint(ids[2], copy, ids[1], second, 1.0))
            story = stories.found_story(db, ids[0], NOW)
            for id in ids[1:]:
                stories.join_story(db, story, id, "same words", 0.9, NOW)
        page = TestClient(site(store, settings, lambda: NOW)).get("/en/story/1").text
    own = re.sub(r"<[^>]+>", "", page.split('id="report-3"')[1])
    assert "وكالة مرسال (15 November 2026, 09:40)" in own
    assert "وكالة مرسال (15 November 2026, 10:40)" in own


def test_an_outlets_later_text_is_called_an_update_and_no_copy(settings: SiteSettings) -> None:
    with open_store("sqlite://") as store:
        with store.writing() as db:
            sources.save_source(db, MURSAL, NOW)
            first, second = (reading(f"https://x.example/{n}", "السد", (POWER,), NOW) for n in (1, 2))
            ids = [file(db, MURSAL, each, NOW - timedelta(minutes=9 - n)) for n, each in enumerate((first, second))]
            relations.save_reprint(db, reprint(ids[1], second, ids[0], first, 1.0))
            stories.found_story(db, ids[0], NOW)
        client = TestClient(site(store, settings, lambda: NOW))
        for path in ("/", "/source/mursal", "/search?q=السد"):
            page = client.get(path).text
            assert page.count('<span class="flag">تحديث</span>') == 1, path
            assert "منقول</span>" not in page


def test_two_stops_of_a_long_named_outlet_have_names_of_their_own_for_a_screen_reader(settings: SiteSettings) -> None:
    """A title is all that is read out of a drawn link; with the outlet's name alone both would be called the same."""
    long = replace(MURSAL, name="الوكالة الوطنية للأنباء والمعلومات والتوثيق في إقليم السهل الشرقي (مرسال)")
    with open_store("sqlite://") as store:
        with store.writing() as db:
            sources.save_source(db, long, NOW)
            found = [reading(f"https://x.example/{n}", f"السد {n}", (POWER,), NOW - timedelta(hours=n)) for n in (2, 1)]
            ids = [file(db, long, each, NOW) for each in found]
            story = stories.found_story(db, ids[0], NOW)
            stories.join_story(db, story, ids[1], "same words", 0.9, NOW)
            nodes = [ChainNode(f"article:{id}", "article", long.name, NOW, id, long.id) for id in ids]
            link = ChainLink(nodes[1].key, nodes[0].key, "updates", "نص مشترك", "chain@1", 0.9, ids[1])
            stories.save_chain(db, story, Chain(tuple(nodes), (link,), (nodes[0].key,)), NOW)
        page = TestClient(site(store, settings, lambda: NOW)).get("/story/1").text
    drawn = page.split('class="canvas canvas-narrow"')[0]
    names = re.findall(r'<a class="stop [^>]*>\s*<title>([^<]*)</title>', drawn)
    assert len(names) == len(set(names)) == 2
    assert all(name.startswith(long.name) for name in names)
    assert sum(name.endswith("(مدار)") for name in names) == 1
