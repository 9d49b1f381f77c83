"""What every answer leaves behind, whatever was asked for: the host's state, counts, a line of the log."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from masdar.collect import pace
from masdar.collect.answers import Answer, Asked, NotModified, Refusal, moved_to
from masdar.model import Page, Signal, Source
from masdar.store import Connection, health, schedule
from masdar.store.records import DueLink, DueListing
from masdar.text.addresses import host_of, is_front_page
from masdar.work.journal import note_fetch

IN_A_ROW = 5  # a batch's share of one host
LONGEST_REST_S = 6 * 3600.0  # as the longest interval of a listing: a host that is back is noticed the same day
FAILING = "failing"
_OUT_OF_ORDER = frozenset(("no-connection", "timeout", "bad-tls", "server-error"))
_TURNED_AWAY = frozenset((401, 403))


def note_answer(
    db: Connection, source: Source, asked: Asked, what: Literal["listing", "page"], outcome: str, now: datetime
) -> None:
    """When the host was asked, until when it told us to wait (both over restarts), and how it came out."""
    host, answer = host_of(asked.request.url), asked.answer
    schedule.note_asked(db, host, now, asked.delay_s, source.pace_s)
    if isinstance(answer, Refusal) and answer.retry_s and answer.reason in ("busy", "robots-wait"):
        asker = host_of(asked.last_url) or host  # a redirect may have led elsewhere: only that host wants a pause
        schedule.set_host_wait(db, asker, now + timedelta(seconds=answer.retry_s), answer.reason)
    _note_failing(db, host_of(asked.last_url) or host, answer, now)
    _note_signals(db, host, asked.signals)
    health.count(db, source.id, now, what, outcome)
    note_fetch(asked, source.id, what, outcome, now)


def _note_failing(db: Connection, host: str, answer: Answer, now: datetime) -> None:
    """A host that gives nothing but failures, or turns us away, is asked less and less: not once for each link."""
    failing = _is_failing(answer)
    if failing is None:
        return
    failures = schedule.note_host_failing(db, host, failing)
    if failures >= IN_A_ROW:
        wait_s = min(pace.backoff_s(failures // IN_A_ROW), LONGEST_REST_S)
        schedule.set_host_wait(db, host, now + timedelta(seconds=wait_s), FAILING)


def _is_failing(answer: Answer) -> bool | None:
    """None: it says nothing of the host."""
    if isinstance(answer, Refusal):
        return True if answer.reason in _OUT_OF_ORDER else None
    return isinstance(answer, Page) and answer.status in _TURNED_AWAY


def _note_signals(db: Connection, host: str, robots: tuple[Signal, ...] | None) -> None:
    """What robots.txt says now takes the place of what it said; what other files of the host say stays."""
    known = schedule.host_signals(db, host)
    says = (*(robots or ()), *(signal for signal in known if signal.where != "robots.txt"))
    if robots is not None and set(says) != set(known):
        schedule.save_host_signals(db, host, says)


def new_home(url: str, answer: Answer) -> str | None:
    """Where to ask from now on, when the address moved for good. A front page is no new home: sites under repair, or
    gone, lead all their addresses there, and those would be lost when they come back."""
    home = moved_to(answer)
    return None if home is not None and is_front_page(home) and not is_front_page(url) else home


def validators(last: DueListing | DueLink, answer: Answer) -> tuple[str | None, str | None]:
    """ETag and Last-Modified to send next time: the page's, or as before when none came. A page that has neither is
    asked for by its Date, as RFC 9110 13.1.3 allows."""
    if isinstance(answer, NotModified):
        return answer.etag or last.etag, answer.last_modified or last.last_modified
    if isinstance(answer, Refusal):
        return last.etag, last.last_modified
    if answer.status != 200:  # "unchanged" would be said of the page before it went
        return None, None
    etag, last_modified = answer.header("etag"), answer.header("last-modified")
    return etag, last_modified or (None if etag else answer.header("date"))
