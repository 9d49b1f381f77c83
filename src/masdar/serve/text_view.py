"""In: an article and as much of its text as may be shown. Out: that text in its own form: headings, lists, quotations,
tables, and among them the posts and pictures of other places, told in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from masdar.model import Article, Direction, Embed, Part, Picture, Policy
from masdar.serve.marking import Mark, Piece
from masdar.serve.policy import Shown
from masdar.text.direction import direction_of

ShapeKind = Literal["paragraph", "heading", "list", "quotation", "table", "post", "picture"]
# The page has a heading of its own and its parts have theirs: those of the text lie below both.
TOP_LEVEL, LAST_LEVEL = 3, 6
# A table of more columns or a row number beyond this was read from a page that means harm.
MOST_COLUMNS, MOST_ROWS = 30, 300
VIDEO = frozenset(("YouTube", "Vimeo", "Dailymotion", "Rumble"))
_LETTER = re.compile(r"[^\W\d_]")
_HANDLE = re.compile(r"(@[\w.]+)")
_LINK = "http"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line: the address it links to, the statement (an anchor) it belongs to."""

    text: str
    url: str | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """`direction` where it is not the article's own; `number` of a numbered item; `is_head` of a table's cell."""

    runs: tuple[Run, ...] = ()
    direction: Direction | None = None
    number: int = 0
    is_head: bool = False
    below: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing the text is made of. `rows` of a table; `lines` of all others; `level` of a heading (3..6)."""

    kind: ShapeKind
    lines: tuple[Line, ...] = ()
    level: int = 0
    rows: tuple[tuple[Line, ...], ...] = ()
    embed: Embed | None = None
    picture: Picture | None = None

    @property
    def author(self) -> tuple[tuple[str, bool], ...]:
        """Who posted, in pieces; the second of each says whether it is a handle (written left to right always)."""
        pieces = _HANDLE.split(self.embed.author or "") if self.embed else []
        return tuple((text, number % 2 == 1) for number, text in enumerate(pieces) if text)

    @property
    def is_video(self) -> bool:
        return self.embed is not None and self.embed.platform in VIDEO


def link_marks(article: Article, policy: Policy) -> dict[int, list[Mark]]:
    """Links of the text by paragraph; none where the text is not shown in full (see policy)."""
    marks: dict[int, list[Mark]] = {}
    for link in article.links if policy == "full" else ():
        if link.url.startswith((f"{_LINK}://", f"{_LINK}s://")):
            marks.setdefault(link.span.paragraph, []).append(Mark(link.span.start, link.span.end, link.url))
    return marks


def text_view(article: Article, shown: Shown, policy: Policy) -> tuple[Shape, ...]:
    """Posts and pictures follow the paragraph they follow on their page; what is in them is shown with a full text
    only."""
    return tuple(_Composer(article, shown, policy).shapes())


@dataclass(slots=True)
class _Composer:
    article: Article
    shown: Shown
    policy: Policy
    told: set[int] = field(default_factory=set)

    def shapes(self) -> Iterator[Shape]:
        parts = self.article.parts or (Part(),) * len(self.article.paragraphs)
        levels = [part.level for part in parts if part.kind == "heading"]
        shift = TOP_LEVEL - min(levels, default=TOP_LEVEL)
        if self.shown.paragraphs:
            yield from self._beside(-1)
        numbered = list(enumerate(zip(self.shown.paragraphs, parts, strict=False)))
        for (kind, group, _), members in groupby(numbered, self._key):
            held = list(members)
            lines = [self._line(pieces, part) for _, (pieces, part) in held]
            if kind == "heading":
                yield Shape("heading", tuple(lines), min(LAST_LEVEL, held[0][1][1].level + shift))
            elif kind == "item":
                yield Shape("list", _nested([part.level for _, (_, part) in held], lines))
            elif kind == "quotation":
                yield Shape("quotation", tuple(lines))
            elif kind == "cell":
                yield Shape("table", rows=_rows([part for _, (_, part) in held], lines))
            elif kind == "post" and 0 < group <= len(self.article.embeds) and group not in self.told:
                self.told.add(group)
                yield Shape("post", tuple(lines), embed=self.article.embeds[group - 1])
            else:
                yield from (Shape("paragraph", (line,)) for line in lines)
            for number, _ in held:
                yield from self._beside(number)

    def _key(self, member: tuple[int, tuple[tuple[Piece, ...], Part]]) -> tuple[str, int, int]:
        """Lines with the same key make one shape; one after which a post or picture stands is its last."""
        number, (_, part) = member
        if part.kind in ("paragraph", "heading"):
            return part.kind, 0, number
        afters = [embed.after for embed in self.article.embeds] + [picture.after for picture in self.article.pictures]
        before = sum(1 for after in afters if after < number)
        return part.kind, part.group, before

    def _beside(self, number: int) -> Iterator[Shape]:
        """The posts and pictures after a paragraph. A post whose lines are in the text is shown with them."""
        of_lines = {part.group for part in self.article.parts if part.kind == "post"}
        for place, embed in enumerate(self.article.embeds, 1):
            if embed.after == number and place not in of_lines | self.told:
                self.told.add(place)
                text = embed.text if self.policy == "full" and embed.text else None
                lines = (Line((Run(text),), _direction(text, self.article.direction)),) if text else ()
                yield Shape("post", lines, embed=embed)
        for picture in self.article.pictures if self.policy == "full" else ():
            if picture.after == number:
                yield Shape("picture", picture=picture)

    def _line(self, pieces: Sequence[Piece], part: Part) -> Line:
        runs = tuple(
            Run(
                piece.text,
                next((key for key in piece.keys if key.startswith(_LINK)), None),
                next((key for key in piece.keys if not key.startswith(_LINK)), None),
            )
            for piece in pieces
        )
        direction = _direction("".join(run.text for run in runs), self.article.direction)
        return Line(runs, direction, part.row if part.kind == "item" else 0, part.kind == "cell" and part.level > 0)


def _direction(text: str, around: Direction) -> Direction | None:
    """A line's own direction, where it has words and they run the other way."""
    own = direction_of(text) if _LETTER.search(text) else around
    return own if own != around else None


def _nested(levels: Sequence[int], lines: Sequence[Line]) -> tuple[Line, ...]:
    """Items with the deeper items that follow each of them."""
    nested: list[Line] = []
    place = 0
    while place < len(lines):
        end = place + 1
        while end < len(lines) and levels[end] > levels[place]:
            end += 1
        line = lines[place]
        below = _nested(levels[place + 1 : end], lines[place + 1 : end])
        nested.append(Line(line.runs, line.direction, line.number, line.is_head, below))
        place = end
    return tuple(nested)


def _rows(parts: Sequence[Part], lines: Sequence[Line]) -> tuple[tuple[Line, ...], ...]:
    """Cells in their rows and columns; several lines of one cell follow each other in it."""
    rows: dict[int, dict[int, Line]] = {}
    for part, line in zip(parts, lines, strict=True):
        cells = rows.setdefault(min(part.row, MOST_ROWS), {})
        column = min(part.column if part.column > 0 else len(cells) + 1, MOST_COLUMNS)
        before = cells.get(column)
        runs = (*before.runs, Run(" "), *line.runs) if before else line.runs
        cells[column] = Line(runs, line.direction, 0, line.is_head)
    width = max(max(cells) for cells in rows.values())
    return tuple(tuple(cells.get(column, Line()) for column in range(1, width + 1)) for cells in rows.values())
