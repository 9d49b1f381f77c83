"""A paragraph in; out: the sentences of it, long ones cut at commas: passages small enough to be laid side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from masdar.text.fold import fold
from masdar.text.tokens import word_spans, word_texts

LONG = 30
"""Arabic news writes whole paragraphs in one sentence, clause joined to clause by commas: one of more words than this
is cut at them (in 400 reports of SaudiNewsNet every third sentence is longer)."""

LEAST = 10
"""So many words at least are in each part of a sentence that is cut."""

# The mark, what closes after it, then white space or a letter (a blank is often forgotten). No end: a point between
# digits, and one after a lone letter, which is an initial or a title (د. م. أ.).
_END = re.compile(r"(?:[.!?؟…؛]+|\n)[»”\"'’)\]]*(?=\s|$|[^\W\d_])")
_INITIAL = re.compile(r"(?:^|[\W_])[^\W\d_]\.$")
_COMMA = re.compile(r"[،,]\s*(?=[^\W\d_])")
_ENCLOSED = re.compile(r"\([^()]*\)|«[^«»]*»|“[^“”]*”|\"[^\"]*\"")
_JOINED = ("و", "ف")  # "and", "so", written as one word with the next
_LONGEST_OPENER = 24  # characters: longer ones are none


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Characters (start, end) of each, in order, without the white space around it. Every word is in exactly one."""
    found: list[tuple[int, int]] = []
    for start, end in _cut(text, 0, len(text), _ends(text)):
        found.extend(_cut(text, start, end, _commas(text, start, end)))
    return tuple(found)


def _cut(text: str, start: int, end: int, places: Iterator[int]) -> Iterator[tuple[int, int]]:
    """The parts between the places; one without a word belongs to the part before it."""
    parts: list[tuple[int, int]] = []
    at = start
    for place in (*places, end):
        if any(word_spans(text[at:place])) or not parts:
            parts.append((at, place))
        else:
            parts[-1] = (parts[-1][0], place)
        at = place
    for first, last in parts:
        inside = text[first:last]
        if word_spans(inside):
            yield first + len(inside) - len(inside.lstrip()), first + len(inside.rstrip())


def _ends(text: str) -> Iterator[int]:
    for found in _END.finditer(text):
        if not _INITIAL.search(text, max(0, found.start() - 2), found.start() + 1):
            yield found.end()


def _commas(text: str, start: int, end: int) -> Iterator[int]:
    """Behind the commas that a clause follows, but in brackets and quotation marks."""
    words = word_spans(text[start:end])
    if len(words) <= LONG:
        return
    enclosed = [found.span() for found in _ENCLOSED.finditer(text, start, end)]
    behind = 0  # words up to the last cut
    for comma in _COMMA.finditer(text, start, end):
        before = sum(1 for word in words if start + word[1] <= comma.start())
        is_long = before - behind >= LEAST and len(words) - before >= LEAST
        is_inside = any(first < comma.start() < last for first, last in enclosed)
        if is_long and not is_inside and _opens_clause(text[comma.end() : comma.end() + _LONGEST_OPENER]):
            behind = before
            yield comma.end()


def _opens_clause(text: str) -> bool:
    found = word_texts(text)
    word = fold(found[0], loose=True) if found else ""
    return word.startswith(_JOINED) or word in _openers()


@cache
def _openers() -> frozenset[str]:
    lines = files("masdar.text").joinpath("data/clause_openers.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line.strip(), loose=True) for line in lines if line.strip() and not line.startswith("#"))
