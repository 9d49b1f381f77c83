"""Which codes of IPTC Media Topics a section's label has."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from masdar.model import Evidence
from masdar.read.heading import Printed
from masdar.read.topics import codes_of, topics_of


@pytest.mark.parametrize(
    ("label", "codes"),
    [
        ("رياضة", ["15000000"]),
        ("الرياضة", ["15000000"]),
        ("أخبار الرياضة", ["15000000"]),
        ("الاقتصاديه", ["20000344"]),
        ("مال وأعمال", ["04000000"]),
        ("سياسة واقتصاد", ["11000000", "20000344"]),
        ("Sports", ["15000000"]),
        ("Arts & Culture", ["01000000"]),
        ("économie", ["20000344"]),
        ("وەرزش", ["15000000"]),
        ("سیاسی", ["11000000"]),
        ("ekonomi", ["20000344"]),
        ("محليات", []),
        ("العالم العربي", []),
        ("دنوار", []),
        ("آراء", []),
        ("ثقافة ودنوار", []),
        ("سياسة الخصوصية", []),
        ("", []),
    ],
)
def test_codes_of_a_label(label: str, codes: list[str]) -> None:
    assert list(codes_of(label)) == [f"medtop:{code}" for code in codes]


def test_the_address_tells_where_the_label_does_not() -> None:
    section = Printed("ساحة المدينة", Evidence("section", "breadcrumb", "ساحة المدينة", "x@1"))
    found = topics_of(section, "https://x.example/sports/2026/match")
    assert [(fact.text, fact.evidence.field, fact.evidence.quote) for fact in found] == [
        ("medtop:15000000", "url", "sports")
    ]
    assert topics_of(None, "https://x.example/a/sports-day-in-town") == ()


def test_every_code_is_written_as_one_and_every_label_has_one_code() -> None:
    data = tomllib.loads(files("masdar.read.data").joinpath("topics.toml").read_text("utf-8"))
    seen: dict[str, str] = {}
    for topic in data["topic"]:
        assert re.fullmatch(r"medtop:\d{8}", topic["code"])
        for label in topic["labels"]:
            assert topic["code"] in codes_of(label) or label in data["never"], label
            assert seen.setdefault(label, topic["code"]) == topic["code"], label
