"""Candidates, reprints, stories and their chains; and the front page made of them."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import (
    ArticleId,
    BandHolders,
    Chain,
    ChainLink,
    ChainNode,
    Evidence,
    FiledArticle,
    Reprint,
    SharedPassage,
    Span,
    StoryId,
)
from masdar.relate.reprints import LEAST_CONTAINMENT
from masdar.store import Connection, Store, articles, codec, relations, sources, stories
from masdar.text.addresses import address_key, host_of

from .samples import NOW, article, at, file, page, reading, source

CHAIN = Chain(
    (ChainNode("article:1", "article", "خبر", NOW, ArticleId(1)), ChainNode("outlet:وكالة", "outlet", "وكالة")),
    (
        ChainLink(
            "article:1",
            "outlet:وكالة",
            "facts_from",
            "نقلا عن",
            "m@1",
            0.9,
            ArticleId(1),
            Evidence("c", "text", "q", "m"),
        ),
    ),
    ("outlet:وكالة",),
)


def _reprint(article: ArticleId, of: ArticleId, containment: float = 0.8) -> Reprint:
    return Reprint(article, of, containment, (SharedPassage(Span(0, 0, 9), Span(1, 2, 11)),), "credit", 0.9, (2,), (0,))


# ---------------------------------------------------------------- bands and reprints


def _holders(db: Connection, id: ArticleId) -> list[tuple[int, ArticleId]]:
    return sorted((band, each) for band, held in relations.band_holders(db, id).articles.items() for each in held)


def test_the_others_that_have_a_band_are_found(db: Connection) -> None:
    one, two, three = (article(db, number) for number in (1, 2, 3))
    relations.save_bands(db, one, (1, 2, -(2**63)))
    relations.save_bands(db, two, (2, 2**63 - 1, 2, -(2**63)))
    relations.save_bands(db, three, (7,))
    assert _holders(db, one) == [(-(2**63), two), (2, two)]
    assert _holders(db, two) == [(-(2**63), one), (2, one)]
    assert _holders(db, three) == []
    assert relations.band_holders(db, one).origins[two] == ("nahr", at(2))
    relations.save_bands(db, two, (9,))
    assert _holders(db, one) == []


def test_of_a_band_that_very_many_have_the_newest_are_found(db: Connection) -> None:
    ids = [article(db, number) for number in range(relations.MOST_HOLDERS + 6)]
    for id in ids:
        relations.save_bands(db, id, (1, id + 100))
    assert _holders(db, ids[-1]) == [(1, id) for id in ids[-relations.MOST_HOLDERS : -1]]
    assert _holders(db, ids[0]) == [(1, id) for id in ids[-relations.MOST_HOLDERS :]]


def _told(holders: BandHolders) -> dict[int, list[Any]]:
    return {band: [(each, *holders.origins[each]) for each in held] for band, held in holders.articles.items()}


def _kept(store: Store, batch: relations.Holders, told: FiledArticle, found: list[int]) -> dict[int, list[Any]]:
    with store.writing() as db:
        relations.clear_relations(db, told.id)
        relations.save_bands(db, told.id, found)
        return _told(batch.of(db, told, found))


def _asked(store: Store, told: FiledArticle) -> dict[int, list[Any]]:
    with store.reading() as db:
        return _told(relations.band_holders(db, told.id))


def _filed(store: Store, number: int) -> tuple[FiledArticle, ...]:
    with store.writing() as db:
        ids = [article(db, each, source_id=f"s{each % 3}") for each in range(number)]
        for id in ids[::3]:
            relations.save_bands(db, id, range(id, id + 4))
        return articles.filed(db, ids)


@pytest.mark.parametrize("seed", range(3))
def test_a_batch_asked_for_once_finds_what_asking_for_each_article_finds(
    store: Store, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(relations, "MOST_HOLDERS", 4)
    chance, told = random.Random(seed), _filed(store, 12)
    bands = {each.id: chance.sample(range(9), 4) for each in told}
    with store.reading() as db:
        batch = relations.Holders(db, {band for found in bands.values() for band in found})
    for each in [*chance.sample(told, 10), told[0]]:
        assert _kept(store, batch, each, bands[each.id]) == _asked(store, each)


@pytest.mark.parametrize("seed", range(3))
def test_a_batch_follows_articles_whose_bands_change_in_it(
    store: Store, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(relations, "MOST_HOLDERS", 4)
    chance, told = random.Random(seed), _filed(store, 12)
    with store.reading() as db:
        batch = relations.Holders(db, range(9))
    for each in chance.choices(told, k=40):
        assert _kept(store, batch, each, chance.sample(range(9), 4)) == _asked(store, each)


def test_a_batch_misses_nothing_that_another_program_writes_meanwhile(store: Store) -> None:
    one, two, three, four = _filed(store, 4)
    with store.reading() as db:
        batch = relations.Holders(db, [70])
    assert _kept(store, batch, one, [70]) == {}
    with store.writing() as db:
        relations.save_bands(db, two.id, [70])
    assert {each for each, *_ in _kept(store, batch, three, [70])[70]} == {one.id, two.id}
    assert {each for each, *_ in _kept(store, batch, four, [70, 71])[70]} == {one.id, two.id, three.id}


def test_a_reworked_text_is_no_copy_on_a_card(db: Connection) -> None:
    one, two, three = (article(db, number) for number in (1, 2, 3))
    relations.save_reprint(db, _reprint(two, one, LEAST_CONTAINMENT))
    relations.save_reprint(db, _reprint(three, one, LEAST_CONTAINMENT - 0.01))
    assert relations.nearest_originals(db, [one, two, three]) == {two: one}
    assert relations.LEAST_COPIED == LEAST_CONTAINMENT


def test_a_text_made_from_its_own_outlets_earlier_one_is_an_update_but_an_aggregators(db: Connection) -> None:
    first, second = article(db, 1), article(db, 2)
    taken, again = article(db, 3, source_id="jami"), article(db, 4, source_id="jami")
    for later, earlier in ((second, first), (taken, first), (again, taken), (again, first)):
        relations.save_reprint(db, _reprint(later, earlier))
    sources.save_source(db, dataclasses.replace(source("jami"), kind="aggregator"), NOW)
    told = {card.id: (card.is_update, card.reprint_of is not None) for card in articles.recent_articles(db, 9)}
    assert told == {first: (False, False), second: (True, True), taken: (False, True), again: (False, True)}


def test_a_reprint_stored_before_it_told_of_changes_is_still_read() -> None:
    stored = (
        '{"article":2,"of":1,"containment":0.8,"passages":[{"here":{"paragraph":0,"start":0,"end":9},'
        '"there":{"paragraph":1,"start":2,"end":11}}],"direction_from":"credit","confidence":0.9,"dropped":[2],"added":[0]}'
    )
    assert codec.loads(Reprint, stored) == _reprint(ArticleId(2), ArticleId(1))


def test_a_reprint_is_kept_once_for_both_its_articles(db: Connection) -> None:
    one, two, three = (article(db, number) for number in (1, 2, 3))
    for _ in range(2):
        relations.save_reprint(db, _reprint(two, one))
    relations.save_reprint(db, _reprint(two, three, 0.5))
    assert relations.reprints_of(db, [one]) == (_reprint(two, one),)
    assert set(relations.reprints_of(db, [one, two])) == {_reprint(two, one), _reprint(two, three, 0.5)}
    (copy,) = [card for card in articles.recent_articles(db, 9) if card.id == two]
    assert copy.reprint_of == one
    record = articles.get_article(db, three)
    assert record is not None
    assert record.reprints == (_reprint(two, three, 0.5),)


def test_of_two_articles_one_derives_from_the_other(db: Connection) -> None:
    one, two = article(db, 1), article(db, 2)
    relations.save_reprint(db, _reprint(one, two))
    relations.save_reprint(db, _reprint(two, one))
    assert relations.reprints_of(db, [one]) == (_reprint(two, one),)


def test_a_changed_text_loses_its_reprints(db: Connection) -> None:
    one, two = article(db, 1), article(db, 2)
    relations.save_reprint(db, _reprint(two, one))
    url = "https://nahr.example/1"
    file(db, page(url, 9, "changed"), reading(url, "نص آخر"))
    assert relations.reprints_of(db, [one, two]) == ()


# ---------------------------------------------------------------- stories


def test_a_story_is_titled_by_its_first_seen_article(db: Connection) -> None:
    late, early = article(db, 5, "العنوان اللاحق"), article(db, 1, "العنوان الأول", "wadi")
    story = stories.found_story(db, late, NOW)
    assert stories.found_story(db, late, NOW) == story
    for _ in range(2):
        stories.join_story(db, story, early, "same-event", 0.7, NOW)
    (card,) = stories.front(db, 9)
    assert (card.id, card.title, card.lead.id, card.articles) == (story, "العنوان الأول", early, 2)
    assert [source.id for source in card.sources] == ["wadi", "nahr"]
    assert (card.first_seen, card.last_seen, card.roots) == (at(1), at(5), None)
    assert stories.stories_of(db, [late, early]) == {late: story, early: story}
    url = "https://wadi.example/1"
    file(db, page(url, 9, "changed"), reading(url, "العنوان المعدل"), "wadi")
    assert stories.front(db, 9)[0].title == "العنوان المعدل"


def test_an_article_belongs_to_one_story_and_an_empty_story_is_gone(db: Connection) -> None:
    one, two = article(db, 1), article(db, 2)
    first, second = stories.found_story(db, one, NOW), stories.found_story(db, two, NOW)
    stories.join_story(db, first, two, "same-event", 0.5, NOW)
    assert stories.get_story(db, second) is None
    assert stories.open_stories(db, NOW, at(9)) == ((first, (one, two)),)


def test_open_stories_are_those_with_news_in_that_time(db: Connection) -> None:
    assert stories.last_seen(db) is None
    old, new, later = (article(db, minutes) for minutes in (1, 60, 90))
    stories.found_story(db, old, NOW)
    story = stories.found_story(db, new, NOW)
    stories.found_story(db, later, NOW)
    assert stories.open_stories(db, at(30), at(80)) == ((story, (new,)),)
    assert stories.last_seen(db) == at(90)


def test_a_story_comes_with_its_articles_earliest_first_and_its_chain(db: Connection) -> None:
    ids = [article(db, number) for number in (3, 1, 2)]
    story = stories.found_story(db, ids[0], NOW)
    for id in ids[1:]:
        stories.join_story(db, story, id, "same-event", 0.5, NOW)
    record = stories.get_story(db, story)
    assert record is not None
    assert [each.card.id for each in record.articles] == [ids[1], ids[2], ids[0]]
    assert record.chain == Chain((), (), ())
    stories.save_chain(db, story, CHAIN, NOW)
    record = stories.get_story(db, story)
    assert record is not None
    assert (record.chain, record.card.roots) == (CHAIN, 1)
    assert stories.story_cards(db, [StoryId(99), story]) == (record.card,)


def test_the_front_page_ranks_by_sources_and_freshness_and_pages_without_gaps(db: Connection) -> None:
    told: list[StoryId] = []
    for number in range(7):
        told.append(stories.found_story(db, article(db, number), NOW))
    stories.join_story(db, told[0], article(db, 0, source_id="wadi"), "same-event", 0.5, NOW)
    assert [card.id for card in stories.front(db, 9)] == [told[0], *told[:0:-1]]
    shown: list[StoryId] = []
    before = None
    while portion := stories.front(db, 3, before):
        shown += [card.id for card in portion]
        before = portion[-1].id
    assert shown == [told[0], *told[:0:-1]]
    assert stories.front(db, 3, StoryId(99)) == ()


def test_the_front_page_of_one_section(db: Connection) -> None:
    stories.found_story(db, article(db, 1), NOW)
    url = "https://nahr.example/s"
    story = stories.found_story(db, file(db, page(url), reading(url, section="سياسة")).article, NOW)
    assert [card.id for card in stories.front(db, 9, section="سياسة")] == [story]
    assert stories.front(db, 9, section="رياضة") == ()


def test_relating_sees_an_article_whose_credits_changed(db: Connection) -> None:
    url = "https://nahr.example/1"
    filing = file(db, page(url), reading(url))
    articles.mark_related(db, filing.article)
    changed = dataclasses.replace(reading(url), evidence=(Evidence("published", "url", "2026", "m"),))
    file(db, page(url, 1, "b"), changed)
    assert [one.id for one in articles.unrelated(db, 9)] == [filing.article]


# ---------------------------------------------------------------- addresses


@given(st.text())
def test_no_text_breaks_an_address_key(text: str) -> None:
    key = address_key(text)
    assert len(key) <= 1024
    assert "\0" not in key
    host_of(text)


@given(st.text(st.characters(categories=["L", "N"]), min_size=1), st.sampled_from(["http", "https"]))
def test_an_address_keeps_its_key_when_written_another_way(path: str, scheme: str) -> None:
    assert address_key(f"{scheme}://www.Nahr.example/{path}/#top") == address_key(f"https://nahr.example/{path}")
    assert address_key(f"https://nahr.example/{path}") != address_key(f"https://nahr.example/{path}?page=2")
