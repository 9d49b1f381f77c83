"""The ledger of quotations: numbers that stay, versions found by their words, and nothing kept of what is forgotten."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from masdar.model import ArticleId, Evidence, Quoted, Span, WordCheck
from masdar.store import Connection, quotations, takedown, versions
from masdar.store.quotations import QuotedVersion, get_quotation, quoted_by, replace_quoted, save_bands, save_groups

from .samples import NOW, article, at

SECRET = "لن يفتح الجسر العتيق قبل الربيع"


def quoted(id: ArticleId, words: str = SECRET, place: int = 0) -> Quoted:
    evidence = Evidence("statement", "text", words, "test@1", 0.9, Span(0, 0, len(words)))
    return Quoted(id, place, 0, words, Span(0, 0, len(words)), "الحارس", None, "ar", at(id), evidence)


def keep(db: Connection, id: ArticleId, *words: str) -> None:
    replace_quoted(db, id, [quoted(id, each, place) for place, each in enumerate(words or (SECRET,))])
    for place, _ in enumerate(words or (SECRET,)):
        save_bands(db, id, place, [7, 100 + id])


def group(db: Connection, *ids: ArticleId) -> None:
    save_groups(db, [quoted_by(db, ids)], NOW)


def numbers(db: Connection, *ids: ArticleId) -> list[int | None]:
    return [each.quotation for each in quoted_by(db, ids)]


@pytest.fixture
def three(db: Connection) -> tuple[ArticleId, ArticleId, ArticleId]:
    one, two, three = (article(db, n, source_id=f"s{n}") for n in (1, 2, 3))
    for id in (one, two, three):
        keep(db, id)
    return one, two, three


def test_what_an_article_quotes_comes_back_and_saving_it_again_is_no_news(db: Connection) -> None:
    id = article(db, 1)
    assert replace_quoted(db, id, [quoted(id)])
    assert not replace_quoted(db, id, [quoted(id)])
    assert [each.quoted for each in quoted_by(db, [id])] == [quoted(id)]
    assert replace_quoted(db, id, [])
    assert quoted_by(db, [id]) == ()


def test_quotations_are_found_by_shared_bands(db: Connection, three: tuple[ArticleId, ...]) -> None:
    assert quotations.sharing_words(db, [7]) == {(id, 0) for id in three}
    assert quotations.sharing_words(db, [100 + three[0], 5]) == {(three[0], 0)}
    assert quotations.sharing_words(db, range(1000, 1400)) == set()


def test_of_words_that_hundreds_share_those_that_came_first_are_found(db: Connection) -> None:
    id = article(db, 1)
    for place in range(201):
        save_bands(db, id, place, [7])
    assert quotations.sharing_words(db, [7]) == {(id, place) for place in range(200)}


def test_a_quotation_keeps_its_number_as_versions_come(db: Connection, three: tuple[ArticleId, ...]) -> None:
    group(db, *three[:2])
    (number, _) = numbers(db, *three[:2])
    group(db, *three)
    assert numbers(db, *three) == [number] * 3
    group(db, *three)
    assert numbers(db, *three) == [number] * 3


def test_two_that_become_one_are_found_under_both_numbers(db: Connection, three: tuple[ArticleId, ...]) -> None:
    for id in three[:2]:
        group(db, id)
    (first, second) = numbers(db, *three[:2])
    assert first != second
    assert first is not None
    assert second is not None
    group(db, *three)
    assert get_quotation(db, first) == get_quotation(db, second)
    assert len(get_quotation(db, second)) == 3


def test_what_is_split_keeps_the_number_with_the_larger_part(db: Connection, three: tuple[ArticleId, ...]) -> None:
    group(db, *three)
    (number, *_) = numbers(db, *three)
    save_groups(db, [quoted_by(db, three[:1]), quoted_by(db, three[1:])], NOW)
    assert numbers(db, *three)[1:] == [number, number]
    assert numbers(db, *three)[0] not in (None, number)


def test_no_table_holds_a_word_of_what_was_taken_down(db: Connection, three: tuple[ArticleId, ...]) -> None:
    group(db, *three)
    gone, left, _ = three
    quotations.save_check(db, (left, 0), WordCheck("exact", "test@1", 1.0, against=gone))
    quotations.save_check(db, (three[2], 0), WordCheck("exact", "test@1", 1.0, against=left))
    takedown.take_down_address(db, "https://s1.example/1", "asked", NOW)
    assert quoted_by(db, [gone]) == ()
    checks = {each.quoted.article: each.checked for each in quoted_by(db, three)}
    assert checks[left] is None  # it was compared with what is gone: due again
    assert checks[three[2]] is not None
    due = set(db.execute(text("SELECT id FROM articles WHERE NOT related")).scalars())
    assert left in due
    for id in (2, 3):
        takedown.take_down_address(db, f"https://s{id}.example/{id}", "asked", NOW)
    for table in ("quotations", "quotation_versions", "quotation_bands"):
        assert db.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0, table


def test_an_article_that_no_page_shows_leaves_nothing(db: Connection) -> None:
    id = article(db, 1)
    keep(db, id)
    group(db, id)
    page = db.execute(text("SELECT id FROM pages")).scalar_one()
    versions.withdraw_page(db, page, id)
    assert db.execute(text("SELECT count(*) FROM quotation_versions")).scalar() == 0


def test_numbers_of_nothing_are_nothing(db: Connection) -> None:
    assert get_quotation(db, 99) == ()
    assert get_quotation(db, 2**64) == ()
    assert quotations.at_places(db, [(ArticleId(1), 0)]) == ()
    assert QuotedVersion(None, quoted(ArticleId(1)), None).place == (1, 0)
