"""Laws of reading dates: what the CLDR prints is read back, no name stands for two months, no text hangs or breaks."""

from __future__ import annotations

import time
import tomllib
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date, format_datetime, format_timedelta, get_month_names
from babel.localedata import locale_identifiers
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.model import Moment, Rejected
from masdar.read.dates import find_moments, parse_date, read_moment
from masdar.text.fold import fold
from masdar.text.printing import Months, Style, digits_in, print_moment

# Every Arabic locale that Babel has.
LOCALES = sorted(name for name in locale_identifiers() if name.split("_")[0] == "ar")
WIDTHS = st.sampled_from(["full", "long", "medium", "short"])
ZONES = ["Asia/Damascus", "Africa/Cairo", "Asia/Riyadh", "Africa/Algiers", "Africa/Casablanca", "Asia/Beirut"]
ARAB = Style(digits="arab")
FAMILIES: st.SearchStrategy[Months] = st.sampled_from(("levant", "gulf", "maghreb", "morocco", "mauritania"))

days = st.dates(date(1990, 1, 1), date(2075, 12, 31))
minutes = st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0))


def read(text: str, zone: str | None = None, fetched_at: datetime | None = None) -> Moment:
    moment = read_moment(text, fetched_at, zone)
    assert isinstance(moment, Moment), (text, moment)
    return moment


@pytest.mark.parametrize("locale", LOCALES)
@given(day=days, width=WIDTHS, arab=st.booleans())
@settings(max_examples=8, deadline=None)
def test_a_day_printed_by_the_cldr_is_read_back(locale: str, day: date, width: str, arab: bool) -> None:
    printed = format_date(day, width, locale=locale)
    moment = read(digits_in(printed, ARAB) if arab else printed)
    assert (moment.instant.date(), moment.precision) == (day, "day")


@pytest.mark.parametrize("locale", LOCALES)
@given(at=minutes, zone=st.sampled_from(ZONES), width=WIDTHS, arab=st.booleans())
@settings(max_examples=8, deadline=None)
def test_an_instant_printed_by_the_cldr_is_read_back(
    locale: str, at: datetime, zone: str, width: str, arab: bool
) -> None:
    """The wide forms name their zone, the narrow ones are on the source's clock; an hour shown twice keeps its day."""
    instant, place = at.replace(tzinfo=UTC), ZoneInfo(zone)
    printed = format_datetime(instant, width, tzinfo=place, locale=locale)
    moment = read(digits_in(printed, ARAB) if arab else printed, zone)
    if moment.precision == "day":
        local = instant.astimezone(place)
        assert local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset(), printed
        assert moment.instant.astimezone(place).date() == local.date()
    else:
        assert moment.instant == instant, printed


_SPELLINGS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه"})


@pytest.mark.parametrize("locale", LOCALES)
@given(day=days, width=st.sampled_from(["full", "long"]), joint=st.sampled_from(["\u00a0", "\u200f ", " \u202b"]))
@settings(max_examples=6, deadline=None)
def test_spellings_and_invisible_marks_change_nothing(locale: str, day: date, width: str, joint: str) -> None:
    printed = format_date(day, width, locale=locale)
    stretched = printed.replace("ي", "ي\u0640").replace("و", "و\u064f")
    for variant in (printed.translate(_SPELLINGS), stretched, printed.replace(" ", joint)):
        assert (read(variant).instant, read(variant).precision) == (read(printed).instant, "day"), variant


@given(at=minutes, zone=st.sampled_from(ZONES), other=st.sampled_from(ZONES), months=FAMILIES)
@settings(max_examples=100, deadline=None)
def test_a_moment_printed_for_another_reader_is_read_on_his_clock(
    at: datetime, zone: str, other: str, months: Months
) -> None:
    """Reading on one clock, printing on another and reading on that one ends where it began."""
    moment = Moment(at.replace(tzinfo=UTC), "minute", zone, "source", "gregorian", "")
    printed = print_moment(moment, Style(months=months, zone=other), datetime(2080, 1, 1, tzinfo=UTC))
    again = read(printed, other)
    assert again.precision == "day" or (again.instant, again.zone) == (moment.instant, other)


@given(day=days, before=st.text(max_size=20), after=st.text(max_size=20), locale=st.sampled_from(LOCALES))
@settings(max_examples=200, deadline=None)
def test_the_span_of_a_found_date_cuts_it_out_of_its_text(day: date, before: str, after: str, locale: str) -> None:
    text = f"{before} {format_date(day, 'long', locale=locale)} {after}"
    for found in find_moments(text, None, None):
        assert text[found.start : found.end] == found.moment.printed


@given(at=minutes, months=FAMILIES, arab=st.booleans())
@settings(max_examples=100, deadline=None)
def test_what_we_print_we_read(at: datetime, months: Months, arab: bool) -> None:
    moment = Moment(at.replace(tzinfo=UTC), "minute", None, "none", "gregorian", "")
    style = Style(months=months, digits="arab" if arab else "latn")
    printed = print_moment(moment, style, datetime(2080, 1, 1, tzinfo=UTC))
    assert (read(printed).instant, read(printed).precision) == (moment.instant, "minute")


@given(count=st.integers(1, 23), unit=st.sampled_from(["hours", "minutes"]), locale=st.sampled_from(LOCALES))
@settings(deadline=None)
def test_distances_printed_by_the_cldr_are_read_back(count: int, unit: str, locale: str) -> None:
    now = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)
    distance = timedelta(**{unit: count})
    printed = format_timedelta(-distance, add_direction=True, threshold=1, locale=locale)
    assert read(printed, None, now).instant == now - distance


@pytest.mark.parametrize("locale", LOCALES)
def test_no_month_name_of_the_cldr_stands_for_another_month_with_us(locale: str) -> None:
    for width in ("wide", "abbreviated"):
        for number, name in get_month_names(width, locale=locale).items():
            assert read(f"5 {name} 2026").instant.month == number


def test_no_name_in_the_data_stands_for_two_months() -> None:
    lists = tomllib.loads(files("masdar.read").joinpath("data/dates_months.toml").read_text(encoding="utf-8"))
    seen: dict[str, tuple[str, str]] = {}
    for calendar, months in lists.items():
        for number, names in months.items():
            for name in names:
                assert seen.setdefault(fold(name), (calendar, number)) == (calendar, number), name


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    now = datetime(2026, 11, 15, tzinfo=UTC)
    assert isinstance(read_moment(text, now, "Asia/Damascus"), (Moment, Rejected))
    for found in find_moments(text, now, None):
        assert text[found.start : found.end] == found.moment.printed


WORDS = [
    "20",
    "٣",
    "2025",
    "1447",
    "كانون",
    "الأول",
    "الثاني",
    "ديسمبر",
    "رجب",
    "/",
    "-",
    ":",
    "و",
    "الساعة",
    "منذ",
    "ساعتين",
]
WORDS += [
    "10:35",
    "السبت",
    "هـ",
    "م",
    "الموافق",
    "بتوقيت",
    "دمشق",
    "من",
    "إلى",
    "أمس",
    "اليوم",
    "،",
    "GMT",
    "+3",
    "(",
    ")",
    "T",
    "Z",
]


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
@settings(max_examples=500, deadline=None)
def test_no_heap_of_date_words_breaks_the_reader(text: str) -> None:
    now = datetime(2026, 11, 15, tzinfo=UTC)
    moment = parse_date(text, now, "Asia/Damascus")
    assert moment is None or moment.instant.tzinfo is UTC
    find_moments(text, now, "Asia/Damascus")


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    ["9", "\0", "20/", "10:35 ", "السبت ", "20 ديسمبر 2025 ", "منذ ", "( ", "20 و", "الأول من ", "ً", "1/1/", "a.m."],
)
def test_hostile_text_takes_time_in_proportion_to_its_length(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        started = time.process_time()
        find_moments(text, None, None)
        return time.process_time() - started

    seconds(2_000)
    small, large = min(seconds(5_000) for _ in range(3)), min(seconds(40_000) for _ in range(2))
    assert large < 40 * small + 0.05  # eight times as long; a quadratic reader would need 64 times as much


def test_a_line_of_a_megabyte_is_no_date_line() -> None:
    assert read_moment("20 ديسمبر 2025 " * 70_000, None, None) == Rejected("no-date", "too long for a date line")
