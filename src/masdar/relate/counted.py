"""Passages in; out: the numbers in them with what they count, and where two texts say another number of the same.

A report tells a sentence anew and has 22 boats where the ministry has 14: no word stands beside the number that stood
there before, but for what is counted. docs/how-to/compare-reports.md says how often this is right.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from masdar.model import Span
from masdar.relate.answering import roots
from masdar.relate.passage_changes import YEARS, Passage, is_another
from masdar.text.change_kinds import is_of_date
from masdar.text.fold import fold
from masdar.text.word_changes import Token

LEAST_NEAR = 2
"""So many words near the two numbers are the same, besides what is counted: the age of the father is not the son's."""

_NEAR, _NEAR_YEARS = 6, 3
"""So many telling words before and behind are near; fewer for years, which are ages and sentences of several people."""

_PERCENT = "%"
_HUNDRED = "100"
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_PERCENT_BEHIND = re.compile(r"[)\s]*[%٪]")
# A score, an hour, a date or a range: 3-1, 18:02, 14/9. A comma lists.
_JOINED_BEHIND, _JOINED_BEFORE = re.compile(r"\s*[/:+–\-]\s*\d"), re.compile(r"\d\s*[/:+–\-]\s*$")
_CLOSE = re.compile(r"[\s)\]»”\"'’]*")
_IN, _THE = "في", "ال"
_RANGE = frozenset(("و", "الي", "حتي", "او"))
_HOUR = "ساع"
_UNCOUNTED = frozenset(("اخر",))  # "five others": of whom, the word does not say
_YEAR, _YEAR_WORDS = "عام", frozenset(("عام", "عاما", "اعوام", "سنه", "سنوات", "سنين"))  # stop words, some of them

Told = Mapping[str, frozenset[Decimal]]


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with the root of what it counts (or "%"), and the roots of the words near it."""

    value: Decimal
    what: str
    span: Span
    near: frozenset[str]


def counted(passage: Passage) -> tuple[Counted, ...]:
    """The plain numbers of a passage before a noun or a per cent sign. No years, hours, dates, ranges, scores."""
    words = [token for token in passage.tokens if not token.is_mark]
    return tuple(_counted(passage, words))


def told(passages: Iterable[Counted]) -> Told:
    """All that a text counts."""
    found: defaultdict[str, set[Decimal]] = defaultdict(set)
    for each in passages:
        found[each.what].add(each.value)
    return {what: frozenset(values) for what, values in found.items()}


def recounted(
    there: Sequence[Counted], here: Sequence[Counted], all_there: Told, all_here: Told
) -> Iterator[tuple[Counted, Counted]]:
    """Pairs that count the same and say another number. What the other text has too, anywhere, has not changed; of
    several numbers for one noun nobody can say which became which."""
    for what in dict.fromkeys(each.what for each in there):
        ours, theirs = _of(there, what), _of(here, what)
        gone = [each for each in ours if each.value not in {held.value for held in theirs}]
        come = [each for each in theirs if each.value not in {held.value for held in ours}]
        if len({each.value for each in gone}) != 1 or len({each.value for each in come}) != 1:
            continue
        pairs = ((before, after) for before in gone for after in come)
        before, after = max(pairs, key=lambda pair: len(pair[0].near & pair[1].near))
        is_told = before.value in all_here.get(what, ()) or after.value in all_there.get(what, ())
        if not is_told and len(before.near & after.near) >= LEAST_NEAR and is_another(before.value, after.value):
            yield before, after


def _of(numbers: Iterable[Counted], what: str) -> list[Counted]:
    return [each for each in numbers if each.what == what]


# ---------------------------------------------------------------- what is counted


def _counted(passage: Passage, words: Sequence[Token]) -> Iterator[Counted]:
    for at, token in enumerate(words):
        if not _PLAIN.fullmatch(token.number) or token.number == "1" or not _stands_alone(passage.text, words, at):
            continue
        value, what = Decimal(token.number), _what(passage.text, words, at)
        if what and not _is_year(words, at):
            span = passage.span
            place = Span(span.paragraph, span.start + token.start, span.start + token.end)
            yield Counted(value, what, place, _near(words, at, _NEAR_YEARS if what == _YEAR else _NEAR) - {what})


def _what(text: str, words: Sequence[Token], at: int) -> str | None:
    token = words[at]
    behind = words[at + 1 : at + 3]
    if _PERCENT_BEHIND.match(text, token.end) or (behind and behind[0].number == _PERCENT):
        return _PERCENT
    if len(behind) == 2 and behind[0].text == _IN and behind[1].number == _HUNDRED:
        return _PERCENT
    if token.text.startswith(_THE) or (at and words[at - 1].key == _THE):
        return _noun(words, at - 1 if token.text.startswith(_THE) else at - 2)
    if not behind or behind[0].number or not _CLOSE.fullmatch(text, token.end, behind[0].start):
        return None
    return _noun(words, at + 1)


def _noun(words: Sequence[Token], at: int) -> str | None:
    """Behind the number; before it where both have the article («السفن الست»)."""
    if at < 0 or words[at].number or is_of_date(words[at]):
        return None
    if words[at].key in _YEAR_WORDS:
        return _YEAR
    noun = roots(words[at].text)
    return noun[0] if len(noun) == 1 and len(noun[0]) > 1 and noun[0] not in _UNCOUNTED else None


def _stands_alone(text: str, words: Sequence[Token], at: int) -> bool:
    """No hundred of a per cent, no part of a date, a score or a range, no hour."""
    token, before = words[at], words[max(0, at - 2) : at]
    if _JOINED_BEHIND.match(text, token.end) or _JOINED_BEFORE.search(text, max(0, token.start - 6), token.start):
        return False
    if not before:
        return True
    last = before[-1]
    if last.number or _HOUR in roots(last.text) or (last.text == _IN and token.number == _HUNDRED):
        return False
    is_range = len(before) == 2 and before[0].number not in ("", _HUNDRED) and fold(last.text, loose=True) in _RANGE
    return not is_range


def _is_year(words: Sequence[Token], at: int) -> bool:
    before = words[at - 1] if at else None
    is_named = before is not None and (is_of_date(before) or before.key.removeprefix("ال") in _YEAR_WORDS)
    return is_named and Decimal(words[at].number) in YEARS


def _near(words: Sequence[Token], at: int, most: int) -> frozenset[str]:
    before = [root for token in words[:at] if not token.number for root in roots(token.text)]
    behind = [root for token in words[at + 1 :] if not token.number for root in roots(token.text)]
    return frozenset((*before[-most:], *behind[: most + 1]))  # one more: the noun itself
