"""Every moment that the lines around a headline state, before any is weighed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.read.dates import parse_date
from masdar.read.heading import Zone
from masdar.read.stated import Reckoner, read_machine_date
from masdar.read.tree import grow, read_blocks

RECKONER = Reckoner(datetime(2026, 11, 20, 12, tzinfo=UTC), "Asia/Damascus")


def zone_of_lines(html: str) -> Zone:
    root = grow(f"<html><body>{html}</body></html>")
    assert root is not None
    return Zone(before=(), between=read_blocks(root), after=())


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<li>15 تشرين الثاني 2026</li><li>10:40 ص</li>", ["printed 07:40 minute"]),
        ("<li>10:40</li><li>15 تشرين الثاني 2026</li>", ["printed 07:40 minute"]),
        ("<li>15 تشرين الثاني 2026</li><li>نورا</li><li>10:40</li>", ["printed 21:00 day"]),
        ("<p><b>15 تشرين الثاني 2026 3:40 مساءً</b><a>سياسة</a></p>", ["printed 12:40 minute"]),
        ("<p><a>سليم نورا</a><b>15 تشرين الثاني 2026</b><i>تعليقات</i></p>", ["printed 21:00 day"]),
        (
            "<p>20 تشرين الثاني 2026 18:30 <i></i> الجمعة 20 تشرين الثاني 2026 الساعة 14:55</p>",
            ["printed 15:30 minute", "printed 11:55 minute"],
        ),
        (
            "<p>نشر 15 تشرين الثاني 2026 10:40 | آخر تحديث 16 تشرين الثاني 2026 8:00</p>",
            ["printed 07:40 minute", "change 05:00 minute"],
        ),
        ("<p>منذ 3 ساعات</p>", ["distance 09:00 hour"]),
        ("<p>تصوير: نورا (اليوم)</p>", []),
        ("<p>قرأه 2026 شخصاً</p>", []),
    ],
)
def test_printed_moments_are_read_with_what_belongs_to_them(html: str, expected: list[str]) -> None:
    stated = RECKONER.printed(zone_of_lines(html), (), ())
    assert [f"{one.kind} {one.moment.instant:%H:%M} {one.moment.precision}" for one in stated] == expected


def test_a_line_whose_date_contradicts_itself_is_told_with_the_reason() -> None:
    zone = zone_of_lines("<p>الاثنين 15 تشرين الثاني 2026</p><p>15 تشرين الثاني / أكتوبر 2026</p><p>نورا سليم</p>")
    assert [why.reason for _, why in RECKONER.refused(zone, frozenset())] == ["wrong-weekday", "contradictory-pair"]


quarters = st.integers(-48, 56).map(lambda count: timezone(timedelta(minutes=15 * count)))


@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30), timezones=quarters), st.booleans())
def test_the_quick_way_of_reading_metadata_is_that_of_reading_lines(at: datetime, is_utc: bool) -> None:
    text = f"{at:%Y-%m-%dT%H:%M:%S}Z" if is_utc else at.isoformat(timespec="seconds")
    assert read_machine_date(text, None, None) == parse_date(text, None, None)
