"""How many new articles a source had on each day, in; whether it has gone silent by its own measure, out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from math import exp
from statistics import fmean, median

# One false alarm in a hundred looks at a source whose articles come evenly.
CHANCE = 0.01
# Two of each weekday: with fewer, a weekend cannot be told from a silence.
DAYS_NEEDED = 14
# Four of each weekday: a change of habit is forgotten within a month.
WINDOW = timedelta(days=28)
# Less than an article a week: nobody would miss it within the month that is looked at.
LEAST_PER_WEEK = 1.0
DAY = timedelta(days=1)

# New articles by day (UTC), of those days on which the source was asked and answered; a day without news is 0.
History = Mapping[date, int]


def is_silent(history: History, per_day: float | None, last_new: datetime, now: datetime) -> bool:
    """Whether so long without a new article is more than chance, and longer than the source is used to be quiet.

    Two things must both hold. The silence is improbable: were articles still coming at the source's own rate, none in
    this time would have a chance below 1 % (Poisson: e to the minus expected articles). The rate is that of each
    weekday, so a quiet Friday and Saturday weigh nothing where they always were quiet. And it is unusual: it lasts a
    day longer than the longest run of empty days before; a day at the least, since nobody reports at night.

    Only days in `history` count, so neither the time that Masdar was off nor that in which the source did not answer is
    silence. `per_day` is the number expected, when its source file states one; without it nothing is said of a source
    with fewer than 14 days before its last article, or with less than an article a week.
    """
    if now - last_new < DAY:
        return False
    before = {day: number for day, number in history.items() if day < last_new.astimezone(UTC).date()}
    if per_day is None and len(before) < DAYS_NEEDED:
        return False
    rates = _weekday_rates(before, per_day)
    if sum(rates) < LEAST_PER_WEEK:
        return False
    quiet = [(day, _share_of(day, last_new, now)) for day in history]
    if sum(share for _, share in quiet) < 1 + longest_gap(before):
        return False
    return exp(-sum(rates[day.weekday()] * share for day, share in quiet)) < CHANCE


def usual_per_day(history: History) -> float | None:
    """How many new articles a day are usual: the median, so that one day of catching up changes nothing; the mean where
    most days have none. None while there are too few days to say."""
    if len(history) < DAYS_NEEDED:
        return None
    return median(history.values()) or fmean(history.values())


def longest_gap(history: History) -> int:
    """The longest run of days without a new article."""
    longest = run = 0
    for day in sorted(history):
        run = 0 if history[day] else run + 1
        longest = max(longest, run)
    return longest


def _weekday_rates(history: History, per_day: float | None) -> list[float]:
    """Articles a day, from Monday on: the mean of each weekday, brought to `per_day` on the whole when given."""
    if len(history) < DAYS_NEEDED:
        return [per_day or 0.0] * 7
    whole = fmean(history.values())
    by_weekday = [[number for day, number in history.items() if day.weekday() == weekday] for weekday in range(7)]
    rates = [fmean(numbers) if len(numbers) > 1 else whole for numbers in by_weekday]
    if per_day is None:
        return rates
    return [rate * per_day / whole for rate in rates] if whole else [per_day] * 7


def _share_of(day: date, start: datetime, end: datetime) -> float:
    """Which part of the day lies between the two instants."""
    midnight = datetime.combine(day, time(), UTC)
    return max((min(end, midnight + DAY) - max(start, midnight)) / DAY, 0.0)
