"""The pages that compare: figures, marks and passages in both languages; policies obeyed, light, linked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from masdar.model import ArticleId, ComparedPassage, Comparison, PassageChange, Policy, Span
from masdar.serve import SiteSettings, site
from masdar.serve.compare_view import weight
from masdar.store import Connection, Store, comparisons, open_store, sources, stories

from .invented import DIFAF, MARFA, MINISTRY, MORNING, MURSAL, NOW, file, reading
from .test_pages import Links

LEAD = "أعلنت وزارة المياه أن منسوب سد الريحان ارتفع أربعة أمتار بعد أمطار الأسبوع."
TOLL = "وقالت إن 12 قرية على ضفاف النهر تضررت."
GATE = "وأضافت أن البوابة الرابعة ستبقى مغلقة حتى يهبط المنسوب."
OWN = "وكان مهرجان القوارب قد أجل للمرة الثانية."
FIRST, SECOND, THIRD = Span(0, 0, len(LEAD)), Span(1, 0, len(TOLL)), Span(2, 0, len(GATE))
AT = TOLL.index("12")
NUMBER = PassageChange("number", (Span(1, AT, AT + 2),), (Span(1, AT, AT + 2),))
ROWS = (
    ComparedPassage("same", (FIRST,), (FIRST,)),
    ComparedPassage("changed", (SECOND,), (SECOND,), (NUMBER,)),
    ComparedPassage("added", here=(Span(2, 0, len(OWN)),)),
    ComparedPassage("left out", (THIRD,)),
)


def fill(db: Connection, policy: Policy = "full") -> None:
    """Article 1 is the ministry's page, 2 and 3 are reports of it, 4 is not compared."""
    for source in (MINISTRY, replace(MURSAL, policy=policy), DIFAF, MARFA):
        sources.save_source(db, source, MORNING)
    base = file(db, MINISTRY, reading("https://water.example/9", "بيان السد", (LEAD, TOLL, GATE), MORNING), MORNING)
    texts = (LEAD, TOLL.replace("12", "21"), OWN)
    ids = []
    for number, source in enumerate((MURSAL, DIFAF, MARFA), 1):
        at = MORNING + timedelta(hours=number)
        ids.append(file(db, source, reading(f"{source.home}{number}", "سد الريحان يرتفع", texts, at), at))
    story = stories.found_story(db, base, NOW)
    for id in ids:
        stories.join_story(db, story, id, "same words", 0.9, NOW)
    for id in ids[:2]:
        comparisons.save_comparison(db, Comparison(id, base, "primary", ROWS, 0.62))


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        with opened.writing() as db:
            fill(db)
        yield opened


@pytest.fixture
def client(store: Store) -> TestClient:
    return TestClient(site(store, SiteSettings(), lambda: NOW), follow_redirects=False)


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/story/1/compare", "/story/1/compare/2"])
@pytest.mark.parametrize(("prefix", "language"), [("", "ar"), ("/en", "en")])
def test_both_pages_answer_in_both_languages_and_their_links_lead_somewhere(
    client: TestClient, path: str, prefix: str, language: str
) -> None:
    answer = client.get(prefix + path)
    assert answer.status_code == 200
    page = Links(answer.text)
    assert page.html["lang"] == language
    assert "<script" not in answer.text
    for href in page.hrefs:
        if href.startswith(("/article", "/story", "/source", "/en/")):
            assert client.get(href).status_code == 200, href


def test_the_overview_says_what_the_base_is_and_what_each_report_made_of_it(client: TestClient) -> None:
    text = plain(client.get("/en/story/1/compare").text)
    assert "the issuer’s own page" in text
    assert "62% of the original’s words kept" in text
    assert "1 passage left out" in text
    assert "“ 12 قرية ” became “ 21 قرية ”" in text
    assert "1 report of the story is not compared" in text
    for mark in ("= as it is", "≠ words differ another number", "✕ left out"):
        assert mark in text


def test_reports_with_other_numbers_come_first_then_those_that_leave_out() -> None:
    number, name = PassageChange("number"), PassageChange("name")
    row = ComparedPassage("changed", (Span(0, 0, 1),), (Span(0, 0, 1),))
    left_out = ComparedPassage("left out", (Span(0, 0, 1),))
    rows = {1: (row,), 2: (left_out,), 3: (replace(row, changes=(name,)),), 4: (replace(row, changes=(number,)),)}
    told = [Comparison(ArticleId(key), ArticleId(9), "earliest", held, 0.5) for key, held in rows.items()]
    assert [each.article for each in sorted(told, key=weight, reverse=True)] == [4, 3, 2, 1]


def test_counts_take_arabic_plurals(client: TestClient) -> None:
    assert "مقطع واحد أُسقط" in plain(client.get("/story/1/compare/2").text)


def test_words_that_differ_are_marked_on_both_sides(client: TestClient) -> None:
    page = client.get("/en/story/1/compare/2").text
    assert re.search(r"<del>.*?12.*?</del>", page)
    assert re.search(r"<ins>.*?21.*?</ins>", page)
    text = plain(page)
    assert "Nothing in this report answers it." in text
    assert "Not in the original." in text
    assert OWN in text


@pytest.mark.parametrize(
    "path",
    ["/story/9/compare", "/story/1/compare/1", "/story/1/compare/4", "/story/2/compare/2", "/story/1/compare/x",
     "/story/1/compare?page=2", "/story/1/compare/2?page=9", "/story/1/compare/99999999999999999999"],
)  # fmt: skip
def test_what_was_not_compared_has_no_page(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_story_and_articles_link_to_it(client: TestClient) -> None:
    assert "/story/1/compare" in Links(client.get("/story/1").text).hrefs
    assert "/story/1/compare/2" in Links(client.get("/article/2").text).hrefs
    assert "/story/1/compare" in Links(client.get("/article/1").text).hrefs
    assert not any("compare" in href for href in Links(client.get("/article/4").text).hrefs)


def test_of_a_source_that_shows_its_headlines_only_no_passage_is_shown() -> None:
    with open_store("sqlite://") as opened:
        with opened.writing() as db:
            fill(db, "headline")
        client = TestClient(site(opened, SiteSettings(), lambda: NOW))
        text = plain(client.get("/en/story/1/compare/2").text)
        assert OWN not in text
        assert "became" not in text
        assert "The source does not allow its text to be shown here." in text
        assert LEAD in text  # the ministry's own


def test_of_an_excerpt_what_is_the_same_is_cut_short() -> None:
    with open_store("sqlite://") as opened:
        with opened.writing() as db:
            fill(db, "excerpt")
        page = TestClient(site(opened, SiteSettings(), lambda: NOW)).get("/en/story/1/compare/2").text
        assert plain(page).count(LEAD) == 1
        assert " ".join(LEAD.split()[:8]) + "…" in plain(page).replace(" …", "…")


def test_pages_stay_light_however_long_the_texts_are() -> None:
    with open_store("sqlite://") as opened:
        with opened.writing() as db:
            for source in (MINISTRY, MURSAL):
                sources.save_source(db, source, MORNING)
            lines = tuple(f"{LEAD} {GATE} {number}" * 3 for number in range(200))
            ids = [
                file(db, source, reading(f"{source.home}{number}", "بيان", lines, MORNING), MORNING)
                for number, source in enumerate((MINISTRY, MURSAL))
            ]
            story = stories.found_story(db, ids[0], NOW)
            stories.join_story(db, story, ids[1], "same words", 0.9, NOW)
            spans = [Span(number, 0, len(line)) for number, line in enumerate(lines)]
            rows = tuple(ComparedPassage("changed", (span,), (span,)) for span in spans)
            comparisons.save_comparison(db, Comparison(ids[1], ids[0], "earliest", rows, 0.9))
        client = TestClient(site(opened, SiteSettings(), lambda: NOW))
        for path in ("/story/1/compare", "/story/1/compare/2", "/story/1/compare/2?page=5"):
            assert len(client.get(path).content) < 120_000, path
