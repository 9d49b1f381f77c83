"""After relating, each report of a story stands beside its base; only what changed is compared again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from test_relating import AT, MARKET, SCHOOL, publish, source

from masdar.app import open_desk
from masdar.config import Config
from masdar.model import Comparison, FiledArticle, SourceId
from masdar.relate.comparing import compare_with_base
from masdar.store.articles import recent_articles
from masdar.store.comparisons import comparisons_of
from masdar.store.sources import save_source
from masdar.work import comparing
from masdar.work.desk import Desk

QUOTE = "لن نغلق الجسر القديم قبل أن تنتهي أعمال الصيانة كلها في الربيع المقبل"
REPORT = (
    "عقدت وزارة الجسور مؤتمراً صحفياً في مقرها صباح السبت.",
    f"وقالت وزارة الجسور في بيان: «{QUOTE}».",
    "وحضر المؤتمر عدد من سكان الضفتين وأصحاب المتاجر.",
)
OWN = (
    "تدعو الدائرة سائقي الشاحنات الثقيلة إلى سلوك طريق الميناء الشمالي ابتداء من مطلع الأسبوع.",
    "ويسري التحويل من السادسة صباحاً حتى منتصف الليل، وتعمل نقاط التفتيش والوزن كالمعتاد.",
    f"{QUOTE}.",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(Config(data=tmp_path / "data"), clock=lambda: AT) as opened:
        with opened.store.writing() as db:
            for name in ("sahl", "nahr", "bahr"):
                save_source(db, source(name), AT)
            save_source(db, replace(source("jusur"), name="وزارة الجسور", kind="official"), AT)
        yield opened


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """(report, base) of every comparison that is made."""
    made: list[tuple[int, int]] = []
    real = compare_with_base

    def compare(article: FiledArticle, base: FiledArticle, *rest: object, **options: object) -> Comparison | None:
        made.append((article.id, base.id))
        return real(article, base, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(comparing, "compare_with_base", compare)
    return made


def kept(desk: Desk) -> tuple[Comparison, ...]:
    with desk.store.reading() as db:
        return comparisons_of(db, [card.id for card in recent_articles(db, 20)])


def test_a_report_is_compared_with_the_earliest_text(desk: Desk) -> None:
    publish(desk, "sahl", 1, "سوق جديدة للخضار في حي الرمان", *MARKET)
    publish(desk, "nahr", 2, "سوق وساحة", *MARKET[:2])
    (found,) = kept(desk)
    assert found.base_is == "earliest"
    assert [each.verdict for each in found.passages] == ["same", "same", "left out"]


def test_a_story_of_one_article_is_not_compared(desk: Desk) -> None:
    publish(desk, "sahl", 1, "مختبر للفلك في مدرسة النهر الثانوية", *SCHOOL)
    assert kept(desk) == ()


def test_a_later_report_does_not_make_the_others_compared_again(desk: Desk, counted: list[tuple[int, int]]) -> None:
    publish(desk, "sahl", 1, "سوق جديدة للخضار في حي الرمان", *MARKET)
    publish(desk, "nahr", 2, "سوق وساحة", *MARKET[:2])
    publish(desk, "bahr", 3, "سوق في حي الرمان", *MARKET)
    assert len(counted) == 2
    assert len({pair[0] for pair in counted}) == 2
    assert len(kept(desk)) == 2


def test_a_story_that_breaks_us_keeps_what_it_has(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(desk, "sahl", 1, "سوق جديدة للخضار في حي الرمان", *MARKET)
    publish(desk, "nahr", 2, "سوق وساحة", *MARKET[:2])
    before = kept(desk)

    def broken(*_: object, **__: object) -> None:
        raise ValueError("an odd text")

    monkeypatch.setattr(comparing, "compare_with_base", broken)
    publish(desk, "bahr", 3, "سوق في حي الرمان", *MARKET)
    assert kept(desk) == before


def test_the_earliest_so_many_are_compared(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MOST_COMPARED", 1)
    for number, paper in enumerate(("sahl", "nahr", "bahr"), 1):
        publish(desk, paper, number, f"سوق جديدة {number}", *MARKET)
    assert len(kept(desk)) == 1


def test_the_issuers_page_of_another_story_is_the_base_when_it_comes_and_as_it_is_now(desk: Desk) -> None:
    publish(desk, "sahl", 1, "الوزارة تعد بإبقاء الجسر القديم مفتوحاً", *REPORT)
    publish(desk, "nahr", 2, "الوزارة: الجسر القديم يبقى مفتوحاً", *REPORT[:2])
    publish(desk, "jusur", 30, "بلاغ إلى سائقي الشاحنات الثقيلة", *OWN)
    with desk.store.reading() as db:
        found = {card.source.id: card for card in recent_articles(db, 9)}
    own = found[SourceId("jusur")]
    assert own.story not in {found[SourceId("sahl")].story, found[SourceId("nahr")].story}
    assert {(each.base, each.base_is) for each in kept(desk)} == {(own.id, "primary")}
    assert len(kept(desk)) == 2

    before = kept(desk)
    added = "وتبدأ المرحلة الثانية في الأسبوع الأول من آذار."
    publish(desk, "jusur", 30, "بلاغ إلى سائقي الشاحنات الثقيلة", *OWN, added, later=60)
    assert [len(each.passages) for each in kept(desk)] == [len(each.passages) + 1 for each in before]


def test_the_earliest_text_is_called_the_issuers_page_in_all_comparisons_once_a_report_shows_it(desk: Desk) -> None:
    publish(desk, "jusur", 1, "بلاغ إلى سائقي الشاحنات الثقيلة", *OWN)
    publish(desk, "sahl", 2, "بلاغ إلى سائقي الشاحنات الثقيلة", *OWN[:2])
    assert [each.base_is for each in kept(desk)] == ["earliest"]
    report = "طلبت الدائرة من سائقي الشاحنات الثقيلة سلوك طريق الميناء الشمالي من مطلع الأسبوع."
    publish(desk, "nahr", 3, "بلاغ إلى سائقي الشاحنات الثقيلة", report, REPORT[1])
    assert [each.base_is for each in kept(desk)] == ["primary", "primary"]
