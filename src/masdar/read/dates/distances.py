"""Pieces and a place in, the distance from the page's time that is printed there out: منذ ساعتين, أمس, الشهر الماضي."""

from __future__ import annotations

from typing import Literal

from masdar.model import Rejected
from masdar.read.dates.items import Ago, Read
from masdar.read.dates.lexicon import Unit, lexicon
from masdar.read.dates.pieces import Pieces

_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_DAYS = {"day": 1, "week": 7}
# "قبل 4000 يوم" is no date line; and the calendar must not run out.
_MOST = 1000


def read_distance(pieces: Pieces, at: int) -> Read:
    """The first form that fits at this place."""
    if at >= len(pieces) or pieces[at].kind == "mark":
        return None
    if pieces[at].kind == "number":
        return _counted(pieces, at)
    return _vague(pieces, at) or _counted(pieces, at) or _day_word(pieces, at) or _span(pieces, at) or _last(pieces, at)


def _vague(pieces: Pieces, at: int) -> Read:
    vague = lexicon().vague.match(pieces, at)
    if vague:
        return Rejected("vague", "lately"), vague[1]
    end = lexicon().small["now"].end(pieces, at)
    return (Ago("seconds", 0, "minute", "word"), end) if end > at else None


def _counted(pieces: Pieces, at: int) -> Read:
    """منذ ساعتين, قبل ٣ أيام, قبل ساعة و20 دقيقة, 3 hours ago."""
    small = lexicon().small
    since, before = small["since"].end(pieces, at), small["ago_before"].end(pieces, at)
    start = max(since, before)
    first = _amount(pieces, start)
    if first is None:
        return None
    (unit, count), place = first
    after = small["ago_after"].end(pieces, place)
    if start == at and after == place:
        return None
    cue: Literal["since", "ago"] = "since" if since > at else "ago"
    extra = _and_amount(pieces, place) if unit == "hour" else None
    ago = _ago(unit, count, cue)
    if extra is None or not isinstance(ago, Ago):
        return ago, after
    seconds, place = extra
    return Ago("seconds", ago.amount + seconds, "minute", ago.cue), place


def _ago(unit: str, count: int, cue: Literal["since", "ago"]) -> Ago | Rejected:
    if not 0 <= count <= _MOST:
        return Rejected("vague", "too far back")
    if unit in _SECONDS:
        return Ago("seconds", count * _SECONDS[unit], "hour" if unit == "hour" else "minute", cue)
    if unit in _DAYS:
        return Ago("days", count * _DAYS[unit], "week" if unit == "week" else "day", cue)
    return Rejected("vague", f"a count of {unit}s names no {unit} of the calendar")


def _amount(pieces: Pieces, at: int) -> tuple[tuple[str, int], int] | None:
    """A number and its unit, or a unit that says its number: ساعتين, يوم واحد, نصف ساعة."""
    if at >= len(pieces):
        return None
    part = _part_of_hour(pieces, at)
    if part:
        return part
    counted = (pieces[at].number, at + 1) if pieces[at].kind == "number" else lexicon().amounts.match(pieces, at)
    unit = lexicon().units.match(pieces, counted[1] if counted else at)
    if unit is None:
        return None
    meaning, end = unit
    if counted:
        return ((meaning.name, counted[0]), end) if meaning.count != 2 else None
    if meaning.count is None:
        return None
    return (meaning.name, meaning.count), lexicon().small["single"].end(pieces, end)


def _part_of_hour(pieces: Pieces, at: int) -> tuple[tuple[str, int], int] | None:
    for word, minutes in (("half", 30), ("quarter", 15)):
        place = lexicon().small[word].end(pieces, at)
        unit = lexicon().units.match(pieces, place)
        if place > at and unit and unit[0] == Unit("hour", 1):
            return ("minute", minutes), unit[1]
    return None


def _and_amount(pieces: Pieces, at: int) -> tuple[int, int] | None:
    """و20 دقيقة or ونصف after a number of hours."""
    part = lexicon().minutes.match(pieces, at)
    if part and part[0] > 0:
        return part[0] * 60, part[1]
    if at >= len(pieces) or pieces[at].key != "و":
        return None
    found = _amount(pieces, at + 1)
    if found is None or found[0][0] != "minute" or not 0 <= found[0][1] < 60:
        return None
    return found[0][1] * 60, found[1]


def _day_word(pieces: Pieces, at: int) -> Read:
    """أمس, اليوم, أول من أمس, with the part of the day that may stand before it (مساء أمس)."""
    part = lexicon().parts_of_day.match(pieces, at)
    found = lexicon().days_ago.match(pieces, part[1] if part else at)
    if found is None or (found[0] == 0 and _is_not_today(pieces, at, found[1])):
        return None
    return Ago("days", found[0], "day", "word"), found[1]


def _is_not_today(pieces: Pieces, at: int, end: int) -> bool:
    """The name of a paper (المصري اليوم) or another day (اليوم التالي)."""
    before = pieces[at - 1].key if at else ""
    after = pieces[end].key if end < len(pieces) else ""
    return before in lexicon().not_today_before or after in lexicon().not_today_after


def _span(pieces: Pieces, at: int) -> Read:
    found = lexicon().spans.match(pieces, at)
    if found is None:
        return None
    name, end = found
    back = 0 if name.startswith("this") else 1
    if name == "last_week":
        return Ago("days", 7, "week", "span"), end
    if name.endswith("month"):
        return Ago("month", back, "month", "span"), end
    return Ago("year", back, "year", "span"), end


def _last(pieces: Pieces, at: int) -> Read:
    """الثلاثاء الماضي."""
    weekday = lexicon().weekdays.match(pieces, at)
    if weekday is None:
        return None
    if lexicon().small["future"].match(pieces, weekday[1]):
        return Rejected("future"), weekday[1] + 1
    end = lexicon().small["past"].end(pieces, weekday[1])
    return (Ago("weekday", weekday[0], "day", "word"), end) if end > weekday[1] else None
