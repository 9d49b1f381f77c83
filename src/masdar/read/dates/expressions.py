"""Pieces in, the dates that stand among them out: each with its weekday, calendars, time and zone, not yet reckoned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from masdar.model import Rejected
from masdar.read.dates.clocks import read_clock, read_zone
from masdar.read.dates.days import read_day
from masdar.read.dates.distances import read_distance
from masdar.read.dates.items import Ago, CalendarDay, Clock, Item, Read, Weekday, ZoneName
from masdar.read.dates.lexicon import lexicon
from masdar.read.dates.pieces import Pieces, are_glued, is_mark, is_number

_BETWEEN = ",،-–—|/()[]•·;؛"
# "يوم السبت الموافق ل 20": more words than this between two parts belong to no one date.
_MOST_BETWEEN = 4
# Weekday, Hijri and common day, time, zone, each once more at most.
_MOST_ITEMS = 8
_RANGE_MARKS = "-–—/"


@dataclass(frozen=True, slots=True)
class Expression:
    """One printed date. `start` and `end` count pieces. `fault` is why it cannot be believed, if so.

    `paired`: the text itself says that its two days are one (الموافق).
    """

    start: int
    end: int
    items: tuple[Item, ...]
    paired: bool = False
    fault: Rejected | None = None

    def days(self) -> tuple[CalendarDay, ...]:
        return tuple(item for item in self.items if isinstance(item, CalendarDay))

    def distances(self) -> tuple[Ago, ...]:
        return tuple(item for item in self.items if isinstance(item, Ago))

    def weekdays(self) -> frozenset[int]:
        return frozenset(item.number for item in self.items if isinstance(item, Weekday))

    def clocks(self) -> tuple[Clock, ...]:
        return tuple(item for item in self.items if isinstance(item, Clock))

    def zones(self) -> frozenset[str]:
        """The zones named apart from the time."""
        return frozenset(item.zone for item in self.items if isinstance(item, ZoneName))


def find_expressions(pieces: Pieces) -> Iterator[Expression]:
    """From left to right, none inside another. In time linear in the number of pieces."""
    at = 0
    while at < len(pieces):
        found = _read_expression(pieces, at)
        at = max(found.end, at + 1)
        if found.fault or found.days() or found.distances():
            yield found


def _read_expression(pieces: Pieces, start: int) -> Expression:
    items: list[Item] = []
    at = end = start
    paired, between = False, 0
    while between <= _MOST_BETWEEN and len(items) < _MOST_ITEMS:
        read = _read_item(pieces, at)
        if read:
            if isinstance(read[0], CalendarDay) and _ends_range(pieces, at, end if items else 0):
                read = Rejected("range", "two days"), read[1]
            items.append(read[0])
            at = end = read[1]
            between = 0
            continue
        after = _after_connector(pieces, at) if items else at
        if after == at:
            break
        paired = paired or lexicon().small["with"].end(pieces, at) > at
        at, between = after, between + 1
    faults = [item for item in items if isinstance(item, Rejected)]
    if len(items) >= _MOST_ITEMS:
        faults.append(Rejected("ambiguous", "more parts than a date has"))
    return Expression(start, end, tuple(items), paired, faults[0] if faults else None)


def _read_item(pieces: Pieces, at: int) -> Read:
    found = read_distance(pieces, at) or read_day(pieces, at) or read_clock(pieces, at) or read_zone(pieces, at)
    if found:
        return found
    weekday = lexicon().weekdays.match(pieces, at)
    return (Weekday(weekday[0]), weekday[1]) if weekday else None


def _after_connector(pieces: Pieces, at: int) -> int:
    if is_mark(pieces, at, _BETWEEN):
        return at + 1
    small = lexicon().small
    return max(small["with"].end(pieces, at), small["between"].end(pieces, at))


def _ends_range(pieces: Pieces, at: int, floor: int) -> bool:
    """Does a number stand before this day that makes it the end of a span: 20-22 ديسمبر, 20 إلى 22 ديسمبر?"""
    if at - 2 < floor or pieces[at].kind != "number" or not is_number(pieces, at - 2, 1, 2):
        return False
    joined = is_mark(pieces, at - 1, _RANGE_MARKS) or lexicon().small["range"].end(pieces, at - 1) > at - 1
    pointed = is_mark(pieces, at - 1, ".,") and are_glued(pieces, at) and are_glued(pieces, at - 1)
    return (joined or pointed) and not is_mark(pieces, at - 3, ":")
