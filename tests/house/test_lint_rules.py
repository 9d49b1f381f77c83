"""The table of the linter's rules: the docs tell each one, every finding is of one, both languages say everything."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

from masdar.model import SEVERITIES
from masdar.read.lint.rules import found, in_language, rules

ROOT = Path(__file__).parents[2]
TABLE = tomllib.loads((ROOT / "src/masdar/read/data/lint_rules.toml").read_text("utf-8"))
IDS = tuple(TABLE["rules"])


def told() -> dict[str, str]:
    parts = re.split(r"^## (.+)$", (ROOT / "docs/rules.md").read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_docs_have_a_section_for_each_rule_and_no_other() -> None:
    assert tuple(told()) == IDS


@pytest.mark.parametrize("id", IDS)
def test_the_docs_say_of_a_rule_what_the_table_says(id: str) -> None:
    rule, section = rules("en")[id], told()[id]
    assert section.lstrip().startswith(f"**{rule.severity}**")
    assert ("*held*" in section) is rule.is_held
    assert all(text in section for text in (rule.means, rule.why, rule.fix, rule.source))


@pytest.mark.parametrize("id", IDS)
def test_both_languages_say_the_same_things_of_a_rule(id: str) -> None:
    english, arabic = TABLE["rules"][id]["en"], TABLE["rules"][id]["ar"]
    assert english.keys() == arabic.keys()
    assert {"means", "why", "fix", "message"} <= english.keys()
    for name in english:
        assert fields(english[name]) == fields(arabic[name]), name
        assert re.search("[\u0621-\u064a]", arabic[name]), name
        assert not re.search("[\u0621-\u064a]", english[name]), name
    assert TABLE["rules"][id]["severity"] in SEVERITIES
    assert not fields(english["fix"])


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_rule_that_the_code_finds_is_in_the_table_and_every_one_is_found() -> None:
    code = "".join(
        path.read_text("utf-8")
        for files in ("read/lint/*.py", "work/lint*.py")
        for path in (ROOT / "src/masdar").glob(files)
    )
    named = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', code))
    assert set(IDS) <= named


def test_a_finding_is_said_in_either_language_with_its_words() -> None:
    finding = found("date-without-zone", None, None, what="@fetch", printed="{0} ٣ آذار")
    arabic = in_language(finding, "ar")
    assert "fetch date «\u2068{0} ٣ آذار\u2069»" in finding.message
    assert "الجلب «{0} ٣ آذار»" in arabic.message
    assert in_language(arabic, "en") == finding
