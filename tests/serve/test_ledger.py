"""The pages of statements and quotations: each wording with its verdict, states with their evidence, policy obeyed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from masdar.model import (
    ArticleId,
    Event,
    Evidence,
    Located,
    PageId,
    Quoted,
    ReportedBy,
    Source,
    Span,
    StoryId,
    WordCheck,
)
from masdar.serve import SiteSettings, site
from masdar.serve.settings import Taste
from masdar.serve.view import View
from masdar.store import Connection, Store, events, open_store, quotations, sources, statements, stories
from masdar.store.statements import Kept

from .invented import DIFAF, MARFA, MINISTRY, MORNING, MURSAL, NAHAR, NOW, file, reading, said
from .test_pages import Links

WORDS = "لن نفتح البوابة الرابعة قبل أن يهبط الماء عن حدّ الخطر"
SPELT = "لن نفتح البوابه الرابعة قبل ان يهبط الماء عن حد الخطر"
ALTERED = "لن نفتح البوابة الرابعة قبل أن يهبط الماء عن حدّ السلامة"
STATEMENT = f"وقالت الوزارة في بيانها: {WORDS}، ولن نستعجل. ودعت السكان إلى الحذر."
SPEAKER = "وزارة المياه"
REPORTS: tuple[tuple[Source, str], ...] = ((MURSAL, WORDS), (DIFAF, SPELT), (MARFA, ALTERED), (NAHAR, WORDS))


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """A ministry's page, reports that quote it in three wordings, and one whose source allows its headline alone."""
    with open_store("sqlite://") as opened:
        with opened.writing() as db:
            for source in (MINISTRY, MURSAL, DIFAF, MARFA, NAHAR):
                sources.save_source(db, source, MORNING)
            page = file(
                db, MINISTRY, reading("https://water-ministry.example/9", "بيان", (STATEMENT,), MORNING), MORNING
            )
            ids = [_report(db, number, *each) for number, each in enumerate(REPORTS, 1)]
            story = stories.found_story(db, page, NOW)
            for id in ids:
                stories.join_story(db, story, id, "same words", 0.9, NOW)
            _keep(db, story, page, ids)
        yield opened


def _report(db: Connection, number: int, source: Source, words: str) -> ArticleId:
    text = f"قالت الوزارة: «{words}»."
    at = MORNING + timedelta(hours=number)
    told = reading(f"{source.home}{number}", f"خبر البوابة الرابعة رقم {number}", (text,), at)
    told = replace(told, statements=(said((text,), words, SPEAKER, "قالت", "بيان"),))
    return file(db, source, told, at)


def _keep(db: Connection, story: StoryId, page: ArticleId, ids: list[ArticleId]) -> None:
    start = STATEMENT.index(WORDS)
    passage = Span(0, start, start + len(WORDS))
    evidence = Evidence("statement", "text", WORDS, "test@1", 0.9, Span(0, 15, 15 + len(WORDS)))
    verdicts = ("exact", "spelling only", "words differ", "exact")
    for id, (_, words), verdict in zip(ids, REPORTS, verdicts, strict=True):
        at = MORNING + timedelta(hours=int(id))
        quotations.replace_quoted(
            db, id, [Quoted(id, 0, 0, words, Span(0, 15, 15 + len(words)), SPEAKER, "بيان", "ar", at, evidence)]
        )
        quotations.save_check(
            db,
            (id, 0),
            WordCheck(verdict, "quotation.primary@1", 0.95, page, True, passage),  # type: ignore[arg-type]
        )
    quotations.save_groups(db, [quotations.quoted_by(db, ids)], NOW)
    located = Located(page, "test@1", 0.95, passage)
    reports = tuple(ReportedBy(id, (0,), SPEAKER, ("بيان",), True, evidence, located=located) for id in ids)
    statements.save_statements(db, story, [Kept(reports, "statement:1")], NOW)


@pytest.fixture
def client(store: Store) -> TestClient:
    return TestClient(site(store, SiteSettings(), lambda: NOW), follow_redirects=False)


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/statement/1", "/quotation/1"])
@pytest.mark.parametrize(("prefix", "language", "direction"), [("", "ar", "rtl"), ("/en", "en", "ltr")])
def test_both_pages_answer_in_both_languages_light_and_without_script(
    client: TestClient, path: str, prefix: str, language: str, direction: str
) -> None:
    answer = client.get(prefix + path)
    assert answer.status_code == 200
    page = Links(answer.text)
    assert (page.html["lang"], page.html["dir"]) == (language, direction)
    assert len(answer.content) < 50_000
    assert "<script" not in answer.text
    for href in page.hrefs:
        if href.startswith(("/article", "/story", "/statement", "/quotation", "/en/")):
            assert client.get(href).status_code == 200, href


def test_each_wording_has_its_verdict_and_its_differing_words_are_marked(client: TestClient) -> None:
    page = client.get("/en/quotation/1").text
    assert '<mark class="differs">السلامة</mark>' in page  # this wording's
    assert '<mark class="differs">الخطر</mark>' in page  # the ministry's
    assert '<mark class="spelled">البوابه</mark>' in page
    text = plain(page)
    for verdict in ("✓ exact", "≈ spelling only", "≠ words differ"):
        assert verdict in text
    assert "compared with the page of وزارة المياه" in text


def test_the_issuers_text_stands_above_its_reports_with_the_way_to_it(client: TestClient) -> None:
    for path in ("/en/statement/1", "/en/quotation/1"):
        page = client.get(path).text
        assert f"<mark>{WORDS}</mark>" in page
        assert 'href="https://water-ministry.example/9"' in page
        assert page.index("water-ministry.example/9") < page.index("Difaf" if "Difaf" in page else "صحيفة الضفاف")


def test_states_say_since_when_and_which_were_not_reached(client: TestClient, store: Store) -> None:
    text = plain(client.get("/en/statement/1").text)
    assert "● Cited" in text
    assert "● Located" in text
    assert "● Archived" in text
    assert "○ Vanished We have not seen it missing." in text
    with store.writing() as db:
        events.note_event(db, ArticleId(1), Event("gone", NOW, PageId(1), 404))
    text = plain(client.get("/en/statement/1").text)
    assert "✕ Vanished" in text
    assert "The site answered: 404" in text
    with store.writing() as db:
        events.note_event(db, ArticleId(1), Event("back", NOW, PageId(1), 200))


def test_a_page_says_what_its_verdicts_mean_and_no_others(client: TestClient) -> None:
    text = plain(client.get("/quotation/1").text)
    assert "✓ مطابق حرفياً كل كلمة في الطرف الآخر" in text
    assert "≠ كلمات مختلفة كلمة غُيّرت أو سقطت أو زيدت" in text
    assert "لا مصدر آخر" not in text


def test_counts_after_a_word_of_place_are_in_its_case() -> None:
    """In two sources: the dual has another form there than where it stands alone."""
    view = View(SiteSettings(), "ar", Taste(), NOW)
    told = view.say("ledger.reported_in", articles=view.count("counts.articles", 2), sources=in_sources(view, 2))
    assert told == "نقلته مادتان في مصدرين."
    assert in_sources(view, 4) == "4 مصادر"


def in_sources(view: View, number: int) -> str:
    return view.count("counts.in_sources", number)


def test_a_verdict_keeps_its_own_direction_beside_words_of_another(client: TestClient) -> None:
    assert '<span class="likeness is-exact" dir="ltr">' in client.get("/en/statement/1").text


def test_a_source_that_allows_its_headline_shows_no_words(client: TestClient) -> None:
    page = client.get("/en/statement/1").text
    own = page[page.index("خبر البوابة الرابعة رقم 4") :]
    assert WORDS not in own
    assert "✓ exact" in plain(own)


def test_story_and_article_lead_to_both(client: TestClient) -> None:
    hrefs = Links(client.get("/article/3").text).hrefs
    assert "/statement/1" in hrefs
    assert "/quotation/1" in hrefs


@pytest.mark.parametrize("path", ["/statement/99", "/quotation/99", "/statement/x", "/quotation/0", "/statement/"])
def test_what_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
