"""What a page states about its time → when it was published and changed, by written rules, with what was refused.

The rules, in the order in which they are tried (docs/how-to/read-dates-on-a-page.md says why):

1. What lies after our request is refused.
2. The printed date is what readers were told. Of two in one line the one counts that another place confirms, else the
   finer. Today's date above the headline may be the masthead's: it yields to whatever else is stated.
3. A declared time that agrees with the printed date and is finer is taken in its stead, with less certainty where it
   is the time of our own request. One that contradicts the printed date is refused.
4. Without a printed date the first declared time counts that is not the time of our request, one that agrees with the
   address first; then, by half, one at our request; then a printed distance; then the address.
5. A change is read by the same rules, and must not lie before the publication.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from masdar.model import Evidence, Moment, Precision
from masdar.read.heading import Zone
from masdar.read.metadata import Metadata
from masdar.read.plain import clip
from masdar.read.stated import Reckoner, Stated
from masdar.read.stated import is_clock as is_clock
from masdar.read.tree import Block
from masdar.text.zones import clock_of

METHOD = "published@2"
Reason = Literal[
    "future",
    "contradicts-printed",
    "zone-slip",
    "time-of-request",
    "todays-date",
    "unconfirmed",
    "contradicts-declared",
]
_FINEST_FIRST: tuple[Precision, ...] = ("second", "minute", "hour", "day", "week", "month", "year")
# How many of year, month and day two dates of such a precision must share.
_SHARED = {"day": 3, "month": 2, "year": 1}
# A page that is made when it is asked for prints its own clock: servers answer within seconds, clocks differ a little.
_REQUEST_CLOCK = timedelta(minutes=2)
_SAME_MINUTE = timedelta(seconds=90)
# How far a clock may run ahead of ours, and how far a time whose zone is not known may seem to.
_FAST_CLOCK, _ZONE_SLIP = timedelta(minutes=10), timedelta(days=1)
# Clocks of places where Arabic papers appear, from Los Angeles to Oman, all whole half hours.
_WEST_OF_ALL, _EAST_OF_ALL, _HALF_HOUR = timedelta(hours=-8), timedelta(hours=5), timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Dating:
    """The answer. `evidence`: what was taken, what agrees with it, what was refused ("published_refused")."""

    published: Moment | None
    modified: Moment | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """When the page was asked for and what its server's clock said then; the clock of the source."""

    fetched_at: datetime | None
    served_at: datetime | None
    tz: str | None

    def is_future(self, stated: Stated) -> bool:
        moment = stated.moment
        certain = moment.precision in ("second", "minute") and moment.zone_from != "none"
        slack = _FAST_CLOCK if certain else _ZONE_SLIP
        return self.fetched_at is not None and moment.instant - self.fetched_at > slack

    def is_request_time(self, stated: Stated) -> bool:
        clocks = (clock for clock in (self.fetched_at, self.served_at) if clock)
        return any(abs(stated.moment.instant - clock) <= _REQUEST_CLOCK for clock in clocks)

    def is_todays_date(self, stated: Stated) -> bool:
        """A date above the headline that is the day of our request: mastheads print it on every page."""
        if self.fetched_at is None or not stated.is_above:
            return False
        today = self.fetched_at.astimezone(clock_of(self.tz))
        return _day(stated.moment, stated.moment.zone) == (today.year, today.month, today.day)


@dataclass(slots=True)
class _Weighing:
    """What was chosen for one fact, how sure, what stands beside it, what was refused and why."""

    chosen: Stated | None = None
    sure: float = 0.0
    beside: Stated | None = None
    refused: list[tuple[Stated, Reason]] = field(default_factory=list)

    def choose(self, stated: Stated | None, sure: float) -> None:
        self.chosen, self.sure = stated, sure if stated else 0.0

    def refuse(self, several: Iterable[Stated], reason: Reason) -> None:
        self.refused += [(stated, reason) for stated in several]


def find_dating(
    zone: Zone,
    dateline: Sequence[Block],
    metadata: Metadata,
    url: str,
    fetched_at: datetime | None,
    tz: str | None,
    served_at: datetime | None = None,
) -> Dating:
    """`dateline`: the lines that open and close the text. `served_at`: the server's own clock (its Date header)."""
    reckoner, setting = Reckoner(fetched_at, tz), Setting(fetched_at, served_at, tz)
    visible = list(reckoner.printed(zone, dateline, metadata.published))
    declared = [*reckoner.declared(metadata.published), *reckoner.time_elements(zone)]
    published = _weigh([one for one in visible if one.kind == "printed"], declared, reckoner.address(url), setting)
    if published.chosen is None or published.sure <= 0.8:
        _count_distance(published, [one for one in visible if one.kind == "distance"])
    modified = _weigh(
        [one for one in visible if one.kind == "change"], list(reckoner.declared(metadata.modified)), None, setting
    )
    _drop_early(modified, published.chosen)
    return Dating(
        published.chosen.moment if published.chosen else None,
        modified.chosen.moment if modified.chosen else None,
        (*_evidence("published", published), *_unread(reckoner, zone, visible), *_evidence("modified", modified)),
    )


def _weigh(
    printed: Sequence[Stated], declared: Sequence[Stated], address: Stated | None, setting: Setting
) -> _Weighing:
    weighing = _Weighing()
    weighing.refuse((one for one in (*printed, *declared) if setting.is_future(one)), "future")
    printed = [one for one in printed if not setting.is_future(one)]
    declared = [one for one in declared if not setting.is_future(one)]
    shown = _shown(weighing, printed, declared, address, setting)
    if shown is not None:
        _weigh_against(weighing, shown, declared, setting)
    else:
        _weigh_alone(weighing, declared, address, setting)
    return weighing


def _shown(
    weighing: _Weighing,
    printed: Sequence[Stated],
    declared: Sequence[Stated],
    address: Stated | None,
    setting: Setting,
) -> Stated | None:
    """The printed date that counts (rule 2)."""
    others = [one for one in (*declared, address) if one and not setting.is_request_time(one)]
    lasting = [one for one in printed if not setting.is_todays_date(one)]
    todays = [one for one in printed if setting.is_todays_date(one)]
    if todays and (lasting or any(not _agree(one, todays[0]) for one in others)):
        weighing.refuse((one for one in todays if not lasting or not _agree(one, lasting[0])), "todays-date")
        todays = []
    first = next(iter((*lasting, *todays)), None)
    if first is None:
        return None
    beside = [one for one in printed if one.line == first.line]
    confirmed = next((one for one in beside if any(_agree(other, one) for other in others)), None)
    confirmed = confirmed or min(beside, key=lambda one: _FINEST_FIRST.index(one.moment.precision))
    if not _agree(confirmed, first):
        weighing.refuse((first,), "unconfirmed")
    finer = [one for one in printed if not one.is_below and _agree(one, confirmed) and _is_finer(one, confirmed)]
    return next(iter(finer), confirmed)


def _weigh_against(weighing: _Weighing, shown: Stated, declared: Sequence[Stated], setting: Setting) -> None:
    """Declared times beside a printed date (rule 3)."""
    weighing.choose(shown, 0.9)
    for one in declared:
        if not _agree(one, shown):
            weighing.refuse((one,), _why_not(one, shown, setting))
        elif weighing.beside is None and _is_finer(one, shown):
            certain = shown.moment.precision != "day" or not setting.is_request_time(one)
            weighing.choose(one, 1.0 if certain else 0.7)
            weighing.beside = shown


def _weigh_alone(weighing: _Weighing, declared: Sequence[Stated], address: Stated | None, setting: Setting) -> None:
    """Declared times and the address, where no date is printed (rule 4)."""
    own = [one for one in declared if not setting.is_request_time(one)]
    fitting = next((one for one in own if address and _agree(one, address)), None)
    first = fitting or next(iter(own), None)
    if first is not None:
        weighing.choose(first, 0.8)
        weighing.beside = address if fitting else None
    elif declared:
        weighing.choose(declared[0], 0.5)
    else:
        weighing.choose(address, 0.6)


def _count_distance(weighing: _Weighing, distances: Sequence[Stated]) -> None:
    """A printed distance counts before the address only: a stored page counts from when it was made, not from now."""
    distance = next(iter(distances), None)
    if distance is None:
        return
    if weighing.chosen is None or weighing.chosen.kind == "address":
        weighing.choose(distance, 0.6)
    elif _agree(weighing.chosen, distance):
        weighing.sure = max(weighing.sure, 0.8)
    else:
        weighing.refuse((distance,), "contradicts-declared")


def _drop_early(modified: _Weighing, published: Stated | None) -> None:
    """No change comes before the publication, nor by a clock that shows our request."""
    if modified.chosen is None:
        return
    if modified.sure <= 0.5:
        modified.refuse((modified.chosen,), "time-of-request")
        modified.choose(None, 0)
    elif published is not None and modified.chosen.moment.instant < published.moment.instant:
        modified.choose(None, 0)


def _agree(one: Stated, other: Stated) -> bool:
    """The same minute, or the same day (month, year) on the printed clock when one of them states no more."""
    mine, theirs = one.moment, other.moment
    coarse = max(mine.precision, theirs.precision, key=_FINEST_FIRST.index)
    if coarse in ("second", "minute"):
        return _is_same_minute(mine, theirs)
    if coarse == "hour":
        return abs(mine.instant - theirs.instant) < timedelta(hours=1)
    if coarse == "week":
        return abs(mine.instant - theirs.instant) <= timedelta(days=8)
    my_days, their_days = _days(mine, theirs), _days(theirs, mine)
    shared = _SHARED[coarse]
    return any(my_day[:shared] == their_day[:shared] for my_day in my_days for their_day in their_days)


def _is_same_minute(mine: Moment, theirs: Moment) -> bool:
    """A time without any zone agrees with one that has its zone if some clock shows it at the other's instant."""
    distance = theirs.instant - mine.instant
    if theirs.zone_from != "none" or mine.zone_from != "text":
        return abs(distance) <= _SAME_MINUTE
    rest = (distance + _SAME_MINUTE) % _HALF_HOUR
    return _WEST_OF_ALL <= distance <= _EAST_OF_ALL and rest <= 2 * _SAME_MINUTE


def _days(moment: Moment, other: Moment) -> set[tuple[int, int, int]]:
    """The day of a moment on the other's clock: two may be it where the other's clock is not known."""
    if moment.precision not in ("second", "minute", "hour"):
        return {_day(moment, moment.zone)}
    if other.zone_from != "none":
        return {_day(moment, other.zone)}
    shifts = (_WEST_OF_ALL, timedelta(), _EAST_OF_ALL) if moment.zone_from == "text" else (timedelta(),)
    return {_day(replace(moment, instant=moment.instant + shift), None) for shift in shifts}


def _is_finer(declared: Stated, shown: Stated) -> bool:
    """More digits of the time, or a zone where none is printed."""
    mine, theirs = declared.moment, shown.moment
    if mine.zone_from == "text" and theirs.zone_from == "none":
        return _FINEST_FIRST.index(mine.precision) <= _FINEST_FIRST.index(theirs.precision)
    return _FINEST_FIRST.index(mine.precision) < _FINEST_FIRST.index(theirs.precision)


def _why_not(declared: Stated, shown: Stated, setting: Setting) -> Reason:
    if setting.is_request_time(declared):
        return "time-of-request"
    clock = clock_of(shown.moment.zone or setting.tz)
    offset = shown.moment.instant.astimezone(clock).utcoffset() or timedelta()
    distance = abs(declared.moment.instant - shown.moment.instant)
    slipped = offset and abs(distance - abs(offset)) <= _SAME_MINUTE
    return (
        "zone-slip"
        if slipped and "day" not in (declared.moment.precision, shown.moment.precision)
        else "contradicts-printed"
    )


def _day(moment: Moment, zone: str | None) -> tuple[int, int, int]:
    local = moment.instant.astimezone(clock_of(zone))
    return local.year, local.month, local.day


def _evidence(about: str, weighing: _Weighing) -> Iterable[Evidence]:
    if weighing.chosen:
        yield _witness(about, weighing.chosen, METHOD, weighing.sure)
        if weighing.beside:
            yield _witness(about, weighing.beside, METHOD, 0.9)
    for stated, reason in weighing.refused:
        yield _witness(f"{about}_refused", stated, f"{METHOD}.{reason}", 0.0)


def _unread(reckoner: Reckoner, zone: Zone, visible: Sequence[Stated]) -> Iterable[Evidence]:
    for block, why in reckoner.refused(zone, frozenset(one.line for one in visible)):
        method = f"{METHOD}.{why.reason}"
        yield Evidence("published_refused", f"html:{block.element.tag}", clip(block.text, 200), method, 0.0)


def _witness(about: str, stated: Stated, method: str, sure: float) -> Evidence:
    quote, context = clip(stated.moment.printed, 200), clip(stated.context, 400)
    return Evidence(about, stated.field, quote, method, sure, context=context)
