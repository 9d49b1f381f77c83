"""The linter on whole pages as they are read: each rule on an invented page with its fault, and on one without."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from masdar.model import Finding, Page, Reading
from masdar.read import read_page
from masdar.read.decode import decode
from masdar.read.lint import lint
from masdar.read.lint.places import spot_of
from masdar.read.lint.rules import rules

SECONDS = 20  # of the processor; it takes 6 on a machine of 2026, and took 110 when each fault was looked for anew
AT = datetime(2026, 11, 15, 12, tzinfo=UTC)
TITLE = "وزارة الجسور تعلن إغلاق المعبر الشمالي أسبوعا"
DATED = '<time datetime="2026-11-14T12:30:00+03:00">14 تشرين الثاني 2026، 12:30 بتوقيت دمشق</time>'
ZONELESS = "<p class=date>14/11/2026 12:30</p>"
TEXT = (
    "أعلنت وزارة الجسور أن المعبر الشمالي سيغلق 7 أيام أمام المركبات الثقيلة حتى تنتهي أعمال الصيانة فيه.",
    "وقال الوزير سالم العابد للصحفيين: «سنعيد فتح المعبر قبل نهاية الأسبوع المقبل أمام الجميع».",
    "وتعمل في الموقع أربع فرق من المهندسين والعمال على مدار الساعة بحسب بيان الوزارة.",
)
TAKEN = 'هذا الخبر بعنوان "{title}" نشر أولا على موقع قناة المرسى وتم جلبه من مصدره الأصلي بتاريخ {date}.'
LINK = '<a href="https://marsa.example/news/9">المصدر الأصلي</a>'


def page(*paragraphs: str, dated: str = DATED, head: str = "", lang: str = "ar") -> Page:
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    markup = (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{TITLE}</title>\n{head}</head>\n'
        f"<body><article><h1>{TITLE}</h1>\n{dated}\n{body}\n</article></body></html>"
    )
    headers = (("content-type", "text/html; charset=utf-8"),)
    return Page("https://sahl.example/news/1", AT, 200, headers, markup.encode())


def findings(shown: Page) -> tuple[Finding, ...]:
    reading = read_page(shown)
    assert isinstance(reading, Reading), reading
    return lint(shown, reading, AT + timedelta(days=1))


def declared(moment: str) -> str:
    return f'<meta property="article:published_time" content="{moment}">'


def test_a_page_that_tells_its_sources_well_has_no_fault() -> None:
    assert findings(page(*TEXT)) == ()


FAULTY = [
    ("title-names-outlet", page(TAKEN.format(title="قناة المرسى", date="14 تشرين الثاني 2026"), *TEXT)),
    ("title-differs", page(TAKEN.format(title="ارتفاع أسعار القمح في الأسواق", date="14 تشرين الثاني 2026"), *TEXT)),
    ("first-published-unsupported", page(TAKEN.format(title=TITLE, date="14 تشرين الثاني 2026"), *TEXT)),
    ("credit-without-link", page(TAKEN.format(title=TITLE, date="14 تشرين الثاني 2026"), *TEXT)),
    ("mixed-digits", page(TAKEN.format(title=TITLE, date="١٤ تشرين الثاني ٢٠٢٦"), *TEXT)),
    ("fetched-before-published", page(TAKEN.format(title=TITLE, date="2 تشرين الثاني 2026"), *TEXT)),
    ("link-to-self", page(*TEXT, 'المصدر: <a href="/source/3">قناة المرسى</a>')),
    ("link-to-home-page", page(*TEXT, 'المصدر: <a href="https://marsa.example/">قناة المرسى</a>')),
    ("credit-unnamed", page(*TEXT, "المصدر: وكالات")),
    ("source-not-linked", page(*TEXT, 'وأكدت وزارة الجسور، في بيان نشرته على منصة "إكس"، أن العمل يسير وفق الخطة.')),
    ("disclaimer-instead-of-source", page(*TEXT, "المصدر: قناة المرسى", "الموقع غير مسؤول عن مضمون الخبر.")),
    ("date-missing", page(*TEXT, dated="")),
    ("date-without-zone", page(*TEXT, dated=ZONELESS)),
    ("date-in-future", page(*TEXT, dated="", head=declared("2026-12-24T12:30:00+03:00"))),
    ("date-contradicted", page(*TEXT, head=declared("2026-11-02T12:30:00+03:00"))),
    ("quotation-without-speaker", page(*TEXT, "وانتشرت في الأسواق «لا أحد يعرف متى تفتح هذه الطريق من جديد أمامنا».")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "shown"), FAULTY, ids=[rule for rule, _ in FAULTY])
def test_a_page_with_that_fault(rule: str, shown: Page) -> None:
    found = [finding for finding in findings(shown) if finding.rule == rule]
    assert found, [finding.rule for finding in findings(shown)]
    markup = decode(shown.body, shown.header("content-type")).text
    for finding in found:
        assert "{" not in finding.message + finding.fix
        if rule not in ("date-missing",):
            assert finding.place is not None
            assert spot_of(markup, finding.place).line >= 3


def test_every_rule_that_needs_no_archive_has_a_page_or_a_test_of_its_own() -> None:
    # A headline in the outlet's place is no credit to the reader of whole pages: tests/read/test_lint.py has it.
    assert {rule for rule, _ in FAULTY} | {"outlet-holds-title"} == {
        i for i, rule in rules().items() if not rule.is_held
    }


NAMED = "وتشارك الفرق في دورة بعنوان «أثر الصيانة الدورية على سلامة الجسور الحجرية القديمة»."
BROUGHT_IN = "ووصفت اللجنة ما جرى بأنه «خطوة صغيرة في طريق طويل نحو جسور آمنة للجميع»."
ODD_MARKS = 'والمقاس 5" لا يكفي لأن " هذه العلامات كلها ليست كلام أحد من الناس في الموقع " أبدا في الطريق.'
THIRD_PARTY = "We are not responsible for the content of articles on third party sites."
LIST = "وتقدم المدرسة دورات في مجالات «الطهو، والخياطة، والرسم، والنجارة، والحدادة، وصيانة المراكب الصغيرة»."
GOES_ON = "أما في الجنوب «فيعاد فتح الطريق القديم أمام الجميع بعد أيام قليلة من الآن»."
DICTIONARY = "وفي معجم السهل الكبير: «الجسر ما يعبر عليه الناس والدواب من ضفة إلى ضفة أخرى»."
CHANGED = '<meta property="article:modified_time" content="2026-11-14T12:30:00+03:00">'
CHANGED_ONLY = "<p class=date>14 تشرين الثاني 2026</p>"
AGENCY = '<meta property="og:site_name" content="وكالة الأنباء السهلية (سهلا)">'
FAULTLESS = [
    ("credit-without-link", page(*TEXT, f"المصدر: قناة المرسى {LINK}")),
    ("link-to-home-page", page(*TEXT, f"المصدر: قناة المرسى {LINK}")),
    ("mixed-digits", page(TAKEN.format(title="المعبر الشمالي يغلق ٧ أيام", date="14 تشرين الثاني 2026"), *TEXT)),
    ("disclaimer-instead-of-source", page(*TEXT, "المصدر: قناة المرسى", "التعليقات لا تعبر عن رأي الموقع.")),
    ("disclaimer-instead-of-source", page(*TEXT, "المقالات المنشورة لا تعبر بالضرورة عن رأي الجريدة.")),
    ("date-contradicted", page(*TEXT, head=declared("2026-11-14T09:30:00Z"))),
    ("date-without-zone", page(*TEXT, dated=ZONELESS, head=declared("2026-11-14T12:30:00+03:00"))),
    ("quotation-without-speaker", page(*TEXT, NAMED)),
    ("quotation-without-speaker", page(*TEXT, BROUGHT_IN)),
    ("quotation-without-speaker", page(*TEXT, ODD_MARKS)),
    ("quotation-without-speaker", page(*TEXT, LIST)),
    ("quotation-without-speaker", page(*TEXT, DICTIONARY)),
    ("quotation-without-speaker", page(*TEXT[:2], GOES_ON)),
    ("first-published-unsupported", page(*TEXT, "وظهر الزورق لأول مرة في احتفالات الميناء قبل عامين.")),
    ("first-published-unsupported", page(*TEXT, "ونشرت الصورة للمرة الأولى في الثاني من أيار 2026 على مواقع التواصل.")),
    ("credit-without-link", page(*TEXT, "ونشرت الصورة للمرة الأولى في الثاني من أيار 2026 على مواقع التواصل.")),
    ("credit-without-link", page(*TEXT, "المصدر: Sahl")),
    ("credit-without-link", page(*TEXT, "المصدر: صحيفة السهل (www.sahl.example)")),
    ("credit-without-link", page(f"الميناء 14-11-2026 (سهلا) – {TEXT[0]}", *TEXT[1:], head=AGENCY)),
    ("credit-without-link", page(*TEXT, "Source: Tala Images")),
    ("source-not-linked", page(*TEXT, "وتناقل ناشطون على فيسبوك مقطعا قالوا إنه يظهر الجسر بعد الفيضان.")),
    ("date-contradicted", page(*TEXT, dated="<p>14/11/2026 23:30</p>", head=declared("2026-11-14T12:30:00Z"))),
    ("date-contradicted", page(*TEXT, dated="<p>11/10/2026</p>", head=declared("2026-11-10T12:30:00Z"))),
    ("date-contradicted", page(*TEXT, dated=CHANGED_ONLY, head=declared("2026-11-02T12:30:00+03:00") + CHANGED)),
    ("date-contradicted", page(*TEXT, dated="<p>14/11/2026 12:30</p>", head=declared("2026-11-14T12:47:00+03:00"))),
    ("date-contradicted", page(*TEXT, dated="<p>اليوم في السهل</p>", head=declared("2026-11-02T12:30:00+03:00"))),
    ("credit-without-link", page("أعلى نسبة في السهل. المصدر: مجلة الأرقام", *TEXT, *TEXT)),
    ("source-not-linked", page(*TEXT, "وتتداول صفحات وحسابات على موقع فيسبوك تصريحا قالت فيه إن الجسر سقط.")),
    ("disclaimer-instead-of-source", page(*TEXT, "المصدر: قناة المرسى", THIRD_PARTY)),
    ("date-without-zone", replace(page(*TEXT, dated=""), url="https://sahl.example/2026/11/14/bridge")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "shown"), FAULTLESS)
def test_a_page_without_that_fault(rule: str, shown: Page) -> None:
    assert rule not in {finding.rule for finding in findings(shown)}


def test_one_agency_under_two_names_is_told_once() -> None:
    shown = page(*TEXT, "المصدر: وكالة أنباء سهلا", "نقلا عن سهلا")
    (fault,) = (finding for finding in findings(shown) if finding.rule == "credit-without-link")
    assert "وكالة أنباء سهلا" in fault.message
    assert fault.severity == "note"


def test_an_agency_without_a_link_is_a_note() -> None:
    agency = next(f for f in findings(page(*TEXT, "المصدر: رويترز")) if f.rule == "credit-without-link")
    assert agency.severity == "note"


WEB_PAGE = (
    '<script type="application/ld+json">{"@type": "WebPage", "datePublished": "2026-11-14T12:30:00+03:00"}</script>'
)
NEARLY_DATED = [
    ("only its address", replace(page(*TEXT, dated=""), url="https://sahl.example/2026/11/14/bridge")),
    ("when it was changed", page(*TEXT, dated="<p>آخر تحديث: 14 تشرين الثاني 2026 12:30</p>")),
    ("something else", page(*TEXT, dated="", head=WEB_PAGE)),
    ("perhaps", page(*TEXT, dated="<p>حرر في 14/13/2026</p>")),
    ("perhaps", page(*TEXT, "سالم العابد•14 تشرين الثاني 2026", dated="")),
]


@pytest.mark.parametrize(("told", "shown"), NEARLY_DATED, ids=[told for told, _ in NEARLY_DATED])
def test_what_comes_near_a_date_is_told_and_is_a_note(told: str, shown: Page) -> None:
    (fault,) = (finding for finding in findings(shown) if finding.rule == "date-missing")
    assert fault.severity == "note"
    assert told in fault.message


def test_a_printed_time_that_no_clock_of_the_world_explains_is_a_contradiction() -> None:
    shown = page(*TEXT, dated="<p>14/11/2026 23:30</p>", head=declared("2026-11-14T02:30:00Z"))
    assert "date-contradicted" in {finding.rule for finding in findings(shown)}


@pytest.mark.slow
def test_a_page_with_thousands_of_faults_is_checked_in_time() -> None:
    credits = (f"المصدر: قناة المرسى{number}" for number in range(3000))
    quotation = "«هذه كلمات كثيرة لا يعرف أحد من قالها في النص رقم"
    shown = page(*TEXT * 10, "".join(f"{quotation} {number}». " for number in range(4000)), *credits)
    began = time.process_time()
    assert findings(shown)
    assert time.process_time() - began < SECONDS


def test_the_place_is_that_of_the_words_in_the_markup() -> None:
    shown = page(TAKEN.format(title="قناة المرسى", date="14 تشرين الثاني 2026"), *TEXT)
    fault = next(finding for finding in findings(shown) if finding.rule == "title-names-outlet")
    markup = shown.body.decode()
    assert fault.place is not None
    assert markup[fault.place.start : fault.place.end] == "قناة المرسى"
    spot = spot_of(markup, fault.place)
    line = markup.splitlines()[spot.line - 1]
    assert line[spot.column - 1 : spot.end_column - 1] == "قناة المرسى"
    assert spot.line == spot.end_line


def test_entities_and_tags_inside_the_words_do_not_hide_their_place() -> None:
    line = TAKEN.format(title="قناة <b>المرسى</b>", date="14 تشرين الثاني 2026").replace("نشر أولا", "نشر&nbsp;أولا")
    shown = page(line, *TEXT)
    fault = next(finding for finding in findings(shown) if finding.rule == "title-names-outlet")
    assert fault.place is not None
    assert shown.body.decode()[fault.place.start : fault.place.end].startswith("قناة <b>المرسى")
