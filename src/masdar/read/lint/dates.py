"""In: a reading and now. Out: dates that are missing, doubtful, impossible, or contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from masdar.model import Credit, Evidence, Finding, Moment, Reading, Severity
from masdar.read.lint.evidence import in_credit, in_sentence
from masdar.read.lint.page import PageText
from masdar.read.lint.rules import found

# Clocks differ by up to 14 hours from UTC (tz database: Pacific/Kiritimati), so a zoneless time may be that far ahead.
_WIDEST_ZONE = timedelta(hours=14)
_CLOCK_DRIFT = timedelta(minutes=10)  # servers and newsrooms whose clocks run a little ahead
# How long a moment of each precision lasts.
_LASTS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=31),
    "year": timedelta(days=366),
}
_CLOCKS = ("second", "minute", "hour")
# Languages whose dates the reader reads: of others it cannot be said that a page states none.
_READ = (None, "ar", "en")
# Three numbers of a day, in any digits; a line with a date in it and little else.
_DATE = re.compile(r"(?<!\d)\d{1,4}\s?[/.\-–]\s?\d{1,2}\s?[/.\-–]\s?\d{2,4}(?!\d)")
_LONGEST_DATE = 60
_ABOUT = {"published": "publication", "modified": "change"}


def date_faults(reading: Reading, text: PageText, now: datetime) -> Iterator[Finding]:
    for what, moment, evidence in _stated(reading):
        yield from _zone(what, moment, evidence)
        yield from _future(what, moment, evidence, now)
    yield from _refused(reading)
    for credit in reading.credits:
        yield from _too_early(reading, credit)
    if reading.article.published is None and reading.article.language in _READ and not _is_refused(reading):
        yield _missing(text)


def _missing(text: PageText) -> Finding:
    """A short line that looks like a date is shown, in case it is one that we cannot read."""
    rule = "date-missing"
    line = next((each for each in text.sentences if len(each.text) <= _LONGEST_DATE and _DATE.search(each.text)), None)
    if line is None:
        return found(rule)
    return found(rule, "note", in_sentence(rule, line), "unread", printed=line.text)


def _stated(reading: Reading) -> Iterator[tuple[str, Moment, Evidence | None]]:
    """Each date that was read, what it is of, and where it stands."""
    article = reading.article
    for about, moment in (("published", article.published), ("modified", article.modified)):
        if moment is not None:
            yield _ABOUT[about], moment, next((item for item in reading.evidence if item.about == about), None)
    for credit in reading.credits:
        if credit.fetched is not None:
            yield "fetch", credit.fetched, in_credit("date-without-zone", credit, credit.fetched.printed)


def _zone(what: str, moment: Moment, evidence: Evidence | None) -> Iterator[Finding]:
    if moment.zone_from == "text":
        return
    has_clock = moment.precision in _CLOCKS
    severity: Severity = "warning" if has_clock or what == "fetch" else "note"
    if has_clock and moment.zone_from == "source":
        severity = "note"
    case = "" if has_clock else "day"
    yield found("date-without-zone", severity, evidence, case, what=f"@{what}", printed=moment.printed)


def _future(what: str, moment: Moment, evidence: Evidence | None, now: datetime) -> Iterator[Finding]:
    slack = _CLOCK_DRIFT if moment.zone_from != "none" else _WIDEST_ZONE
    if moment.instant > now + slack:
        yield found("date-in-future", None, evidence, what=f"@{what}", printed=moment.printed)


def _too_early(reading: Reading, credit: Credit) -> Iterator[Finding]:
    """Nobody fetches a report before it is published; clocks without a zone are given the widest doubt."""
    fetched, published = credit.fetched, reading.article.published
    if fetched is None or published is None:
        return
    slack = timedelta(0) if "none" not in (fetched.zone_from, published.zone_from) else _WIDEST_ZONE
    if fetched.instant + _LASTS[fetched.precision] + slack <= published.instant:
        rule = "fetched-before-published"
        evidence = in_credit(rule, credit, fetched.printed)
        yield found(rule, None, evidence, fetched=fetched.printed, published=published.printed)


# ---------------------------------------------------------------- what the reader of dates refused


def _is_refused(reading: Reading) -> bool:
    return any(item.about == "published_refused" for item in reading.evidence)


def _refused(reading: Reading) -> Iterator[Finding]:
    """Declared dates that the printed one contradicts, and dates after the page was asked for; each fact once."""
    told: set[tuple[str, str]] = set()
    for item in reading.evidence:
        about, _, refused = item.about.partition("_")
        reason = item.method.rpartition(".")[2]
        if about not in _ABOUT or refused != "refused" or (about, reason) in told:
            continue
        fault = _refusal(reading, item, about, reason)
        if fault is not None:
            told.add((about, reason))
            yield fault


def _refusal(reading: Reading, item: Evidence, about: str, reason: str) -> Finding | None:
    what = f"@{_ABOUT[about]}"
    if reason == "future":
        return found("date-in-future", None, item, "fetched", what=what, printed=item.quote)
    moment = reading.article.published if about == "published" else reading.article.modified
    if reason not in ("contradicts-printed", "zone-slip") or moment is None:
        return None
    case = "slip" if reason == "zone-slip" else ""
    return found(
        "date-contradicted", None, item, case, declared=item.quote, field=item.field, what=what, printed=moment.printed
    )
