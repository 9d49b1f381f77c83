"""Pieces in, the dates that stand among them out: each with its weekday, calendars, time and zone, not yet reckoned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from masdar.model import Rejected
from masdar.read.dates.clocks import read_clock, read_zone
from masdar.read.dates.days import read_day
from masdar.read.dates.distances import read_distance
from masdar.read.dates.items import Ago, CalendarDay, Clock, Item, Read, Weekday, ZoneName
from masdar.read.dates.lexicon import lexicon
from masdar.read.dates.pieces import Piece, Pieces, are_glued, is_mark, is_number

_BETWEEN = ":,،-–—|/()[]•·;؛"
# "يوم السبت الموافق ل 20": more words than this between two parts belong to no one date.
_MOST_BETWEEN = 4
# Weekday, Hijri and common day, time, zone, each once more at most.
_MOST_ITEMS = 8
# 2025-12-20-10:35:00.5 is the longest chain of numbers and marks that a date may be.
_LONGEST_CHAIN = 12
_RANGE_MARKS = "-–—/،,~"


@dataclass(frozen=True, slots=True)
class Expression:
    """One printed date. `start` and `end` count pieces. `fault` is why it cannot be believed, if so."""

    start: int
    end: int
    items: tuple[Item, ...]
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
        if not _may_begin(pieces[at]):
            at += 1
            continue
        serial = _serial_end(pieces, at)
        if serial > at:
            at = serial
            continue
        found = _read_expression(pieces, at)
        at = max(found.end, at + 1)
        if found.fault or found.days() or found.distances():
            yield found


def _serial_end(pieces: Pieces, at: int) -> int:
    """Where a chain of numbers ends that is longer than any date with its time (1.2.3.4.5.6); else the place itself."""
    end = at
    while (
        end < len(pieces)
        and pieces[end].kind == "number"
        and is_mark(pieces, end + 1, "/.-:")
        and are_glued(pieces, end + 1)
    ):
        end += 2
    return end if end - at > _LONGEST_CHAIN else at


@dataclass(slots=True)
class _Draft:
    """The parts of one date while they are read; `ends` says after which piece each ends."""

    start: int
    items: list[Item] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    paired: bool = False  # the text says that its two days are one (الموافق)

    @property
    def end(self) -> int:
        return self.ends[-1] if self.ends else self.start

    def is_over(self, item: Item) -> bool:
        """A second day of one calendar, or a second distance, begins a date of its own."""
        if len(self.items) >= _MOST_ITEMS:
            return True
        if self.paired:
            return False
        if isinstance(item, Ago):
            return any(isinstance(other, Ago) and other != item for other in self.items)
        days = (other for other in self.items if isinstance(other, CalendarDay))
        return isinstance(item, CalendarDay) and any(day.calendar == item.calendar and day != item for day in days)

    def drop_weekday(self) -> None:
        """A weekday between two dates is that of the later one."""
        if len(self.items) > 1 and isinstance(self.items[-1], Weekday):
            self.items.pop()
            self.ends.pop()

    def finish(self) -> Expression:
        fault = next((item for item in self.items if isinstance(item, Rejected)), None)
        return Expression(self.start, self.end, tuple(self.items), fault)


def _read_expression(pieces: Pieces, start: int) -> Expression:
    draft, at, between = _Draft(start), start, 0
    while between <= _MOST_BETWEEN:
        read = _read_item(pieces, at)
        if read is None:
            after = _after_connector(pieces, at) if draft.items else at
            if after == at:
                break
            draft.paired = draft.paired or lexicon().small["with"].end(pieces, at) > at
            at, between = after, between + 1
            continue
        item, end = read
        if draft.is_over(item):
            draft.drop_weekday()
            break
        if isinstance(item, CalendarDay) and _ends_range(pieces, at, draft):
            item = Rejected("range", "two days")
        draft.items.append(item)
        draft.ends.append(end)
        at, between = end, 0
    return draft.finish()


def _may_begin(piece: Piece) -> bool:
    return piece.kind == "number" or (piece.kind == "word" and lexicon().may_begin(piece.key))


def _read_item(pieces: Pieces, at: int) -> Read:
    if at >= len(pieces) or not _may_begin(pieces[at]):
        return None
    found = read_distance(pieces, at) or read_day(pieces, at) or read_clock(pieces, at) or read_zone(pieces, at)
    if found:
        return found
    weekday = lexicon().weekdays.match(pieces, at)
    return (Weekday(weekday[0]), weekday[1]) if weekday else None


def _after_connector(pieces: Pieces, at: int) -> int:
    if is_mark(pieces, at, _BETWEEN):
        return at + 1
    small = lexicon().small
    return max(small[name].end(pieces, at) for name in ("with", "between", "local_clock"))


def _ends_range(pieces: Pieces, day: int, draft: _Draft) -> bool:
    """Does a number stand before this day that makes it the end of a span: 20-22 ديسمبر, 20 إلى الاثنين 22 ديسمبر?"""
    only_weekday = all(isinstance(item, Weekday) for item in draft.items)
    at, floor = (draft.start, 0) if only_weekday else (day, draft.end)
    if at - 2 < floor or pieces[day].kind != "number" or not is_number(pieces, at - 2, 1, 2):
        return False
    joined = is_mark(pieces, at - 1, _RANGE_MARKS) or lexicon().small["range"].end(pieces, at - 1) > at - 1
    pointed = is_mark(pieces, at - 1, ".,") and are_glued(pieces, at) and are_glued(pieces, at - 1)
    return (joined or pointed) and not is_mark(pieces, at - 3, ":")
