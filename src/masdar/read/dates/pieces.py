"""A text in, its pieces out: numbers, folded words and single marks, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from masdar.text.fold import fold

# Combining marks, tatweel and joiners inside a word.
_INNER = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200d"
_PIECE = re.compile(rf"(?<![A-Za-z])[AaPp]\.[Mm]\b\.?|\d+|[^\W\d_](?:[^\W\d_]|[{_INNER}])*|[^\s\w]|_")
_HYPHENS = dict.fromkeys((0x2010, 0x2011, 0x2212), "-")  # hyphens and the minus sign
# Longer runs are no part of any date form (the longest is 20251220103500).
_LONGEST_NUMBER = 14


# News repeats its words: folding each anew would be half the cost of reading a line.
_KEPT_WORDS = 4096
_LONGEST_KEPT = 40


class Piece(NamedTuple):
    """`key` is folded; `number` is -1 for words, marks and runs of digits longer than any date.

    A named tuple and no dataclass: a page has thousands, and they are made twice as fast.
    """

    kind: Literal["number", "word", "mark"]
    key: str
    number: int
    start: int
    end: int

    @property
    def width(self) -> int:
        """How many digits a number was written with."""
        return self.end - self.start


Pieces = Sequence[Piece]


def cut_pieces(text: str) -> tuple[Piece, ...]:
    """In the order of the text, invisible characters left out, in time linear in its length."""
    found = (_piece(match) for match in _PIECE.finditer(text))
    return tuple(piece for piece in found if piece.key)


def _piece(match: re.Match[str]) -> Piece:
    text, start, end = match.group(), match.start(), match.end()
    if text.isdecimal():
        number = int(text) if len(text) <= _LONGEST_NUMBER else -1
        return Piece("number", text, number, start, end)
    if text[0].isalpha():
        key = _word(text) if len(text) <= _LONGEST_KEPT else _word.__wrapped__(text)
        return Piece("word", key, -1, start, end)
    return Piece("mark", _mark(text), -1, start, end)


@lru_cache(_KEPT_WORDS)
def _word(text: str) -> str:
    return fold(text).replace(".", "")


@lru_cache(_KEPT_WORDS)
def _mark(text: str) -> str:
    return fold(text).strip().translate(_HYPHENS)


def is_number(pieces: Pieces, at: int, *widths: int) -> bool:
    """Is there a number at this place, written with so many digits?"""
    return 0 <= at < len(pieces) and pieces[at].kind == "number" and pieces[at].width in widths


def is_mark(pieces: Pieces, at: int, marks: str) -> bool:
    """Is there one of these marks at this place?"""
    return 0 <= at < len(pieces) and pieces[at].kind == "mark" and pieces[at].key in marks


def are_glued(pieces: Pieces, at: int) -> bool:
    """Does the piece at this place touch the one before it?"""
    return 0 < at < len(pieces) and pieces[at - 1].end == pieces[at].start
