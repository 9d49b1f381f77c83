"""The ledger over all stories: one quotation, one number, whatever the order; checked anew when its original comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from keeping import keep_page
from sqlalchemy import text

from masdar.app import open_desk
from masdar.config import Config
from masdar.model import ArticleId, Chain, Page, Reprint, Source, SourceId, WordCheck
from masdar.store import Connection, articles, quotations, relations, statements, stories, takedown
from masdar.store.quotations import QuotedVersion
from masdar.store.sources import save_source
from masdar.work.desk import Desk
from masdar.work.quoting import Told, keep_ledger
from masdar.work.reading import read_pages
from masdar.work.relating import relate_articles

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 14, 6, tzinfo=UTC)
QUOTE = "لن نغلق الجسر القديم قبل أن تنتهي أعمال الصيانة كلها في الربيع المقبل"
ALTERED = "لن نغلق الجسر القديم قبل أن تنتهي أعمال الصيانة كلها في الصيف المقبل"
LATER = "سنعيد طلاء السور الحجري بألوانه الأولى كما كانت قبل مئة عام"

MINISTRY = Source(
    SourceId("jusur"),
    "وزارة الجسور",
    "http://jusur.example/",
    ("jusur.example",),
    kind="official",
    zone="Asia/Damascus",
)


def paper(name: str) -> Source:
    return Source(
        SourceId(name), f"صحيفة {name}", f"http://{name}.example/", (f"{name}.example",), zone="Asia/Damascus"
    )


SOURCES = (MINISTRY, *(paper(name) for name in ("sahl", "nahr", "tall")))

Article = tuple[str, int, str, tuple[str, ...]]

# One quotation in three reports of three events, and the ministry's own page.
BRIDGE: Article = (
    "sahl", 1, "الوزارة تعد بإبقاء الجسر القديم مفتوحاً",
    ("عقدت وزارة الجسور مؤتمراً صحفياً في مقرها صباح السبت.", f"وقالت وزارة الجسور في بيان: «{QUOTE}».",
     "وحضر المؤتمر عدد من سكان الضفتين وأصحاب المتاجر."),
)  # fmt: skip
MARKET: Article = (
    "nahr", 2, "سوق الضفة الشرقية يشكو قلة الزبائن هذا الشتاء",
    ("اشتكى باعة سوق الضفة الشرقية من قلة الزبائن في أيام المطر.", f"وأكدت وزارة الجسور: «{ALTERED}».",
     "وطالب الباعة بخفض إيجار المتاجر حتى نهاية الموسم."),
)  # fmt: skip
WALL: Article = (
    "tall", 3, "طلاب الفنون يرسمون السور الحجري",
    ("بدأ طلاب معهد الفنون برسم السور الحجري قرب المدرسة.", f"وقالت مديرة المعهد هدى الصالح: «{LATER}».",
     "ويستمر الرسم أسبوعين بإشراف ثلاثة من المدرسين."),
)  # fmt: skip
OWN: Article = (
    "jusur", 4, "بيان وزارة الجسور بشأن أعمال الصيانة",
    ("تعلن وزارة الجسور بدء أعمال الصيانة يوم الإثنين على مرحلتين.", f"ونؤكد للجميع: {QUOTE}.",
     "وتشكر الوزارة السكان على صبرهم وتعاونهم معها."),
)  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(Config(data=tmp_path / "data"), clock=lambda: AT) as opened:
        with opened.store.writing() as db:
            for source in SOURCES:
                save_source(db, source, AT)
        yield opened


def publish(desk: Desk, *told: Article) -> None:
    for name, number, title, paragraphs in told:
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        markup = f"<html lang=ar><title>{title}</title><body><h1>{title}</h1>{body}</body>".encode()
        headers = (("content-type", "text/html; charset=utf-8"),)
        page = Page(f"http://{name}.example/{number}", AT + timedelta(minutes=number), 200, headers, markup)
        keep_page(desk, page, next(source for source in SOURCES if source.id == name))
    read_pages(desk)
    relate_articles(desk)


def versions(desk: Desk) -> dict[str, QuotedVersion]:
    with desk.store.reading() as db:
        ids = {id: name for name, *_ in (BRIDGE, MARKET, WALL, OWN) for id in _ids(db, name)}
        return {ids[each.quoted.article]: each for each in quotations.quoted_by(db, list(ids))}


def _ids(db: Connection, name: str) -> list[ArticleId]:
    cards = articles.recent_articles(db, 10, source=SourceId(name))
    return [card.id for card in cards]


def checks(desk: Desk) -> dict[str, str | None]:
    return {name: each.checked.verdict if each.checked else None for name, each in versions(desk).items()}


def test_one_quotation_in_two_stories_has_one_number(desk: Desk) -> None:
    publish(desk, BRIDGE, MARKET, WALL)
    found = versions(desk)
    assert found["sahl"].quotation == found["nahr"].quotation != found["tall"].quotation
    assert checks(desk) == {"sahl": "words differ", "nahr": "words differ", "tall": "no other source"}


def test_the_original_decides_when_it_comes_though_it_comes_last(desk: Desk) -> None:
    publish(desk, BRIDGE, MARKET, WALL)
    before = {name: each.quotation for name, each in versions(desk).items()}
    publish(desk, OWN)
    assert checks(desk) == {"sahl": "exact", "nahr": "words differ", "tall": "no other source"}
    check = versions(desk)["nahr"].checked
    assert check is not None
    assert check.is_primary
    assert [ALTERED[span.start : span.end] for span in check.differs] == ["الصيف"]
    assert {name: each.quotation for name, each in versions(desk).items()} == before


def _found(desk: Desk) -> tuple[dict[str, str | None], set[frozenset[str]]]:
    groups: dict[int | None, set[str]] = {}
    for name, each in versions(desk).items():
        groups.setdefault(each.quotation, set()).add(name)
    return checks(desk), {frozenset(names) for names in groups.values()}


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)])
def test_the_order_in_which_they_come_does_not_matter(desk: Desk, order: tuple[int, ...]) -> None:
    told = (BRIDGE, MARKET, WALL, OWN)
    for number in order:
        publish(desk, told[number])
    verdicts = {"sahl": "exact", "nahr": "words differ", "tall": "no other source"}
    assert _found(desk) == (verdicts, {frozenset({"sahl", "nahr"}), frozenset({"tall"})})


def test_relating_all_again_changes_nothing(desk: Desk) -> None:
    publish(desk, BRIDGE, MARKET, WALL, OWN)
    before = versions(desk), _statements(desk)
    with desk.store.writing() as db:
        db.execute(text("UPDATE articles SET related = FALSE"))
    relate_articles(desk)
    assert (versions(desk), _statements(desk)) == before


def _statements(desk: Desk) -> list[tuple[int, str, list[str]]]:
    with desk.store.reading() as db:
        found = [statements.get_statement(db, number) for number in range(1, 12)]
    return [(each.id, each.issuer, [state.name for state in each.states]) for each in found if each is not None]


def test_what_was_taken_down_bears_nothing_out_any_more(desk: Desk) -> None:
    publish(desk, BRIDGE, MARKET, OWN)
    with desk.store.writing() as db:
        takedown.take_down_address(db, "http://jusur.example/4", "asked", AT)
    relate_articles(desk)
    assert checks(desk) == {"sahl": "words differ", "nahr": "words differ"}
    with desk.store.writing() as db:
        takedown.take_down_address(db, "http://nahr.example/2", "asked", AT)
    relate_articles(desk)
    assert checks(desk) == {"sahl": "no other source"}
    assert versions(desk)["sahl"].checked == WordCheck("no other source", "quotation.versions@1", 1.0)


def test_a_copy_of_another_storys_article_does_not_upset_the_ledger(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    publish(desk, BRIDGE, MARKET)
    with desk.store.writing() as db:
        (bridge,), (market,) = _ids(db, "sahl"), _ids(db, "nahr")
        copy = Reprint(market, bridge, 0.5, (), direction_from="seen", confidence=0.6)
        relations.save_reprint(db, copy)
        story = stories.stories_of(db, [market])[market]
        assert story != stories.stories_of(db, [bridge])[bridge]
        ids = stories.articles_of(db, story)
        told = Told(story, articles.filed(db, ids), relations.reprints_of(db, ids))
        keep_ledger(db, told, Chain((), (), ()), AT)
    assert "could not be kept" not in caplog.text
