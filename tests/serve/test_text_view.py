"""The text of an article keeps its form: headings, lists, quotations, tables, links, posts, pictures."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from browsing import Visit
from masdar.model import Article, Embed, Part, Policy
from masdar.serve import SiteSettings, policy, site
from masdar.serve.text_view import Line, Shape, text_view
from masdar.store import open_store, sources

from .every_form import CARD, LINES, QUOTED, every_form, file_every_form
from .invented import DIFAF, MORNING, MURSAL, NAHAR, NOW
from .test_pages import Links

KINDS = ("paragraph", "heading", "item", "quotation", "cell", "post")


@pytest.fixture(scope="module")
def forms() -> Iterator[TestClient]:
    """The same report in a full, an excerpt and a headline source: /article/1, 2 and 3."""
    with open_store("sqlite://") as store:
        with store.writing() as db:
            for source in (MURSAL, DIFAF, NAHAR):
                sources.save_source(db, source, MORNING)
                file_every_form(db, source)
        yield TestClient(site(store, SiteSettings(), lambda: NOW))


def text_of(client: TestClient, path: str) -> str:
    page = client.get(path).text
    Links(page)
    found = re.search(r'<section class="text".*?</section>', page, re.S)
    return found.group() if found else ""


def test_a_full_text_shows_its_forms(forms: TestClient) -> None:
    text = text_of(forms, "/article/1")
    assert "<h3>ما الذي يتغيّر</h3>" in text
    assert "<h4>الحصص بآلاف الأمتار المكعبة</h4>" in text
    assert (
        "<ul><li>حصة كل قرية بحسب مساحتها المزروعة<ul><li>الكروم والزيتون</li><li>القمح والشعير</li></ul></li>" in text
    )
    assert '<ol><li value="1">املأ الاستمارة</li><li value="2">سلّمها إلى مكتب القرية</li></ol>' in text
    assert text.count("<blockquote>") == 1
    rows = re.findall(r"<tr>(.*?)</tr>", text)
    assert [len(re.findall(r"<t[hd]", row)) for row in rows] == [3, 3, 3]
    assert '<th scope="col">القرية</th>' in rows[0]


def test_links_lead_out_plainly_and_only_to_the_web(forms: TestClient) -> None:
    text = text_of(forms, "/article/1")
    links = dict(re.findall(r'<a href="(https?:[^"]*)" rel="noopener nofollow external">([^<]*)</a>', text))
    assert links["https://sarhan-water.example/"] == "هيئة الري في السرحان"
    assert links["https://sarhan-water.example/speech"] == "وفّره في الشتاء"
    assert "javascript" not in text
    marked = "".join(re.findall(r"<mark>(.*?)</mark>", text))
    assert re.sub(r"<[^>]+>", "", marked) == QUOTED


def test_posts_and_pictures_are_told_in_words_and_nothing_is_loaded(forms: TestClient) -> None:
    text = text_of(forms, "/article/1")
    assert text.count('<aside class="post">') == 3
    assert text.count(CARD) == 1
    assert "منشور على <bdi>X</bdi>" in text
    assert "مقطع على <bdi>YouTube</bdi>" in text
    assert 'href="https://mursal.example/media/lead.jpg"' in text
    assert "<bdi>A new Delta-Flow meter</bdi>" in text
    assert not re.search(r"<(?:img|iframe|script|video)|src=", text)


def test_lines_that_run_the_other_way_say_so(forms: TestClient) -> None:
    text = text_of(forms, "/article/1")
    assert '<p dir="ltr">Water is shared' in text
    assert '<td dir="ltr">Monday 06:00</td>' in text
    assert "<td>12.5</td>" in text
    assert '<bdi>هيئة الري (<bdi dir="ltr">@sarhan_water</bdi>)</bdi>' in text


def test_an_excerpt_keeps_its_limit_and_links_nowhere(forms: TestClient) -> None:
    text = text_of(forms, "/article/2")
    assert "<h3>" in text
    assert "sarhan-water" not in text
    assert "lead.jpg" not in text
    assert CARD not in text
    words = re.sub(r"<aside.*?</aside>|<[^>]+>", " ", text).split()
    assert len(words) <= policy.EXCERPT_WORDS + 2
    assert text_of(forms, "/article/3") == ""


@pytest.mark.parametrize("path", ["/article/1", "/en/article/1"])
def test_the_page_stays_light(forms: TestClient, path: str) -> None:
    assert len(forms.get(path).content) < 50_000


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with open_store("sqlite://") as store:
        with store.writing() as db:
            sources.save_source(db, MURSAL, MORNING)
            file_every_form(db, MURSAL)
        server = uvicorn.Server(uvicorn.Config(site(store, SiteSettings(), lambda: NOW), port=0, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started and time.monotonic() < deadline:
            threading.Event().wait(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("path", "direction"), [("/article/1", "rtl"), ("/en/article/1", "ltr")])
def test_every_form_fits_the_screen(browser: Browser, address: str, width: int, path: str, direction: str) -> None:
    visit = Visit(browser, address, width)
    visit.go(path)
    visit.check(direction)
    assert visit.page.locator("section.text li").first.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert visit.page.locator(".wide-table").evaluate(
        "e => e.getBoundingClientRect().width < e.parentElement.clientWidth + 1"
    )


PART = st.builds(Part, st.sampled_from(KINDS), *[st.integers(-1, 400)] * 4)


@given(st.lists(PART, max_size=24), st.lists(st.integers(-1, 24), max_size=4), st.sampled_from(["full", "excerpt"]))
def test_whatever_the_parts_are_every_word_is_shown_once(parts: list[Part], afters: list[int], allowed: Policy) -> None:
    paragraphs = LINES[: len(parts)]
    embeds = tuple(Embed("X", f"https://x.com/a/status/{n}", after) for n, after in enumerate(afters))
    article = replace(every_form(MURSAL).article, paragraphs=paragraphs, parts=tuple(parts), embeds=embeds, pictures=())
    shown = policy.shown(article, allowed, {})
    printed = sorted("".join(_words(shape)) for shape in text_view(article, shown, allowed))
    expected = "".join(piece.text for pieces in shown.paragraphs for piece in pieces)
    assert sorted("".join(printed).replace(" ", "")) == sorted(expected.replace(" ", ""))


def _words(shape: Shape) -> Iterator[str]:
    for line in (*shape.lines, *(cell for row in shape.rows for cell in row)):
        yield from _line_words(line)


def _line_words(line: Line) -> Iterator[str]:
    yield from (run.text for run in line.runs)
    for below in line.below:
        yield from _line_words(below)


def test_an_article_stored_without_parts_is_paragraphs() -> None:
    article = Article("u", "t", ("سطر أول.", "سطر ثان."), "rtl")
    shapes = text_view(article, policy.shown(article, "full", {}), "full")
    assert [shape.kind for shape in shapes] == ["paragraph", "paragraph"]
