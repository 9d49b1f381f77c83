"""After relating, each report of a story stands beside its base; only what changed is compared again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from test_relating import AT, MARKET, SCHOOL, publish, source

from masdar.app import open_desk
from masdar.config import Config
from masdar.model import Comparison, FiledArticle
from masdar.relate.comparing import compare_with_base
from masdar.store.articles import recent_articles
from masdar.store.comparisons import comparisons_of
from masdar.store.sources import save_source
from masdar.work import comparing
from masdar.work.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(Config(data=tmp_path / "data"), clock=lambda: AT) as opened:
        with opened.store.writing() as db:
            for name in ("sahl", "nahr", "bahr"):
                save_source(db, source(name), AT)
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
