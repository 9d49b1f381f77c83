"""Exported records in; JSON Lines or Parquet out (CSV: `store.spreadsheet`). Nested values are structs in Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from itertools import islice
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, BinaryIO, get_args, get_origin, get_type_hints

from masdar.errors import BadConfig
from masdar.store.export import as_json
from masdar.store.exported import Exported

if TYPE_CHECKING:
    import pyarrow

ROWS_AT_ONCE = 1000  # rows of one Parquet row group: some megabytes of text


def opened(path: Path) -> BinaryIO:
    """The file, empty and ready to be written."""
    try:
        return path.open("wb")
    except OSError as trouble:
        raise BadConfig(f"{path} cannot be written: {trouble.strerror}; choose another file with --out") from None


def write_jsonl(records: Iterable[Exported], out: BinaryIO) -> None:
    """One JSON object a line, UTF-8, Arabic unescaped."""
    for record in records:
        out.write(json.dumps(as_json(record), ensure_ascii=False).encode() + b"\n")


def write_parquet(kind: type[Exported], records: Iterable[Exported], out: BinaryIO) -> None:
    """A Parquet file with the record type's own schema, so that an empty export has all its columns."""
    import pyarrow
    import pyarrow.parquet

    schema = pyarrow.schema([(field.name, _arrow_type(get_type_hints(kind)[field.name])) for field in fields(kind)])
    with pyarrow.parquet.ParquetWriter(out, schema, compression="zstd") as file:
        for rows in _portions(records):
            file.write_table(pyarrow.Table.from_pylist([as_json(row) for row in rows], schema=schema))


def _portions(records: Iterable[Exported]) -> Iterator[tuple[Exported, ...]]:
    rest = iter(records)
    while rows := tuple(islice(rest, ROWS_AT_ONCE)):
        yield rows


def _arrow_type(hint: object) -> pyarrow.DataType:
    """The Arrow type of a record's field: text, numbers, lists, nested records, each of which may be null."""
    import pyarrow

    if get_origin(hint) is UnionType:
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    if get_origin(hint) is tuple:
        return pyarrow.list_(_arrow_type(get_args(hint)[0]))
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        return pyarrow.struct([(field.name, _arrow_type(hints[field.name])) for field in fields(hint)])
    plain: dict[object, pyarrow.DataType] = {
        str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_(),
    }  # fmt: skip
    return plain[hint]
