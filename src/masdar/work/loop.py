"""The driver of one process: the steps in turn, again and again. One log line a pass; errors are logged, not fatal."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from masdar.errors import MasdarError
from masdar.store import schedule
from masdar.work.collecting import ask_listings, fetch_links
from masdar.work.desk import Desk, Progress, Tally, silent
from masdar.work.reading import read_pages
from masdar.work.relating import relate_articles

IDLE_S = 30.0  # the longest sleep between two looks at what is due
TROUBLE_S = 60.0  # after an unexpected error, before the next try

log = logging.getLogger("masdar.work")


def one_pass(desk: Desk, tell: Progress = silent) -> Tally:
    """Everything that is due now: listings, links, unread pages, unrelated articles, until nothing is left."""
    tally = Tally()
    while True:
        found = Tally()
        if desk.fetcher is not None:
            found.merge(ask_listings(desk, tell))
            found.merge(fetch_links(desk, tell))
        found.merge(read_pages(desk, tell))
        found.merge(relate_articles(desk, tell))
        if not found.total:
            return tally
        tally.merge(found)


def run_until(desk: Desk, stop: threading.Event, report: Callable[[Tally], None]) -> None:
    """Pass after pass until `stop` is set, asleep until something is due. `report` hears of passes that did work."""
    while not stop.is_set():
        wait_s = IDLE_S
        try:
            tally = one_pass(desk)
            if tally.total:
                report(tally)
            wait_s = _idle_s(desk)
        except MasdarError as trouble:
            log.error("%s", trouble)
            wait_s = TROUBLE_S
        except Exception:  # the one broad catch of this driver: a year-long run must outlive one bad item
            log.exception("a pass failed; trying again in %d s", TROUBLE_S)
            wait_s = TROUBLE_S
        stop.wait(wait_s)


def _idle_s(desk: Desk) -> float:
    with desk.store.reading() as db:
        due = schedule.next_due_at(db)
    if due is None:
        return IDLE_S
    return min(max((due - desk.clock()) / timedelta(seconds=1), 1.0), IDLE_S)
