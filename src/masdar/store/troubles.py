"""What is known of a source's asking and answering, in; what is wrong with it, worst first, out. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args

from masdar.model import ListingKind, Source
from masdar.store.silence import WINDOW, History, is_silent, usual_per_day

# Worst first.
TroubleCode = Literal[
    "ended", "no-listings", "failing", "robots", "silent", "unreadable", "pages-failing", "listing-failing", "busy",
    "waiting", "no-rules", "resting", "slow", "behind",
]  # fmt: skip
SourceState = Literal["failing", "attention", "new", "well", "paused", "removed"]

# What to do, for people who run this copy.
ADVICE: dict[TroubleCode, str] = {
    "ended": "every listing answered 410 (gone): find its new ones with masdar source add, or pause the source",
    "no-listings": "there is nowhere to look for its news: find listings with masdar source add",
    "failing": "no listing answers: look at its site in a browser, then at the listings in its source file",
    "robots": "its robots.txt disallows what we ask for: respect it; ask the publisher, or pause the source",
    "silent": "its listings answer but bring nothing new: compare with its front page; a listing may have moved",
    "unreadable": "pages come but none is read as an article: look at one with masdar extract",
    "pages-failing": "most of its pages do not come: see the reasons, then open one of them in a browser",
    "listing-failing": "one of its listings does not answer any more: look at it, or take it out of the source file",
    "busy": "it answers 429 or 503: raise pace_s in its source file",
    "waiting": "it told us to wait; nothing to do until then",
    "no-rules": "its robots.txt does not come, so nothing may be asked: it is tried again; open it in a browser",
    "resting": "we let it rest after many failures in a row and try again by ourselves: look at its site in a browser",
    "slow": "its crawl-delay in robots.txt is long: respect it; ask the publisher, or have fewer listings of it",
    "behind": "it is asked later than planned, though its host is free: is masdar run at work?",
}
# Why a host is left alone, as the driver notes it; any other reason is a wish of the host's.
_RESTS: dict[str, TroubleCode] = {"robots-wait": "no-rules", "failing": "resting", "crawl-delay": "slow"}
# With one of these nothing comes any more.
_WORST: frozenset[TroubleCode] = frozenset({"ended", "no-listings", "failing", "robots"})

# Outcomes that are no failure: the answer came, new or the same.
GOOD = frozenset({"ok", "page", "unchanged", "listing", "moved", "new", "old"})
# And those by which a day counts as looked at: a listing that answers and names no article is a silence in the making.
ANSWERED = GOOD | {"no-links"}
ROBOTS = frozenset({"robots", "robots-wait"})
BUSY = frozenset({"busy"})
ENDED = "http-410"  # gone, says the server: it is not asked again (RFC 9110, 15.5.11)

# At a quarter of an hour to begin with and twice as long each time, five failures are most of a day.
FAILURES_IN_A_ROW = 5
# Below this many answers a share of failures says nothing.
ENOUGH = 10
# Between two looks of a listing lie 15 minutes and more: an hour late is no jitter.
LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that needs a look. `since`: when it began, as far as known; `until`: when it ends of itself; `detail`:
    numbers and reasons."""

    code: TroubleCode
    since: datetime | None = None
    detail: str = ""
    until: datetime | None = None

    @property
    def advice(self) -> str:
        """What to do about it."""
        return ADVICE[self.code]


@dataclass(frozen=True, slots=True)
class ListingHealth:
    """How asking one listing goes: `outcome` of the last time, `failures` in a row, when it last answered."""

    url: str
    kind: ListingKind
    active: bool
    outcome: str | None
    failures: int
    ok_at: datetime | None
    asked_at: datetime | None
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Answers:
    """How often each outcome came in some days: of listings, of pages."""

    listings: tuple[tuple[str, int], ...] = ()
    pages: tuple[tuple[str, int], ...] = ()

    @property
    def failures(self) -> tuple[tuple[str, int], ...]:
        """The reasons for which no listing or page came, most frequent first."""
        total: dict[str, int] = {}
        for outcome, number in (*self.listings, *self.pages):
            if outcome not in GOOD:
                total[outcome] = total.get(outcome, 0) + number
        return tuple(sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))

    def number(self, outcomes: frozenset[str]) -> int:
        """How often one of these outcomes came."""
        return sum(number for outcome, number in (*self.listings, *self.pages) if outcome in outcomes)

    @property
    def total(self) -> int:
        return sum(number for _, number in (*self.listings, *self.pages))


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source is doing. `ok_at`: when one of its listings last answered; `new_at`: its last new article.

    `recent` is today and the day before (UTC), `week` the seven days to today. `per_day` is how many new articles a day
    are expected (None: too early to say); `days` how many came on each day it was looked at, of the last weeks, today's
    at the end. `wait_until`: one of its hosts is left alone (`wait_why`). `due_since`: since when a listing or new link
    could have been asked and was not. `is_unreadable`: its pages came, and none is an article.
    """

    source: Source
    listings: tuple[ListingHealth, ...] = ()
    recent: Answers = Answers()
    week: Answers = Answers()
    days: tuple[tuple[date, int], ...] = ()
    per_day: float | None = None
    new_at: datetime | None = None
    wait_until: datetime | None = None
    wait_why: str = ""
    due_since: datetime | None = None
    is_unreadable: bool = False
    paused_at: datetime | None = None
    paused_why: str = ""
    removed_at: datetime | None = None
    troubles: tuple[Trouble, ...] = ()

    @property
    def ok_at(self) -> datetime | None:
        return max((listing.ok_at for listing in self.listings if listing.ok_at), default=None)

    def new_on(self, day: date) -> int:
        """How many new articles came on that day (UTC)."""
        return dict(self.days).get(day, 0)

    @property
    def state(self) -> SourceState:
        """In one word; a paused source is not judged."""
        if self.removed_at is not None:
            return "removed"
        if self.paused_at is not None:
            return "paused"
        if any(trouble.code in _WORST for trouble in self.troubles):
            return "failing"
        if self.troubles:
            return "attention"
        return "well" if self.ok_at or not self.listings else "new"


def judged(health: SourceHealth, now: datetime) -> SourceHealth:
    """With what is usual of it, and its troubles, the worst first."""
    history = _history(health, now)
    last = (health.new_at or now).astimezone(UTC).date()
    today = now.astimezone(UTC).date()
    usual = usual_per_day({day: number for day, number in history.items() if day < today and day <= last})
    per_day = health.source.per_day if health.source.per_day is not None else usual
    if health.paused_at is not None or health.removed_at is not None:
        return replace(health, per_day=per_day)
    found = (*_of_listings(health), *_of_news(health, history, now), *_of_pages(health), *_of_waiting(health, now))
    order = get_args(TroubleCode)
    return replace(health, per_day=per_day, troubles=tuple(sorted(found, key=lambda each: order.index(each.code))))


def _history(health: SourceHealth, now: datetime) -> History:
    """Without the day on which it was first looked at in this time, which brought what had piled up before."""
    started = health.days[:1] and health.days[0][0] > (now - WINDOW).astimezone(UTC).date()
    return dict(health.days[1:] if started else health.days)


def _of_listings(health: SourceHealth) -> Iterator[Trouble]:
    """Where it is looked at for news: those of a sitemap's index count as one with it."""
    active = [listing for listing in health.listings if listing.active]
    ended = [listing for listing in health.listings if not listing.active and listing.outcome == ENDED]
    failing = [each for each in active if each.failures >= FAILURES_IN_A_ROW or each.outcome == "robots"]
    if not health.listings:
        return  # its pages come out of archives: nobody asks it
    if not active:
        yield Trouble("ended" if ended else "no-listings", detail=", ".join(listing.url for listing in ended))
    elif len(failing) == len(active):
        code: TroubleCode = "robots" if all(listing.outcome in ROBOTS for listing in failing) else "failing"
        yield Trouble(code, health.ok_at, _told(failing))
    elif failing or ended:
        yield Trouble("listing-failing", detail=_told([*failing, *ended]))


def _told(listings: list[ListingHealth]) -> str:
    """The first few, each with its reason."""
    shown = [f"{listing.url} ({listing.outcome})" for listing in listings[:3]]
    return ", ".join(shown + ["…"] * (len(listings) > 3))


def _of_news(health: SourceHealth, history: History, now: datetime) -> Iterator[Trouble]:
    if health.is_unreadable:
        yield Trouble("unreadable")
    if not history or health.ok_at is None:
        return
    last_new = health.new_at or datetime.combine(min(history), time(), UTC)
    if is_silent(history, health.source.per_day, last_new, min(now, health.ok_at)):
        yield Trouble("silent", last_new)


def _of_pages(health: SourceHealth) -> Iterator[Trouble]:
    """Of what was asked today and yesterday."""
    recent = health.recent
    pages = Answers(pages=recent.pages)
    robots, busy = pages.number(ROBOTS), recent.number(BUSY)
    failed = sum(number for _, number in pages.failures) - robots - pages.number(BUSY)
    if pages.total >= ENOUGH and robots * 2 > pages.total:
        yield Trouble("robots", detail=f"{robots} of {pages.total} pages")
    if pages.total >= ENOUGH and failed * 2 > pages.total:
        yield Trouble("pages-failing", detail=f"{failed} of {pages.total} pages")
    if busy * ENOUGH > recent.total:
        yield Trouble("busy", detail=f"{busy} of {recent.total} answers")


def _of_waiting(health: SourceHealth, now: datetime) -> Iterator[Trouble]:
    until, since = health.wait_until, health.due_since
    if until is not None and until - now > LATE:
        detail = f"{health.wait_why}, until {until.isoformat(timespec='minutes')}"
        yield Trouble(_RESTS.get(health.wait_why, "waiting"), detail=detail, until=until)
    if since is not None and now - since > LATE:
        yield Trouble("behind", since)
