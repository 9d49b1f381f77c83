"""An instant and a site's habit → the date as that site prints it, right or relative, in its own months and digits."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from hijridate import Gregorian

from masdar.demo.reports import Words, load_words
from masdar.demo.timetable import ZONE

ARABIC_DIGITS = str.maketrans("0123456789", "".join(chr(0x660 + digit) for digit in range(10)))


def local(at: datetime) -> datetime:
    """The instant on the clock of the invented country."""
    return at.astimezone(ZoneInfo(ZONE))


def print_date(at: datetime, habit: str, now: datetime) -> str:
    """`habit` names a pattern of data/calendar.toml, or is "relative" (as of `now`)."""
    words = load_words()
    if habit == "relative":
        return _print_distance(at, now, words)
    printed = words.phrases[habit].format(**_parts(local(at), words))
    return printed.translate(ARABIC_DIGITS) if habit.startswith("levant") else printed


def _parts(at: datetime, words: Words) -> dict[str, str]:
    hijri = Gregorian(at.year, at.month, at.day).to_hijri()
    half = "am" if at.hour < 12 else "pm"
    parts = {
        "weekday": words.months["weekdays"][at.weekday()],
        "hijri": f"{hijri.day} {words.months['hijri'][hijri.month - 1]} {hijri.year}",
        "half": words.phrases[half],
        "half_long": words.phrases[f"{half}_long"],
        "clock12": f"{at.hour % 12 or 12:02d}:{at.minute:02d}",
        "clock": f"{at.hour:02d}:{at.minute:02d}",
        "day": str(at.day),
        "year": str(at.year),
    }
    return parts | {name: words.months[name][at.month - 1] for name in ("levant", "gulf", "morocco", "english")}


def _print_distance(at: datetime, now: datetime, words: Words) -> str:
    minutes = max(1, int((now - at).total_seconds() // 60))
    for unit, size in (("day", 24 * 60), ("hour", 60), ("minute", 1)):
        if minutes >= size:
            count = minutes // size
            return words.phrases[f"{unit}_{_plural(count)}"].format(count=count)
    raise AssertionError("a minute is a minute")


def _plural(count: int) -> str:
    """The Arabic number form: one, two, few (3-10), many (11 and more; no sample is a hundred days old)."""
    return {1: "one", 2: "two"}.get(count) or ("few" if count <= 10 else "many")
