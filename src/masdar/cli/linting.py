"""The command that checks pages: lint. Text, JSON or SARIF out, and an exit status for continuous integration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer

from masdar import app as wiring
from masdar.cli.options import Json, Proxy, asked_of, settings
from masdar.cli.sarif import NOT_GOT, sarif_log
from masdar.cli.showing import count_of, no_article, print_json, progress_bars, say
from masdar.config import Config
from masdar.errors import MasdarError, NotFound
from masdar.model import SEVERITIES, Fault, LintReport, Rejected, Severity, Tongue
from masdar.read.lint.rules import rules
from masdar.store import Connection
from masdar.work.linting import check_page

# What a folder is searched for: pages as site generators and browsers save them.
_PAGES = (".html", ".htm", ".xhtml")
_BAR_FROM = 5  # pages: fewer are done before a bar is drawn

Where = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE|URL|FOLDER…", help="Saved pages (-: standard input), addresses to fetch, folders of pages."
    ),
]
Address = Annotated[str | None, typer.Option("--url", help="The address that the one saved file came from.")]
Archive = Annotated[
    Path | None,
    typer.Option("--data", help="Compare with what this data folder holds: credits stripped, quotations altered."),
]
FailOn = Annotated[
    Literal["error", "warning", "note"], typer.Option("--fail-on", help="The mildest finding that fails the command.")
]
Language = Annotated[Literal["ar", "en"], typer.Option("--language", help="Of messages and fixes.")]
Docs = Annotated[
    str | None,
    typer.Option("--docs", help="Where the rules are explained, for SARIF's helpUri (a Masdar site's /lint page)."),
]
Sarif = Annotated[bool, typer.Option("--sarif", help="Print a SARIF 2.1.0 log for code hosts and editors.")]


@dataclass(frozen=True, slots=True)
class _Named:
    """A page to check: `chosen` when it was named itself, and not found in a folder."""

    where: str
    chosen: bool


def lint(
    where: Where,
    url: Address = None,
    data: Archive = None,
    proxy: Proxy = None,
    fail_on: FailOn = "error",
    language: Language = "en",
    as_json: Json = False,
    sarif: Sarif = False,
    docs: Docs = None,
) -> None:
    """Report what is wrong with the attribution of pages: rule, line and column, words, fix.

    Exit status 1 when an error is found (see --fail-on), or a named page is no article; 2 when a page could not be got.
    Example:

        masdar lint public/ --fail-on warning
    """
    if as_json and sarif:
        raise typer.BadParameter("--json and --sarif are two forms of one report: give one of them")
    named = _pages(where)
    reports = _check(named, url, data, proxy, language)
    if sarif:
        print_json(sarif_log(reports, rules(language), docs, language))
    elif as_json:
        print_json([_as_record(report) for report in reports])
    else:
        _tell(reports, language)
    chosen = {each.where for each in named if each.chosen}
    if any(_is_not_got(report) for report in reports):
        raise typer.Exit(2)
    unread = any(report.rejected and report.where in chosen for report in reports)
    if unread or any(_fails(fault, fail_on) for report in reports for fault in report.faults):
        raise typer.Exit(1)


def _is_not_got(report: LintReport) -> bool:
    return report.rejected is not None and report.rejected.reason == NOT_GOT


def _fails(fault: Fault, fail_on: Severity) -> bool:
    return SEVERITIES.index(fault.finding.severity) <= SEVERITIES.index(fail_on)


def _pages(where: Iterable[str]) -> list[_Named]:
    """Each page once; those of a folder in the order of their paths."""
    found: dict[str, _Named] = {}
    for each in where:
        path = Path(each)
        if "://" in each or not path.is_dir():
            found[each] = _Named(each, True)
            continue
        inside = sorted(str(file) for file in path.rglob("*") if file.suffix.lower() in _PAGES and file.is_file())
        if not inside:
            raise NotFound(f"{each}: no page ({', '.join(_PAGES)}) lies in this folder; name the pages themselves")
        found.update((file, _Named(file, False)) for file in inside if file not in found)
    return list(found.values())


def _check(
    named: Sequence[_Named], url: str | None, data: Path | None, proxy: str | None, language: Tongue
) -> list[LintReport]:
    if url is not None and len(named) > 1:
        raise NotFound("--url is the address of one page: name one file with it")
    with ExitStack() as opened:
        db = _archive(opened, data)
        tell = opened.enter_context(progress_bars()) if len(named) >= _BAR_FROM else None
        reports = []
        for number, each in enumerate(named, 1):
            reports.append(_check_one(each, url, settings(data, proxy), language, db, alone=len(named) == 1))
            if tell is not None:
                tell("lint", number, len(named))
    return reports


def _check_one(
    named: _Named, url: str | None, config: Config, language: Tongue, db: Connection | None, *, alone: bool
) -> LintReport:
    """Of several pages one that cannot be got is told at its place, and the others are checked all the same."""
    try:
        page = wiring.page_from(named.where, url, config)
    except MasdarError as trouble:
        if alone:
            raise
        return LintReport(
            named.where, named.where, rejected=Rejected(NOT_GOT, str(trouble).removeprefix(f"{named.where}: "))
        )
    return check_page(page, named.where, wiring.now(), language, db)


def _archive(opened: ExitStack, data: Path | None) -> Connection | None:
    if data is None:
        return None
    desk = opened.enter_context(wiring.open_desk(asked_of(data)))
    return opened.enter_context(desk.store.reading())


# ---------------------------------------------------------------- telling


def _tell(reports: Sequence[LintReport], language: Tongue) -> None:
    for report in reports:
        if report.rejected and _is_not_got(report):
            say(f"{report.where}: not checked: {report.rejected.detail}")
        elif report.rejected:
            say(no_article(report.where, report.rejected, language))
        elif not report.faults:
            print(f"{report.where}: no faults found")
        for fault in report.faults:
            finding = fault.finding
            print(f"{_place(report, fault)}: {finding.severity}: {finding.rule}: {finding.message}")
            print(f"    fix: {finding.fix}")
    counts = Counter(fault.finding.severity for report in reports for fault in report.faults)
    if len(reports) > 1:
        told = ", ".join(count_of(counts[severity], severity) for severity in SEVERITIES)
        missing = sum(map(_is_not_got, reports))
        unread = sum(report.rejected is not None for report in reports) - missing
        got = f", {missing} could not be got" if missing else ""
        none = f", {unread} passed over as no article" if unread else ""
        say(f"{count_of(len(reports) - unread - missing, 'page')} checked{none}{got}: {told}")


def _place(report: LintReport, fault: Fault) -> str:
    """As compilers print it, so that editors find it."""
    return f"{report.where}:{fault.spot.line}:{fault.spot.column}" if fault.spot else report.where


def _as_record(report: LintReport) -> dict[str, object]:
    rejected = report.rejected
    return {
        "page": report.where,
        "url": report.url,
        "title": report.title or None,
        "rejected": {"reason": rejected.reason, "detail": rejected.detail} if rejected else None,
        "findings": [_finding(fault) for fault in report.faults],
    }


def _finding(fault: Fault) -> dict[str, object]:
    finding, spot, evidence = fault.finding, fault.spot, fault.finding.evidence
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "fix": finding.fix,
        "line": spot.line if spot else None,
        "column": spot.column if spot else None,
        "end_line": spot.end_line if spot else None,
        "end_column": spot.end_column if spot else None,
        "field": evidence.field if evidence else None,
        "quote": evidence.quote if evidence else None,
    }


def add_to(app: typer.Typer) -> None:
    """Register this module's command."""
    app.command("lint")(lint)
