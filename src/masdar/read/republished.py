"""A sentence such as "this report, titled …, first appeared on X and was fetched on …" → its slots.

The page that started the project carries such a sentence with the outlet's name in the title's slot: the slots are
kept as they stand, and `read.lint` says what is wrong with them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from masdar.model import Moment
from masdar.read.dates import find_moments

# The name ends where the sentence goes on.
_STOP = r"(?=\s+(?:و|ثم\s+)?(?:تم|جرى|جلب|بتاريخ|في\s+تاريخ|يوم|على\s+الرابط)|\s*[.,،؛|\n]|\s*$)"
_PUBLISHED_ON = re.compile(
    r"(?:نُ?شرت?|ورد|وردت|ظهر|ظهرت)(?:\s+\w+){0,3}?\s+(?:أولا|أولاً|أوّلاً|اولا|لأول\s+مرة|أصلا|أصلاً|سابقا|سابقاً)\s+"
    r"(?:على|في|عبر|لدى)\s+(?:موقع\s+|صفحة\s+)?(?P<name>.{2,60}?)" + _STOP
)
_TAKEN_FROM = re.compile(
    r"(?:منقول|نقلا|نقلاً|مأخوذ|مقتبس|تم\s+(?:نقله|جلبه|اقتباسه|سحبه))\s+(?:عن|من)\s+(?:موقع\s+|صفحة\s+)?(?P<name>.{2,60}?)"
    + _STOP
)
_TITLE = re.compile(
    r"(?:بعنوان|تحت\s+عنوان|عنوانه)\s*:?\s*[\"«“„](?P<title>.{1,300}?)[\"»”](?=\s+(?:نشر|ورد|ظهر|تم|منقول|و)|\s*[،,.]|\s*$)"
)
_QUOTES = "\"«»“”„'‘’ "
_NOT_A_NAME = re.compile(r"^(?:مصدره|مصدرها|المصدر|مصدر)\b")
_MAX_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Republication:
    """`name` is where the outlet's name stands in the sentence (start, end)."""

    name: tuple[int, int]
    title: str | None
    fetched: Moment | None


def read_republication(sentence: str, fetched_at: datetime | None, zone: str | None) -> Republication | None:
    """None when the sentence names nobody. `fetched` is the date it states, if it states one."""
    sentence = sentence[:_MAX_CHARS]
    for pattern in (_PUBLISHED_ON, _TAKEN_FROM):
        match = pattern.search(sentence)
        if match and not _NOT_A_NAME.match(match["name"]):
            title = _TITLE.search(sentence)
            moments = find_moments(sentence[match.end() :], fetched_at, zone)
            return Republication(
                _trimmed(sentence, *match.span("name")),
                title["title"] if title else None,
                moments[0].moment if moments else None,
            )
    return None


def _trimmed(sentence: str, start: int, end: int) -> tuple[int, int]:
    while start < end and sentence[start] in _QUOTES:
        start += 1
    while end > start and sentence[end - 1] in _QUOTES:
        end -= 1
    return start, end
