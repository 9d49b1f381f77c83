"""Exported records in; CSV out, for spreadsheets first. Nested values are JSON text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import fields
from typing import BinaryIO

from masdar.store.export import as_json
from masdar.store.exported import Exported

# What makes a spreadsheet take a text for a formula (https://owasp.org/www-community/attacks/CSV_Injection), in the
# wide forms of East Asian keyboards too. Headlines and quotations are written by strangers.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
_AS_TEXT = "'"


def write_csv(kind: type[Exported], records: Iterable[Exported], out: BinaryIO) -> None:
    """A header line and a line a record (RFC 4180), UTF-8 with the byte order mark that spreadsheets need.

    A text that a spreadsheet would calculate has an apostrophe before it."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    table = csv.writer(text)
    table.writerow(field.name for field in fields(kind))
    for record in records:
        table.writerow(_cell(value) for value in as_json(record).values())
    text.detach()


def _cell(value: object) -> object:
    if isinstance(value, str):
        return _AS_TEXT + value if value.startswith(_FORMULA) else value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, tuple, dict)) else value
