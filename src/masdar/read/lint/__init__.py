"""In: a page and what was read from it. Out: the faults in how it tells its sources, with what to do about each.

Faults of attribution only: nothing here says whether the report is true. The rules are data/lint_rules.toml; the rules
that compare a page with what we hold are in work.linting.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from masdar.model import SEVERITIES, Finding, Page, Reading
from masdar.read.lint.dates import date_faults
from masdar.read.lint.links import link_faults
from masdar.read.lint.page import read_page_text
from masdar.read.lint.places import Finder
from masdar.read.lint.quotes import quotation_faults
from masdar.read.lint.sources import source_faults
from masdar.read.lint.titles import title_faults


def lint(page: Page, reading: Reading, now: datetime) -> tuple[Finding, ...]:
    """Findings, gravest first, each with its place in the markup where that is known. `now` (aware) is what "in the
    future" means."""
    text = read_page_text(page)
    found = (
        *title_faults(reading),
        *source_faults(reading, text),
        *link_faults(page, reading, text),
        *date_faults(reading, text, now),
        *quotation_faults(reading),
    )
    finder = Finder(text.markup, reading.article)
    return in_order(finder.placed(finding) for finding in found)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The gravest first, else in the order of the page."""
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))
