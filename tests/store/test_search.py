"""What readers type finds what they mean, marked in the text as published; and nothing they type is an error."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masdar.model import ArticleId, Rejected, SourceId
from masdar.store import Connection, articles, dialect, pages, search
from masdar.store.dialect import Clause
from masdar.store.records import SearchHit
from masdar.text import tokens

from .samples import article, file, page, reading


def _found(db: Connection, query: str) -> set[ArticleId]:
    hits = search.search(db, query, 50)
    assert search.count_hits(db, query) == len(hits)
    return {hit.card.id for hit in hits}


def _marked(hit: SearchHit) -> list[str]:
    return [hit.snippet[start:end] for start, end in hit.marks]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("الارهاب", "الإرهاب"),
        ("محمد", "مُحَمَّدٌ"),
        ("الصحافة", "الصحـــافة"),
        ("2025", "٢٠٢٥"),
        ("المدينه", "المدينة"),
        ("مستشفي", "مستشفى"),
        ("حكومة", "وبالحكومة"),
        ("حكومة", "حكومات"),
        ("HEGSETH", "Hegseth"),
    ],
)
def test_a_word_is_found_however_it_is_written(db: Connection, typed: str, printed: str) -> None:
    id = article(db, 1, text=f"جاء في التقرير {printed}، أمس.")
    article(db, 2, text="لا صلة له بالموضوع.")
    (hit,) = search.search(db, typed, 9)
    assert hit.card.id == id
    assert _marked(hit) == [printed]


def test_all_words_must_be_there_in_title_or_text(db: Connection) -> None:
    both = article(db, 1, title="جسر الوادي", text="افتتحه الوزير.")
    article(db, 2, title="جسر", text="قديم.")
    assert _found(db, "جسر الوزير") == {both}
    assert _found(db, "جسر الطائرة") == set()


def test_words_that_say_nothing_do_not_narrow_the_search(db: Connection) -> None:
    id = article(db, 1, text="انهار جسر الوادي.")
    assert _found(db, "جسر في الوادي") == {id}
    other = article(db, 2, text="لا شيء في هذا.")
    assert _found(db, "في") == {other}


def test_quotation_marks_ask_for_the_words_as_written(db: Connection) -> None:
    exact = article(db, 1, text="قال: المدينة القديمة بخير.")
    article(db, 2, text="القديمة هي المدينة.")
    article(db, 3, text="للمدينة القديمة سور.")
    for query in ('"المدينة القديمة"', "«المدينه القديمه»", "“المدينة القديمة”"):
        assert _found(db, query) == {exact}
    (hit,) = search.search(db, '"المدينة القديمة"', 9)
    assert _marked(hit) == ["المدينة القديمة"]
    assert len(_found(db, "المدينة القديمة")) == 3
    assert _found(db, '"المدينة القديمة" سور') == set()


def test_a_phrase_does_not_run_from_the_title_into_the_text(db: Connection) -> None:
    article(db, 1, title="سور المدينة", text="القديمة تعود.")
    assert _found(db, '"المدينة القديمة"') == set()


def test_the_word_as_written_ranks_above_its_stem(db: Connection) -> None:
    stem = article(db, 1, title="خبر", text="ناقش الحكومات الأمر طويلا هنا.")
    exact = article(db, 2, title="خبر", text="ناقش الحكومة الأمر طويلا هنا.")
    other = article(db, 3, title="خبر", text="ناقش حكومتها الأمر طويلا هنا.")
    found = [hit.card.id for hit in search.search(db, "الحكومة", 9)]
    assert found[0] == exact
    assert set(found) <= {stem, exact, other}
    assert stem in found


def test_the_title_ranks_above_the_text(db: Connection) -> None:
    article(db, 1, title="خبر أول", text="فيه جسر واحد.")
    titled = article(db, 2, title="جسر أول", text="فيه خبر واحد.")
    article(db, 3, title="خبر ثالث", text="فيه جسر واحد.")
    assert search.search(db, "جسر", 9)[0].card.id == titled


def test_hits_come_in_pages_and_by_source(db: Connection) -> None:
    ids = {article(db, number, text="جسر الوادي.") for number in range(5)}
    other = article(db, 9, source_id="wadi", text="جسر الوادي.")
    portions = [search.search(db, "جسر", 4, offset) for offset in (0, 4, 8)]
    assert [len(hits) for hits in portions] == [4, 2, 0]
    assert {hit.card.id for hits in portions for hit in hits} == ids | {other}
    (hit,) = search.search(db, "جسر", 9, source=SourceId("wadi"))
    assert hit.card.id == other
    assert search.count_hits(db, "جسر", SourceId("wadi")) == 1
    assert search.search(db, "جسر", 0) == ()


def test_only_the_text_as_it_is_now_is_found(db: Connection) -> None:
    url = "https://nahr.example/1"
    file(db, page(url), reading(url, "قبل", ("جسر الوادي",)))
    file(db, page(url, 1, "b"), reading(url, "بعد", ("سد الوادي",)))
    assert _found(db, "جسر") == set()
    assert len(_found(db, "سد")) == 1


def test_the_snippet_shows_the_hits_of_a_long_text(db: Connection) -> None:
    article(db, 1, text="مقدمة طويلة جدا. " * 60 + "انهار جسر الوادي أمس. " + "خاتمة طويلة. " * 60)
    (hit,) = search.search(db, "جسر الوادي", 9)
    assert _marked(hit) == ["جسر", "الوادي"]
    assert len(hit.snippet) <= 300


NASTY = st.text(st.sampled_from("\"'*()^:{}+-~&|!<>\\«»“ \0\n,.;%_أجسرAB1٢\ud800") | st.characters(), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(query=NASTY)
def test_no_query_is_an_error(db: Connection, query: str) -> None:
    search.search(db, query, 3)
    search.count_hits(db, query)


@pytest.mark.parametrize("query", ["", " ", '"', "«»", "NEAR(a b)", "a OR", "title:جسر", "AND", "جسر*", "'" * 9, "\0"])
def test_signs_and_operators_are_just_text(db: Connection, query: str) -> None:
    article(db, 1, text="نص.")
    assert search.search(db, query, 9) == ()


def test_a_query_of_a_thousand_words_is_answered(db: Connection) -> None:
    article(db, 1, text="نص.")
    assert search.search(db, " ".join(f"كلمة{number}" for number in range(1000)), 9) == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60))
def test_any_text_can_be_indexed_and_is_found_by_its_words(db: Connection, text: str) -> None:
    recent = articles.recent_articles(db, 1)
    id = recent[0].id if recent else article(db, 1)
    dialect.forget_words(db, id)
    search.index_article(db, id, reading(title="خبر", paragraphs=(text,)).article)
    for word in tokens.words(text):
        assert id in _found(db, word.text)


@given(st.lists(st.sampled_from(["جسر", "الوادي", "«سد»", "٢٠٢٥،", "x" * 50]), max_size=80))
def test_marks_always_cut_the_words_asked_for(words: list[str]) -> None:
    shown = reading(paragraphs=(" ".join(words) or "-",)).article
    snippet, marks = search.snippet_of(shown, (Clause(("جسر",), ("جسر",)), Clause(("سد",))))
    assert snippet in shown.text
    assert {snippet[start:end] for start, end in marks} <= {"جسر", "سد"}
    assert bool(marks) is bool({"جسر", "«سد»"} & set(words))


def test_an_article_that_is_gone_is_not_found(db: Connection) -> None:
    url = "https://nahr.example/1"
    file(db, page(url), reading(url, "جسر"))
    (record,) = pages.due_pages(db, "r2", 9)
    pages.reject_page(db, record.id, Rejected("x"), "r2")
    assert _found(db, "جسر") == set()
