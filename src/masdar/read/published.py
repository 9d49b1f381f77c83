"""What a page states about its time, declared and visible → when it was published and changed, by written rules.

1. The visible date near the headline is what readers were told; a page that states none is read by its metadata.
2. A declared time that agrees with the visible date (same minute, or same day where only a day is printed) is taken:
   it is the more precise of the two.
3. A declared time that contradicts the visible date is refused, and the refusal kept as evidence.
4. A declared time within two minutes of our own request may be the server's clock: it yields to any other declared
   time, and alone it is believed only by half.
5. A relative date ("منذ ساعتين") is the rendering of a clock we cannot see: it counts where nothing else is stated.
6. The date in the address counts last. A time after our request (past a day, for wrong zones) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from masdar.model import Evidence, Moment, Precision
from masdar.read.dates import find_moments, parse_date
from masdar.read.heading import Zone
from masdar.read.metadata import Declared, Metadata
from masdar.read.phrases import key
from masdar.read.plain import clip
from masdar.read.tree import Block, above

METHOD = "published@1"
_FINEST_FIRST: tuple[Precision, ...] = ("second", "minute", "hour", "day", "week", "month", "year")
_CRAWL_CLOCK = timedelta(minutes=2)
_SAME_MINUTE = timedelta(seconds=90)
_ZONE_SLIP = timedelta(days=1)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_-]|$)")
_RELATIVE = re.compile(r"\bago\b|\b(?:منذ|قبل|اليوم|امس|البارحه|الان)\b")
_CHANGED = re.compile(r"تحديث|تعديل|updated|modified")
_CLOCK = re.compile(r"^\W*(\d{1,2}):(\d\d)\s*(?:ت\s*م|ص|م)?\W*$")


@dataclass(frozen=True, slots=True)
class Stated:
    """A moment that the page states, and where. `is_relative`: reckoned from our request time."""

    moment: Moment
    field: str
    context: str
    is_relative: bool = False
    is_change: bool = False


@dataclass(frozen=True, slots=True)
class Dating:
    """The answer. `lines`: keys of the visible texts that are dates (they are no byline and no body)."""

    published: Moment | None
    modified: Moment | None
    evidence: tuple[Evidence, ...]


def find_dating(
    zone: Zone, dateline: Sequence[Block], metadata: Metadata, url: str, fetched_at: datetime | None, tz: str | None
) -> Dating:
    visible = list(_visible(zone, dateline, fetched_at, tz))
    declared = list(_declared(metadata.published, fetched_at, tz)) + list(_time_elements(zone, fetched_at, tz))
    declared = [stated for stated in declared if not _is_future(stated, fetched_at)]
    shown = next((stated for stated in visible if not stated.is_relative and not stated.is_change), None)
    chosen, sure = _choose(shown, declared, visible, _of_address(url, fetched_at, tz), fetched_at)
    evidence = [_evidence("published", chosen, sure)] if chosen else []
    evidence += [
        _evidence("published_refused", stated, 0.0) for stated in declared if shown and not _agree(stated, shown)
    ]
    changed = _changed(visible, metadata, chosen, fetched_at, tz)
    if changed:
        evidence.append(_evidence("modified", changed, 0.8))
    return Dating(chosen.moment if chosen else None, changed.moment if changed else None, tuple(evidence))


def _choose(
    shown: Stated | None,
    declared: Sequence[Stated],
    visible: Sequence[Stated],
    address: Stated | None,
    fetched_at: datetime | None,
) -> tuple[Stated | None, float]:
    if shown is not None:
        exact = next((stated for stated in declared if _agree(stated, shown) and _is_finer(stated, shown)), None)
        return (exact, 1.0) if exact else (shown, 0.9)
    for stated in declared:
        if fetched_at is None or abs(stated.moment.instant - fetched_at) > _CRAWL_CLOCK:
            return stated, 0.8
    relative = next((stated for stated in visible if stated.is_relative), None)
    if declared:
        return declared[0], 0.5
    return (relative, 0.6) if relative else (address, 0.6)


def _is_future(stated: Stated, fetched_at: datetime | None) -> bool:
    return fetched_at is not None and stated.moment.instant - fetched_at > _ZONE_SLIP


def _agree(declared: Stated, shown: Stated) -> bool:
    """The same minute, or the same day on the page's clock when one of the two states only a day."""
    one, other = declared.moment, shown.moment
    if "day" in (one.precision, other.precision):
        return _day(one, shown.moment.zone) == _day(other, shown.moment.zone)
    if other.precision in ("month", "year"):
        return one.instant.year == other.instant.year
    return abs(one.instant - other.instant) <= _SAME_MINUTE


def _is_finer(declared: Stated, shown: Stated) -> bool:
    return _FINEST_FIRST.index(declared.moment.precision) < _FINEST_FIRST.index(shown.moment.precision)


def _day(moment: Moment, zone: str | None) -> tuple[int, int, int]:
    local = moment.instant.astimezone(_zone(zone))
    return local.year, local.month, local.day


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _visible(zone: Zone, dateline: Sequence[Block], fetched_at: datetime | None, tz: str | None) -> Iterator[Stated]:
    """Dates printed between headline and text, then before the headline, then in the dateline, then after the text."""
    for block in (*zone.near, *dateline, *zone.after):
        moments = find_moments(block.text, fetched_at, tz)
        for found in moments:
            before = key(block.text[max(0, found.start - 25) : found.start])
            field = f"html:{block.element.tag}"
            relative = bool(_RELATIVE.search(key(found.moment.printed)))
            changed = _CHANGED.search(block.key if len(moments) == 1 else before)
            stated = Stated(found.moment, field, block.text, relative, bool(changed))
            yield _with_clock(stated, dateline, tz) if block in dateline else stated
        yield from _relative(block, fetched_at, tz)


def _relative(block: Block, fetched_at: datetime | None, tz: str | None) -> Iterator[Stated]:
    """A run that is a distance from now and nothing else ("منذ ساعتين")."""
    for piece in block.pieces:
        if _RELATIVE.search(key(piece.text)) and len(piece.text.split()) <= 5:
            moment = parse_date(piece.text, fetched_at, tz)
            if moment is not None:
                yield Stated(moment, f"html:{block.element.tag}", piece.text, is_relative=True)


def _with_clock(stated: Stated, dateline: Sequence[Block], tz: str | None) -> Stated:
    """An agency prints the day above its item and the clock below it ("// انتهى // 00:03 ت م")."""
    match = _CLOCK.match(dateline[-1].text) if dateline and stated.moment.precision == "day" else None
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return stated
    local = stated.moment.instant.astimezone(_zone(stated.moment.zone or tz))
    instant = local.replace(hour=int(match[1]), minute=int(match[2])).astimezone(UTC)
    printed = f"{stated.moment.printed} … {dateline[-1].text}"
    return replace(stated, moment=replace(stated.moment, instant=instant, precision="minute", printed=printed))


def is_clock(text: str) -> bool:
    """A line that is a time of day and nothing else."""
    return bool(_CLOCK.match(text))


def _declared(facts: Iterable[Declared], fetched_at: datetime | None, tz: str | None) -> Iterator[Stated]:
    for fact in facts:
        moment = read_machine_date(fact.text, fetched_at, tz)
        if moment is not None:
            yield Stated(moment, fact.field, fact.text)


def _time_elements(zone: Zone, fetched_at: datetime | None, tz: str | None) -> Iterator[Stated]:
    for block in zone.near:
        for piece in block.pieces:
            for step in above(piece.element):
                if step.tag == "time" and step.get("datetime"):
                    yield from _declared((Declared("html:time", step.get("datetime", "")),), fetched_at, tz)
                if step is block.element:
                    break


def read_machine_date(text: str, fetched_at: datetime | None, tz: str | None) -> Moment | None:
    """ISO 8601 or RFC 9110 dates as metadata has them, or whatever else the reader of printed dates can read."""
    moment = parse_date(text, fetched_at, tz)
    if moment is not None:
        return moment
    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    if instant.tzinfo is None or not 1990 <= instant.year <= 2200:
        return None
    return Moment(instant.astimezone(UTC), "second", instant.strftime("%z"), "text", "gregorian", text)


def _of_address(url: str, fetched_at: datetime | None, tz: str | None) -> Stated | None:
    match = _IN_ADDRESS.search(url)
    moment = parse_date("-".join(match.groups()), fetched_at, tz) if match else None
    return Stated(moment, "url", url) if moment else None


def _changed(
    visible: Sequence[Stated], metadata: Metadata, chosen: Stated | None, fetched_at: datetime | None, tz: str | None
) -> Stated | None:
    """A stated change after publication; a page that was never changed often repeats its first time."""
    stated = [*(shown for shown in visible if shown.is_change), *_declared(metadata.modified, fetched_at, tz)]
    for change in stated:
        late = chosen is not None and change.moment.instant < chosen.moment.instant
        if not late and not _is_future(change, fetched_at):
            return change
    return None


def _evidence(about: str, stated: Stated, sure: float) -> Evidence:
    return Evidence(
        about, stated.field, clip(stated.moment.printed, 200), METHOD, sure, context=clip(stated.context, 400)
    )
