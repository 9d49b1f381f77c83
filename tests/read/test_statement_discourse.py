"""Whom a saying means in the course of a text: elided subjects, short names, roles, relays (who_speaks.txt)."""

from __future__ import annotations

from pathlib import Path

import pytest

from masdar.read.statements import find_statements

_ROWS = [
    row.split(" | ")
    for row in (Path(__file__).parent / "who_speaks.txt").read_text(encoding="utf-8").splitlines()
    if not row.startswith("#")
]


def _speakers(column: str) -> list[str]:
    """A name said to come twice stands for two statements."""
    name, _, times = column.partition(" ×")
    return [name] * int(times) if times else column.split(" ; ")


@pytest.mark.parametrize(("text", "speakers"), _ROWS)
def test_who_speaks(text: str, speakers: str) -> None:
    found = find_statements(tuple(text.split(" ¶ ")))
    assert [statement.resolved_speaker for statement in found] == _speakers(speakers)
