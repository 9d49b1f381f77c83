"""Edits of articles in lists: kept true to the versions in whatever order pages come, the last seen first."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from masdar.model import ArticleId, Edited, Page, PageId, Source, SourceId
from masdar.store import Store, edits, sources, takedown
from masdar.store.versions import withdraw_page

from .samples import NOW, file, reading

PAPER = Source(SourceId("tall"), "جريدة التل", "https://tall.example/", ("tall.example",))
OTHER = Source(SourceId("wadi"), "أخبار الوادي", "https://wadi.example/", ("wadi.example",))
FIRST = "أغلق المجلس 12 متجراً في السوق أمس"
SECOND = "أغلق المجلس 15 متجراً في السوق أمس"
THIRD = "أغلق المجلس 15 متجراً في السوق أمس."


def come(store: Store, hours: float, *lines: str, source: Source = PAPER, name: str = "7") -> ArticleId:
    url = f"{source.home}news/{name}"
    page = Page(url, NOW + timedelta(hours=hours), 200, (), f"{hours}{lines}".encode())
    with store.writing() as db:
        sources.save_source(db, source, NOW)
        return file(db, page, reading(url, "سوق التل", lines), source.id).article


def held(store: Store, article: ArticleId) -> tuple[Edited, ...]:
    with store.reading() as db:
        return edits.edits_of(db, [article]).get(article, ())


def test_a_new_version_makes_an_edit_with_what_changed(store: Store) -> None:
    come(store, 0, FIRST)
    id = come(store, 2, SECOND)
    (edit,) = held(store, id)
    assert (edit.about, edit.grade, edit.notice, edit.at) == (
        ("number",),
        "substantial",
        None,
        NOW + timedelta(hours=2),
    )
    assert edit.is_silent


def test_an_announced_edit_is_not_silent_and_spelling_is_no_edit_to_speak_of(store: Store) -> None:
    come(store, 0, FIRST)
    come(store, 1, SECOND, "تصحيح: أُغلق 15 متجراً.")
    id = come(store, 2, THIRD, "تصحيح: أُغلق 15 متجراً.")
    announced, spelled = held(store, id)
    assert (announced.notice, announced.is_silent) == ("correction", False)
    assert (spelled.about, spelled.grade, spelled.is_silent) == (("form",), "minor", False)
    with store.reading() as db:
        assert edits.recent_edits(db, 10) == ()
        assert edits.recent_edits(db, 10, silent=False) == (spelled, announced)


@pytest.mark.slow
@pytest.mark.parametrize("order", list(permutations([(0, FIRST), (2, SECOND), (4, FIRST), (6, THIRD)])))
def test_pages_may_come_in_any_order(store: Store, order: list[tuple[int, str]]) -> None:
    for hours, line in order:
        id = come(store, hours, line)
    assert [(edit.at, edit.about) for edit in held(store, id)] == [
        (NOW + timedelta(hours=2), ("number",)),
        (NOW + timedelta(hours=4), ("number",)),
        (NOW + timedelta(hours=6), ("number", "form")),
    ]


def test_a_page_that_is_taken_back_takes_its_edit_along(store: Store) -> None:
    come(store, 0, FIRST)
    id = come(store, 2, SECOND)
    with store.writing() as db:
        withdraw_page(db, PageId(2), id)
    assert held(store, id) == ()


def test_an_article_that_is_taken_down_leaves_no_edit(store: Store) -> None:
    come(store, 0, FIRST)
    id = come(store, 2, SECOND)
    with store.writing() as db:
        takedown.take_down_address(db, f"{PAPER.home}news/7", "طلب الناشر", NOW)
    assert held(store, id) == ()


def test_lists_go_by_time_source_and_place(store: Store) -> None:
    for number in range(4):
        source = OTHER if number % 2 else PAPER
        come(store, number, FIRST, source=source, name=str(number))
        come(store, number + 10, SECOND, source=source, name=str(number))
    with store.reading() as db:
        found = edits.recent_edits(db, 10)
        assert [edit.at for edit in found] == sorted((edit.at for edit in found), reverse=True)
        assert len(found) == 4
        assert edits.recent_edits(db, 2, before=(found[1].at, found[1].article)) == found[2:]
        assert edits.recent_edits(db, 10, source=OTHER.id) == (found[0], found[2])
        assert edits.recent_edits(db, 10, since=found[1].at) == found[:2]


def test_the_versions_of_an_edit_are_numbered_and_no_others_are_loaded(store: Store) -> None:
    come(store, 0, FIRST)
    come(store, 2, SECOND)
    id = come(store, 4, THIRD)
    with store.reading() as db:
        last = edits.recent_edits(db, 1, silent=False)
        versions = edits.versions_of(db, last)
    assert [(v.number, v.paragraphs) for v in versions.values()] == [(2, (SECOND,)), (3, (THIRD,))]
    assert {article for article, _ in versions} == {id}
