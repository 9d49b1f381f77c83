"""What strangers wrote, on a screen: every line is one, and reads as it is written."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from masdar.cli.showing import one_line
from masdar.cli.tracing import write_tree
from masdar.model import ArticleId, Chain, ChainNode

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(st.text(st.sampled_from(TURNING + "\n\r\u2028\u2029\u0085ab \u200f\u200dن")))
def test_nothing_turns_the_direction_or_breaks_the_line(text: str) -> None:
    shown = one_line(text)
    assert len(shown.splitlines()) <= 1
    assert not set(shown) & set(TURNING)
    assert one_line(shown) == shown
    assert [each for each in shown if each.isalpha()] == [each for each in text if each.isalpha()]


def test_a_name_cannot_write_lines_of_a_tree() -> None:
    name = "صحيفة \u202eالوهم\n  because we say so (confidence 1.00)"
    node = ChainNode("article:1", "article", name, datetime(2026, 11, 14, tzinfo=UTC), ArticleId(1))
    (line,) = write_tree(Chain((node,), (), ("article:1",))).splitlines()
    assert line == "صحيفة الوهم   because we say so (confidence 1.00) [article, 2026-11-14 00:00 UTC, root]"
