"""When something was said, in the words of the text: shown when nothing better is known, and only when whole."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from masdar.model import Chain, ChainLink, ChainNode
from masdar.serve import SiteSettings, site
from masdar.serve.phrases import date_as_printed
from masdar.store import open_store, sources, stories

from .invented import MARFA, NOW, file, moment, reading, said

QUOTE = "سنفتح البوابات قبل أن يبلغ الماء حدّ الخطر"


def line_with(date: str) -> str:
    return f"وقالت الوزيرة سلاف الحكيم {date}، في مؤتمر صحفي: «{QUOTE}»."


@pytest.mark.parametrize(
    ("printed", "phrase", "shown"),
    [
        ("صباح الأحد", "صباح الأحد", "صباح الأحد"),
        ("يوم الأحد الموافق 15 تشرين الثاني", "يوم الأحد الموافق 15", None),
        ("يوم الأحد الموافق ١٥ تشرين الثاني", "يوم الأحد الموافق ١٥", None),
        ("يوم الأحد الموافق 15 تشرين الثاني", "يوم الأحد الموافق", None),
        ("يوم الأحد 15/11/2026", "يوم الأحد 15/11", None),
        ("يوم الأحد 15/11/2026", "يوم الأحد 15/11/2026", "يوم الأحد 15/11/2026"),
        ("في مطلع تشرين الثاني 2026", "في مطلع تشرين الثاني 2026", "في مطلع تشرين الثاني 2026"),
        ("صباح الأحد", "صباح الأح", None),
        ("صباح الأحد", "", None),
        ("صباح الأحد", None, None),
    ],
)
def test_a_date_phrase_is_shown_whole_or_not_at_all(printed: str, phrase: str | None, shown: str | None) -> None:
    line = line_with(printed)
    statement = replace(said((line,), QUOTE, "الوزيرة", "وقالت"), date_phrase=phrase)
    assert date_as_printed(statement, (line,)) == shown


def pages(date: str, *, dated: bool = False) -> tuple[str, str]:
    """The article and its story, without tags."""
    line = line_with(date)
    statement = replace(
        said((line,), QUOTE, "الوزيرة", "وقالت"), date_phrase=date, said_at=moment(NOW) if dated else None
    )
    with open_store("sqlite://") as store:
        with store.writing() as db:
            sources.save_source(db, MARFA, NOW)
            id = file(
                db, MARFA, reading("https://marfa.example/9", "البوابات", (line,), NOW, statements=(statement,)), NOW
            )
            story = stories.found_story(db, id, NOW)
            at = NOW if dated else None
            nodes = (
                ChainNode("statement:1", "statement", "الوزيرة", at),
                ChainNode(f"article:{id}", "article", "x", NOW, id),
            )
            link = ChainLink(nodes[1].key, "statement:1", "rests_on", "نص", "chain@1", 0.9, id, statement.evidence)
            stories.save_chain(db, story, Chain(nodes, (link,), ("statement:1",)), NOW)
        client = TestClient(site(store, SiteSettings(), lambda: NOW))
        article, told = (re.sub(r"<[^>]+>", "", client.get(path).text) for path in ("/article/1", "/story/1"))
    return article, told


def test_the_pages_tell_a_date_that_stands_in_no_calendar() -> None:
    article, story = pages("صباح الأحد")
    assert "قيل: صباح الأحد، كما في النص" in article
    assert "قيل: صباح الأحد، كما في النص" in story
    assert "بلا تاريخ معلوم" not in story


def test_a_known_instant_is_told_instead() -> None:
    article, story = pages("صباح الأحد", dated=True)
    assert "قيل:" not in article + story


def test_a_cut_date_is_no_date() -> None:
    article, story = pages("يوم الأحد الموافق 15")
    assert "قيل:" not in article + story
    assert "بلا تاريخ معلوم" in story
