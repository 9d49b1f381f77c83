"""CSV for spreadsheets: what strangers wrote stays text, whatever it begins with."""

from __future__ import annotations

import csv
import io
from dataclasses import fields

import pytest

from masdar.store.exported import ExportedEdge
from masdar.store.spreadsheet import write_csv

FACTS: dict[str, object] = {field.name: "x" for field in fields(ExportedEdge)}


def cell(text: str) -> str:
    out = io.BytesIO()
    write_csv(ExportedEdge, [ExportedEdge(**{**FACTS, "quote": text})], out)  # type: ignore[arg-type]
    (row,) = csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""))
    return row["quote"]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+963 11", "- قال الوزير", "@sum(a1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("https://e.example")'],
)
def test_what_looks_like_a_formula_has_an_apostrophe_before_it(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["قال الوزير", "«=1»", "1-2", "", "سطر\nآخر", 'قال "نعم"، ثم'])
def test_any_other_text_is_as_it_was(text: str) -> None:
    assert cell(text) == text


def test_numbers_are_numbers_and_what_is_not_known_is_empty() -> None:
    out = io.BytesIO()
    facts = {**FACTS, "confidence": -0.5, "start": None}
    write_csv(ExportedEdge, [ExportedEdge(**facts)], out)  # type: ignore[arg-type]
    (row,) = csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig")))
    assert (row["confidence"], row["start"]) == ("-0.5", "")
