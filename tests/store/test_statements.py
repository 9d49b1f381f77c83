"""The ledger of primary statements: numbers that stay, the states each reached, one page one statement."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from masdar.model import ArticleId, Event, Evidence, Located, PageId, ReportedBy, Span, StoryId
from masdar.store import Connection, events, stories, takedown
from masdar.store.statements import (
    Kept,
    get_statement,
    numbers_in_article,
    numbers_on_chain,
    save_statements,
)

from .samples import NOW, article, at

EVIDENCE = Evidence("statement", "text", "قال الوزير", "test@1", 0.9, Span(0, 0, 10))


def report(id: ArticleId, *numbers: int, speaker: str = "الوزير سالم العابد") -> ReportedBy:
    return ReportedBy(id, numbers or (0,), speaker, ("بيان",), True, EVIDENCE, at(-60))


def located(id: ArticleId) -> Located:
    return Located(id, "test@1", 0.95, Span(0, 0, 3))


def kept(*reports: ReportedBy, page: ArticleId | None = None, node: str = "statement:1") -> Kept:
    return Kept(tuple(replace(each, located=located(page) if page else None) for each in reports), node)


Articles = tuple[ArticleId, ArticleId, ArticleId]


@pytest.fixture
def three(db: Connection) -> Articles:
    one, two, page = (article(db, n, source_id=f"s{n}") for n in (1, 2, 3))
    return one, two, page


def one_story(db: Connection, *ids: ArticleId) -> StoryId:
    story = stories.found_story(db, ids[0], NOW)
    for id in ids[1:]:
        stories.join_story(db, story, id, "reprint", 1.0, NOW)
    return story


def test_a_statement_has_its_reports_and_is_cited(db: Connection, three: Articles) -> None:
    one, two, _ = three
    story = one_story(db, one, two)
    save_statements(db, story, [kept(report(two, speaker="العابد"), report(one, 0, 2))], NOW)
    (number,) = numbers_on_chain(db, story)["statement:1"]
    found = get_statement(db, number)
    assert found is not None
    assert (found.issuer, found.media, found.said_at, found.story) == ("الوزير سالم العابد", ("بيان",), at(-60), story)
    assert [record.card.id for _, record in found.reports] == [one, two]
    assert [(state.name, state.at, state.article, state.evidence) for state in found.states] == [
        ("cited", at(1), one, EVIDENCE)
    ]
    assert numbers_in_article(db, one) == {0: number, 2: number}


def test_it_is_located_archived_and_vanishes(db: Connection, three: Articles) -> None:
    one, two, page = three
    story = one_story(db, one, two, page)
    save_statements(db, story, [kept(report(one), page=page)], NOW)
    (number,) = numbers_on_chain(db, story)["statement:1"]
    found = get_statement(db, number)
    assert found is not None
    assert [(state.name, state.article) for state in found.states] == [
        ("cited", one), ("located", page), ("archived", page),
    ]  # fmt: skip
    shown = PageId(db.execute(text("SELECT max(id) FROM pages")).scalar_one())
    events.note_event(db, page, Event("gone", at(90), shown, 404))
    found = get_statement(db, number)
    assert found is not None
    assert (found.states[-1].name, found.states[-1].at, found.states[-1].status) == ("vanished", at(90), 404)
    events.note_event(db, page, Event("back", at(95), PageId(shown - 1), 200))
    found = get_statement(db, number)
    assert found is not None
    assert found.states[-1].name == "archived"


def test_relating_again_changes_no_number(db: Connection, three: Articles) -> None:
    one, two, page = three
    story = one_story(db, *three)
    entries = [kept(report(one, 0)), kept(report(two, 1), node="statement:2")]
    save_statements(db, story, entries, NOW)
    before = numbers_on_chain(db, story)
    save_statements(db, story, entries, NOW)
    assert numbers_on_chain(db, story) == before
    turned = [kept(report(two, 1), page=page), replace(entries[0], node="statement:2")]
    save_statements(db, story, turned, NOW)
    assert numbers_on_chain(db, story) == {"statement:1": before["statement:2"], "statement:2": before["statement:1"]}


def test_two_that_become_one_are_found_under_both_numbers(db: Connection, three: Articles) -> None:
    one, two, _ = three
    story = one_story(db, one, two)
    save_statements(db, story, [kept(report(one)), kept(report(two), node="statement:2")], NOW)
    (first,), (second,) = numbers_on_chain(db, story).values()
    save_statements(db, story, [kept(report(one), report(two))], NOW)
    assert get_statement(db, first) == get_statement(db, second) is not None


def test_all_that_is_found_on_one_page_is_found_under_its_number(db: Connection, three: Articles) -> None:
    one, two, page = three
    story = one_story(db, *three)
    save_statements(db, story, [kept(report(one, 0)), kept(report(one, 1), node="statement:2")], NOW)
    (first,), (second,) = numbers_on_chain(db, story).values()
    save_statements(db, story, [kept(report(one, 0, 1), page=page), kept(report(two), page=page)], NOW)
    assert get_statement(db, first) == get_statement(db, second) is not None


def test_two_stories_about_one_page_have_one_statement(db: Connection, three: Articles) -> None:
    one, two, page = three
    first, second = stories.found_story(db, one, NOW), stories.found_story(db, two, NOW)
    save_statements(db, first, [kept(report(one), page=page)], NOW)
    save_statements(db, second, [kept(report(two), page=page)], NOW)
    (number,) = numbers_on_chain(db, first)["statement:1"]
    assert numbers_on_chain(db, second) == {"statement:1": (number,)}
    found = get_statement(db, number)
    assert found is not None
    assert [record.card.id for _, record in found.reports] == [one, two]
    save_statements(db, second, [], NOW)
    found = get_statement(db, number)
    assert found is not None
    assert [record.card.id for _, record in found.reports] == [one]


def test_one_of_two_stories_that_leaves_a_page_takes_neither_it_nor_the_number(db: Connection, three: Articles) -> None:
    one, two, page = three
    first, second = stories.found_story(db, one, NOW), stories.found_story(db, two, NOW)
    for story, id in ((first, one), (second, two)):
        save_statements(db, story, [kept(report(id), page=page)], NOW)
    (number,) = numbers_on_chain(db, second)["statement:1"]
    save_statements(db, first, [kept(report(one))], NOW)
    found = get_statement(db, number)
    assert found is not None
    assert found.primary is not None
    assert [record.card.id for _, record in found.reports] == [two]
    assert numbers_on_chain(db, first) != numbers_on_chain(db, second)


def test_what_nobody_reports_any_more_is_gone(db: Connection, three: Articles) -> None:
    story = one_story(db, three[0])
    save_statements(db, story, [kept(report(three[0]))], NOW)
    (number,) = numbers_on_chain(db, story)["statement:1"]
    save_statements(db, story, [], NOW)
    assert get_statement(db, number) is None
    assert db.execute(text("SELECT count(*) FROM statements")).scalar() == 0


def test_taking_down_the_issuers_page_leaves_the_statement_cited(db: Connection, three: Articles) -> None:
    one, two, page = three
    story = one_story(db, *three)
    save_statements(db, story, [kept(report(one), report(two), page=page)], NOW)
    (number,) = numbers_on_chain(db, story)["statement:1"]
    takedown.take_down_address(db, "https://s3.example/3", "asked", NOW)
    found = get_statement(db, number)
    assert found is not None
    assert (found.primary, found.located, [state.name for state in found.states]) == (None, None, ["cited"])
    assert {one, two} <= set(db.execute(text("SELECT id FROM articles WHERE NOT related")).scalars())
    for n in (1, 2):
        takedown.take_down_address(db, f"https://s{n}.example/{n}", "asked", NOW)
    for table in ("statements", "statement_reports"):
        assert db.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0, table


def test_a_number_of_nothing_is_nothing(db: Connection) -> None:
    assert get_statement(db, 7) is None
    assert get_statement(db, 0) is None
