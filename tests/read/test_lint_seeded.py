"""Faults seeded into invented pages that tell their sources well: how many of them the linter finds, rule by rule.

The phrases were written as editors and templates write them, before anybody looked at what the rules match. A fault
that is not found stays in its list: the floors say how many are, and only rise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from masdar.model import Page, Reading
from masdar.read import read_page
from masdar.read.lint import lint

AT = datetime(2026, 11, 15, 12, tzinfo=UTC)
TITLE = "بلدية تل النخيل تبدأ ترميم السوق القديم"
TIME = '<time datetime="2026-11-14T12:30:00+03:00">14 تشرين الثاني 2026، 12:30 بتوقيت دمشق</time>'
DECLARED = '<meta property="article:published_time" content="2026-11-14T12:30:00+03:00">'
BODY = (
    "بدأت بلدية تل النخيل ترميم السوق القديم بعد أن تضررت سقوفه الخشبية في عواصف الشتاء الماضي وأغلقت متاجره.",
    "وقالت رئيسة البلدية هالة السرو في مؤتمر صحفي: «سيبقى نصف المتاجر مفتوحا طوال أشهر العمل الأربعة».",
    "وتشمل الأعمال سقوف الممرات وشبكة الإنارة وأرضية الساحة، وتنفذها شركة محلية فازت بالمناقصة في أيلول.",
)
ORIGINAL = '<a href="https://minara.example/news/771">المادة الأصلية</a>'
CREDIT = f"المصدر: صحيفة المنارة ({ORIGINAL})"
TAKEN = f'هذا الخبر بعنوان "{TITLE}" نقلا عن صحيفة المنارة، {ORIGINAL}'


@dataclass(frozen=True)
class Told:
    """The parts of a page; a seed replaces one or two."""

    title: str = TITLE
    time: str = TIME
    head: str = DECLARED
    body: tuple[str, ...] = BODY
    before: str = ""
    after: str = CREDIT
    url: str = "https://nakhil.example/2026/17"
    lang: str = "ar"

    def page(self) -> Page:
        lines = "\n".join(f"<p>{line}</p>" for line in (self.before, *self.body, self.after) if line)
        markup = (
            f'<!doctype html><html lang="{self.lang}"><head><meta charset="utf-8"><title>{self.title}</title>'
            f"{self.head}</head><body><article><h1>{self.title}</h1>{self.time}{lines}</article></body></html>"
        )
        return Page(self.url, AT, 200, (("content-type", "text/html; charset=utf-8"),), markup.encode())


GOOD = Told()


def line(text: str) -> Told:
    return replace(GOOD, before=text)


def more(text: str) -> Told:
    return replace(GOOD, body=(*BODY, text))


def source(text: str) -> Told:
    return replace(GOOD, after=text)


def dated(time: str, head: str = "") -> Told:
    return replace(GOOD, time=time, head=head)


def quoted(text: str) -> Told:
    return replace(GOOD, body=(BODY[0], BODY[2], text))


POST = "https://nakhil.example/post/3"
SEEDS: dict[str, tuple[Told, ...]] = {
    "title-names-outlet": (
        line(f'هذا الخبر بعنوان "صحيفة المنارة" نشر أولا على موقع صحيفة المنارة، {ORIGINAL}'),
        line(f'هذا المقال بعنوان «موقع المنارة» نشر أولاً على صحيفة المنارة وتم جلبه من {ORIGINAL}'),
        line(f'هذا المحتوى بعنوان "المنارة" ظهر أولا على صحيفة المنارة، {ORIGINAL}'),
        line(f'هذه المادة بعنوان "وكالة رويترز" نشرت أولا على موقع صحيفة المنارة {ORIGINAL}'),
    ),
    "title-differs": (
        line(f'هذا الخبر بعنوان "أمطار غزيرة على الساحل غدا" نشر أولا على موقع صحيفة المنارة، {ORIGINAL}'),
        line(f'هذا التقرير بعنوان «انقطاع المياه عن أحياء الشرق» نشر أولا على موقع صحيفة المنارة، {ORIGINAL}'),
        replace(line(TAKEN.replace("نقلا عن", "نشر أولا على موقع")), title="عمال يتسلقون سقوف الخشب في المدينة"),
    ),
    "first-published-unsupported": (
        line(f'هذا الخبر بعنوان "{TITLE}" نشر أولا على موقع صحيفة المنارة، {ORIGINAL}'),
        line(f"نُشر هذا التقرير للمرة الأولى في صحيفة المنارة، {ORIGINAL}"),
        source(f"ظهر هذا المقال أول مرة على موقع المنارة. {ORIGINAL}"),
        source(f"The post Market repaired appeared first on Minara News. {ORIGINAL}"),
        source(f"This story was first published by Minara News. {ORIGINAL}"),
        source(f"انفردت بنشر الخبر صحيفة المنارة. {ORIGINAL}"),
    ),
    "source-not-linked": (
        more('وأعلنت وزارة الأسواق، في منشور على منصة "إكس"، أن الترميم يبدأ في السوق المجاور بعد شهرين.'),
        more("وكتب الوزير سليم الراوي على حسابه في تويتر أن الدفعة الأولى من التعويضات صرفت أمس."),
        more("وقالت هالة السرو عبر صفحتها على فيسبوك إن التجار وافقوا على الخطة الجديدة."),
        more("وأضاف نقيب التجار فادي الورد في بيان نشره على تلغرام أن المتاجر تفتح أبوابها مساء."),
        more("وذكرت البلدية في تغريدة على تويتر: «لن يرفع أي إيجار قبل نهاية العمل في السوق»."),
        more("وأكد الوزير سليم الراوي في مقطع على يوتيوب أن العمل يسير وفق الجدول."),
    ),
    "credit-without-link": (
        source("المصدر: صحيفة المنارة"),
        source("نقلا عن صحيفة المنارة"),
        source("المصدر: المنارة + رويترز"),
        line("عن صحيفة المنارة"),
        source("أعيد نشره نقلا عن موقع المنارة."),
        source("Republished with permission from Minara News."),
    ),
    "credit-unnamed": (
        source("المصدر: وكالات"),
        source("المصدر: مواقع إلكترونية"),
        line("وكالات"),
        source("المصدر: متابعات"),
    ),
    "link-to-home-page": (
        source('المصدر: <a href="https://minara.example">صحيفة المنارة</a>'),
        source('المصدر: <a href="https://www.minara.example/ar/">صحيفة المنارة</a>'),
        source('نقلا عن <a href="https://minara.example/index.php">صحيفة المنارة</a>'),
    ),
    "link-to-self": (
        source(f'المصدر: <a href="{POST}">صحيفة المنارة</a>'),
        source('المصدر: <a href="/tag/minara">صحيفة المنارة</a>'),
        source('نقلا عن <a href="?source=minara">صحيفة المنارة</a>'),
    ),
    "disclaimer-instead-of-source": (
        line("لا يتحمل موقعنا مضمونه بأي شكل من الأشكال."),
        line("الموقع غير مسؤول عن محتوى هذا الخبر."),
        replace(GOOD, body=(*BODY, "إدارة الموقع لا تتحمل أي مسؤولية عن صحة المعلومات الواردة في الخبر.")),
        line("ما ورد في الخبر لا يعبر عن رأي الموقع."),
        line("We are not responsible for the content of this report."),
        line("إخلاء مسؤولية: هذا الخبر منقول كما هو."),
    ),
    "date-missing": (dated(""), dated("<p>تل النخيل</p>"), replace(dated(""), lang="en")),
    "date-without-zone": (
        dated("<p>14/11/2026 12:30</p>"),
        dated("<p>السبت 14 تشرين الثاني 2026 - 12:30 ظهرا</p>"),
        dated("<p>14 نوفمبر 2026 الساعة 12:30</p>"),
        dated("<p>٢٠٢٦/١١/١٤</p>"),
        line(f'هذا الخبر بعنوان "{TITLE}" نشر على موقع صحيفة المنارة وتم جلبه بتاريخ 14 تشرين الثاني 2026، {ORIGINAL}'),
    ),
    "date-in-future": (
        dated("", DECLARED.replace("11-14", "11-24")),
        dated('<time datetime="2027-11-14T12:30:00+03:00">14 تشرين الثاني 2027، 12:30 بتوقيت دمشق</time>'),
        dated("", DECLARED.replace("12:30:00+03:00", "23:59:00-08:00").replace("11-14", "11-16")),
    ),
    "date-contradicted": (
        dated(TIME, DECLARED.replace("11-14", "11-02")),
        dated("<p>14 تشرين الثاني 2026</p>", DECLARED.replace("11-14", "10-14")),
        dated(TIME, DECLARED.replace("2026", "2025")),
    ),
    "fetched-before-published": (
        line(f'هذا الخبر بعنوان "{TITLE}" نشر على موقع صحيفة المنارة وتم جلبه بتاريخ 2 تشرين الثاني 2026، {ORIGINAL}'),
        line(f"نشر هذا الخبر أولا على موقع صحيفة المنارة وجرى سحبه بتاريخ 10/11/2026، {ORIGINAL}"),
    ),
    "quotation-without-speaker": (
        quoted("وانتشرت في السوق «لا أحد يعرف متى تفتح هذه الأبواب من جديد أمام الناس»."),
        quoted("«لم نر في حياتنا شتاء كهذا الشتاء الذي مر على السوق القديم»."),
        quoted('والسوق مغلق منذ شهور "لأن أحدا لم يدفع ثمن الخشب الذي وصل من الميناء".'),
    ),
    "mixed-digits": (
        replace(
            line(f"نشر هذا الخبر على موقع صحيفة المنارة وتم جلبه بتاريخ ١٤ تشرين الثاني ٢٠٢٦، {ORIGINAL}"),
            body=(*BODY, "وتبلغ كلفة العمل 40 مليونا."),
        ),
        line(f'هذا الخبر بعنوان "{TITLE}" نشر على موقع صحيفة المنارة وتم جلبه بتاريخ ١٤ تشرين الثاني 2026، {ORIGINAL}'),
    ),
}  # fmt: skip

# Of each rule all but these: "taken from" in a sentence of the text, two names for nobody in particular.
FLOORS = {rule: len(seeds) for rule, seeds in SEEDS.items()} | {"credit-without-link": 5, "credit-unnamed": 2}


def rules_of(told: Told) -> set[str]:
    page = told.page()
    reading = read_page(page)
    assert isinstance(reading, Reading), reading
    return {finding.rule for finding in lint(page, reading, AT + timedelta(days=1))}


@pytest.mark.parametrize("rule", SEEDS)
def test_of_the_seeded_faults_so_many_are_found(rule: str) -> None:
    missed = [number for number, told in enumerate(SEEDS[rule]) if rule not in rules_of(told)]
    assert len(SEEDS[rule]) - len(missed) >= FLOORS[rule], f"missed: {missed}"


CLEAN = (
    GOOD,
    replace(GOOD, after="كتبت: هالة السرو"),
    source(f"نقلا عن صحيفة المنارة، {ORIGINAL}"),
    more('وأعلنت وزارة الأسواق في منشور على <a href="https://x.com/aswaq/status/9">منصة «إكس»</a> أن العمل يبدأ غدا.'),
    more("وقال تاجر: «أغلقت متجري منذ أول العاصفة ولم أفتحه حتى اليوم لأن السقف يقطر ماء»."),
    more("والتعليقات لا تعبر عن رأي الموقع."),
    dated('<time datetime="2026-11-14T09:30:00Z">14/11/2026</time>', DECLARED),
)


@pytest.mark.parametrize("told", CLEAN)
def test_a_page_without_a_seeded_fault_has_none(told: Told) -> None:
    assert rules_of(told) == set()
