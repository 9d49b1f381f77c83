"""A printed date, the time of its page and its source's zone in, the moment it states out, or why there is none.

All families of month names are tried together, since no name stands for two months. What contradicts itself, what
could be read in two ways and what lies before or after a doubtful word is refused: nothing rather than a guess.

The steps: pieces (numbers, words, marks) → items (days, clocks, distances) → expressions → moments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from masdar.model import Moment, Rejected
from masdar.read.dates.expressions import Expression, find_expressions
from masdar.read.dates.lexicon import lexicon
from masdar.read.dates.pieces import Piece, Pieces, cut_pieces, is_mark
from masdar.read.dates.reckoning import reckon
from masdar.text.fold import digits, fold

# A date line is short; whatever is longer is a text that holds dates.
_LONGEST_LINE = 1000
# The basic form of ISO 8601, which only machines write: 20251220T103500Z.
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?", re.ASCII)
# The date of the C library, its year after its time: Sat Dec 20 10:35:00 2025.
_YEAR_LAST = re.compile(
    r"([a-z]{3} [a-z]{3} +\d\d?) (\d\d:\d\d:\d\d(?: [a-z]{3,4})?) (\d{4})", re.ASCII | re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w+")
_DIVIDERS = "|•·-–—،,()؛"
# A date without a year inside running text may lie ahead; it is taken for past only when that is the nearer one.
_HALF_YEAR_DAYS = 183


@dataclass(frozen=True, slots=True)
class FoundMoment:
    """A date inside running text: `text[start:end]` states `moment`."""

    start: int
    end: int
    moment: Moment


def read_moment(text: str, fetched_at: datetime | None, zone: str | None) -> Moment | Rejected:
    """The one moment that a date line states, with or without a label and a byline around it.

    `fetched_at` (aware) is what "two hours ago" and a date without a year are reckoned from; None refuses those.
    `zone` (a tz name) is the clock of the source, for times that do not name theirs. Of a publication and an
    update date that are labelled as such, the publication date counts. Reasons: no-date, ambiguous, range,
    contradictory-pair, wrong-weekday, invalid-day, invalid-time, unknown-zone, no-reference, vague, future,
    name, other-calendar.
    """
    line = text.strip()
    if len(line) > _LONGEST_LINE:
        return Rejected("no-date", "too long for a date line")
    pieces = cut_pieces(_as_printed(line))
    found = tuple(find_expressions(pieces))
    chosen = _one_of(pieces, found)
    if isinstance(chosen, Rejected):
        return chosen
    moment = reckon(chosen, line, fetched_at, zone)
    if isinstance(moment, Rejected):
        return moment
    return _refuse_vague(pieces, chosen, moment) or moment


def parse_date(text: str, fetched_at: datetime | None, zone: str | None) -> Moment | None:
    """`read_moment` for those who do not ask why not."""
    moment = read_moment(text, fetched_at, zone)
    return None if isinstance(moment, Rejected) else moment


def find_moments(text: str, fetched_at: datetime | None, zone: str | None) -> tuple[FoundMoment, ...]:
    """The dates inside running text, reckoned from `fetched_at` (or from when the text was published).

    Words such as "yesterday" and "two days ago" count; "since three days" does not: it says how long.
    """
    pieces = cut_pieces(text)
    found = (_found_moment(text, pieces, expression, fetched_at, zone) for expression in find_expressions(pieces))
    return tuple(moment for moment in found if moment)


def may_hold_date(text: str) -> bool:
    """Has the text a digit or a word that some date has? (Most lines of a page have neither, and need no reading.)"""
    return bool(_DIGIT.search(text)) or not lexicon().anchors.isdisjoint(_WORD.findall(fold(text)))


def _as_printed(line: str) -> str:
    """Two forms that only machines write, in the order in which people write dates."""
    compact = _COMPACT.fullmatch(digits(line))
    if compact is None:
        return _YEAR_LAST.sub(r"\1 \3 \2", line) if line.isascii() else line
    year, month, day, hour, minute, second, offset = compact.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{offset or ''}"


def _one_of(pieces: Pieces, found: tuple[Expression, ...]) -> Expression | Rejected:
    if not found:
        return Rejected("no-date")
    if len(found) == 1:
        return found[0]
    if len({expression.items for expression in found}) == 1:
        return found[0]
    published = [one for one in found if _label_before(pieces, one) == "published"]
    others = [one for one in found if _label_before(pieces, one) == "updated"]
    if len(published) == 1 and len(published) + len(others) == len(found):
        return published[0]
    if len(others) == len(found) - 1 and found[0] not in others:
        return found[0]
    fault = next((one.fault for one in found if one.fault), None)
    return fault or Rejected("ambiguous", "several dates")


def _label_before(pieces: Pieces, expression: Expression) -> str | None:
    """The nearest label among the few words before a date."""
    labels = lexicon().labels
    for piece in reversed(pieces[max(0, expression.start - 4) : expression.start]):
        for kind in ("published", "updated"):
            if piece.key in labels[kind]:
                return kind
    return None


def _refuse_vague(pieces: Pieces, found: Expression, moment: Moment) -> Rejected | None:
    """A bare month, year or "today" among other words belongs to a sentence or a name, not to a date line.

    A count ("since two hours") and a day without a year may have a byline beside them, past a dividing mark.
    """
    if _is_name(pieces, found):
        return Rejected("name", "a day and month after a word that makes them a name")
    if _is_history(pieces, found):
        return Rejected("name", "the day of an event")
    if found.days() and found.start and lexicon().small["bound"].match(pieces, found.start - 1):
        return Rejected("range", "before or after that day")
    dated = found.days() and moment.precision not in ("month", "year")
    if dated and (found.weekdays() or not _lacks_year(found)):
        return None
    counted = any(ago.cue in ("since", "ago") for ago in found.distances())
    around = _segment(pieces, found) if counted or dated else [*pieces[: found.start], *pieces[found.end :]]
    if all(piece.kind == "mark" or piece.key in lexicon().labels["words"] for piece in around):
        return None
    return Rejected("no-date", "only a vague date among other words")


def _segment(pieces: Pieces, found: Expression) -> list[Piece]:
    """The pieces around a date up to the nearest dividing marks."""
    first = found.start
    while first > 0 and not is_mark(pieces, first - 1, _DIVIDERS):
        first -= 1
    last = found.end
    while last < len(pieces) and not is_mark(pieces, last, _DIVIDERS):
        last += 1
    return [*pieces[first : found.start], *pieces[found.end : last]]


def _is_name(pieces: Pieces, found: Expression) -> bool:
    """ثورة 25 يناير, مدينة 6 أكتوبر: only where no year is printed."""
    if found.start == 0 or any(day.year for day in found.days()) or not found.days():
        return False
    return pieces[found.start - 1].key in lexicon().names_before


def _is_history(pieces: Pieces, found: Expression) -> bool:
    """ولد في 14 نوفمبر 1980, ثورة 25 يناير 2011: dates something else than the line it stands in."""
    before = [piece.key for piece in pieces[max(0, found.start - 2) : found.start] if piece.kind == "word"]
    return any(word in lexicon().history_before for word in before)


def _found_moment(
    text: str, pieces: Pieces, found: Expression, fetched_at: datetime | None, zone: str | None
) -> FoundMoment | None:
    start, end = pieces[found.start].start, pieces[found.end - 1].end
    moment = reckon(found, text[start:end], fetched_at, zone)
    if isinstance(moment, Rejected) or _is_name(pieces, found) or not _is_event_time(pieces, found):
        return None
    if fetched_at and _lacks_year(found) and (fetched_at - moment.instant).days > _HALF_YEAR_DAYS:
        return None
    return FoundMoment(start, end, replace(moment, printed=text[start:end]))


def _lacks_year(found: Expression) -> bool:
    days = found.days()
    return bool(days) and all(day.year is None and day.months_back is None for day in days)


def _is_event_time(pieces: Pieces, found: Expression) -> bool:
    """Does a distance in a sentence say when something happened?"""
    for ago in found.distances():
        if ago.cue == "since" or (ago.cue == "word" and ago.unit == "seconds"):
            return False
        if ago.cue == "ago" and lexicon().small["of"].match(pieces, found.end):
            return False
    return True
