"""The driver of one process: the steps in turn, again and again. One log line a round; errors are logged, not fatal."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from masdar.errors import MasdarError
from masdar.store import health, pages, schedule
from masdar.work.collecting import ask_listings, fetch_links
from masdar.work.desk import Desk, Progress, Tally, silent
from masdar.work.reading import read_pages
from masdar.work.relating import relate_articles
from masdar.work.removing import purge
from masdar.work.retention import WORTH, Keep, prune

IDLE_S = 30.0  # the longest sleep between two looks at what is due
TROUBLE_S = 60.0  # after an unexpected error, before the next try
ROUND = 500  # pages read, and articles related, before the next look at what is to be fetched: some ten seconds
TIDY_EVERY = timedelta(days=1)
LONGEST_BREAK = timedelta(days=30)  # a clock so far from the last page is taken to be wrong: nothing is pruned by it

FOR_EVER = Keep()

log = logging.getLogger("masdar.work")


def one_pass(desk: Desk, tell: Progress = silent) -> Tally:
    """Everything that is due now: listings, links, unread pages, unrelated articles, until nothing is left."""
    tally = Tally()
    while (found := one_round(desk, tell)).total:
        tally.merge(found)
    return tally


def one_round(desk: Desk, tell: Progress = silent) -> Tally:
    """Each step once, none for so long that the others' work grows old."""
    tally = Tally()
    if desk.fetcher is not None:
        tally.merge(ask_listings(desk, tell))
        tally.merge(fetch_links(desk, tell))
    tally.merge(read_pages(desk, tell, ROUND))
    tally.merge(relate_articles(desk, tell, ROUND))
    return tally


def tidy(desk: Desk, keep: Keep) -> Tally:
    """Once a day: what a wrong clock put off, what a crash left in the archive, pages kept long enough, counts of long
    ago."""
    tally = Tally()
    with desk.store.writing() as db:
        mended = schedule.mend_clock(db, desk.clock())
    if mended:
        log.warning(
            "%d addresses were put off for longer than there is reason to, as by a wrong clock: due now", mended
        )
    with desk.store.reading() as db:
        last = pages.last_met_at(db)
    is_clock_likely = last is not None and abs(desk.clock() - last) < LONGEST_BREAK
    pruned = prune(desk, keep if is_clock_likely else FOR_EVER, worth=WORTH)
    tally.counts.update({"record: dropped": pruned.pages} if pruned.pages else {})
    with desk.store.writing() as db:
        health.prune(db, desk.clock())
    return tally


def run_until(desk: Desk, report: Callable[[Tally], None], keep: Keep = FOR_EVER) -> None:
    """Round after round until `desk.stop` is set, asleep until something is due. `report` hears of rounds that did
    work. What was taken down goes from the archive in the round after."""
    tidied: datetime | None = None
    while not desk.stop.is_set():
        wait_s = TROUBLE_S
        try:
            tally = one_round(desk)
            tally.merge(purge(desk))
            if tidied is None or abs(desk.clock() - tidied) >= TIDY_EVERY:  # clocks are set back, too
                tidied = desk.clock()
                tally.merge(tidy(desk, keep))
            if tally.total:
                report(tally)
            wait_s = 0.0 if tally.total else _idle_s(desk)
        except MasdarError as trouble:
            log.error("%s", trouble)
        except Exception:  # the one broad catch of this driver: a year-long run must outlive one bad item
            log.exception("a round failed; trying again in %d s", TROUBLE_S)
        desk.stop.wait(wait_s)


def _idle_s(desk: Desk) -> float:
    with desk.store.reading() as db:
        due = schedule.next_due_at(db)
    if due is None:
        return IDLE_S
    return min(max((due - desk.clock()) / timedelta(seconds=1), 1.0), IDLE_S)
