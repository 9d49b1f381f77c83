"""The lines around a headline, the metadata and the address of a page in, every moment they state out, unweighed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Literal

from masdar.model import Moment, Rejected
from masdar.read.dates import find_moments, may_hold_date, parse_date, read_moment
from masdar.read.heading import Zone
from masdar.read.metadata import Declared
from masdar.read.phrases import key
from masdar.read.tree import Block, above
from masdar.text.zones import clock_of

_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_-]|$)")
# Year, month and day as steps of the path, a section perhaps between: /2013/middle_east/8/3/.
_IN_PATH = re.compile(r"/((?:19|20)\d\d)/(?:[A-Za-z_-]+/)?(\d{1,2})/(\d{1,2})/")
_DISTANCE = re.compile(r"\bago\b|\bil y a\b|\b(?:منذ|قبل|اليوم|امس|البارحه|الان)\b")
_CHANGED = re.compile(r"تحديث|تعديل|updated|modified|mis a jour")
# Ten digits since 2001 and until 2096, with or without milliseconds.
_EPOCH = re.compile(r"[123]\d{9}(?:\d{3})?", re.ASCII)
# A letter, a digit, or a vowel sign upon a letter.
_ENDS_WORD = re.compile(r"[\w\u064b-\u065f]")
_ISO = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:([+-]\d\d:\d\d)|Z)", re.ASCII)
_YEAR = re.compile(r"\d{4}")
# A time of day, perhaps with "of Mecca" or "it is over" beside it, which says nothing of the half of the day.
_CLOCK = re.compile(r"^\W*(?:الساعة\s+)?(\d{1,2}:\d\d(?:\s*(?:[صم]|صباح[اً]+|مساء[اً]*|[AaPp][Mm]))?)(?:\s*ت\s*م)?\W*$")
# A label stands this near before its date.
_LABEL_REACH = 25
_MAX_DISTANCE_WORDS = 8
# A line that prints a date and a name or two.
_MAX_LINE_WORDS = 20
# What makes a printed date one that nobody should believe.
_FAULTS = frozenset(("contradictory-pair", "wrong-weekday", "invalid-day", "invalid-time"))

Kind = Literal["printed", "change", "distance", "declared", "address"]


@dataclass(frozen=True, slots=True)
class Stated:
    """A moment that the page states: `field` names the place, `context` is the whole text there.

    `line` is the number of the visible line, `is_above`, `is_below`: it stands before the headline, after the text.
    """

    kind: Kind
    moment: Moment
    field: str
    context: str
    line: int = -1
    is_above: bool = False
    is_below: bool = False


@dataclass(frozen=True, slots=True)
class Reckoner:
    """When the page was asked for, and the clock of its source."""

    fetched_at: datetime | None
    tz: str | None

    def printed(self, zone: Zone, dateline: Sequence[Block], published: Sequence[Declared]) -> Iterator[Stated]:
        """Dates between headline and text, then before the headline, then in the dateline, then after the text.

        `published`: declared facts; one that is a time of day and nothing else belongs to the printed day.
        """
        lines = (*zone.near, *dateline, *zone.after)
        clocks = {block.order: block.text for block in lines if is_clock(block.text)}
        declared = [fact.text for fact in published if is_clock(fact.text)]
        for block in lines:
            if not may_hold_date(block.text):
                continue
            for found, label in self._found(block):
                beside = [clocks[order] for order in (block.order + 1, block.order - 1) if order in clocks]
                moment = self._with_clock(found, [*beside, *declared, *(line.text for line in dateline[-1:])])
                kind: Kind = "change" if _CHANGED.search(label) else "printed"
                place = f"html:{block.element.tag}"
                is_above, is_below = block in zone.before, block in zone.after
                yield Stated(kind, moment, place, block.text, block.order, is_above, is_below)
            yield from self._distances(block)

    def refused(self, zone: Zone, read: frozenset[int]) -> Iterator[tuple[Block, Rejected]]:
        """The lines between headline and text that print a date which contradicts itself or does not exist.

        `read`: the numbers of the lines whose dates were read.
        """
        for block in zone.between:
            if block.order not in read and block.words <= _MAX_LINE_WORDS and _YEAR.search(block.text):
                answer = read_moment(block.text, self.fetched_at, self.tz)
                if isinstance(answer, Rejected) and answer.reason in _FAULTS:
                    yield block, answer

    def _found(self, block: Block) -> Iterator[tuple[Moment, str]]:
        """The dates of a line, each with the words before it; of its runs where the whole cannot be read as one."""
        whole = _spaced(block)
        for text in (
            whole,
            *(piece.text for piece in block.pieces if piece.text != whole and may_hold_date(piece.text)),
        ):
            moments = [
                found for found in find_moments(text, self.fetched_at, self.tz) if not _is_distance(found.moment)
            ]
            for found in moments:
                before = text[max(0, found.start - _LABEL_REACH) : found.start]
                yield found.moment, block.key if len(moments) == 1 and text is whole else key(before)
            if moments and text is whole:
                return

    def declared(self, facts: Iterable[Declared]) -> Iterator[Stated]:
        for fact in facts:
            moment = read_machine_date(fact.text, self.fetched_at, self.tz)
            if moment is not None:
                yield Stated("declared", _without_idle_clock(moment), fact.field, fact.text)

    def time_elements(self, zone: Zone) -> Iterator[Stated]:
        """The machine times of the <time> elements in the lines near the headline."""
        for block in zone.near:
            for piece in block.pieces:
                for step in above(piece.element):
                    if step.tag == "time" and step.get("datetime"):
                        yield from self.declared((Declared("html:time", step.get("datetime", "")),))
                    if step is block.element:
                        break

    def address(self, url: str) -> Stated | None:
        match = _IN_ADDRESS.search(url) or _IN_PATH.search(url)
        moment = parse_date("-".join(match.groups()), self.fetched_at, self.tz) if match else None
        if match is None or moment is None:
            return None
        return Stated("address", replace(moment, printed=match.group().strip("/")), "url", url)

    def _distances(self, block: Block) -> Iterator[Stated]:
        """A run that is a distance from now and nothing else ("منذ ساعتين")."""
        for piece in block.pieces:
            if _DISTANCE.search(key(piece.text)) and len(piece.text.split()) <= _MAX_DISTANCE_WORDS:
                moment = parse_date(piece.text, self.fetched_at, self.tz)
                if moment is not None:
                    yield Stated("distance", moment, f"html:{block.element.tag}", piece.text, block.order)

    def _with_clock(self, day: Moment, clocks: Iterable[str]) -> Moment:
        """A time of day in a line of its own, beside its day or below an agency's item ("// انتهى // 00:03 ت م")."""
        if day.precision != "day":
            return day
        for text in clocks:
            match = _CLOCK.match(text)
            timed = parse_date(f"{day.printed} {match[1]}", self.fetched_at, self.tz) if match else None
            if timed and timed.precision in ("second", "minute"):
                return replace(timed, printed=f"{day.printed} … {text}")
        return day


def is_clock(text: str) -> bool:
    """A line that is a time of day and nothing else."""
    return bool(_CLOCK.match(text))


def read_machine_date(text: str, fetched_at: datetime | None, tz: str | None) -> Moment | None:
    """A date as metadata has it: seconds or milliseconds since 1970, or whatever the reader of printed dates reads."""
    line = text.strip()
    if _EPOCH.fullmatch(line):
        return Moment(datetime.fromtimestamp(int(line[:10]), UTC), "second", "+00:00", "text", "gregorian", line)
    return _iso(line) or parse_date(line, fetched_at, tz)


def _iso(line: str) -> Moment | None:
    """The form that nearly all metadata has, as `parse_date` would read it, in a tenth of the time."""
    form = _ISO.fullmatch(line)
    try:
        instant = datetime.fromisoformat(line).astimezone(UTC) if form else None
    except (ValueError, OverflowError):
        return None
    if form is None or instant is None:
        return None
    return Moment(instant, "second", form[1] or "+00:00", "text", "gregorian", line)


def _spaced(block: Block) -> str:
    """The line with a space between two words that only their elements part: <span>3:02 مساء</span><a>سياسة</a>."""
    text, place = block.text, 0
    for piece in block.pieces:
        place = max(place, text.find(piece.text, place))
        left, right = text[max(0, place - 1) : place], text[place : place + 1]
        if _ENDS_WORD.match(left) and right.isalnum() and not (left.isdecimal() and right.isdecimal()):
            text, place = f"{text[:place]} {text[place:]}", place + 1
        place += len(piece.text)
    return text


def _is_distance(moment: Moment) -> bool:
    """Inside a longer line "اليوم" may be a paper's name; a distance counts where it stands alone."""
    return bool(_DISTANCE.search(key(moment.printed))) and not _YEAR.search(moment.printed)


def _without_idle_clock(moment: Moment) -> Moment:
    """Midnight to the second is how programs write a day that has no time: the day is all it states."""
    is_idle = moment.precision == "second" and moment.instant.astimezone(clock_of(moment.zone)).time() == time()
    return replace(moment, precision="day") if is_idle else moment
