"""Pages and what was read from them: identity, versions, reading again, and what is still to be done."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select

from masdar.model import ArticleId, Chain, ChainNode, Credit, Evidence, PageId, Reading, Rejected, SourceId
from masdar.store import Connection, Store, articles, cards, pages, relations, search, sources, status, stories, tables
from masdar.store.versions import State, with_page

from .samples import NOW, PLACE, article, at, file, keep, page, reading, source

NAHR = SourceId("nahr")


# ---------------------------------------------------------------- pages


def test_the_same_bytes_at_one_address_are_one_page(db: Connection) -> None:
    keep(db, page())
    assert pages.add_page(db, page(minutes=5), NAHR, PLACE) is None
    assert pages.add_page(db, page(), NAHR, PLACE) is None
    assert pages.add_page(db, page(minutes=9, body="b"), NAHR, PLACE) is not None
    assert pages.add_page(db, page(minutes=10, body="a"), NAHR, PLACE) is not None, "it changed back: that is news"
    assert sources.all_sources(db)[0].last_fetched_at == at(10)


def test_an_older_page_from_an_archive_is_kept_though_the_newest_is_the_same(db: Connection) -> None:
    keep(db, page(minutes=5))
    assert pages.add_page(db, page(minutes=1), NAHR, PLACE) is not None


def test_a_page_comes_back_with_its_place(db: Connection) -> None:
    record = keep(db, page())
    assert (record.url, record.source, record.fetched_at, record.place) == (page().url, NAHR, NOW, PLACE)
    assert (record.served_at, record.status, record.content_type, record.outcome) == (NOW, 200, "text/html", None)
    assert pages.get_page(db, PageId(99)) is None


def test_pages_are_due_for_every_reader_in_the_order_they_were_fetched(db: Connection) -> None:
    records = [keep(db, page(f"https://nahr.example/{number}", minutes)) for number, minutes in enumerate((3, 1, 2))]
    assert [record.fetched_at for record in pages.due_pages(db, "r1", 9)] == [at(1), at(2), at(3)]
    articles.save_reading(db, records[1], reading(records[1].url), "r1")
    pages.reject_page(db, records[2].id, Rejected("listing", "forty links"), "r2")
    assert [record.id for record in pages.due_pages(db, "r1", 9)] == [records[2].id, records[0].id]
    assert [record.id for record in pages.due_pages(db, "r2", 9)] == [records[1].id, records[0].id]
    assert [record.id for record in pages.due_pages(db, "r3", 2)] == [records[1].id, records[2].id]
    assert pages.count_due_pages(db, "r3") == 3


def test_pages_are_counted_by_what_became_of_them(db: Connection) -> None:
    article(db, 1)
    rejected = keep(db, page("https://nahr.example/2"))
    pages.reject_page(db, rejected.id, Rejected("no-text", "an image"), "r1")
    keep(db, page("https://nahr.example/3"))
    assert pages.counts_by_outcome(db) == {"article": 1, "no-text": 1, "unread": 1}
    (card,) = sources.all_sources(db)
    assert (card.articles, card.pages, card.rejected) == (1, 3, 1)
    held = status.totals(db)
    assert (held.articles, held.pages, held.unread, held.rejected) == (1, 3, 1, (("no-text", 1),))
    assert held.database_bytes > 0
    found = pages.get_page(db, rejected.id)
    assert found is not None
    assert (found.outcome, found.detail) == ("no-text", "an image")


def test_an_import_goes_on_where_it_stopped(db: Connection) -> None:
    assert pages.import_offset(db, "a.warc.gz") == 0
    pages.save_import_offset(db, "a.warc.gz", 512)
    pages.save_import_offset(db, "a.warc.gz", 4_000_000_000)
    assert pages.import_offset(db, "a.warc.gz") == 4_000_000_000


# ---------------------------------------------------------------- identity


def test_saving_a_reading_twice_is_saving_it_once(store: Store) -> None:
    with store.writing() as db:
        record = keep(db, page())
        first = articles.save_reading(db, record, reading(), "r1")
    with store.writing() as db:
        again = articles.save_reading(db, record, reading(), "r1")
        found = articles.get_article(db, first.article)
    assert (first.is_new, first.is_new_version) == (True, False)
    assert (again.article, again.is_new, again.is_new_version) == (first.article, False, False)
    assert found is not None
    assert found.reading == reading()
    assert (len(found.versions), found.card.versions, found.page.id) == (1, 1, record.id)


@pytest.mark.parametrize(
    ("canonical", "same"),
    [
        ("https://nahr.example/news/1", True),
        ("http://www.nahr.example/news/1/", True),
        ("https://elsewhere.example/news/1", False),
        ("https://nahr.example/", False),
        ("javascript:void(0)", False),
        ("https://[nahr/", False),
        (None, False),
    ],
)
def test_pages_meet_at_their_canonical_address_on_their_own_site(
    db: Connection, canonical: str | None, same: bool
) -> None:
    one = file(db, page("https://nahr.example/news/1"), reading())
    amp = "https://nahr.example/amp/1"
    other = file(db, page(amp, 1), reading(amp, canonical=canonical))
    assert (one.article == other.article) is same


def test_two_sources_never_share_an_article(db: Connection) -> None:
    one = file(db, page(), reading())
    other = file(db, page("https://wadi.example/1"), reading(canonical="https://nahr.example/1"), "wadi")
    assert one.article != other.article


def test_an_article_is_found_by_each_of_its_addresses(db: Connection) -> None:
    shown = page("https://nahr.example/amp/7", requested_url="https://nahr.example/?p=7")
    id = file(db, shown, reading(canonical="https://nahr.example/news/7")).article
    for url in ("https://nahr.example/amp/7/", "http://www.nahr.example/?p=7", "https://nahr.example/news/7#top"):
        assert articles.article_by_url(db, url) == id
    for url in ("https://nahr.example/news/8", "", "http://[", "\0", "نص"):
        assert articles.article_by_url(db, url) is None


def test_an_address_that_is_not_held_is_like_others(db: Connection) -> None:
    for path in ("news/17-bridge", "news/18-harbour", "sport/4_%"):
        file(db, page(f"https://nahr.example/{path}", body=path), reading(f"https://nahr.example/{path}"))
    article(db, 3, source_id="wadi")
    bridge = "https://nahr.example/news/17-bridge"
    assert articles.near_addresses(db, "http://www.nahr.example/news/17-brigde", 2)[0] == bridge
    assert len(articles.near_addresses(db, "nahr.example", 9)) == 3
    assert articles.near_addresses(db, "17-bridge", 9) == (bridge,)
    assert articles.near_addresses(db, "4_%", 9) == ("https://nahr.example/sport/4_%",)
    for url in ("https://elsewhere.example/1", "", "http://[", "نص", "https://"):
        assert articles.near_addresses(db, url, 9) == ()


def test_an_article_is_first_seen_on_its_earliest_page_whatever_came_in_first(db: Connection) -> None:
    id = file(db, page(minutes=10), reading()).article
    file(db, page(minutes=-60, body="b"), reading(title="عنوان أقدم"))
    found = articles.get_article(db, id)
    assert found is not None
    assert found.card.first_seen == at(-60)
    assert found.card.title == reading().article.title
    assert [version.title for version in found.versions] == ["عنوان أقدم", reading().article.title]


# ---------------------------------------------------------------- versions


def test_another_text_is_a_new_version_and_the_same_text_is_none(db: Connection) -> None:
    first = file(db, page(), reading())
    same = file(db, page(minutes=1, body="b"), reading(section="سياسة"))
    other = file(db, page(minutes=2, body="c"), reading(title="عنوان آخر"))
    assert [one.is_new_version for one in (first, same, other)] == [False, False, True]
    found = articles.get_article(db, first.article)
    assert found is not None
    assert [(version.number, version.seen_at) for version in found.versions] == [(1, at(0)), (2, at(2))]
    assert found.card.title == "عنوان آخر"


def test_what_the_newest_page_says_about_the_same_text_counts(db: Connection) -> None:
    id = file(db, page(), reading(section="سياسة")).article
    credited = Reading(
        reading(section="محليات").article, (Credit("text_from", "وكالة", Evidence("c", "text", "", "m")),)
    )
    newest = keep(db, page(minutes=1, body="b"))
    articles.save_reading(db, newest, credited, "r1")
    found = articles.get_article(db, id)
    assert found is not None
    assert (found.reading, found.page.id, found.card.section) == (credited, newest.id, "محليات")
    assert found.versions[0].seen_at == NOW


def _bands(db: Connection, id: ArticleId) -> list[int]:
    return list(db.execute(select(tables.bands.c.band).where(tables.bands.c.article_id == id)).scalars())


def test_a_newer_reader_replaces_what_the_older_one_read(db: Connection) -> None:
    record = keep(db, page())
    id = articles.save_reading(db, record, reading(paragraphs=("افتتح الجسر.", "شارك الخبر")), "r1").article
    relations.save_bands(db, id, (1, 2))
    articles.mark_related(db, id)
    again = articles.save_reading(db, record, reading(paragraphs=("افتتح الجسر.",)), "r2")
    found = articles.get_article(db, id)
    assert found is not None
    assert again.is_new_version is False
    assert found.reading.article.paragraphs == ("افتتح الجسر.",)
    assert len(found.versions) == 1
    assert search.count_hits(db, "شارك") == 0
    assert [one.id for one in articles.unrelated(db, 9)] == [id]
    assert _bands(db, id) == []


def test_a_reader_that_changes_nothing_leaves_relations_alone(db: Connection) -> None:
    record = keep(db, page())
    id = articles.save_reading(db, record, reading(), "r1").article
    relations.save_bands(db, id, (1, 2))
    articles.mark_related(db, id)
    articles.save_reading(db, record, reading(), "r2")
    assert articles.unrelated(db, 9) == ()
    assert _bands(db, id) == [1, 2]


def test_a_page_that_no_longer_holds_an_article_takes_it_away(db: Connection) -> None:
    record = keep(db, page())
    id = articles.save_reading(db, record, reading(), "r1").article
    story = stories.found_story(db, id, NOW)
    pages.reject_page(db, record.id, Rejected("listing"), "r2")
    assert articles.get_article(db, id) is None
    assert stories.get_story(db, story) is None
    assert articles.article_by_url(db, record.url) is None
    assert search.search(db, "جسر", 9) == ()
    assert articles.save_reading(db, record, reading(), "r3").article != id, "numbers are never given out twice"


def test_a_page_that_turns_out_to_be_another_article_moves(db: Connection) -> None:
    stays = keep(db, page("https://nahr.example/1"))
    moves = keep(db, page("https://nahr.example/1?live=1", 5))
    canonical = "https://nahr.example/1"
    one = articles.save_reading(db, stays, reading(), "r1").article
    assert articles.save_reading(db, moves, reading(title="متابعة", canonical=canonical), "r1").article == one
    other = articles.save_reading(db, moves, reading(title="متابعة"), "r2").article
    kept, moved = articles.get_article(db, one), articles.get_article(db, other)
    assert kept is not None
    assert moved is not None
    assert (kept.card.title, len(kept.versions)) == (reading().article.title, 1)
    assert (moved.card.title, moved.card.first_seen) == ("متابعة", at(5))


def test_versions_do_not_depend_on_the_order_pages_are_read_in(db: Connection) -> None:
    records = [keep(db, page(minutes=minutes, body=str(minutes))) for minutes in range(5)]
    titles = ["أ", "أ", "ب", "ب", "أ"]
    readings = [reading(title=title, section=str(number)) for number, title in enumerate(titles)]
    expected: tuple[State, ...] = ()
    for record, read in zip(records, readings, strict=True):
        expected = with_page(expected, record, read)
    assert [(state.reading.article.title, state.page) for state in expected] == [
        ("أ", records[0].id),
        ("ب", records[2].id),
        ("أ", records[4].id),
    ]
    for order in itertools.permutations(range(5)):
        states: tuple[State, ...] = ()
        for number in order:
            states = with_page(states, records[number], readings[number])
        assert [state.reading.article.title for state in states] == ["أ", "ب", "أ"]
        # Which of two pages showed a text first may come out only when they are read again.
        for record, read in zip(records, readings, strict=True):
            states = with_page(states, record, read)
        assert states == expected


def test_characters_no_database_holds_are_replaced_and_make_no_versions(db: Connection) -> None:
    record = keep(db, page())
    dirty = reading(title="جسر\0 الوادي", paragraphs=("نص \ud800 هنا",))
    id = articles.save_reading(db, record, dirty, "r1").article
    again = articles.save_reading(db, record, dirty, "r2")
    found = articles.get_article(db, id)
    assert found is not None
    assert (found.card.title, found.reading.article.paragraphs) == ("جسر\ufffd الوادي", ("نص \ufffd هنا",))
    assert (again.is_new_version, len(found.versions)) == (False, 1)


def test_very_long_fields_are_held(db: Connection) -> None:
    url = "https://nahr.example/" + "ط" * 5000
    long = reading(url, "عنوان " * 2000, ("كلمة" * 5000,), section="قسم" * 3000)
    id = file(db, page(url), long).article
    found = articles.get_article(db, id)
    assert found is not None
    assert found.reading == long
    assert articles.article_by_url(db, url) == id
    assert articles.article_by_url(db, url + "ط") is None


# ---------------------------------------------------------------- lists


def test_recent_articles_come_in_pages_without_gaps_or_doubles(db: Connection) -> None:
    ids = [article(db, number, minutes=number // 3) for number in range(10)]
    shown: list[int] = []
    before = None
    while portion := articles.recent_articles(db, 4, before):
        shown += [card.id for card in portion]
        before = portion[-1].id
    assert shown == ids[::-1]


def test_recent_articles_of_one_source_or_section(db: Connection) -> None:
    one = article(db, 1)
    other = article(db, 2, source_id="wadi")
    file(db, page("https://nahr.example/s", 3), reading("https://nahr.example/s", section="سياسة"))
    assert [card.id for card in articles.recent_articles(db, 9, source=SourceId("wadi"))] == [other]
    assert [card.section for card in articles.recent_articles(db, 9, section="سياسة")] == ["سياسة"]
    assert [card.id for card in articles.recent_articles(db, 9, source=NAHR)][-1] == one


def test_unrelated_articles_come_earliest_first_until_they_are_related(db: Connection) -> None:
    late, early = article(db, 5), article(db, 1)
    assert [one.id for one in articles.unrelated(db, 9)] == [early, late]
    assert [one.id for one in articles.unrelated(db, 1)] == [early]
    articles.mark_related(db, early)
    assert [one.id for one in articles.unrelated(db, 9)] == [late]
    assert articles.count_unrelated(db) == 1
    (one, other) = articles.filed(db, [late, early])
    assert (one.id, one.source, one.first_seen, other.id) == (late, source(), at(5), early)


def test_a_card_shows_the_beginning_of_the_text_cut_between_words(db: Connection) -> None:
    id = article(db, 1, text="كلمة " * 200)
    (card,) = cards.article_cards(db, [id])
    assert card.excerpt.endswith("كلمة…")
    assert len(card.excerpt) <= 301


def test_an_older_page_of_the_same_text_makes_the_article_earlier_and_is_related_anew(db: Connection) -> None:
    id = file(db, page(minutes=60), reading()).article
    articles.mark_related(db, id)
    file(db, page(minutes=0), reading())
    assert [one.id for one in articles.unrelated(db, 9)] == [id]


def test_the_chain_of_a_story_that_loses_an_article_is_drawn_anew(db: Connection) -> None:
    stays = article(db, 1)
    record = keep(db, page("https://nahr.example/2", 5))
    lost = articles.save_reading(db, record, reading("https://nahr.example/2"), "r1").article
    story = stories.found_story(db, stays, NOW)
    stories.join_story(db, story, lost, "reprint", 1.0, NOW)
    node = ChainNode(f"article:{lost}", "article", "صحيفة النهر", article=lost)
    stories.save_chain(db, story, Chain((node,), (), ()), NOW)
    articles.mark_related(db, stays)
    pages.reject_page(db, record.id, Rejected("listing"), "r2")
    assert stories.chain_of(db, story).nodes == ()
    assert [one.id for one in articles.unrelated(db, 9)] == [stays]
