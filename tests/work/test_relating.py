"""Which story an article joins: its copy's, the event its words tell, or one of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from keeping import keep_page
from sqlalchemy import update

from masdar.app import open_desk
from masdar.config import Config
from masdar.model import Page, Source, SourceId
from masdar.store.articles import recent_articles
from masdar.store.relations import reprints_of
from masdar.store.sources import save_source
from masdar.store.tables import articles
from masdar.work.desk import Desk
from masdar.work.reading import read_pages
from masdar.work.relating import relate_articles

AT = datetime(2026, 11, 14, 6, tzinfo=UTC)
MARKET = (
    "تفتتح بلدية السهل الأزرق صباح الأحد سوقاً جديدة للخضار في حي الرمان بعد عامين من أعمال البناء.",
    "وتضم السوق مئة وعشرين متجراً ومواقف للسيارات وساحة مغطاة يلجأ إليها الباعة في أيام المطر.",
    "وقال مدير الأسواق إن إيجار المتجر سيبقى على حاله ثلاث سنوات حتى يعتاد الزبائن المكان.",
)
SCHOOL = (
    "تسلم طلاب مدرسة النهر الثانوية أمس أول مختبر للفلك في المحافظة بتبرع من خريجين مغتربين.",
    "ويحوي المختبر منظاراً يبلغ قطره أربعين سنتيمتراً وشاشة تعرض صور الكواكب لمئة متفرج.",
    "وتبدأ الجلسات المفتوحة للأهالي مساء كل خميس إذا كانت السماء صافية.",
)
STANDING = (
    "ويذكر أن السهل الأزرق مدينة تقع على بعد سبعين كيلومتراً من العاصمة ويسكنها تسعون ألف نسمة يعمل معظمهم في الزراعة.",
    "وكانت المدينة قد احتفلت في العام الماضي بمرور مئتي عام على بناء جسرها الحجري الذي يربط ضفتي النهر القديم.",
    "ويمكن للقراء متابعة أخبار المدينة كل صباح في الصفحة الثانية والتواصل مع مكتب الصحيفة قرب محطة الحافلات.",
)


def source(name: str) -> Source:
    return Source(
        SourceId(name), f"صحيفة {name}", f"http://{name}.example/", (f"{name}.example",), zone="Asia/Damascus"
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(Config(data=tmp_path / "data"), clock=lambda: AT) as opened:
        with opened.store.writing() as db:
            for name in ("sahl", "nahr"):
                save_source(db, source(name), AT)
        yield opened


def publish(desk: Desk, paper: str, number: int, title: str, *paragraphs: str, later: int = 0) -> None:
    """Page number so many, in that minute; `later`: as it is so many minutes after."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    body = f"<html lang=ar><title>{title}</title><body><h1>{title}</h1>{text}</body>".encode()
    at = AT + timedelta(minutes=number + later)
    page = Page(f"http://{paper}.example/{number}", at, 200, (("content-type", "text/html; charset=utf-8"),), body)
    keep_page(desk, page, source(paper))
    read_pages(desk)
    relate_articles(desk)


def stories_by_title(desk: Desk) -> dict[str, int | None]:
    with desk.store.reading() as db:
        return {card.title: card.story for card in recent_articles(db, 20)}


def test_a_copy_in_another_paper_joins_the_story_of_its_original(desk: Desk) -> None:
    publish(desk, "sahl", 1, "سوق جديدة للخضار في حي الرمان", *MARKET)
    publish(desk, "nahr", 2, "متاجر ومواقف وساحة مغطاة للباعة", *MARKET)
    assert len(set(stories_by_title(desk).values())) == 1


def test_standing_paragraphs_of_one_paper_do_not_make_two_events_one_story(desk: Desk) -> None:
    publish(desk, "sahl", 1, "سوق جديدة للخضار في حي الرمان", *MARKET, *STANDING)
    publish(desk, "sahl", 2, "مختبر للفلك في مدرسة النهر الثانوية", *SCHOOL, *STANDING)
    assert len(set(stories_by_title(desk).values())) == 2


def reprint_kinds(desk: Desk) -> list[str]:
    with desk.store.reading() as db:
        return [each.kind for each in reprints_of(db, [card.id for card in recent_articles(db, 20)])]


def test_a_reworked_text_is_linked_and_called_so(desk: Desk) -> None:
    publish(desk, "sahl", 1, "سوق جديدة للخضار في حي الرمان", *MARKET, *STANDING)
    publish(desk, "nahr", 2, "مختبر للفلك في مدرسة النهر الثانوية", *SCHOOL, f"{MARKET[0]} {MARKET[1][:50]}")
    publish(desk, "nahr", 3, "سوق وساحة", *MARKET, *STANDING)
    assert sorted(reprint_kinds(desk)) == ["copy", "reworked", "reworked"]


def test_a_merged_report_joins_the_story_of_its_main_part(desk: Desk) -> None:
    publish(desk, "sahl", 1, "سوق جديدة للخضار في حي الرمان", *MARKET[:2])
    publish(desk, "sahl", 2, "مختبر للفلك في مدرسة النهر الثانوية", *SCHOOL, *STANDING)
    publish(desk, "nahr", 3, "أخبار المحافظة", *MARKET[:2], *SCHOOL, *STANDING[:2])
    found = stories_by_title(desk)
    assert len(set(found.values())) == 2
    assert found["أخبار المحافظة"] == found["مختبر للفلك في مدرسة النهر الثانوية"]


def test_what_is_seen_at_one_time_is_related_as_it_was_published(desk: Desk) -> None:
    for paper, title, told, hour in (("sahl", "سوق جديدة", MARKET, 5), ("nahr", "مختبر للفلك", SCHOOL, 4)):
        text = "".join(f"<p>{paragraph}</p>" for paragraph in told)
        time = f'<meta property="article:published_time" content="2026-11-14T0{hour}:00:00+00:00">'
        body = f"<html lang=ar><title>{title}</title>{time}<body><h1>{title}</h1>{text}</body>".encode()
        headers = (("content-type", "text/html; charset=utf-8"),)
        keep_page(desk, Page(f"http://{paper}.example/1", AT, 200, headers, body), source(paper))
    read_pages(desk)
    relate_articles(desk)
    assert stories_by_title(desk) == {"مختبر للفلك": 1, "سوق جديدة": 2}


def test_a_report_of_another_event_founds_a_story(desk: Desk) -> None:
    publish(desk, "sahl", 1, "سوق جديدة للخضار في حي الرمان", *MARKET)
    publish(desk, "nahr", 2, "مختبر للفلك في مدرسة النهر الثانوية", *SCHOOL)
    assert len(set(stories_by_title(desk).values())) == 2


def test_a_changed_article_stays_in_its_story(desk: Desk) -> None:
    publish(desk, "sahl", 1, "سوق جديدة للخضار في حي الرمان", *MARKET)
    before = stories_by_title(desk)
    page_two = (*MARKET[:2], "وتأجل الافتتاح إلى يوم الخميس بسبب الأمطار.")
    text = "".join(f"<p>{paragraph}</p>" for paragraph in page_two)
    title = "سوق جديدة للخضار في حي الرمان"
    body = f"<html lang=ar><title>{title}</title><body><h1>{title}</h1>{text}</body>".encode()
    at = AT + timedelta(hours=2)
    page = Page("http://sahl.example/1", at, 200, (("content-type", "text/html; charset=utf-8"),), body)
    keep_page(desk, page, source("sahl"))
    assert read_pages(desk).counts["version"] == 1
    relate_articles(desk)
    assert stories_by_title(desk) == before


DAYS = 24 * 60  # minutes
SOLD_OUT = (
    "حجزت جميع متاجر سوق الخضار الجديدة في حي الرمان قبل افتتاحها صباح الأحد، بحسب بلدية السهل الأزرق.",
    "ويدفع الباعة في المتاجر المئة والعشرين الإيجار نفسه ثلاث سنوات، ولهم في أيام المطر ساحة مغطاة.",
)


def test_an_old_report_that_comes_late_joins_the_story_of_its_days(desk: Desk) -> None:
    publish(desk, "sahl", 1, "سوق جديدة للخضار في حي الرمان", *MARKET)
    publish(desk, "nahr", 30 * DAYS, "مختبر للفلك في مدرسة النهر الثانوية", *SCHOOL)
    publish(desk, "nahr", 5, "سوق الخضار الجديدة في حي الرمان", *SOLD_OUT)
    found = stories_by_title(desk)
    assert found["سوق جديدة للخضار في حي الرمان"] == found["سوق الخضار الجديدة في حي الرمان"]


def test_old_reports_related_again_do_not_bring_all_that_came_since_to_mind(desk: Desk) -> None:
    publish(desk, "sahl", 1, "سوق جديدة للخضار في حي الرمان", *MARKET)
    publish(desk, "nahr", 30 * DAYS, "مختبر للفلك في مدرسة النهر الثانوية", *SCHOOL)
    desk.index = None  # a new process
    with desk.store.writing() as db:
        db.execute(update(articles).where(articles.c.id == 1).values(related=False))
    relate_articles(desk)
    assert desk.index is not None
    assert len(desk.index.words) == 1
