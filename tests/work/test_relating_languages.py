"""Which story a report in another language joins, and what is kept of a translation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from keeping import keep_page

from masdar.app import open_desk
from masdar.config import Config
from masdar.model import Page, Source, SourceId, StoryId, Translation
from masdar.store import articles
from masdar.store.articles import recent_articles
from masdar.store.sources import save_source
from masdar.store.stories import chain_of, forget_chain
from masdar.store.translations import translations_of
from masdar.work.desk import Desk
from masdar.work.reading import read_pages
from masdar.work.relating import relate_articles

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 14, 6, tzinfo=UTC)
BRIDGE = (
    "افتتح وزير النقل في تيرزان، هاشم الدرغوشي، صباح السبت جسر الملاحات الذي يربط مدينة كرمدال بجزيرة سلوان.",
    "ويبلغ طول الجسر 2340 متراً، وبلغت كلفته 87 مليون دينار، واستغرق العمل فيه خمس سنوات.",
    "وقال الدرغوشي إن العبارات القديمة ستتوقف في 20 ديسمبر، وإن رسم المرور ثلاثة دنانير للسيارة.",
)
TITLE = "افتتاح جسر الملاحات بين كرمدال وجزيرة سلوان"
IN_ENGLISH = (
    "Tirzan's transport minister, Hashim al-Darghushi, on Saturday morning opened the Mallahat bridge, which links the "
    "city of Karmadal with Salwan island.",
    "The bridge is 2,340 metres long, cost 87 million dinars and took five years to build.",
    "Darghushi said the old ferries would stop on 20 December and that the toll would be three dinars a car.",
)
ENGLISH_TITLE = "Mallahat bridge between Karmadal and Salwan island opens"
ON_ITS_OWN = (
    "Cyclists were the first across when the new bridge to Salwan island opened on Saturday, an hour before the cars.",
    "For the island's 900 residents the ride to Karmadal now takes six minutes. Most of them wept, some honked.",
    "Boatman Nuh Tarabin will sell his vessel. The bridge, he said, is beautiful and the end of his family's trade.",
)
ELSEWHERE = (
    "The orchestra of Dorvenia will play in the old theatre of Velsin in March, its conductor said on Saturday.",
    "Tickets cost 40 koras and are sold from Monday at the box office and in all post offices of the country.",
)


def source(name: str) -> Source:
    return Source(SourceId(name), name, f"http://{name}.example/", (f"{name}.example",), pace_s=0, zone="UTC")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(Config(data=tmp_path / "data"), clock=lambda: AT) as opened:
        with opened.store.writing() as db:
            for name in ("sahl", "nahr", "ledger"):
                save_source(db, source(name), AT)
        yield opened


def publish(desk: Desk, paper: str, number: int, title: str, *paragraphs: str, hours: float = 0) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    body = f"<html><title>{title}</title><body><h1>{title}</h1>{text}</body>".encode()
    at = AT + timedelta(minutes=number, hours=hours)
    page = Page(f"http://{paper}.example/{number}", at, 200, (("content-type", "text/html; charset=utf-8"),), body)
    keep_page(desk, page, source(paper))
    read_pages(desk)
    relate_articles(desk)


def stories(desk: Desk) -> dict[str, int | None]:
    with desk.store.reading() as db:
        return {card.title: card.story for card in recent_articles(db, 20)}


def kept(desk: Desk) -> tuple[Translation, ...]:
    with desk.store.reading() as db:
        return translations_of(db, [card.id for card in recent_articles(db, 20)])


def test_a_translation_joins_the_story_of_its_original(desk: Desk) -> None:
    publish(desk, "sahl", 1, TITLE, *BRIDGE)
    publish(desk, "ledger", 2, ENGLISH_TITLE, *IN_ENGLISH)
    assert len(set(stories(desk).values())) == 1
    (translation,) = kept(desk)
    assert ("Darghushi", "الدرغوشي") in translation.anchors
    assert len(translation.pairs) == 3


def test_an_original_in_another_language_is_found_by_its_translation(desk: Desk) -> None:
    publish(desk, "ledger", 1, ENGLISH_TITLE, *IN_ENGLISH)
    publish(desk, "sahl", 2, TITLE, *BRIDGE)
    assert len(set(stories(desk).values())) == 1
    (translation,) = kept(desk)
    with desk.store.reading() as db:
        (original,) = articles.filed(db, [translation.of])
    assert original.source.id == "ledger"


def test_another_report_of_the_event_joins_its_story_and_is_no_translation(desk: Desk) -> None:
    publish(desk, "sahl", 1, TITLE, *BRIDGE)
    publish(desk, "ledger", 2, "Bridge to Salwan island opens in Karmadal", *ON_ITS_OWN)
    assert len(set(stories(desk).values())) == 1
    assert kept(desk) == ()


def test_a_report_on_something_else_founds_a_story(desk: Desk) -> None:
    publish(desk, "sahl", 1, TITLE, *BRIDGE)
    publish(desk, "ledger", 2, "Dorvenia orchestra to play in Velsin", *ELSEWHERE)
    assert len(set(stories(desk).values())) == 2


def test_related_again_nothing_is_kept_twice_and_nothing_moves(desk: Desk) -> None:
    publish(desk, "sahl", 1, TITLE, *BRIDGE)
    publish(desk, "ledger", 2, ENGLISH_TITLE, *IN_ENGLISH)
    before = stories(desk), kept(desk)
    desk.index = None  # a new process
    (story,) = set(stories(desk).values())
    assert story is not None
    with desk.store.writing() as db:
        forget_chain(db, StoryId(story))
    assert relate_articles(desk).counts["related again"] > 0
    assert (stories(desk), kept(desk)) == before


def test_a_changed_text_is_compared_again(desk: Desk) -> None:
    publish(desk, "sahl", 1, TITLE, *BRIDGE)
    publish(desk, "ledger", 2, ENGLISH_TITLE, *IN_ENGLISH)
    publish(desk, "ledger", 2, ENGLISH_TITLE, *ELSEWHERE, hours=2)
    assert kept(desk) == ()
    assert len(set(stories(desk).values())) == 1


def test_the_chain_shows_the_translation(desk: Desk) -> None:
    publish(desk, "sahl", 1, TITLE, *BRIDGE)
    publish(desk, "ledger", 2, ENGLISH_TITLE, *IN_ENGLISH)
    (story,) = set(stories(desk).values())
    assert story is not None
    with desk.store.reading() as db:
        links = chain_of(db, StoryId(story)).links
    assert [link.kind for link in links] == ["translates"]


def test_what_translates_a_copy_is_linked_to_the_original(desk: Desk) -> None:
    publish(desk, "sahl", 1, TITLE, *BRIDGE)
    publish(desk, "nahr", 2, "الجسر إلى سلوان يفتح", *BRIDGE)
    publish(desk, "ledger", 3, ENGLISH_TITLE, *IN_ENGLISH)
    publish(desk, "nahr", 4, "جسر سلوان", *BRIDGE)
    (translation,) = kept(desk)
    with desk.store.reading() as db:
        (original,) = articles.filed(db, [translation.of])
    assert original.source.id == "sahl"
    assert len(set(stories(desk).values())) == 1
