"""In: a text and the stretches of it that something is known about. Out: the text in pieces with what holds there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` belong to the thing called `key` (an anchor on the page)."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and the keys of all marks over it, in the order given. Joined, pieces are the text."""

    text: str
    keys: tuple[str, ...] = ()


def cut(text: str, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """Split at every border of a mark. Marks may overlap, lie outside the text or be empty."""
    held = [mark for mark in marks if mark.start < mark.end and mark.start < len(text) and mark.end > 0]
    borders = sorted({0, len(text), *(max(m.start, 0) for m in held), *(min(m.end, len(text)) for m in held)})
    pieces = []
    for start, end in pairwise(borders):
        keys = tuple(dict.fromkeys(m.key for m in held if m.start <= start and m.end >= end))
        pieces.append(Piece(text[start:end], keys))
    return tuple(pieces)


def clip(text: str, words: int) -> str:
    """The first so many words, word for word, with an ellipsis when something is left out."""
    place = end_of_words(text, words)
    return text if place >= len(text.rstrip()) else text[:place].rstrip("،,؛;:-– ") + "…"


def end_of_words(text: str, words: int) -> int:
    """Where the first so many words of a text end."""
    place, inside, seen = 0, False, 0
    for place, character in enumerate(text):
        if character.isspace():
            inside = False
        elif not inside:
            if seen == words:
                return len(text[:place].rstrip())
            inside, seen = True, seen + 1
    return len(text)
