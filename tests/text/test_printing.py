"""Dates and numbers as a reader wants them: month family, digits, zone, and no more precision than is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from masdar.model import Moment, Precision
from masdar.text.printing import Months, Style, digits_in, print_instant, print_moment

NOW = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)
LEVANT = Style(zone="Asia/Damascus")
ENGLISH = Style(months="en", language="en", zone="Asia/Damascus")


def moment(at: datetime, precision: Precision, zone: str | None = "Asia/Damascus") -> Moment:
    return Moment(at, precision, zone, "source" if zone else "none", "gregorian", "")


@pytest.mark.parametrize(
    ("minutes", "arabic", "english"),
    [
        (0, "الآن", "now"),
        (1, "قبل دقيقة واحدة", "1 minute ago"),
        (2, "قبل دقيقتين", "2 minutes ago"),
        (3, "قبل 3 دقائق", "3 minutes ago"),
        (11, "قبل 11 دقيقة", "11 minutes ago"),
        (59, "قبل 59 دقيقة", "59 minutes ago"),
        (119, "قبل ساعة واحدة", "1 hour ago"),
        (120, "قبل ساعتين", "2 hours ago"),
        (600, "قبل 10 ساعات", "10 hours ago"),
        (1439, "قبل 23 ساعة", "23 hours ago"),
    ],
)
def test_up_to_a_day_the_distance_is_printed_in_its_plural_form(minutes: int, arabic: str, english: str) -> None:
    instant = NOW - timedelta(minutes=minutes)
    assert print_instant(instant, LEVANT, NOW) == arabic
    assert print_instant(instant, ENGLISH, NOW) == english


@pytest.mark.parametrize(
    ("months", "printed"),
    [
        ("levant", "٢ آب ٢٠٢٦، ٩:٣٠ م"),
        ("gulf", "٢ أغسطس ٢٠٢٦، ٩:٣٠ م"),
        ("maghreb", "٢ أوت ٢٠٢٦، ٩:٣٠ م"),
        ("morocco", "٢ غشت ٢٠٢٦، ٩:٣٠ م"),
        ("mauritania", "٢ أغشت ٢٠٢٦، ٩:٣٠ م"),
    ],
)
def test_later_the_day_is_printed_in_the_months_digits_and_zone_of_the_reader(months: Months, printed: str) -> None:
    style = Style(months=months, digits="arab", zone="Asia/Riyadh")
    assert print_instant(datetime(2026, 8, 2, 18, 30, tzinfo=UTC), style, NOW) == printed


def test_english_readers_get_english() -> None:
    assert print_instant(datetime(2026, 8, 2, 18, 30, tzinfo=UTC), ENGLISH, NOW) == "2 August 2026, 21:30"


def test_without_a_zone_of_the_reader_utc_is_named() -> None:
    assert print_instant(datetime(2026, 8, 2, 18, 30, tzinfo=UTC), Style(), NOW) == "2 آب 2026، 6:30 م UTC"


@pytest.mark.parametrize(
    ("precision", "printed"), [("day", "2 آب 2026"), ("week", "2 آب 2026"), ("month", "آب 2026"), ("year", "2026")]
)
def test_no_more_is_printed_than_is_known(precision: Precision, printed: str) -> None:
    assert print_moment(moment(datetime(2026, 8, 1, 21, tzinfo=UTC), precision), Style(zone="UTC"), NOW) == printed


@pytest.mark.parametrize(("day", "printed"), [(15, "اليوم"), (14, "أمس"), (13, "13 تشرين الثاني 2026")])
def test_near_days_have_names(day: int, printed: str) -> None:
    at = datetime(2026, 11, day, tzinfo=UTC) - timedelta(hours=3)
    assert print_moment(moment(at, "day"), LEVANT, NOW) == printed


def test_a_time_of_no_known_zone_is_shown_as_printed_and_never_as_a_distance() -> None:
    at = datetime(2026, 11, 15, 8, 30, tzinfo=UTC)
    assert print_moment(moment(at, "minute", None), LEVANT, NOW) == "15 تشرين الثاني 2026، 8:30 ص"


@pytest.mark.parametrize("zone", ["+03:00", "+00:00", "-05:30", "Mars/Olympus"])
def test_a_day_is_printed_whatever_clock_its_page_names(zone: str) -> None:
    at = datetime(2026, 11, 11, 12, tzinfo=UTC)
    assert print_moment(moment(at, "day", zone), LEVANT, NOW) == "11 تشرين الثاني 2026"


def test_digits_follow_the_style_both_ways() -> None:
    assert digits_in("12 و٣٤ و۵۶", Style(digits="arab")) == "١٢ و٣٤ و٥٦"
    assert digits_in("12 و٣٤ و۵۶", Style()) == "12 و34 و56"
