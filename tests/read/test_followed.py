"""The names of followed sources are known media: found wherever a report credits them, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Credit, Page, Reading, Source, SourceId, SourceKind
from masdar.read import read_page
from masdar.read.credits import find_credits
from masdar.read.followed import book_of

TEXT, FACTS = "text_from", "facts_from"
TIMANA = "وكالة الأنباء التيمارانية (تيمانا)"


def source(id: str, name: str, *aliases: str, kind: SourceKind = "outlet") -> Source:
    return Source(SourceId(id), name, f"https://{id}.example/", (f"{id}.example",), kind=kind, aliases=aliases)


FOLLOWED = (
    source("timana", TIMANA, "تيمانا", "Timana", kind="agency"),
    source("denwar", "دنوار اليوم", "صحيفة دنوار اليوم"),
    source("mijdaf", "المجداف"),
    source("nuran", "نوران بلس", "منصة نوران بلس"),
    source("wizara", "وزارة البيئة", kind="official"),
    source("armud", "صدى أرمود"),
)


def named(credits: tuple[Credit, ...]) -> list[tuple[str, str | None, str]]:
    return [(credit.name, credit.canonical_name, credit.kind) for credit in credits]


@pytest.mark.parametrize(
    ("byline", "name", "canonical"),
    [
        ("تيمانا", "تيمانا", TIMANA),
        ("دنوار (تيمانا)", "تيمانا", TIMANA),
        ("وكالة تيمانا", "تيمانا", TIMANA),
        ("وكالة الأنباء التيمارانية", "وكالة الأنباء التيمارانية", TIMANA),
        ("نوران – نوران بلس", "نوران بلس", "نوران بلس"),
        ("أرمود: «دنوار اليوم»", "دنوار اليوم", "دنوار اليوم"),
        ("المجداف", "المجداف", "المجداف"),
        ("أرمود – صحيفة المجداف", "المجداف", "المجداف"),
        ("DENWAR (Timana)", "Timana", TIMANA),
    ],
)
def test_a_byline_names_a_followed_source(byline: str, name: str, canonical: str) -> None:
    assert named(find_credits("نص الخبر هنا.", byline=byline, outlets=FOLLOWED)) == [(name, canonical, TEXT)]


@pytest.mark.parametrize(
    "byline", ["دنوار", "دنوار – وفاء الدفتران", "وفاء المجداف", "نوران – عامر الشقوران", "المنارة – المجداف"]
)
def test_a_town_or_a_person_in_a_byline_is_no_outlet(byline: str) -> None:
    assert find_credits("نص الخبر هنا.", byline=byline, outlets=FOLLOWED) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("انتهى العمل.\nالمصدر: " + TIMANA, [(TIMANA, TIMANA, TEXT)]),
        ("نقلاً عن " + TIMANA + "\nانتهى العمل.", [(TIMANA, TIMANA, TEXT)]),
        ("انتهى العمل.\nالمصدر: أ.ف.ب", [("أ.ف.ب", "أ ف ب", TEXT)]),
        ("وذكرت صحيفة دنوار اليوم أن العمل مستمر.", [("صحيفة دنوار اليوم", "دنوار اليوم", FACTS)]),
        ("وقال الحارس لـ«دنوار اليوم»: «لعبنا جيداً».", [("دنوار اليوم", "دنوار اليوم", FACTS)]),
        ("وكانت صحيفة المجداف قد ذكرت أن الخط جديد.", [("المجداف", "المجداف", FACTS)]),
        ("وذكرت منصة نوران بلس، التي نشرت الخبر أولاً، أن العمل مستمر.", [("منصة نوران بلس", "نوران بلس", FACTS)]),
        ("وقال رئيس الجمعية لنوران بلس إن العمل مستمر.", [("نوران بلس", "نوران بلس", FACTS)]),
        ("ونقلت وكالة تيمانا عن المدير أن العمل مستمر.", [("تيمانا", TIMANA, FACTS)]),
        ("وذكرت تيمانا أن العمل مستمر.", [("تيمانا", TIMANA, FACTS)]),
        ("The bridge is closed, the mayor told Timana.", [("Timana", TIMANA, FACTS)]),
        ("Timana reported that the bridge is closed.", [("Timana", TIMANA, FACTS)]),
        ("The news agency Timana has two offices in the town.", []),
        ("وأعلنت البلدية في دنوار اليوم أن العمل مستمر.", []),
        ("وصل الوزير إلى دنوار. وأكدت البلدية أن العمل مستمر.", []),
        ("وأكد الصياد أن المجداف انكسر في البحر.", []),
        ("وأكدت وزارة البيئة أن الماء نظيف.", []),
        ("زارت صدى، أرمود وقالت إنها جميلة.", []),
    ],
)
def test_running_text_credits_a_followed_source(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert named(find_credits(text, outlets=FOLLOWED)) == expected


def test_without_the_sources_their_names_are_unknown() -> None:
    assert find_credits("نص الخبر هنا.", byline="دنوار (تيمانا)") == ()


def test_a_source_that_the_alias_file_knows_gives_its_own_name() -> None:
    outlets = (source("x", "وكالة الأنباء السعودية", "واس", kind="agency"),)
    (credit,) = find_credits("نص.", byline="الرياض - و ا س", outlets=outlets)
    assert credit.canonical_name == "وكالة الأنباء السعودية"


def test_a_name_of_two_sources_is_known_but_not_whose_it_is() -> None:
    outlets = (source("a", "صوت الجبل", "أخبار الجبل"), source("b", "أخبار الجبل"))
    (credit,) = find_credits("ونقلت صحيفة أخبار الجبل عن البلدية أن العمل مستمر.", outlets=outlets)
    assert (credit.name, credit.canonical_name) == ("أخبار الجبل", None)


def test_the_book_is_built_once_for_a_set_of_sources() -> None:
    assert book_of(FOLLOWED) is book_of(tuple(FOLLOWED))


def test_a_pages_own_source_is_no_credit_but_the_others_are() -> None:
    body = (
        "<title>خط جديد يفتح في المدينة صباح الغد</title><h1>خط جديد يفتح في المدينة صباح الغد</h1><p>"
        + "قال رئيس البلدية إن الخط سيفتح أبوابه صباح الغد. " * 4
    )
    body += "</p><p>وذكرت صحيفة المجداف أن العمل بدأ قبل عام كامل، وقال الوزير لنوران بلس إنه انتهى أمس.</p>"
    page = Page(
        "https://nuran.example/n/1",
        datetime(2026, 11, 3, tzinfo=UTC),
        200,
        (("content-type", "text/html; charset=utf-8"),),
        body.encode(),
    )
    reading = read_page(page, FOLLOWED[3], outlets=FOLLOWED)
    assert isinstance(reading, Reading)
    assert named(reading.credits) == [("المجداف", "المجداف", FACTS)]


@given(
    st.lists(
        st.sampled_from(
            [
                *(each.name for each in FOLLOWED),
                "وذكرت",
                "صحيفة",
                "لـ",
                "(",
                ")",
                "«",
                "»",
                "،",
                "\n",
                "المصدر:",
                "تيمانا",
            ]
        )
    )
)
def test_every_span_cuts_the_name_out_of_its_paragraph(pieces: list[str]) -> None:
    paragraphs = " ".join(pieces).split("\n")
    for credit in find_credits("\n".join(paragraphs), outlets=FOLLOWED):
        span = credit.evidence.span
        assert span is not None
        assert paragraphs[span.paragraph][span.start : span.end] == credit.name
