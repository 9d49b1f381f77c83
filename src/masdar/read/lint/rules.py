"""In: the table of rules (data/lint_rules.toml), what a check found. Out: rules and findings, worded in a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from unicodedata import bidirectional

from masdar.model import Evidence, Finding, Rule, Severity, Tongue

Texts = Mapping[str, str]


@cache
def _table() -> dict[str, dict[str, object]]:
    data: dict[str, dict[str, object]] = tomllib.loads(
        files("masdar.read.data").joinpath("lint_rules.toml").read_text("utf-8")
    )
    return data


@cache
def rules(language: Tongue = "en") -> Mapping[str, Rule]:
    """All rules by their ids, in the order of the table."""
    return {id: _rule(id, language) for id in _table()["rules"]}


def _rule(id: str, language: Tongue) -> Rule:
    entry, texts = _entry(id), _texts(id, language)
    severity: Severity = entry["severity"]  # type: ignore[assignment]
    held = entry.get("held") is True
    return Rule(id, severity, texts["means"], texts["why"], texts["fix"], str(entry["source"]), held)


def _entry(id: str) -> dict[str, object]:
    return _table()["rules"][id]  # type: ignore[return-value]


def _texts(id: str, language: Tongue) -> Texts:
    return _entry(id)[language]  # type: ignore[return-value]


def found(
    rule: str,
    severity: Severity | None = None,
    evidence: Evidence | None = None,
    case: str = "",
    **parts: str,
) -> Finding:
    """A finding in English. A part "@word" stands for a word of the table in either language; a line break in a part
    for what stands between the members of a list."""
    bare = Finding(rule, severity or rules()[rule].severity, "", "", evidence, case, tuple(parts.items()))
    return in_language(bare, "en")


def in_language(finding: Finding, language: Tongue) -> Finding:
    """The same finding, its message and fix said in that language."""
    texts, words = _texts(finding.rule, language), _words(language)
    parts = {name: _kept_apart(_said(value, words), language) for name, value in finding.parts}
    message = texts[f"message_{finding.case}" if finding.case else "message"]
    fix = texts.get(f"fix_{finding.case}") or texts.get("fix_here") or texts["fix"]
    return replace(finding, message=message.format(**parts), fix=fix.format(**parts))


def _said(value: str, words: Texts) -> str:
    if value.startswith("@"):
        return words.get(value[1:], value)
    return value.replace("\n", words["between"])


def _kept_apart(text: str, language: Tongue) -> str:
    """Words of the other direction whose quotation mark or bracket at an end would go over to the sentence's side, as
    an isolate of their own (UAX #9)."""
    others = ("R", "AL") if language == "en" else ("L",)
    is_other = any(bidirectional(character) in others for character in text)
    return f"\u2068{text}\u2069" if is_other and not (text[0].isalnum() and text[-1].isalnum()) else text


def _words(language: Tongue) -> Texts:
    return _table()["words"][language]  # type: ignore[return-value]
