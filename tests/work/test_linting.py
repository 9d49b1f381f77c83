"""What the linter says of a page beside the articles that the archive holds; all outlets and words are invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from keeping import keep_page

from masdar.app import open_desk
from masdar.config import Config
from masdar.model import LintReport, Page, Source, SourceId
from masdar.store.sources import save_source
from masdar.work.desk import Desk
from masdar.work.linting import check_page
from masdar.work.reading import read_pages
from masdar.work.relating import relate_articles

AT = datetime(2026, 11, 14, 6, tzinfo=UTC)
QUOTE = "لن نغلق الجسر القديم قبل أن تنتهي أعمال الصيانة كلها في الربيع المقبل"
ALTERED = QUOTE.replace("الربيع", "الصيف")
TITLE = "الوزارة تعد بإبقاء الجسر القديم مفتوحا أمام المشاة"
REPORT = (
    "عقدت وزارة الجسور مؤتمرا صحفيا في مقرها صباح السبت حضره سكان الضفتين وأصحاب المتاجر القريبة من الجسر القديم.",
    f"وقالت وزارة الجسور في بيان: «{QUOTE}».",
    "وتبدأ أعمال الصيانة مطلع الشهر المقبل على مرحلتين تشمل الأولى الأعمدة الحجرية وتشمل الثانية الإنارة والأرصفة.",
)
OTHER = (
    "اشتكى باعة سوق الضفة الشرقية من قلة الزبائن في أيام المطر وطالبوا بخفض إيجار المتاجر حتى نهاية الموسم الحالي.",
    f"وأكدت وزارة الجسور: «{ALTERED}».",
)
MINISTRY = Source(
    SourceId("jusur"),
    "وزارة الجسور",
    "http://jusur.example/",
    ("jusur.example",),
    kind="official",
    zone="Asia/Damascus",
)
SAHL = Source(SourceId("sahl"), "صحيفة السهل", "http://sahl.example/", ("sahl.example",), zone="Asia/Damascus")


def page(url: str, *paragraphs: str, minutes: int = 60, head: str = "", title: str = TITLE) -> Page:
    body = "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
    markup = f"<html lang=ar><head><title>{title}</title>{head}</head>\n<body><h1>{title}</h1>\n{body}</body></html>"
    headers = (("content-type", "text/html; charset=utf-8"),)
    return Page(url, AT + timedelta(minutes=minutes), 200, headers, markup.encode())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(Config(data=tmp_path / "data"), clock=lambda: AT) as opened:
        with opened.store.writing() as db:
            for source in (MINISTRY, SAHL):
                save_source(db, source, AT)
        hold(opened, SAHL, page("http://sahl.example/1", *REPORT, minutes=0))
        yield opened


def hold(desk: Desk, source: Source, shown: Page) -> None:
    keep_page(desk, shown, source)
    read_pages(desk)
    relate_articles(desk)


def check(desk: Desk, shown: Page) -> LintReport:
    with desk.store.reading() as db:
        return check_page(shown, "page.html", AT + timedelta(days=1), "en", db)


def rules(report: LintReport) -> set[str]:
    assert report.rejected is None
    return {fault.finding.rule for fault in report.faults}


def test_a_copy_that_names_nobody(desk: Desk) -> None:
    report = check(desk, page("http://tall.example/9", *REPORT))
    fault = next(each for each in report.faults if each.finding.rule == "credit-stripped")
    assert "صحيفة السهل" in fault.finding.message
    assert "http://sahl.example/1" in fault.finding.message
    assert fault.finding.severity == "warning"  # that we saw it later proves no direction
    assert fault.spot is not None
    assert fault.spot.line == 3
    assert fault.text[slice(*fault.marks[0])].startswith("عقدت وزارة الجسور")


def test_a_copy_of_a_public_body_that_names_nobody_is_an_error(desk: Desk) -> None:
    other = "أعلنت إدارة السدود أن منسوب المياه في بحيرة النخيل ارتفع مترين منذ بداية الشتاء وأن السحب يبدأ قريبا."
    lines = (
        other,
        "وأضافت أن فرق القياس تعمل ليلا ونهارا على ضفتي البحيرة وأن التقرير ينشر في نهاية الشهر.",
    )
    hold(desk, MINISTRY, page("http://jusur.example/5", *lines, title="منسوب بحيرة النخيل يرتفع مترين", minutes=5))
    report = check(desk, page("http://tall.example/9", *lines, title="ارتفاع منسوب البحيرة"))
    fault = next(each for each in report.faults if each.finding.rule == "credit-stripped")
    assert fault.finding.severity == "error"


def test_of_two_that_had_the_text_the_one_that_is_no_copy_is_named(desk: Desk) -> None:
    text = (
        "أعلنت إدارة السدود أن منسوب المياه في بحيرة النخيل ارتفع مترين منذ بداية الشتاء وأن السحب يبدأ قريبا.",
        "وأضافت أن فرق القياس تعمل ليلا ونهارا على ضفتي البحيرة وأن التقرير ينشر في نهاية الشهر.",
    )
    hold(desk, MINISTRY, page("http://jusur.example/5", *text, title="منسوب بحيرة النخيل يرتفع مترين", minutes=5))
    hold(desk, SAHL, page("http://sahl.example/6", *text, "المصدر: وزارة الجسور", title="بحيرة النخيل", minutes=9))
    report = check(desk, page("http://tall.example/9", *text, title="ارتفاع منسوب البحيرة"))
    fault = next(each for each in report.faults if each.finding.rule == "credit-stripped")
    assert dict(fault.finding.parts)["address"] == "http://jusur.example/5"


@pytest.mark.parametrize(
    "paragraphs",
    [
        (*REPORT, "نقلا عن صحيفة السهل"),
        (*REPORT[:2], '<a href="http://sahl.example/1">' + REPORT[2] + "</a>"),
    ],
)
def test_a_copy_that_names_or_links_its_source_is_no_fault(desk: Desk, paragraphs: tuple[str, ...]) -> None:
    assert "credit-stripped" not in rules(check(desk, page("http://tall.example/9", *paragraphs)))


@pytest.mark.parametrize(
    ("url", "head"),
    [
        ("http://sahl.example/1", ""),
        ("http://www.sahl.example/other/1", ""),
        ("file:///home/site/1.html", '<link rel="canonical" href="http://sahl.example/1">'),
        ("file:///home/site/1.html", '<meta property="og:site_name" content="صحيفة السهل">'),
    ],
)
def test_a_page_does_not_copy_its_own_site(desk: Desk, url: str, head: str) -> None:
    assert "credit-stripped" not in rules(check(desk, page(url, *REPORT, head=head)))


def test_the_earlier_page_of_two_is_no_copy(desk: Desk) -> None:
    dated = '<meta property="article:published_time" content="2026-11-13T09:00:00+03:00">'
    report = check(desk, page("http://tall.example/9", *REPORT, head=dated, minutes=-600))
    assert "credit-stripped" not in rules(report)


def test_a_quotation_with_other_words_than_the_other_version(desk: Desk) -> None:
    report = check(desk, page("http://tall.example/9", *OTHER, title="سوق الضفة الشرقية"))
    fault = next(each for each in report.faults if each.finding.rule == "quotation-altered")
    assert fault.finding.severity == "warning"
    assert "الربيع" in fault.finding.message
    assert fault.text[slice(*fault.marks[0])] == "الصيف"


def test_a_quotation_with_other_words_than_the_speakers_own_page_is_an_error(desk: Desk) -> None:
    own = ("تعلن وزارة الجسور بدء أعمال الصيانة يوم الإثنين على مرحلتين.", f"ونؤكد للجميع: {QUOTE}.")
    hold(desk, MINISTRY, page("http://jusur.example/4", *own, title="بيان وزارة الجسور", minutes=4))
    report = check(desk, page("http://tall.example/9", *OTHER, title="سوق الضفة الشرقية"))
    fault = next(each for each in report.faults if each.finding.rule == "quotation-altered")
    assert fault.finding.severity == "error"
    assert "http://jusur.example/4" in fault.finding.message


@pytest.mark.parametrize("words", [QUOTE, QUOTE.replace("أن", "ان"), " ".join(QUOTE.split()[:9])])
def test_the_same_words_in_another_spelling_or_cut_short_are_no_fault(desk: Desk, words: str) -> None:
    told = (OTHER[0], f"وأكدت وزارة الجسور: «{words}».")
    report = check(desk, page("http://tall.example/9", *told, title="سوق الضفة الشرقية"))
    assert "quotation-altered" not in rules(report)


def test_without_an_archive_nothing_is_compared() -> None:
    report = check_page(page("http://tall.example/9", *REPORT), "page.html", AT + timedelta(days=1))
    assert not report.compared
    assert not any(fault.rule.is_held for fault in report.faults)


def test_a_page_that_is_no_article_says_so() -> None:
    report = check_page(page("http://tall.example/9"), "page.html", AT)
    assert report.rejected is not None
    assert report.faults == ()
