"""Laws of the drawn chain, for any graph: all is drawn, inside the sheet, nothing overlaps, both ways."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.model import Direction
from masdar.serve.drawing import PHONE, Arrow, Box, Drawing, Stop, across, down
from masdar.serve.layers import drawn_close, families, ranks
from masdar.serve.lettering import width_of, wrap

WORDS = "وزارة المياه تفتح ثلاث بوابات من سد العالية وتحذّر المزارعين على الضفاف من ارتفاع المنسوب"


def stop(number: int) -> Stop:
    return Stop(f"article:{number}", "article", f"صحيفة {number}", "10:21", WORDS, "rtl", "/x", number == 0)


def arrow(newer: int, older: int) -> Arrow:
    return Arrow(f"article:{newer}", f"article:{older}", "reprint", "81%", "", "#tie-1")


@st.composite
def graphs(draw: st.DrawFn) -> tuple[tuple[Stop, ...], tuple[Arrow, ...]]:
    """Up to a dozen stops and any links between them, circles too."""
    size = draw(st.integers(1, 12))
    ends = st.integers(0, size - 1)
    pairs = draw(st.lists(st.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1]), max_size=20))
    return tuple(stop(n) for n in range(size)), tuple(arrow(a, b) for a, b in pairs)


def overlap(a: Box, b: Box) -> bool:
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height


def check(drawing: Drawing, stops: tuple[Stop, ...]) -> None:
    assert {box.stop.key for box in drawing.boxes} == {each.key for each in stops}
    for box in drawing.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= drawing.width + 0.01
        assert box.y + box.height <= drawing.height + 0.01
    assert not any(overlap(a, b) for a, b in combinations(drawing.boxes, 2))


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_every_graph_is_drawn_across(graph: tuple[tuple[Stop, ...], tuple[Arrow, ...]]) -> None:
    drawing = across(*graph, "rtl")
    check(drawing, graph[0])
    assert len(drawing.lines) == len(graph[1])


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_every_graph_is_drawn_down_a_phone(graph: tuple[tuple[Stop, ...], tuple[Arrow, ...]]) -> None:
    drawing = down(*graph, "rtl")
    check(drawing, graph[0])
    assert drawing.width == PHONE


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_left_to_right_is_the_mirror(graph: tuple[tuple[Stop, ...], tuple[Arrow, ...]]) -> None:
    for draw in (across, down):
        rtl, ltr = draw(*graph, "rtl"), draw(*graph, "ltr")
        for a, b in zip(rtl.boxes, ltr.boxes, strict=True):
            assert abs(a.x + a.width + b.x - rtl.width) < 0.5
            assert a.y == b.y


def test_origins_stand_where_reading_starts() -> None:
    stops, arrows = (stop(0), stop(1), stop(2)), (arrow(1, 0), arrow(2, 1))
    directions: tuple[Direction, ...] = ("rtl", "ltr")
    for direction in directions:
        places = [box.x for box in sorted(across(stops, arrows, direction).boxes, key=lambda box: box.stop.key)]
        assert places == sorted(places, reverse=direction == "rtl")


def chained(size: int) -> tuple[Arrow, ...]:
    return tuple(Arrow(f"statement:{n + 1}", f"statement:{n}", "reprint", "", "", "#") for n in range(size - 1))


def test_every_line_of_a_box_has_the_direction_of_its_own_text() -> None:
    """On a page that runs the other way a bracket or a quotation mark would else jump to the far side of its words."""
    arabic = Stop(
        "statement:1",
        "statement",
        "وزارة المياه (الرسمية)",
        "seen 15 November 2026, 09:00",
        "«سنفتح البوابات»",
        "rtl",
        None,
        True,
        "منصة «موج»",
    )
    for direction in ("rtl", "ltr"):
        box = across((arabic,), (), "rtl" if direction == "rtl" else "ltr").boxes[0]
        assert {row.direction for row in box.rows if row.kind in ("name", "words")} == {"rtl"}
        assert [row.direction for row in box.rows if row.kind == "time"] == ["rtl", "ltr"]
        narrow = across(tuple(replace(arabic, key=f"statement:{n}") for n in range(8)), chained(8), "ltr").boxes[0]
        assert [row.direction for row in narrow.rows if row.kind == "time"] == ["rtl", "ltr", "ltr"]
    assert [row.text for row in box.rows if row.kind == "words"] == ["«سنفتح البوابات»"]


def test_layers_count_the_longest_way_from_a_root_and_survive_circles() -> None:
    assert ranks(["a", "b", "c"], [("b", "a"), ("c", "b"), ("c", "a")]) == {"a": 0, "b": 1, "c": 2}
    assert set(ranks(["a", "b"], [("a", "b"), ("b", "a")])) == {"a", "b"}


def test_a_root_stands_right_before_the_first_that_rests_on_it() -> None:
    order = families(["r1", "r2", "alone", "x", "y", "z"], [("x", "r1"), ("y", "r2"), ("z", "x")])
    assert order == ["r1", "x", "r2", "y", "z", "alone"]
    assert set(families(["a", "b"], [("a", "b"), ("b", "a")])) == {"a", "b"}


def test_a_root_is_drawn_beside_the_first_that_rests_on_it() -> None:
    pairs = [("b", "a"), ("c", "b"), ("c", "late"), ("d", "c"), ("d", "late")]
    assert drawn_close({"a": 0, "b": 1, "late": 0, "c": 2, "d": 3}, pairs) == {
        "a": 0,
        "b": 1,
        "late": 1,
        "c": 2,
        "d": 3,
    }


@given(st.text(max_size=80), st.floats(20, 300), st.integers(1, 4))
def test_lines_fit_or_are_cut(text: str, width: float, most: int) -> None:
    lines = wrap(text, 16, width, most)
    assert len(lines) <= most
    assert all(width_of(line, 16) <= width or line in ("…",) for line in lines)
