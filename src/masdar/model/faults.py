"""What linting yields: the rules of attribution, and the findings that a page breaks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from masdar.model.evidence import Evidence, Rejected
from masdar.model.readings import Place

Severity = Literal["error", "warning", "note"]
Tongue = Literal["ar", "en"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, worded for readers of one language. `severity` is the worst that it gives; `source` what it rests on.

    `is_held`: it compares the page with the articles of a data folder.
    """

    id: str
    severity: Severity
    means: str
    why: str
    fix: str
    source: str
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault that the linter found in a page's attribution. `rule` is a stable id such as "title-names-outlet".

    `message` and `fix` are worded in one language from `case` (which of the rule's sentences) and `parts` (what stands
    in them), so that they can be said in another. `place` is where the evidence stands in the page's decoded markup.
    """

    rule: str
    severity: Severity
    message: str
    fix: str
    evidence: Evidence | None = None
    case: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place begins and ends in a text as editors count: lines and columns from 1, columns in characters."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding as it is shown: where it stands, the text around its evidence, and the characters of it in there."""

    finding: Finding
    rule: Rule
    spot: Spot | None = None
    text: str = ""
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class LintReport:
    """What the linter says of one page: the gravest first; or why the page could not be checked."""

    where: str
    url: str
    title: str = ""
    faults: tuple[Fault, ...] = ()
    rejected: Rejected | None = None
    compared: bool = False

    def count(self, severity: Severity) -> int:
        return sum(each.finding.severity == severity for each in self.faults)
