"""A source that stops is noticed, by its own measure; one that rests as it always does is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.store.silence import is_silent, longest_gap, usual_per_day

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)  # day 0 of each table; 1 November 2026 is a Sunday
QUIET_WEEKENDS = "8796600"  # Monday to Sunday, with Saturday and Sunday empty
QUIET_FRIDAYS = "8796005"  # Friday and Saturday empty


def history(weeks: str, then: int = 0) -> dict[date, int]:
    """Days that end the day before MONDAY, a digit a day; then so many days with nothing, MONDAY the first."""
    days = [int(digit) for digit in weeks] + [0] * then
    first = MONDAY.date() - timedelta(days=len(weeks))
    return {first + timedelta(days=number): count for number, count in enumerate(days)}


@pytest.mark.parametrize(
    ("weeks", "quiet_hours", "expected", "why"),
    [
        ("5" * 28, 20, False, "a night and a morning are nothing, whatever the rate"),
        ("5" * 28, 25, True, "five a day, and none for a day"),
        ("2" * 28, 48, False, "two a day: two empty days have a chance of 1.8 %"),
        ("2" * 28, 60, True, "two a day: two and a half have 0.7 %"),
        ("1" * 28, 96, False, "one a day"),
        ("1" * 28, 120, True, "one a day, five days"),
        ("5" * 13, 400, False, "too young to say"),
        ("5" * 14, 25, True, "old enough"),
        ("0000001" * 4, 24 * 20, False, "weekly: nothing is said before the fourth week is out"),
        ("0000001" * 4, 24 * 40, True, "weekly, and five times nothing"),
        ("0000001" + "0" * 21, 24 * 90, False, "less than weekly: never"),
        ("0" * 28, 24 * 90, False, "never anything"),
        ("9990009" * 4, 72, False, "it was quiet for three days before"),
        ("9990009" * 4, 97, True, "a day longer than ever before"),
    ],
)
def test_silence_is_told_by_the_sources_own_measure(weeks: str, quiet_hours: float, expected: bool, why: str) -> None:
    days = int(quiet_hours // 24) + 1
    assert is_silent(history(weeks, days), None, MONDAY, MONDAY + timedelta(hours=quiet_hours)) is expected, why


@pytest.mark.parametrize(("week", "last_day"), [(QUIET_WEEKENDS, 4), (QUIET_FRIDAYS, 3)])
def test_a_weekend_is_no_silence_where_weekends_are_quiet(week: str, last_day: int) -> None:
    last_new = MONDAY + timedelta(days=last_day, hours=15)
    past = history(week * 4)
    this = {MONDAY.date() + timedelta(days=d): int(week[d]) if d <= last_day else 0 for d in range(14)}
    for hours in range(0, 24 * 3 - 15):  # to the end of the weekend, and the night after it
        assert not is_silent(past | this, None, last_new, last_new + timedelta(hours=hours)), hours
    assert is_silent(past | this, None, last_new, last_new + timedelta(days=4)), "the working day after was empty too"


def test_a_weekend_is_a_silence_where_weekends_are_busy() -> None:
    assert is_silent(history("9" * 28, 2), None, MONDAY, MONDAY + timedelta(hours=40))


def test_time_in_which_nobody_looked_is_no_silence() -> None:
    watched = history("5" * 28)
    a_week_later = MONDAY + timedelta(days=7, hours=2)
    assert not is_silent(watched | {a_week_later.date(): 0}, None, MONDAY, a_week_later)


def test_an_expected_number_needs_no_history() -> None:
    nothing = history("", 3)
    assert is_silent(nothing, 6.0, MONDAY, MONDAY + timedelta(hours=30))
    assert not is_silent(nothing, 6.0, MONDAY, MONDAY + timedelta(hours=12))
    assert not is_silent(nothing, 0.1, MONDAY, MONDAY + timedelta(days=3)), "less than weekly"


def test_an_expected_number_takes_the_weekdays_of_the_history() -> None:
    past = history(QUIET_WEEKENDS * 4)
    friday = MONDAY + timedelta(days=4, hours=15)
    weekend = {MONDAY.date() + timedelta(days=d): 0 for d in range(4, 7)}
    assert not is_silent(past | weekend, 40.0, friday, friday + timedelta(days=2))


def test_what_is_usual() -> None:
    assert usual_per_day(history("5" * 13)) is None
    assert usual_per_day(history("4" * 13 + "9")) == 4
    assert usual_per_day(history("0001000" * 2)) == pytest.approx(1 / 7)
    assert longest_gap(history("1001000")) == 3
    assert longest_gap({}) == 0


@given(
    counts=st.lists(st.integers(0, 50), min_size=0, max_size=40),
    hours=st.floats(0, 24 * 60),
    more=st.floats(0, 24 * 20),
    per_day=st.none() | st.floats(0, 500),
)
def test_a_silence_that_lasts_stays_one(counts: list[int], hours: float, more: float, per_day: float | None) -> None:
    first = MONDAY.date() - timedelta(days=len(counts))
    past = {first + timedelta(days=number): count for number, count in enumerate(counts)}
    past |= {MONDAY.date() + timedelta(days=number): 0 for number in range(90)}
    then = MONDAY + timedelta(hours=hours)
    if is_silent(past, per_day, MONDAY, then):
        assert is_silent(past, per_day, MONDAY, then + timedelta(hours=more))
