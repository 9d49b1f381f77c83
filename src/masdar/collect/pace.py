"""What a host said and how it answered before in, when it may be asked again out. Pure: `now` is an argument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zlib import crc32

from masdar.collect.rules import Rules
from masdar.collect.signals import robots_signals
from masdar.model import Signal

ROBOTS_CAP_BYTES = 500 * 1024  # RFC 9309 2.5: at least 500 KiB must be read; what follows is left out
ROBOTS_SHOWN_CHARS = 32_768  # for people to read; the longest hand-written ones are half of that
ROBOTS_KEPT = timedelta(hours=24)  # RFC 9309 2.4: not longer, unless robots.txt cannot be reached
CRAWL_DELAY_MOST_S = 24 * 3600.0  # robots.txt is read anew by then; keeps "inf" out of sums
ROBOTS_RETRY_S = 600.0  # after a 5xx: our choice, well under the day after which rules would be stale

LISTING_LEAST_S = 300.0  # nobody's front page needs us more than every five minutes
LISTING_MOST_S = 6 * 3600.0  # a source that wakes up is noticed the same day
# Most silent changes come within the hour, corrections within days; after a month an article is history. Eight looks.
LOOK_AGAIN = (
    timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12),
    timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30),
)  # fmt: skip
BACKOFF_FIRST_S = 60.0
BACKOFF_MOST_S = 24 * 3600.0
RETRY_AFTER_MOST_S = 7 * 24 * 3600.0  # a longer wish is taken for a mistake
FRESH_MOST_S = 365 * 24 * 3600.0  # what RFC 2616 14.21 called "never expires"; keeps sums finite
PACE_JITTER = 0.1  # a pause is stretched by up to a tenth: requests on the dot look like an attack and bunch up


@dataclass(frozen=True, slots=True)
class Robots:
    """What a robots.txt says to us. `rules` None: everything is allowed. `retry_s` set: nothing is, until then.
    `signals` are its Content-Signal lines for us."""

    agent: str
    rules: Rules | None = None
    delay_s: float = 0.0
    retry_s: float | None = None
    signals: tuple[Signal, ...] = ()

    @property
    def sitemaps(self) -> tuple[str, ...]:
        return self.rules.sitemaps if self.rules is not None else ()

    @property
    def text(self) -> str:
        """The file itself, as far as it is shown to people."""
        return self.rules.text[:ROBOTS_SHOWN_CHARS] if self.rules is not None else ""

    def allows(self, url: str) -> bool:
        """May this address be asked for?"""
        if self.retry_s is not None:
            return False
        return self.rules is None or self.rules.allows(url, self.agent)


def product_token(user_agent: str) -> str:
    """The name robots.txt files know us by (RFC 9309 2.2.1): "Masdar" of "Masdar/0.1 (+https://…)"."""
    return user_agent.split("/", 1)[0].split()[0].strip() if user_agent.strip() else "Masdar"


def read_robots(status: int, body: bytes, user_agent: str) -> Robots:
    """RFC 9309 2.3.1: 2xx is read, 4xx means all is allowed, 5xx (and 429) means wait: nothing is allowed."""
    agent = product_token(user_agent)
    if status == 429 or status >= 500:
        return Robots(agent, retry_s=ROBOTS_RETRY_S)
    if not 200 <= status < 300:
        return Robots(agent)
    text = body[:ROBOTS_CAP_BYTES].decode("utf-8-sig", errors="replace")
    rules = Rules.of(text)
    delay_s = min(max(0.0, rules.delay_s(agent)), CRAWL_DELAY_MOST_S)
    return Robots(agent, rules, delay_s, signals=robots_signals(text, agent))


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """RFC 9110 10.2.3: a number of seconds or a date. None when absent or unreadable; at most a week."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), RETRY_AFTER_MOST_S)
    at = _instant(text)
    return None if at is None else min(max(0.0, (at - now).total_seconds()), RETRY_AFTER_MOST_S)


def listing_interval_s(every_s: float, new_links: int) -> float:
    """The next interval of a listing, from the last one and what it brought.

    Many new links: ask twice as often. One or two: leave it. None: ask less, slowly, as a quiet night is no death.
    """
    if new_links > 2:
        every_s *= 0.5
    elif new_links == 0:
        every_s *= 1.3
    return min(max(every_s, LISTING_LEAST_S), LISTING_MOST_S)


def listing_wait_s(every_s: float, fresh: float = 0.0, jitter: float = 0.0) -> float:
    """Seconds until a listing of that interval is asked again: not while its last answer is `fresh` (see `fresh_s`),
    but never longer than the longest interval, and stretched by `jitter` (0..1) tenths."""
    return max(every_s, min(fresh, LISTING_MOST_S)) * (1 + PACE_JITTER * jitter)


def next_look(first_seen: datetime, now: datetime, url: str = "") -> datetime | None:
    """When an article is to be looked at again for silent changes; None when the schedule is over.

    A look that comes late is not repeated: only points of the schedule that still lie ahead count. Each address has its
    own stretch of the schedule, so that a thousand links found together do not come back together.
    """
    stretch = 1 + PACE_JITTER * scatter(url)
    return next((first_seen + wait * stretch for wait in LOOK_AGAIN if first_seen + wait * stretch > now), None)


def scatter(text: str) -> float:
    """A number in 0..1 that looks drawn by lot, always the same for the same text: jitter that can be repeated."""
    return crc32(text.encode("utf-8", "replace")) / 2**32


def backoff_s(failures: int, retry_s: float | None = None, jitter: float = 0.0) -> float:
    """How long to wait after so many failures in a row (1, 2, …): doubled each time, never less than `retry_s`.

    `jitter` in 0..1 stretches it by up to a quarter, so that hosts that failed together do not come back together.
    """
    doubled = BACKOFF_FIRST_S * float(2 ** min(max(failures - 1, 0), 20))
    wait = min(doubled, BACKOFF_MOST_S) * (1 + 0.25 * jitter)
    return max(wait, retry_s or 0.0)


def turn_wait_s(last_end_s: float | None, pace_s: float, delay_s: float, now_s: float, jitter: float = 0.0) -> float:
    """Seconds until a host may be asked again: the longer of our pace and its crawl-delay after the last answer,
    stretched by `jitter` (0..1) tenths. The two instants are of one monotonic clock. None: never asked.
    """
    if last_end_s is None:
        return 0.0
    return max(0.0, last_end_s + max(pace_s, delay_s) * (1 + PACE_JITTER * jitter) - now_s)


def fresh_s(headers: Sequence[tuple[str, str]], now: datetime) -> float:
    """How many seconds more an answer just come is fresh by its headers (names in lower case): RFC 9111 4.2.1, max-age
    or Expires, less its Age. 0 when they say nothing, nothing readable, or no-cache. At most a year."""
    orders = [order.strip().lower() for value in _all(headers, "cache-control") for order in value.split(",")]
    if any(order.split("=", 1)[0] in ("no-cache", "no-store") for order in orders):
        return 0.0
    ages = [order.removeprefix("max-age=").strip('"') for order in orders if order.startswith("max-age=")]
    lifetime_s = min((_seconds(age) for age in ages), default=None)  # the shortest, should they disagree
    if lifetime_s is None:
        lifetime_s = _expires_s(headers, now)
    return max(0.0, lifetime_s - max(map(_seconds, _all(headers, "age")), default=0.0))


def _expires_s(headers: Sequence[tuple[str, str]], now: datetime) -> float:
    expires = min((_instant(value) or now for value in _all(headers, "expires")), default=None)
    if expires is None:
        return 0.0
    served = next(filter(None, map(_instant, _all(headers, "date"))), now)
    return min(max(0.0, (expires - served).total_seconds()), FRESH_MOST_S)


def _all(headers: Sequence[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in headers if key == name]


def _seconds(text: str) -> float:
    """RFC 9111 1.2.2: what is no number counts as 0, a huge one as a year."""
    text = text.strip()
    return min(float(text[:12]), FRESH_MOST_S) if text.isascii() and text.isdigit() else 0.0


def _instant(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
