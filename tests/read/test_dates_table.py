"""Every line of printed_dates.tsv: its date is read to the minute, and none is read where none can be believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from masdar.model import Moment
from masdar.read.dates import parse_date
from masdar.text.zones import zone_of

TABLE = Path(__file__).with_name("printed_dates.tsv")
FETCHED = datetime(2026, 11, 15, 9, 34, tzinfo=UTC)
SHOWN = {"second": "%Y-%m-%d %H:%M", "minute": "%Y-%m-%d %H:%M", "hour": "%Y-%m-%d %H:%M", "day": "%Y-%m-%d"}


def rows() -> Iterator[tuple[str, str, datetime | None]]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        _, expected, text, *at = line.split("\t")
        text = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text).replace("\\\\", "\\")
        yield text, expected, FETCHED if not at else None if at == ["-"] else datetime.fromisoformat(at[0])


def shown(moment: Moment | None) -> str:
    if moment is None:
        return "none"
    local = moment.instant.astimezone(zone_of(moment.zone) if moment.zone else UTC)
    return local.strftime(SHOWN.get(moment.precision, f"%Y-%m-%d {moment.precision}"))


@pytest.mark.parametrize(("text", "expected", "fetched_at"), list(rows()))
def test_the_line_states_this_moment_and_no_other(text: str, expected: str, fetched_at: datetime | None) -> None:
    assert shown(parse_date(text, fetched_at, "Asia/Damascus")) == expected
