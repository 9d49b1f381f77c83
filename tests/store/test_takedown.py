"""Taking down: what goes, what stays, what is kept from coming back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from masdar.errors import NotFound
from masdar.model import ArticleId, Chain, SourceId
from masdar.store import Connection, articles, designs, pages, relations, search, sources, stories, takedown
from masdar.store.records import Designs
from masdar.store.takedown import (
    all_tombstones,
    discard_page,
    lift,
    removed_keys,
    take_down_address,
    take_down_source,
    tombstone_of,
    tombstone_of_source,
)
from masdar.text.addresses import address_key

from .samples import NOW, article, at, file, keep, page, reading, source

URL = "https://nahr.example/1"
SECRET = "سرّ الجسر العتيق"  # a sentence that only the removed article holds


def secret(db: Connection) -> ArticleId:
    return file(db, page(URL), reading(URL, SECRET, (f"هذا هو {SECRET} كما رواه الحارس.",))).article


def test_an_article_taken_down_is_nowhere_to_be_found(db: Connection) -> None:
    id = secret(db)
    take_down_address(db, URL, "court order", at(1))
    assert articles.get_article(db, id) is None
    assert articles.article_by_url(db, URL) is None
    assert search.search(db, SECRET, 5) == ()
    assert articles.recent_articles(db, 5) == ()
    assert pages.counts_by_outcome(db) == {}


def test_no_table_holds_a_word_of_it(db: Connection) -> None:
    id = secret(db)
    relations.save_bands(db, id, [1, 2])
    stories.found_story(db, id, NOW)
    designs.save_designs(db, SourceId("nahr"), Designs(waiting=()))
    take_down_address(db, URL, "court order", at(1))
    for table in ("articles", "versions", "pages", "bands", "stories", "story_articles", "designs", "search_words"):
        assert db.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0, table


def test_a_tombstone_stays_with_reason_and_count(db: Connection) -> None:
    id = secret(db)
    stone = take_down_address(db, URL, "court order", at(1))
    assert (stone.kind, stone.url, stone.reason, stone.at, stone.source, stone.articles) == (
        "address", URL, "court order", at(1), "nahr", 1,
    )  # fmt: skip
    assert tombstone_of(db, id) == tombstone_of(db, address_key(URL)) == stone
    assert all_tombstones(db) == (stone,)


def test_every_address_it_had_is_kept_away(db: Connection) -> None:
    shown = page("https://nahr.example/1?from=home", requested_url="https://nahr.example/short/1")
    file(db, shown, reading(URL, canonical=URL))
    take_down_address(db, "http://www.nahr.example/short/1/", "asked", at(1))
    keys = {"nahr.example/1", "nahr.example/1?from=home", "nahr.example/short/1", "nahr.example/2"}
    assert removed_keys(db, keys) == keys - {"nahr.example/2"}


def test_a_front_page_that_an_address_ended_up_at_is_not_kept_away(db: Connection) -> None:
    secret(db)
    keep(db, page("https://nahr.example/", 5, "front", requested_url=URL))
    take_down_address(db, URL, "asked", at(6))
    assert removed_keys(db, ["nahr.example", "nahr.example/1"]) == {"nahr.example/1"}
    assert pages.counts_by_outcome(db) == {}  # the page was got by asking for what is gone


def test_another_article_that_the_address_leads_to_by_now_stays(db: Connection) -> None:
    secret(db)
    moved = page("https://nahr.example/2", 5, "two", requested_url=URL)
    other = file(db, moved, reading("https://nahr.example/2", "خبر آخر", ("كلام آخر تماما عن سوق المدينة.",))).article
    take_down_address(db, URL, "asked", at(6))
    assert articles.get_article(db, other) is not None
    assert removed_keys(db, ["nahr.example/1", "nahr.example/2"]) == {"nahr.example/1"}


def test_an_address_that_leads_to_many_articles_goes_on_leading_to_them(db: Connection) -> None:
    latest = "https://nahr.example/latest"
    for number, words in ((1, "كلام عن سوق المدينة."), (2, "حديث عن حديقة القرية.")):
        url = f"https://nahr.example/{number}"
        file(db, page(url, number, str(number), requested_url=latest), reading(url, f"خبر {number}", (words,)))
    take_down_address(db, URL, "asked", at(6))
    assert removed_keys(db, ["nahr.example/latest", "nahr.example/1"]) == {"nahr.example/1"}


def test_an_address_we_never_saw_can_be_kept_away(db: Connection) -> None:
    stone = take_down_address(db, "https://unknown.example/9", "asked", NOW)
    assert (stone.source, stone.articles) == (None, 0)
    assert removed_keys(db, ["unknown.example/9"]) == {"unknown.example/9"}


def test_a_story_goes_on_without_it_and_its_chain_is_due(db: Connection) -> None:
    gone, kept = secret(db), article(db, 2, "خبر باق", "tall")
    story = stories.found_story(db, gone, NOW)
    stories.join_story(db, story, kept, "reprint", 0.9, NOW)
    stories.save_chain(db, story, Chain((), (), ("article:1",)), NOW)
    for id in (gone, kept):
        articles.mark_related(db, id)
    take_down_address(db, URL, "asked", at(1))
    record = stories.get_story(db, story)
    assert record is not None
    assert (record.card.title, record.card.articles, record.card.roots) == ("خبر باق", 1, None)
    assert [each.id for each in articles.unrelated(db, 5)] == [kept]


def test_taking_down_twice_is_one_tombstone(db: Connection) -> None:
    secret(db)
    first = take_down_address(db, URL, "asked", at(1))
    assert take_down_address(db, URL, "asked again", at(2)) == first


def test_a_source_taken_down_is_kept_away_whole(db: Connection) -> None:
    id = secret(db)
    article(db, 2, source_id="tall")
    take_down_source(db, SourceId("nahr"), "asked", at(1))
    assert tombstone_of_source(db, SourceId("nahr")) is not None
    assert tombstone_of_source(db, SourceId("tall")) is None
    assert sources.get_source(db, SourceId("nahr")) is not None
    assert removed_keys(db, ["nahr.example/77", "tall.example/77"]) == {"nahr.example/77"}
    stone = tombstone_of(db, id)
    assert stone is not None
    assert (stone.kind, stone.articles) == ("source", 1)
    assert [card.source.id for card in articles.recent_articles(db, 5)] == ["tall"]


def test_a_part_of_a_shared_host_is_closed_alone(db: Connection) -> None:
    sources.save_source(db, source("chan", hosts=("t.me/nahr_news",)), NOW)
    take_down_source(db, SourceId("chan"), "asked", at(1))
    assert removed_keys(db, ["t.me/nahr_news/5", "t.me/other_news/5"]) == {"t.me/nahr_news/5"}


def test_a_source_nobody_follows_cannot_be_taken_down(db: Connection) -> None:
    with pytest.raises(NotFound, match="source list"):
        take_down_source(db, SourceId("none"), "asked", NOW)


def test_lifting_lets_the_address_in_again_but_brings_nothing_back(db: Connection) -> None:
    id = secret(db)
    take_down_address(db, URL, "asked", at(1))
    assert lift(db, "address", address_key(URL), at(2)) == 1
    assert removed_keys(db, [address_key(URL)]) == set()
    assert articles.get_article(db, id) is None
    stone = tombstone_of(db, id)
    assert stone is not None
    assert stone.lifted_at == at(2)
    assert lift(db, "address", address_key(URL), at(3)) == 0


def test_a_page_that_comes_late_is_discarded_with_its_own_address(db: Connection) -> None:
    secret(db)
    take_down_address(db, URL, "asked", at(1))
    late = keep(db, page("https://nahr.example/amp/1", 5, "late"))
    discard_page(db, late, address_key(URL))
    assert pages.get_page(db, late.id) is None
    assert removed_keys(db, ["nahr.example/amp/1"]) == {"nahr.example/amp/1"}


def test_the_archive_is_told_which_records_must_go(db: Connection) -> None:
    record = keep(db, page(URL))
    articles.save_reading(db, record, reading(URL), "r1")
    assert takedown.unpurged(db) == ()
    stone = take_down_address(db, URL, "asked", at(1))
    assert takedown.unpurged(db) == (stone,)
    assert takedown.records_to_drop(db) == {record.place.file: {record.place.offset}}
    takedown.note_purged(db, [stone.id], at(2))
    assert takedown.unpurged(db) == ()
    assert takedown.records_to_drop(db) == {}
    assert all_tombstones(db) == (replace(stone, purged_at=at(2)),)


def test_what_a_removed_page_taught_is_forgotten(db: Connection) -> None:
    secret(db)
    designs.save_designs(db, SourceId("nahr"), Designs(lesson=12))
    take_down_address(db, URL, "asked", at(1))
    assert designs.get_designs(db, SourceId("nahr")) == Designs()


def test_counts_are_kept_by_source(db: Connection) -> None:
    secret(db)
    take_down_address(db, URL, "asked", at(1))
    take_down_address(db, "https://unknown.example/9", "asked", at(1))
    assert takedown.counts_by_source(db) == {"nahr": 1, None: 0}
