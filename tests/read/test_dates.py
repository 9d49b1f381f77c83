"""Printed dates and the moments that a person reads in them; and dates that nobody should believe."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from masdar.model import Moment, Rejected
from masdar.read.dates import parse_date, read_moment
from masdar.text.zones import zone_of

# A Sunday, 12:34 in Damascus.
FETCHED = datetime(2026, 11, 15, 9, 34, tzinfo=UTC)
ZONE = "Asia/Damascus"


def local(text: str, fetched_at: datetime | None = FETCHED, zone: str | None = ZONE) -> str:
    """What was read, on the clock it was printed in: "2026-11-14 20:05", "2026-11-01 week", or why nothing was."""
    moment = read_moment(text, fetched_at, zone)
    if isinstance(moment, Rejected):
        return moment.reason
    shown = moment.instant.astimezone(zone_of(moment.zone) if moment.zone else UTC)
    if moment.precision in ("second", "minute", "hour"):
        return f"{shown:%Y-%m-%d %H:%M}"
    return f"{shown:%Y-%m-%d}" if moment.precision == "day" else f"{shown:%Y-%m-%d} {moment.precision}"


READ = [
    # Families of month names, hamza or none, digits
    ("7 كانون الثاني 2026", "2026-01-07"),
    ("٧ كانون ثاني ٢٠٢٦", "2026-01-07"),
    ("7 جانفي 2026", "2026-01-07"),
    ("11 شباط 2026", "2026-02-11"),
    ("11 فيفري 2026", "2026-02-11"),
    ("۱۱ فبراير ۲۰۲۶", "2026-02-11"),
    ("3 اذار 2026", "2026-03-03"),
    ("3 إبريل 2026", "2026-04-03"),
    ("3 افريل 2026", "2026-04-03"),
    ("30 ايار 2026", "2026-05-30"),
    ("30 ماي 2026", "2026-05-30"),
    ("9 يونيه 2026", "2026-06-09"),
    ("9 جوان 2026", "2026-06-09"),
    ("9 يوليوز 2026", "2026-07-09"),
    ("9 جويلية 2026", "2026-07-09"),
    ("9 اب 2026", "2026-08-09"),
    ("9 أغشت 2026", "2026-08-09"),
    ("17 ايلول 2026", "2026-09-17"),
    ("17 شتمبر 2026", "2026-09-17"),
    ("17 اكتوبر 2026", "2026-10-17"),
    ("17 تشرين أول 2025", "2025-10-17"),
    ("2 نونبر 2026", "2026-11-02"),
    ("2 تشرين الثاني، 2026", "2026-11-02"),
    ("2 دجمبر 2025", "2025-12-02"),
    ("14 نوفـــمبر 2026", "2026-11-14"),
    ("14 نُوفَمْبَر 2026م", "2026-11-14"),
    # Two names that agree
    ("14 تشرين الثاني / نوفمبر 2026", "2026-11-14"),
    ("14 يوليو (تموز) 2026", "2026-07-14"),
    ("14 غشت/آب 2026", "2026-08-14"),
    # Separators, invisible marks, order
    ("14/11/2026", "2026-11-14"),
    ("١٤٫١١٫٢٠٢٦", "2026-11-14"),
    ("14\u200f/11\u200f/2026", "2026-11-14"),
    ("2026-11-04", "2026-11-04"),
    ("3 - 4 - 2026", "2026-04-03"),
    ("14-نوفمبر-2026", "2026-11-14"),
    ("2026 نوفمبر 14", "2026-11-14"),
    ("14 من شهر نوفمبر من عام 2026", "2026-11-14"),
    # Ordinals
    ("الأول من كانون الثاني 2026", "2026-01-01"),
    ("الثاني من تشرين الثاني 2026", "2026-11-02"),
    ("الحادي والعشرين من آذار 2026", "2026-03-21"),
    # Weekdays
    ("السبت 14 نوفمبر 2026", "2026-11-14"),
    ("الاحد، 15 تشرين الثاني 2026", "2026-11-15"),
    ("14 نوفمبر 2026 (السبت)", "2026-11-14"),
    # Hijri, alone and beside
    ("1 محرم 1448 هـ", "2026-06-16"),
    ("١٠ ذي الحجة ١٤٤٧هـ", "2026-05-27"),
    ("1448/6/4", "2026-11-14"),
    ("السبت 4 جمادى الآخرة 1448هـ الموافق 14 نوفمبر 2026م", "2026-11-14"),
    ("3 جمادى الآخرة 1448 - 14 نوفمبر 2026", "2026-11-14"),
    ("4 جمادى الآخرة الموافق لـ14 نوفمبر 2026", "2026-11-14"),
    ("4/6/1448 الموافق 14 نوفمبر", "2026-11-14"),
    # Times
    ("14 نوفمبر 2026 10:35 مساءً", "2026-11-14 22:35"),
    ("14 نوفمبر 2026 - 8:02 ص", "2026-11-14 08:02"),
    ("14 نوفمبر 2026 12:15 ص", "2026-11-14 00:15"),
    ("14 نوفمبر 2026 12:15 م", "2026-11-14 12:15"),
    ("11 مساء 5 آب 2026", "2026-08-05 23:00"),
    ("14/11/2026 الساعة العاشرة صباحا", "2026-11-14 10:00"),
    ("14/11/2026 الساعة الثانية عشرة إلا ربعا ظهرا", "2026-11-14 11:45"),
    ("الساعة الثالثة والنصف عصرا من يوم السبت 14 نوفمبر 2026", "2026-11-14 15:30"),
    ("14 نوفمبر 2026 الساعة العاشرة", "2026-11-14"),
    ("14 نوفمبر 2026، الساعة: 3:45 مساءا", "2026-11-14 15:45"),
    ("14 نوفمبر 2026 الساعة 3 و45 دقيقة مساء", "2026-11-14 15:45"),
    ("20 دجنبر 2025 على الساعة 10:35", "2025-12-20 10:35"),
    # Machines and other languages
    ("2026-11-14T20:05:00+03:00", "2026-11-14 20:05"),
    ("2026-11-14T20:05:00.123Z", "2026-11-14 20:05"),
    ("20261114T200500Z", "2026-11-14 20:05"),
    ("Sat, 14 Nov 2026 20:05:00 +0300", "2026-11-14 20:05"),
    ("Nov. 14, 2026 at 8:05 p.m.", "2026-11-14 20:05"),
    ("Samedi 14 novembre 2026 à 20h05", "2026-11-14 20:05"),
    # Distances
    ("منذ ساعتين", "2026-11-15 10:00"),
    ("قبل ساعة و20 دقيقة", "2026-11-15 11:14"),
    ("منذ نصف ساعة", "2026-11-15 12:04"),
    ("قبل ٣ أيام", "2026-11-12"),
    ("منذ أسبوعين", "2026-11-01 week"),
    ("3 hours ago", "2026-11-15 09:00"),
    ("أول من أمس", "2026-11-13"),
    ("أمس الساعة 10:35 مساء", "2026-11-14 22:35"),
    ("آخر تحديث: اليوم، 10:35 ص", "2026-11-15 10:35"),
    ("سليم نورا | منذ 3 أيام", "2026-11-12"),
    ("الأحد الماضي", "2026-11-08"),
    ("الشهر الماضي", "2026-10-01 month"),
    ("12 الجاري", "2026-11-12"),
    ("الرابع عشر من الشهر الماضي", "2026-10-14"),
    ("3 من الشهر الجاري", "2026-11-03"),
    # No year, no day
    ("14 نوفمبر", "2026-11-14"),
    ("20 كانون الأول", "2025-12-20"),
    ("تموز 2026", "2026-07-01 month"),
    ("عام 2025", "2025-01-01 year"),
    # Lines with labels and bylines
    ("كتبت نورا سليم - مرفأ الريح 14 نوفمبر 2026", "2026-11-14"),
    ("نشر: 14/11/2026 10:35 | آخر تحديث: 15/11/2026 11:00", "2026-11-14 10:35"),
    ("14/11/2026 (آخر تحديث: 15/11/2026)", "2026-11-14"),
    ("صحيفة اليوم السابع | 14 نوفمبر 2026", "2026-11-14"),
]

TRAPS = [
    ("14 نوفمبر / تشرين الأول 2026", "contradictory-pair"),
    ("14 يوليو (حزيران) 2026", "contradictory-pair"),
    ("4 جمادى الآخرة 1448هـ الموافق 24 نوفمبر 2026م", "contradictory-pair"),
    ("1 رمضان 2026", "contradictory-pair"),
    ("14 نوفمبر 1448", "contradictory-pair"),
    ("14 نوفمبر 2026 هـ", "contradictory-pair"),
    ("14 نوفمبر 2024 - منذ 3 أيام", "contradictory-pair"),
    ("الأحد 14 نوفمبر 2026", "wrong-weekday"),
    ("الاثنين 14/11/2026", "wrong-weekday"),
    ("Sun, 14 Nov 2026 20:05:00 GMT", "wrong-weekday"),
    ("أمس الجمعة", "wrong-weekday"),
    ("11/14/2026", "invalid-day"),
    ("2026/14/11", "invalid-day"),
    ("30 فبراير 2026", "invalid-day"),
    ("29 شباط 2025", "invalid-day"),
    ("31 نيسان", "invalid-day"),
    ("120 ديسمبر 2025", "invalid-day"),
    ("31 رجب 1447", "invalid-day"),
    ("30 شعبان 1446 هـ", "invalid-day"),
    ("14/11/26", "ambiguous"),
    ("14 نوفمبر 26", "ambiguous"),
    ("ديسمبر 20", "ambiguous"),
    ("14/11/2026 - 16/11/2026", "ambiguous"),
    ("14 نوفمبر 2026 20:05 21:05", "ambiguous"),
    ("5 آب 2026 12 ليلا", "ambiguous"),
    ("20-22 كانون الأول 2025", "range"),
    ("من 20 إلى 22 ديسمبر 2025", "range"),
    ("14 نوفمبر 2026 25:15", "invalid-time"),
    ("14 نوفمبر 2026 14:15 ص", "invalid-time"),
    ("14 نوفمبر 2026 10:35 بتوقيت المريخ", "unknown-zone"),
    ("14 Nov 2026 10:35 IST", "unknown-zone"),
    ("20 ديسمبر المقبل", "future"),
    ("منذ قليل", "vague"),
    ("قبل شهرين", "vague"),
    ("ثورة 25 يناير", "name"),
    ("مدينة 6 أكتوبر", "name"),
    ("صحيفة المدينة اليوم", "no-date"),
    ("فاز الفريق 3 - صفر", "no-date"),
    ("15 مارس اللاعب هوايته", "no-date"),
    ("192.168.10.2025", "no-date"),
    ("0599-12-2025", "no-date"),
    ("2025", "no-date"),
    ("10:35 مساء", "no-date"),
    ("الثلاثاء", "no-date"),
    ("بلغ عدد الزوار 2026 زائرا في 12 يوما", "no-date"),
    ("1447 كتابا في المكتبة", "no-date"),
    ("", "no-date"),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_printed_date_is_read_as_a_person_reads_it(text: str, expected: str) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(("text", "reason"), TRAPS)
def test_a_doubtful_date_is_refused_with_its_reason(text: str, reason: str) -> None:
    assert local(text) == reason
    assert parse_date(text, FETCHED, ZONE) is None


@pytest.mark.parametrize("text", ["منذ ساعتين", "أمس", "14 نوفمبر", "الشهر الماضي", "12 الجاري", "1 رمضان"])
def test_without_the_time_of_the_page_nothing_is_reckoned_from_it(text: str) -> None:
    assert local(text, fetched_at=None) == "no-reference"


def moment_of(text: str, zone: str | None = ZONE) -> Moment:
    moment = read_moment(text, FETCHED, zone)
    assert isinstance(moment, Moment), moment
    return moment


def test_a_zone_in_the_text_goes_before_that_of_the_source() -> None:
    moment = moment_of("14 نوفمبر 2026 الساعة 20:05 بتوقيت القاهرة", "Asia/Riyadh")
    assert (moment.instant, moment.zone, moment.zone_from) == (
        datetime(2026, 11, 14, 18, 5, tzinfo=UTC),
        "Africa/Cairo",
        "text",
    )


@pytest.mark.parametrize(
    ("printed", "zone"),
    [
        ("GMT+3", "+03:00"),
        ("(UTC-05:00)", "-05:00"),
        ("بتوقيت غرينتش", "+00:00"),
        ("EST", "-05:00"),
        ("+0330", "+03:30"),
    ],
)
def test_an_offset_is_kept_as_printed(printed: str, zone: str) -> None:
    moment = moment_of(f"14 نوفمبر 2026 20:05 {printed}")
    assert (moment.zone, moment.zone_from) == (zone, "text")


def test_without_any_zone_the_printed_clock_is_kept_as_utc_and_said_to_be_unknown() -> None:
    moment = moment_of("14 نوفمبر 2026 20:05", None)
    assert (moment.instant, moment.zone, moment.zone_from) == (datetime(2026, 11, 14, 20, 5, tzinfo=UTC), None, "none")


def test_local_time_is_the_time_of_the_source_and_a_named_place_beats_it() -> None:
    assert moment_of("14 نوفمبر 2026 20:05 بالتوقيت المحلي").zone_from == "source"
    assert moment_of("14 نوفمبر 2026 20:05 بالتوقيت المحلي لمدينة القاهرة").zone == "Africa/Cairo"


def test_two_clocks_that_show_one_instant_are_one_time() -> None:
    agreeing = "10 تموز 2026 10:35 بتوقيت بيروت (07:35 بتوقيت غرينتش)"
    assert moment_of(agreeing).instant == datetime(2026, 7, 10, 7, 35, tzinfo=UTC)
    assert local(agreeing.replace("07:35", "08:35")) == "ambiguous"


@pytest.mark.parametrize(
    ("zone", "summer", "winter"),
    [("Asia/Damascus", 3, 3), ("Africa/Cairo", 3, 2), ("Asia/Beirut", 3, 2), ("Africa/Algiers", 1, 1)],
)
def test_zones_follow_the_tz_database(zone: str, summer: int, winter: int) -> None:
    assert moment_of("10 تموز 2026 12:00", zone).instant.hour == 12 - summer
    assert moment_of("10 شباط 2026 12:00", zone).instant.hour == 12 - winter


def test_morocco_goes_back_an_hour_in_ramadan() -> None:
    assert moment_of("1 مارس 2026 12:00", "Africa/Casablanca").instant.hour == 12
    assert moment_of("1 ماي 2026 12:00", "Africa/Casablanca").instant.hour == 11


def test_an_hour_that_the_clock_skipped_is_refused() -> None:
    assert local("26 نيسان 2024 00:15", zone="Africa/Cairo") == "invalid-time"


def test_of_an_hour_that_the_clock_showed_twice_only_the_day_is_certain() -> None:
    assert local("31 تشرين الأول 2024 23:30", zone="Africa/Cairo") == "2024-10-31"
    assert local("31 تشرين الأول 2024 22:30", zone="Africa/Cairo") == "2024-10-31 22:30"


def test_today_is_the_day_of_the_source_not_of_greenwich() -> None:
    late = datetime(2026, 11, 15, 22, 30, tzinfo=UTC)
    assert local("اليوم", late) == "2026-11-16"
    assert local("اليوم", late, None) == "2026-11-15"


def test_a_hijri_date_alone_says_its_calendar_and_follows_the_weekday_printed_with_it() -> None:
    assert moment_of("4 جمادى الآخرة 1448").calendar == "hijri"
    assert moment_of("4 جمادى الآخرة 1448 الموافق 14 نوفمبر 2026").calendar == "gregorian"
    assert local("الأحد 4 جمادى الآخرة 1448") == "2026-11-15"
    assert local("الثلاثاء 4 جمادى الآخرة 1448") == "wrong-weekday"


def test_the_printed_text_is_kept() -> None:
    assert moment_of(" ١٤ تشرين الثاني ٢٠٢٦ ").printed == "١٤ تشرين الثاني ٢٠٢٦"
