"""In: what the linter says of pages. Out: one SARIF 2.1.0 log (OASIS standard, errata 01), for code hosts, editors."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from urllib.parse import quote

from masdar import __version__
from masdar.model import Fault, LintReport, Rule, Severity, Spot, Tongue

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
Json = dict[str, object]
# The reason of a page that could not be fetched or opened.
NOT_GOT = "not-got"
# What is of the whole page stands at its first line: code hosts show no result without a region.
_WHOLE: Json = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
# SARIF 2.1.0, section 3.27.10: the levels have our words.
_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "note": "note"}


def sarif_log(
    reports: Sequence[LintReport], rules: Mapping[str, Rule], docs: str | None = None, language: Tongue = "en"
) -> Json:
    """One run. A page that is no article is a notification of the run (section 3.20.21). `docs`: the address at which
    the rules are explained, each under its id; without it they are explained in the log alone."""
    numbers = {id: number for number, id in enumerate(rules)}
    unread = [_notification(report) for report in reports if report.rejected]
    done = not any(report.rejected and report.rejected.reason == NOT_GOT for report in reports)
    run: Json = {
        "tool": {"driver": _driver(rules, docs)},
        "language": language,
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": done, "toolExecutionNotifications": unread}],
        "artifacts": [{"location": {"uri": artifact_uri(report.where)}} for report in reports],
        "results": [
            _result(fault, report.where, number, numbers)
            for number, report in enumerate(reports)
            for fault in report.faults
        ],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def artifact_uri(where: str) -> str:
    """An address as it is; a file below the working folder relative to it (so that code hosts find it), else whole."""
    if "://" in where:
        return quote(where, safe="%/:=&?~#+!$,;'@()*[]")
    path = Path(where).resolve()
    try:
        return quote(PurePath(path.relative_to(Path.cwd())).as_posix())
    except ValueError:
        return path.as_uri()


def _driver(rules: Mapping[str, Rule], docs: str | None) -> Json:
    return {
        "name": "masdar lint",
        "version": __version__,
        "semanticVersion": __version__,
        **({"informationUri": docs.partition("#")[0]} if docs else {}),
        "rules": [_rule(rule, docs) for rule in rules.values()],
    }


def _rule(rule: Rule, docs: str | None) -> Json:
    told: Json = {
        "id": rule.id,
        "shortDescription": {"text": rule.means},
        "fullDescription": {"text": f"{rule.means} {rule.why}"},
        "help": {"text": f"{rule.why} → {rule.fix} ({rule.source})"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }
    return {**told, "helpUri": f"{docs.partition('#')[0]}#{rule.id}"} if docs else told


def _result(fault: Fault, where: str, artifact: int, numbers: Mapping[str, int]) -> Json:
    finding = fault.finding
    quoted = finding.evidence.quote if finding.evidence else ""
    place: Json = {
        "artifactLocation": {"uri": artifact_uri(where), "index": artifact},
        "region": _region(fault.spot, quoted) if fault.spot else _WHOLE,
    }
    return {
        "ruleId": finding.rule,
        "ruleIndex": numbers[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message} → {finding.fix}"},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"evidence/v1": _fingerprint(fault)},
    }


def _region(spot: Spot, quoted: str) -> Json:
    region: Json = {
        "startLine": spot.line,
        "startColumn": spot.column,
        "endLine": spot.end_line,
        "endColumn": spot.end_column,
    }
    return {**region, "snippet": {"text": quoted}} if quoted else region


def _fingerprint(fault: Fault) -> str:
    """The same fault in the same words, wherever in the file: code hosts tell new findings from known ones by it."""
    evidence = fault.finding.evidence
    told = f"{fault.finding.rule}\0{evidence.quote if evidence else ''}"
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]


def _notification(report: LintReport) -> Json:
    why = report.rejected
    told = f"not checked: {why.reason} {why.detail}".rstrip() if why else ""
    return {
        "level": "error" if why and why.reason == NOT_GOT else "note",
        "message": {"text": f"{report.where}: {told}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": artifact_uri(report.where)}}}],
    }
