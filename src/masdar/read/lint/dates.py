"""In: a reading and now. Out: dates that are missing, doubtful, impossible, or contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from masdar.model import Credit, Evidence, Finding, Moment, Reading, Severity
from masdar.read.dates import find_moments
from masdar.read.lint.evidence import METHOD, in_credit, in_sentence
from masdar.read.lint.page import PageText
from masdar.read.lint.refused import ABOUT, is_refused, refused_dates
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
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")  # in any digits
# A date that the markup declares, of whatever thing, in JSON-LD or as Open Graph has it.
_DECLARED = re.compile(r'(?:"datePublished"\s*:|article:published_time"\s+content=)\s*"([^"]{4,40})"')


def date_faults(reading: Reading, text: PageText, now: datetime) -> Iterator[Finding]:
    for what, moment, evidence in _stated(reading):
        yield from _zone(what, moment, evidence)
        yield from _future(what, moment, evidence, now)
    yield from refused_dates(reading)
    for credit in reading.credits:
        yield from _too_early(reading, credit)
    if not _is_printed(reading) and reading.article.language in _READ and not is_refused(reading):
        yield _missing(reading, text)


def _is_printed(reading: Reading) -> bool:
    """The page itself has a date of publication, not only its address."""
    where = {item.field for item in reading.evidence if item.about == "published"}
    return reading.article.published is not None and where != {"url"}


def _missing(reading: Reading, text: PageText) -> Finding:
    """What comes nearest to a date is shown: it may be one that we cannot read, or of something else."""
    rule, article = "date-missing", reading.article
    if article.published is not None:
        return found(rule, "note", None, "address", printed=article.published.printed)
    declared = _DECLARED.search(text.markup)
    evidence: Evidence | None
    if declared is not None:
        evidence = Evidence("fault", "markup", declared[1], f"lint.{rule}@{METHOD}")
        return found(rule, "note", evidence, "declared", printed=declared[1])
    if article.modified is not None:
        evidence = next((item for item in reading.evidence if item.about == "modified"), None)
        return found(rule, "note", evidence, "changed", printed=article.modified.printed)
    line = next((each for each in text.sentences if len(each.text) <= _LONGEST_DATE and _has_date(each.text)), None)
    if line is None:
        return found(rule)
    return found(rule, "note", in_sentence(rule, line), "unread", printed=line.text)


def _has_date(line: str) -> bool:
    return _DATE.search(line) is not None or (_YEAR.search(line) is not None and bool(find_moments(line, None, None)))


def _stated(reading: Reading) -> Iterator[tuple[str, Moment, Evidence | None]]:
    """Each date that was read, what it is of, and where it stands."""
    article = reading.article
    for about, moment in (("published", article.published), ("modified", article.modified)):
        evidence = next((item for item in reading.evidence if item.about == about), None)
        if moment is not None and (evidence is None or evidence.field != "url"):
            yield ABOUT[about], moment, evidence
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
