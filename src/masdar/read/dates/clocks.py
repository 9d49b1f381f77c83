"""Pieces and a place in, the time of day and the clock (zone) that are printed there out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from masdar.model import Rejected
from masdar.read.dates.items import Clock, Read, ZoneName
from masdar.read.dates.lexicon import lexicon
from masdar.read.dates.pieces import Pieces, are_glued, is_mark, is_number

_HOURS = range(24)
_SIXTY = range(60)
# The widest offsets in use are -12:00 and +14:00; all are whole quarters of an hour.
_WIDEST_OFFSET_M = 14 * 60
_QUARTER_M = 15


def read_clock(pieces: Pieces, at: int) -> Read:
    """10:35 مساء, 8:02 ص, الساعة 10 صباحا, الساعة العاشرة والنصف صباحا, 10:35:00+03:00."""
    start = lexicon().small["clock"].end(pieces, at)
    introduced = start > at
    start = start + 1 if introduced and is_mark(pieces, start, ":") else start
    found = _digits(pieces, start, introduced) or (_words(pieces, start) if introduced else None)
    if found is None:
        return None
    raw, place = found
    part = lexicon().parts_of_day.match(pieces, place)
    if part is None and not (introduced or raw.with_minutes):
        return None
    place = part[1] if part else place
    other = lexicon().parts_of_day.match(pieces, place) if part else None
    if part and other and other[0] != part[0]:
        return Rejected("invalid-time", "two halves of the day"), other[1]
    clock = _half_of_day(raw, part[0] if part else None)
    if isinstance(clock, Rejected):
        return clock, place
    zone = _zone_beside(pieces, place)
    if zone is None:
        return clock, place
    name, place = zone
    return (name if isinstance(name, Rejected) else replace(clock, zone=name)), place


def read_zone(pieces: Pieces, at: int) -> Read:
    """بتوقيت دمشق; the zone that a line names apart from its time."""
    small = lexicon().small
    local = small["local_clock"].end(pieces, at)
    place = small["local_place"].end(pieces, local) if local > at else small["clock_zone"].end(pieces, at)
    if place in (at, local):
        return None
    named = _named_zone(pieces, place)
    if named is None:
        return Rejected("unknown-zone"), place
    return ZoneName(named[0]), named[1]


def _digits(pieces: Pieces, at: int, introduced: bool) -> tuple[Clock, int] | None:
    """An hour with or without minutes and seconds; a point parts them only where the words say that it is a time."""
    if not is_number(pieces, at, 1, 2):
        return None
    hour, place = pieces[at].number, at + 2
    pointed = is_mark(pieces, at + 1, ".٫") and (introduced or lexicon().parts_of_day.match(pieces, at + 3))
    lettered = at + 1 < len(pieces) and pieces[at + 1].key in ("h", "سا") and are_glued(pieces, at + 1)
    if not (is_number(pieces, place, 2) and (is_mark(pieces, at + 1, ":") or pointed or lettered)):
        return _and_minutes(pieces, at, hour) or (Clock(hour, with_minutes=False), at + 1)
    clock = Clock(hour, pieces[place].number)
    if not (is_mark(pieces, place + 1, ":") and is_number(pieces, place + 2, 2)):
        return clock, place + 1
    end = place + 3
    if is_mark(pieces, end, ".,") and are_glued(pieces, end + 1) and is_number(pieces, end + 1, *range(1, 10)):
        end += 2
    return replace(clock, second=pieces[place + 2].number), end


def _and_minutes(pieces: Pieces, at: int, hour: int) -> tuple[Clock, int] | None:
    """3 و45 دقيقة."""
    unit = lexicon().units.match(pieces, at + 3)
    joined = at + 1 < len(pieces) and pieces[at + 1].key == "و" and is_number(pieces, at + 2, 1, 2)
    if not joined or unit is None or unit[0].name != "minute":
        return None
    return Clock(hour, pieces[at + 2].number), unit[1]


def _words(pieces: Pieces, at: int) -> tuple[Clock, int] | None:
    hour = lexicon().hours.match(pieces, at)
    if hour is None:
        return None
    minutes = lexicon().minutes.match(pieces, hour[1])
    if minutes is None:
        return Clock(hour[0], with_minutes=False), hour[1]
    if minutes[0] >= 0:
        return Clock(hour[0], minutes[0]), minutes[1]
    return Clock((hour[0] - 2) % 12 + 1, 60 + minutes[0]), minutes[1]


def _half_of_day(clock: Clock, part: str | None) -> Clock | Rejected:
    hour = clock.hour
    if hour is None or hour not in _HOURS or clock.minute not in _SIXTY or (clock.second or 0) not in _SIXTY:
        return Rejected("invalid-time")
    if part is None:
        return replace(clock, hour=None) if not clock.with_minutes and 1 <= hour <= 12 else clock
    if part == "night" and hour == 12:
        return Rejected("ambiguous", "midnight ends one day and begins the next")
    turned = _PARTS[part](hour)
    return Rejected("invalid-time", f"hour {hour} is not {part}") if turned is None else replace(clock, hour=turned)


def _am(hour: int) -> int | None:
    return hour % 12 if hour <= 12 else None


def _pm(hour: int) -> int | None:
    return None if hour == 0 else hour % 12 + 12


def _dawn(hour: int) -> int | None:
    return hour if 1 <= hour <= 7 else None


def _after_midnight(hour: int) -> int | None:
    return hour % 12 if hour <= 5 or hour == 12 else None


def _noon(hour: int) -> int | None:
    return hour if 11 <= hour <= 16 else hour + 12 if 1 <= hour <= 4 else None


def _night(hour: int) -> int | None:
    """After midnight up to five, before it from seven on; six is either."""
    if hour <= 5 or hour >= 18:
        return hour
    return hour + 12 if 7 <= hour <= 11 else None


_PARTS: dict[str, Callable[[int], int | None]] = {
    "am": _am,
    "pm": _pm,
    "dawn": _dawn,
    "after_midnight": _after_midnight,
    "noon": _noon,
    "night": _night,
}


def _zone_beside(pieces: Pieces, at: int) -> tuple[str | Rejected, int] | None:
    """What stands right after a time: Z, +0300, GMT+3, (UTC), بتوقيت غرينتش, EST."""
    bracket = 1 if is_mark(pieces, at, "(") else 0
    place = at + bracket
    if place < len(pieces) and pieces[place].key in lexicon().unclear_letters:
        return Rejected("unknown-zone", "letters that stand for several clocks"), place + 1
    named = read_zone(pieces, place)
    if named is None:
        found = _offset(pieces, place) or _abbreviation(pieces, place)
        return _past_bracket(pieces, found[0], found[1], bracket) if found else None
    zone, end = named
    return _past_bracket(pieces, zone.zone if isinstance(zone, ZoneName) else Rejected("unknown-zone"), end, bracket)


def _past_bracket(pieces: Pieces, zone: str | Rejected, end: int, bracket: int) -> tuple[str | Rejected, int]:
    return zone, end + 1 if bracket and is_mark(pieces, end, ")") else end


def _named_zone(pieces: Pieces, at: int) -> tuple[str, int] | None:
    place = lexicon().zones.match(pieces, at)
    return place or _abbreviation(pieces, at)


def _abbreviation(pieces: Pieces, at: int) -> tuple[str, int] | None:
    base = lexicon().offsets.match(pieces, at)
    if base:
        return _offset(pieces, base[1], after_name=True) or (_print_offset(base[0]), base[1])
    letters = lexicon().zone_letters.match(pieces, at)
    return (_print_offset(letters[0]), letters[1]) if letters else None


def _offset(pieces: Pieces, at: int, *, after_name: bool = False) -> tuple[str, int] | None:
    """+03:00, +0300, +3 (and -5 after GMT): the sign touches the number."""
    if not is_mark(pieces, at, "+-") or not are_glued(pieces, at + 1):
        return None
    number = at + 1
    if is_number(pieces, number, 1, 2):
        minutes, end = pieces[number].number * 60, number + 1
        if is_mark(pieces, end, ":") and is_number(pieces, end + 1, 2):
            minutes, end = minutes + pieces[end + 1].number, end + 2
        elif pieces[at].key != "+" and not after_name:
            return None
    elif is_number(pieces, number, 4):
        minutes, end = pieces[number].number // 100 * 60 + pieces[number].number % 100, number + 1
    else:
        return None
    if minutes > _WIDEST_OFFSET_M or minutes % _QUARTER_M:
        return None
    return _print_offset(minutes if pieces[at].key == "+" else -minutes), end


def _print_offset(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"
