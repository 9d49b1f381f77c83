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
_STOP = (
    r"(?=\s+(?:و|ثم\s+|وقد\s+)?(?:تم|جرى|جلب|سحب|أعيد|بتاريخ|في\s+تاريخ|في\s+\d|يوم|على\s+الرابط|بعنوان|تحت\s+عنوان)"
    r"|\s+و?(?:لا|لم|دون|هو|هي|نحن|ليس)\s|\s+(?:on|at|under|and|with|dated|in\s+\d)\s|\s+https?:|\s*[,،؛|\n(\[]|\s+[-–—]\s|\s*[.](?=\s|$)|\s*$)"
)
_NAME = r"(?P<name>\S.{1,60}?)" + _STOP
_ON = r"(?:على|في|عبر|لدى|ب)\s*(?:موقع\s+|صفحة\s+)?"
_FIRST = r"(?:أولا|أولاً|أوّلاً|اولا|اولاً|لأول\s+مرة|أصلا|أصلاً|سابقا|سابقاً|للمرة\s+الأولى|بالأصل|في\s+الأصل)"
_VERB = r"(?:نُ?شر|ورد|ظهر|صدر)(?:ت|َ|َت)?"
_ITEM = r"(?:ال)?(?:مقال|مقالة|خبر|تقرير|محتوى|موضوع|نص|مادة|تدوينة|مشاركة|قصة|حوار)"
_ENGLISH_ITEM = r"(?:post|article|story|report|piece|item|content)"
_ENGLISH_FIRST = (
    r"(?:first\s+(?:appeared|published)|appeared\s+first|(?:was\s+)?originally\s+(?:appeared|published|posted)"
    r"|was\s+(?:first|originally)\s+published|published\s+first)"
)
# Each says whose text it is; the more it says, the earlier it stands. Flags: English in any case of letters.
_PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"ظهرت?\s+(?:هذ[اه]\s+)?{_ITEM}\s+(?P<title>.{{3,300}}?)\s+{_FIRST}\s+{_ON}{_NAME}",
        rf"{_VERB}(?:\s+\w+){{0,3}}?\s+{_FIRST}\s+{_ON}{_NAME}",
        rf"{_VERB}\s+هذ[اه]\s+{_ITEM}(?:\s+\w+){{0,2}}?\s+{_ON}{_NAME}",
        rf"هذ[اه]\s+{_ITEM}\s+(?:.{{0,320}}?\s)?{_VERB}(?:\s+\w+){{0,2}}?\s+{_ON}{_NAME}",
        rf"the\s+{_ENGLISH_ITEM}\s+(?P<title>.{{3,300}}?)\s+{_ENGLISH_FIRST}\s+(?:on|in|at|by)\s+{_NAME}",
        rf"(?:^\W*|this\s+{_ENGLISH_ITEM}\s(?:.{{0,320}}?\s)?){_ENGLISH_FIRST}\s+(?:on|in|at|by)\s+{_NAME}",
        rf"(?:re-?published|reprinted|reposted)\s+(?:with\s+permission\s+)?from\s+{_NAME}",
    )
)
# What all of them hold, for a quick no.
_MAY_SAY = re.compile(
    r"ظهرت?\s|نُ?شرت?\s|وردت?\s|صدرت?\s|[Oo]riginally|[Ff]irst (?:appeared|published)|(?:appeared|published) first"
    r"|was first|[Rr]e-?(?:published|printed|posted)"
)
_TAKEN_FROM = re.compile(
    r"(?:منقول[ةه]?|نقلا|نقلاً|مأخوذ[ةه]?|مقتبس[ةه]?|(?:تم|جرى)\s+(?:نقله|جلبه|اقتباسه|سحبه)ا?|(?:أعيد|يعاد)\s+نشر\S*(?:\s+نقلاً?)?)"
    r"\s+(?:عن|من)\s+(?:موقع\s+|صفحة\s+)?" + _NAME
)
_TITLE = re.compile(
    r"(?:بعنوان|تحت\s+عنوان|عنوانه|titled|entitled)\s*:?\s*[\"«“„](?P<title>.{1,300}?)[\"»”]"
    r"(?=\s+(?:نُ?شر|ورد|ظهر|تم|منقول|و|was|first|appeared|originally)|\s*[،,.]|\s*$)",
    re.I,
)
# A date behind one of these is when the text was fetched; another may be when the original was published.
_FETCHED = re.compile(r"جلب|سحب|نقله|نقلها|اقتباس|أخذ|تاريخ\s+الوصول|fetched|retrieved|accessed|copied", re.I)
_ADDRESS = re.compile(r"https?://[^\s\"«»<>()\[\]،]+")
_QUOTES = "\"«»“”„'‘’ "
_NOT_A_NAME = re.compile(
    r"^(?:مصدره|مصدرها|المصدر|مصدر|الموقع|موقعنا|هذا|هذه|our|this|(?:شبكة\s+)?ال[إا]نترن[يِ]?ت|مواقع|وسائل|المواقع)\b"
)
# "first appeared on 3 May", "originally published in March 2026": a time stands where the outlet would.
_TIME = re.compile(
    r"^(?:ال(?:أول|ثاني|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع|عاشر|حادي|عشر)\S*\s(?:\S+\s)?من\b|(?:عام|سنة|يوم|شهر)\s"
    r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d|(?:early|late|mid)\b)",
    re.I,
)
# Among running text a bare "appeared for the first time in …" is of weapons and plays more often than of reports.
_OF_REPORT = re.compile(rf"\b(?:{_ITEM})\b|موقع|صحيفة|جريدة|قناة|وكالة|مجلة|إذاعة|منصة|صفحة")
_BARE = 1  # the number of that pattern
_MAX_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Republication:
    """`name` is where the outlet's name stands in the sentence (start, end); `url` an address printed there."""

    name: tuple[int, int]
    title: str | None
    fetched: Moment | None
    url: str | None = None


def read_republication(
    sentence: str, fetched_at: datetime | None, zone: str | None, *, strict: bool = False
) -> Republication | None:
    """None when the sentence names nobody. `strict`: among running text, where "taken from X" says less."""
    sentence = sentence[:_MAX_CHARS]
    if strict and not _MAY_SAY.search(sentence):
        return None
    for number, pattern in enumerate(_PATTERNS if strict else (*_PATTERNS, _TAKEN_FROM)):
        match = pattern.search(sentence)
        if match and _names(match["name"].strip(_QUOTES)) and not (strict and number == _BARE and _is_bare(match)):
            address = _ADDRESS.search(sentence)
            return Republication(
                _trimmed(sentence, *match.span("name")),
                _title(sentence, match),
                _fetched(sentence[match.end() :], fetched_at, zone),
                address.group().rstrip(".،,؛") if address else None,
            )
    return None


def _names(name: str) -> bool:
    dated = name[:1].isdigit() and find_moments(name, None, None)  # but "24 ساعة" is a name
    return bool(name) and not dated and not _NOT_A_NAME.match(name) and not _TIME.match(name)


def _is_bare(match: re.Match[str]) -> bool:
    return _OF_REPORT.search(match.string[: match.end()]) is None


def _title(sentence: str, match: re.Match[str]) -> str | None:
    named = _TITLE.search(sentence)
    if named:
        return named["title"]
    title: str | None = match.groupdict().get("title")
    return title.strip(_QUOTES) if title else None


def _fetched(rest: str, fetched_at: datetime | None, zone: str | None) -> Moment | None:
    cue = _FETCHED.search(rest)
    moments = find_moments(rest[cue.start() :], fetched_at, zone) if cue else []
    return moments[0].moment if moments else None


def _trimmed(sentence: str, start: int, end: int) -> tuple[int, int]:
    while start < end and sentence[start] in _QUOTES:
        start += 1
    while end > start and sentence[end - 1] in _QUOTES:
        end -= 1
    return start, end
