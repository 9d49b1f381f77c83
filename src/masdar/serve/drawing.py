"""In: the stops and arrows of a chain, labelled for a reader. Out: where each box and line of the picture lies.

Two pictures of the same chain: `across` for wide screens, layers side by side in reading order, origins first; and
`down` for narrow ones, one stop below the other by time, the arrows in a gutter.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, NamedTuple

from masdar.model import Direction, LinkKind, NodeKind
from masdar.serve.layers import drawn_close, families, ordered, ranks, through
from masdar.serve.lettering import width_of, wrap
from masdar.text.direction import direction_of

# Sizes in CSS pixels, set by eye at 1280 and 390 px; the type sizes match .stop-* in site.css.
NAME, TIME, WORDS = 16.0, 13.0, 16.0
# Names are set in bold, wider than lettering.py measures (in Chromium, six Arabic names: 0.88 to 1.15 times).
BOLD = 1.15
LINE, NOTE_LINE, NAME_LINE = 25.0, 21.0, 22.0
PAD = 15.0
BAR = 5.0
ROW_GAP = 30.0
COLUMN_GAP = 104.0
SHEET = 1180.0
WIDEST, NARROWEST, NARROWEST_GAP = 300.0, 168.0, 56.0
VIA_HEIGHT = 14.0
HEAD = 9.0
MARGIN = 16.0
PHONE = 360.0
LANE, WIDEST_GUTTER = 20.0, 84.0


# A line's look: that of its link's kind, but a copy in other words has its own.
LineKind = LinkKind | Literal["reworked"]


class Point(NamedTuple):
    x: float
    y: float


class Row(NamedTuple):
    kind: str
    text: str
    y: float
    direction: Direction


@dataclass(frozen=True, slots=True)
class Stop:
    """A node as a reader sees it. `words`: headline or quotation; `words_direction`: theirs; `note`: the medium;
    `more`: what rests on it and is not drawn; `gap`: that it is named and was not found, by how many."""

    key: str
    kind: NodeKind
    name: str
    time: str
    words: str
    words_direction: Direction
    href: str | None
    root: bool
    note: str = ""
    more: str = ""
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A link as a reader sees it: `label` stands beside the line, `title` is read aloud, `href` shows the evidence."""

    newer: str
    older: str
    kind: LineKind
    label: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Box:
    """`x`, `y`: the upper left corner on paper, whatever the reading direction."""

    stop: Stop
    x: float
    y: float
    width: float
    height: float
    names: tuple[str, ...]
    notes: tuple[tuple[str, Direction], ...]
    lines: tuple[str, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every line of writing: its class, its words, its baseline and the direction of the text that it is part of
        (SVG has no isolation: each line is a paragraph of its own, its quotation marks and brackets inside it)."""
        y = self.y + PAD - 8
        own = direction_of(self.stop.name)
        names = [Row("name", text, y + NAME_LINE * n, own) for n, text in enumerate(self.names, 1)]
        y += NAME_LINE * len(names) - 1
        notes = [Row("time", text, y + NOTE_LINE * n, way) for n, (text, way) in enumerate(self.notes, 1)]
        y += NOTE_LINE * len(notes)
        own = self.stop.words_direction
        return (*names, *notes, *(Row("words", text, y + LINE * n, own) for n, text in enumerate(self.lines, 1)))


@dataclass(frozen=True, slots=True)
class Line:
    """`path` is SVG path data, `head` the corners of the arrowhead, `at` the middle of the label."""

    arrow: Arrow
    path: str
    head: str
    at: Point
    label_width: float


@dataclass(frozen=True, slots=True)
class Drawing:
    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def across(stops: tuple[Stop, ...], arrows: tuple[Arrow, ...], direction: Direction) -> Drawing:
    """Layers as columns; the origins stand where reading starts (right for "rtl")."""
    keys = [stop.key for stop in stops]
    pairs = [(arrow.newer, arrow.older) for arrow in arrows]
    rank = drawn_close(ranks(keys, pairs), pairs)
    all_keys, routes = through(keys, rank, pairs)
    steps = [(b, a) for route in routes for a, b in pairwise(route)]
    layers = ordered(all_keys, rank, steps)
    wide, gap = _measures(len(layers))
    boxes = {stop.key: _box(stop, wide, lines=3 if stop.kind == "statement" else 2) for stop in stops}
    places, height = _columns(layers, boxes, wide, gap)
    sheet = 2 * MARGIN + len(layers) * (wide + gap) - gap
    placed = {key: _moved(box, places[key], sheet, direction) for key, box in boxes.items()}
    lines = _lines_across(arrows, routes, places, boxes, wide, sheet, direction)
    return Drawing(sheet, height, tuple(placed.values()), lines)


def _measures(layers: int) -> tuple[float, float]:
    """The width of a column and of the gap beside it; beyond six layers the drawing is wider than the page."""
    gap = COLUMN_GAP if layers <= 4 else max(NARROWEST_GAP, COLUMN_GAP - 24 * (layers - 4))
    room = (SHEET - 2 * MARGIN - gap * (layers - 1)) / max(layers, 1)
    return max(NARROWEST, min(WIDEST, room)), gap


def _box(stop: Stop, width: float, lines: int) -> Box:
    """A box of the height its words need, not placed yet."""
    room = width - 2 * PAD - BAR
    wrapped = wrap(stop.words, WORDS, room, lines)
    told = [(text, direction_of(text)) for text in (stop.note, stop.time, stop.gap, stop.more)]
    notes = tuple((line, way) for text, way in told for line in wrap(text, TIME, room, 2))
    names = wrap(stop.name, NAME * BOLD, room, 2)
    height = PAD * 2 - 5 + NAME_LINE * len(names) + NOTE_LINE * len(notes) + LINE * len(wrapped)
    return Box(stop, 0.0, 0.0, width, height, names, notes, wrapped)


def _columns(layers: list[list[str]], boxes: dict[str, Box], wide: float, gap: float) -> tuple[dict[str, Point], float]:
    """Upper corners in a plane where x grows in reading direction; columns are centred on one line."""
    tall = [sum(_height(key, boxes) for key in layer) + ROW_GAP * (len(layer) - 1) for layer in layers]
    height = max(tall, default=0.0) + 2 * MARGIN
    places: dict[str, Point] = {}
    for number, layer in enumerate(layers):
        x, y = MARGIN + number * (wide + gap), (height - tall[number]) / 2
        for key in layer:
            places[key] = Point(x, y)
            y += _height(key, boxes) + ROW_GAP
    return places, height


def _height(key: str, boxes: dict[str, Box]) -> float:
    return boxes[key].height if key in boxes else VIA_HEIGHT


def _moved(box: Box, place: Point, sheet: float, direction: Direction) -> Box:
    x = place.x if direction == "ltr" else sheet - place.x - box.width
    return replace(box, x=x, y=place.y)


def _lines_across(
    arrows: tuple[Arrow, ...],
    routes: list[list[str]],
    places: dict[str, Point],
    boxes: dict[str, Box],
    wide: float,
    sheet: float,
    direction: Direction,
) -> tuple[Line, ...]:
    leaving = _ports(routes, places, boxes, end=0)
    arriving = _ports(routes, places, boxes, end=-1)
    lines = []
    for number, (arrow, route) in enumerate(zip(arrows, routes, strict=True)):
        points = [Point(places[route[0]].x + wide, leaving[number])]
        for via in route[1:-1]:
            middle = places[via].y + VIA_HEIGHT / 2
            points += [Point(places[via].x, middle), Point(places[via].x + wide, middle)]
        points.append(Point(places[route[-1]].x - HEAD, arriving[number]))
        lines.append(_line(arrow, points, sheet, direction))
    return tuple(lines)


def _ports(routes: list[list[str]], places: dict[str, Point], boxes: dict[str, Box], end: int) -> list[float]:
    """Where each route leaves (end 0) or enters (end -1) its box: spread out in the order of the far ends."""
    sides: dict[str, list[int]] = defaultdict(list)
    for number, route in enumerate(routes):
        sides[route[end]].append(number)
    found = [0.0] * len(routes)
    beside = 1 if end == 0 else -2
    for key, numbers in sides.items():
        numbers.sort(key=lambda n: places[routes[n][beside]].y)
        height = boxes[key].height
        for place, number in enumerate(numbers, 1):
            found[number] = places[key].y + height * place / (len(numbers) + 1)
    return found


def _line(arrow: Arrow, points: list[Point], sheet: float, direction: Direction) -> Line:
    """A smooth path through the points, with an arrowhead on the last and the label on the last bend."""
    sign = 1 if direction == "ltr" else -1
    real = [p if direction == "ltr" else Point(sheet - p.x, p.y) for p in points]
    path = f"M{_xy(real[0])}"
    for a, b in pairwise(real):
        half = (b.x - a.x) / 2
        path += f"C{_xy(Point(a.x + half, a.y))} {_xy(Point(b.x - half, b.y))} {_xy(b)}"
    tip, last = real[-1], real[-2]
    head = [Point(tip.x + sign * HEAD, tip.y), Point(tip.x, tip.y - HEAD / 1.8), Point(tip.x, tip.y + HEAD / 1.8)]
    at = Point((last.x + tip.x) / 2, (last.y + tip.y) / 2)
    return Line(arrow, path, " ".join(map(_xy, head)), at, width_of(arrow.label, TIME) + 14)


def _xy(point: Point) -> str:
    return f"{point.x:.0f},{point.y:.0f}"


def down(stops: tuple[Stop, ...], arrows: tuple[Arrow, ...], direction: Direction) -> Drawing:
    """One stop below the other, origins first; each origin of arrows has a lane in the gutter beside the boxes, for
    each kind of arrow."""
    by_key = {stop.key: stop for stop in stops}
    rows = [by_key[key] for key in families(list(by_key), [(arrow.newer, arrow.older) for arrow in arrows])]
    row_of = {stop.key: number for number, stop in enumerate(rows)}
    arrows = tuple(a for a in arrows if row_of[a.older] < row_of[a.newer])
    lanes = _lanes(arrows, row_of)
    lane = min(LANE, WIDEST_GUTTER / (max(lanes.values(), default=0) + 1))
    gutter = lane * (max(lanes.values(), default=0) + 1) + 12
    wide = PHONE - gutter - 2
    boxes: list[Box] = []
    y = MARGIN
    for stop in rows:
        box = _box(stop, wide, lines=3)
        x = gutter if direction == "ltr" else PHONE - gutter - wide
        boxes.append(replace(box, x=x, y=y))
        y += box.height + ROW_GAP
    lines = tuple(_line_down(arrow, boxes, row_of, lanes, lane, direction, arrows) for arrow in arrows)
    return Drawing(PHONE, y - ROW_GAP + MARGIN, tuple(boxes), lines)


Bundle = tuple[str, LineKind]
"""Arrows of one kind from one older stop: they run as one line until each turns off."""


def _lanes(arrows: tuple[Arrow, ...], row_of: dict[str, int]) -> dict[Bundle, int]:
    """The lane of each bundle: the nearest to the boxes that is free over all rows it passes."""
    reach: dict[Bundle, int] = {}
    for arrow in arrows:
        key = arrow.older, arrow.kind
        reach[key] = max(reach.get(key, 0), row_of[arrow.newer])
    lanes: dict[Bundle, int] = {}
    for key in sorted(reach, key=lambda k: reach[k] - row_of[k[0]]):
        taken = {lanes[o] for o in lanes if row_of[o[0]] < reach[key] + 1 and row_of[key[0]] < reach[o] + 1}
        lanes[key] = next(n for n in range(len(reach) + 1) if n not in taken)
    return lanes


def _line_down(
    arrow: Arrow,
    boxes: list[Box],
    row_of: dict[str, int],
    lanes: dict[Bundle, int],
    width: float,
    direction: Direction,
    arrows: tuple[Arrow, ...],
) -> Line:
    """Out of the older box into its lane, down, and into the newer box; `arrows` share out the newer box's side."""
    older, newer = boxes[row_of[arrow.older]], boxes[row_of[arrow.newer]]
    entering = [a for a in arrows if a.newer == arrow.newer]
    share = (entering.index(arrow) + 1) / (len(entering) + 1)
    gutter = older.x if direction == "ltr" else PHONE - older.x - older.width
    lane = gutter - 12 - width * (lanes[arrow.older, arrow.kind] + 0.5)
    leaving = sorted(lanes[key] for key in lanes if key[0] == arrow.older)
    place = 0.72 + 0.2 * leaving.index(lanes[arrow.older, arrow.kind]) / len(leaving)
    start, end = Point(gutter, older.y + older.height * place), Point(gutter - HEAD, newer.y + newer.height * share)
    bend = min(10.0, width / 2)
    corners = [start, Point(lane + bend, start.y), Point(lane, start.y), Point(lane, start.y + bend)]
    corners += [Point(lane, end.y - bend), Point(lane, end.y), Point(lane + bend, end.y), end]
    head = [Point(gutter, end.y), Point(end.x, end.y - HEAD / 1.8), Point(end.x, end.y + HEAD / 1.8)]
    c = [p if direction == "ltr" else Point(PHONE - p.x, p.y) for p in corners]
    path = f"M{_xy(c[0])}L{_xy(c[1])}Q{_xy(c[2])} {_xy(c[3])}L{_xy(c[4])}Q{_xy(c[5])} {_xy(c[6])}L{_xy(c[7])}"
    mirrored = [p if direction == "ltr" else Point(PHONE - p.x, p.y) for p in head]
    return Line(arrow, path, " ".join(map(_xy, mirrored)), c[7], width_of(arrow.label, TIME) + 14)
