"""In: a reading. Out: the dates that its page declares and that its own text contradicts, and those after the fetch.

The reader of dates says what it refused and why; here is what of it an editor can mend. Pages declare and print dates
of several things (the change, the paper edition, a related report): only what is plainly meant as the same date counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from masdar.model import Evidence, Finding, Moment, Reading, Severity
from masdar.read.lint.rules import found

ABOUT = {"published": "publication", "modified": "change"}
# Fields in which a page declares a date to machines; a <time> of the page may be anything's.
_DECLARING = ("jsonld:datePublished", "meta:article:published_time", "itemprop:datepublished")
# Nearer than this the two are the moments of writing and of publishing.
_LEAST_APART = timedelta(hours=1)
# Longer lines with a date in them are text (a caption, "Related: …"), seen on 2 of 19 pages.
_LONGEST_LINE = 80
_PLAIN = ("second", "minute", "hour", "day")
# Clocks of the world lie so far from UTC (tz database).
_WEST_OF_ALL, _EAST_OF_ALL = timedelta(hours=-12), timedelta(hours=14)


def is_refused(reading: Reading) -> bool:
    """Whether the page has a date of publication that was not believed, as another finding says."""
    return any(item.about == "published_refused" and item.method.endswith(".future") for item in reading.evidence)


def refused_dates(reading: Reading) -> Iterator[Finding]:
    """Each fact once."""
    told: set[tuple[str, str]] = set()
    for item in reading.evidence:
        about, _, refused = item.about.partition("_")
        reason = item.method.rpartition(".")[2]
        if about not in ABOUT or refused != "refused" or (about, reason) in told:
            continue
        fault = _fault(reading, item, about, reason)
        if fault is not None:
            told.add((about, reason))
            yield fault


def _fault(reading: Reading, item: Evidence, about: str, reason: str) -> Finding | None:
    what = f"@{ABOUT[about]}"
    if reason == "future":
        return found("date-in-future", None, item, "fetched", what=what, printed=item.quote)
    moment = reading.article.published if about == "published" else reading.article.modified
    if reason not in ("contradicts-printed", "zone-slip") or moment is None:
        return None
    if reason == "contradicts-printed" and not _is_plain(reading, item, about, moment):
        return None
    case = "slip" if reason == "zone-slip" else ""
    severity: Severity = "warning" if case else "note"
    return found(
        "date-contradicted",
        severity,
        item,
        case,
        declared=item.quote,
        field=item.field,
        what=what,
        printed=moment.printed,
    )


def _is_plain(reading: Reading, declared: Evidence, about: str, printed: Moment) -> bool:
    """Both are dates of the same thing, and no clock or order of day and month makes them one."""
    shown = next((item for item in reading.evidence if item.about == about), None)
    if about != "published" or shown is None or len(shown.context) > _LONGEST_LINE:
        return False
    if printed.precision not in _PLAIN or not any(map(str.isdecimal, printed.printed)):  # "Today"
        return False
    changed = reading.article.modified
    if changed is not None and changed.instant.date() == printed.instant.date():
        return False
    return declared.field.startswith(_DECLARING) and not _is_same(_instant(declared.quote), printed)


def _instant(quote: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(quote.strip())
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _is_same(declared: datetime | None, printed: Moment) -> bool:
    """A printed time without a zone is right on some clock of the world; 8/1/2026 may be the first of August."""
    if declared is None:
        return False
    if printed.precision == "day":
        day = printed.instant.date()
        return (day.year, day.month, day.day) == (declared.year, declared.day, declared.month)
    distance = printed.instant - declared
    if printed.zone_from == "none":
        return _WEST_OF_ALL - _LEAST_APART <= distance <= _EAST_OF_ALL + _LEAST_APART
    return abs(distance) < _LEAST_APART
