"""What the linter says of a page that takes over a report: invented outlets, after the page that began the project."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.model import Article, Credit, Evidence, Finding, Moment, Page, Reading, Span
from masdar.read.lint import lint
from masdar.read.lint.rules import found, in_language
from masdar.read.statements import find_statements

NOW = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)
HEADLINE = "وزارة الجسور تعلن إغلاق المعبر الشمالي أسبوعا"
CLAIM = (
    'هذا الخبر بعنوان "موقع المرسى الإخباري" نشر أولاً على موقع قناة المرسى وتم جلبه من مصدره الأصلي '
    "بتاريخ ١٤ تشرين الثاني ٢٠٢٦."
)
DISCLAIMER = "لا يتحمل موقعنا مضمونه بأي شكل من الأشكال."
BODY = (
    'وأكدت وزارة الجسور، في بيان نشرته على منصة "إكس"، أن المعبر الشمالي يغلق 7 أيام للصيانة.',
    'وقال الوزير سالم العابد: "سنعيد فتح المعبر قبل نهاية الأسبوع المقبل".',
)
PUBLISHED = Moment(datetime(2026, 11, 14, 9, 30, tzinfo=UTC), "minute", "+03:00", "text", "gregorian", "12:30 +03:00")
FETCHED = Moment(datetime(2026, 11, 14, tzinfo=UTC), "day", None, "none", "gregorian", "١٤ تشرين الثاني ٢٠٢٦")


def page(*paragraphs: str, links: str = "") -> Page:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    html = f"<html><head><meta charset='utf-8'></head><body><h1>{HEADLINE}</h1>{body}{links}</body></html>"
    return Page("https://a.example/1", NOW, 200, (("content-type", "text/html"),), html.encode())


def credit(title: str | None = None, url: str | None = None, fetched: Moment | None = None) -> Credit:
    start = CLAIM.index("قناة المرسى")
    evidence = Evidence("credit", "attribution", "قناة المرسى", "test@1", 0.9, Span(0, start, start + 11), CLAIM)
    return Credit("text_from", "قناة المرسى", evidence, url=url, title=title, fetched=fetched)


def reading(*credits: Credit, body: tuple[str, ...] = BODY, published: Moment | None = PUBLISHED) -> Reading:
    article = Article("https://a.example/1", HEADLINE, body, "rtl", published=published)
    return Reading(article, credits, find_statements(body))


def rules(found: tuple[Finding, ...]) -> set[str]:
    return {finding.rule for finding in found}


def of(found: tuple[Finding, ...], rule: str) -> Finding:
    return next(finding for finding in found if finding.rule == rule)


def test_the_page_that_began_the_project_in_all_its_faults() -> None:
    found = lint(
        page(CLAIM, DISCLAIMER, *BODY), reading(credit("موقع المرسى الإخباري", fetched=FETCHED), published=None), NOW
    )
    assert rules(found) == {
        "title-names-outlet",
        "first-published-unsupported",
        "credit-without-link",
        "source-not-linked",
        "disclaimer-instead-of-source",
        "date-missing",
        "date-without-zone",
        "mixed-digits",
    }
    assert [finding.severity for finding in found][:2] == ["error", "error"]


def test_the_title_slot_that_names_the_outlet() -> None:
    fault = of(lint(page(CLAIM), reading(credit("موقع المرسى الإخباري")), NOW), "title-names-outlet")
    assert fault.severity == "error"
    assert "«موقع المرسى الإخباري»" in fault.message
    assert HEADLINE in fault.fix
    assert fault.evidence is not None
    assert fault.evidence.span is not None
    assert (
        fault.evidence.context[fault.evidence.span.start : fault.evidence.span.end]
        == fault.evidence.quote
        == "موقع المرسى الإخباري"
    )


@pytest.mark.parametrize("title", [HEADLINE, "إغلاق المعبر الشمالي أسبوعا", "وزارة الجسور: المعبر الشمالي مغلق"])
def test_a_title_that_is_the_headline_or_close_to_it_is_no_fault(title: str) -> None:
    assert not rules(lint(page(), reading(credit(title)), NOW)) & {"title-names-outlet", "title-differs"}


def test_a_name_that_ends_in_a_mark_keeps_it_in_a_sentence_of_the_other_direction() -> None:
    english = found("link-to-home-page", outlet='صحيفة "السهل"', address="https://sahl.example/")
    assert '\u2068صحيفة "السهل"\u2069' in english.message + english.fix
    arabic = in_language(english, "ar")
    assert "\u2068صحيفة" not in arabic.message + arabic.fix
    plain = found("link-to-home-page", outlet="صحيفة السهل", address="https://sahl.example/")
    assert "\u2068" not in plain.message + plain.fix, "nothing there goes astray"


def test_a_title_of_something_else() -> None:
    assert "title-differs" in rules(lint(page(), reading(credit("ارتفاع أسعار القمح في الأسواق")), NOW))


def test_a_first_publication_is_worse_when_the_text_rests_on_older_words() -> None:
    fault = of(lint(page(CLAIM, *BODY), reading(credit()), NOW), "first-published-unsupported")
    assert fault.severity == "error"
    assert 'منصة "إكس"' in fault.message
    bare = reading(credit(), body=("أغلق المعبر الشمالي اليوم.",))
    assert of(lint(page(CLAIM), bare, NOW), "first-published-unsupported").severity == "warning"


@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("https://marsa.example/", "link-to-home-page"),
        ("https://www.marsa.example/ar", "link-to-home-page"),
        ("https://a.example/2", "link-to-self"),
        ("/2", "link-to-self"),
        (None, "credit-without-link"),
        ("https://marsa.example/news/9", None),
    ],
)
def test_where_the_attribution_links_to(address: str | None, rule: str | None) -> None:
    line = CLAIM.replace("مصدره الأصلي", f'<a href="{address}">مصدره الأصلي</a>') if address else CLAIM
    found = rules(lint(page(line), reading(credit()), NOW))
    assert found & {"link-to-home-page", "link-to-self", "credit-without-link"} == ({rule} if rule else set())


def test_the_outlet_slot_that_holds_the_headline() -> None:
    swapped = replace(credit("قناة المرسى"), name=HEADLINE)
    assert {"outlet-holds-title", "title-names-outlet"} <= rules(lint(page(CLAIM), reading(swapped), NOW))
    assert "outlet-holds-title" not in rules(lint(page(CLAIM), reading(credit()), NOW))


@pytest.mark.parametrize(("days", "early"), [(-3, True), (0, False), (1, False)])
def test_a_text_fetched_before_it_was_published(days: int, early: bool) -> None:
    fetched = replace(FETCHED, instant=FETCHED.instant + timedelta(days=days))
    found = rules(lint(page(CLAIM), reading(credit(fetched=fetched)), NOW))
    assert ("fetched-before-published" in found) is early


def test_a_fetch_date_in_the_future() -> None:
    fetched = replace(FETCHED, instant=NOW + timedelta(days=2))
    assert "date-in-future" in rules(lint(page(CLAIM), reading(credit(fetched=fetched)), NOW))


def test_two_kinds_of_digits_in_one_attribution() -> None:
    mixed = CLAIM.replace("٢٠٢٦", "2026")
    evidence = replace(credit().evidence, context=mixed)
    fault = of(lint(page(mixed), reading(replace(credit(), evidence=evidence)), NOW), "mixed-digits")
    assert "two kinds" in fault.message
    assert fault.evidence is not None
    assert fault.evidence.quote == "١٤"


@pytest.mark.parametrize(
    "sentence",
    [
        DISCLAIMER,
        "الموقع غير مسؤول عن مضمون الخبر.",
        "المقال لا يعبر بالضرورة عن رأي الموقع.",
        "We are not responsible for the content of this article.",
        "The article does not necessarily reflect the views of this site.",
    ],
)
def test_a_disclaimer_in_place_of_a_source(sentence: str) -> None:
    assert "disclaimer-instead-of-source" in rules(lint(page(sentence), reading(credit()), NOW))


@pytest.mark.parametrize(
    "sentence",
    [
        CLAIM,
        "ظهرت المقالة أولا على قناة المرسى.",
        "The post A new bridge appeared first on Marsa TV.",
        "This report was first published by Marsa TV.",
    ],
)
def test_a_claim_to_be_first_that_nothing_supports(sentence: str) -> None:
    assert "first-published-unsupported" in rules(lint(page(sentence), reading(credit()), NOW))


def test_a_post_that_is_linked_is_no_fault() -> None:
    link = '<a href="https://www.x.com/bridges/status/17">المنشور</a>'
    assert "source-not-linked" not in rules(lint(page(*BODY, links=link), reading(), NOW))
    away = '<a href="https://notx.com/bridges">المنشور</a>'
    assert "source-not-linked" in rules(lint(page(*BODY, links=away), reading(), NOW))


def test_a_credit_with_a_link_is_no_fault() -> None:
    found = lint(page(), reading(credit(url="https://marsa.example/9")), NOW)
    assert "credit-without-link" not in rules(found)


@pytest.mark.parametrize(
    ("moment", "rule", "severity"),
    [
        (replace(PUBLISHED, zone_from="none", zone=None), "date-without-zone", "warning"),
        (replace(PUBLISHED, zone_from="source"), "date-without-zone", "note"),
        (replace(PUBLISHED, precision="day", zone_from="none"), "date-without-zone", "note"),
        (replace(PUBLISHED, instant=NOW + timedelta(hours=1)), "date-in-future", "error"),
        (replace(PUBLISHED, instant=NOW + timedelta(hours=15), zone_from="none"), "date-in-future", "error"),
    ],
)
def test_dates(moment: Moment, rule: str, severity: str) -> None:
    fault = of(lint(page(), reading(published=moment), NOW), rule)
    assert fault.severity == severity
    assert moment.printed in fault.message


@pytest.mark.parametrize(
    "moment",
    [
        PUBLISHED,
        replace(PUBLISHED, instant=NOW + timedelta(minutes=5)),
        replace(PUBLISHED, instant=NOW + timedelta(hours=13), zone_from="none"),
    ],
)
def test_dates_that_may_be_right(moment: Moment) -> None:
    assert "date-in-future" not in rules(lint(page(), reading(published=moment), NOW))


def test_a_quotation_that_nobody_is_named_for() -> None:
    orphan = "سنعيد فتح المعبر الشمالي قبل نهاية الأسبوع المقبل"
    fault = of(lint(page(), reading(body=(f'تداول الناس "{orphan}" في الأسواق.',)), NOW), "quotation-without-speaker")
    assert orphan in fault.message
    assert fault.evidence is not None
    assert fault.evidence.quote == orphan


def test_a_quotation_with_its_speaker_is_no_fault() -> None:
    assert "quotation-without-speaker" not in rules(lint(page(), reading(), NOW))


def test_a_page_that_tells_its_sources_well_has_no_fault() -> None:
    body = ("وقالت وزارة الجسور في بيان إن المعبر الشمالي يغلق ٧ أيام للصيانة.",)
    assert lint(page(*body), reading(credit(HEADLINE, url="https://marsa.example/9"), body=body), NOW) == ()


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_linter(body: bytes) -> None:
    lint(replace(page(), body=body), reading(credit("x")), NOW)
