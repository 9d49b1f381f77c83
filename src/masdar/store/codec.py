"""Our frozen values in, JSON text for a column out; and back. One codec for every type of `model` and `records`.

Fields that hold their default are left out, so adding a field with a default value needs no migration.
A value of the wrong shape raises StoreError: stored text is ours, so it means a damaged or foreign database.
"""

from __future__ import annotations

import dataclasses
import json
import re
import types
from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from functools import cache
from typing import Literal, NewType, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from masdar.errors import StoreError

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
T = TypeVar("T")

# PostgreSQL refuses NUL in text, and neither database can hold half of a surrogate pair (RFC 3629, section 3).
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with each NUL and lone surrogate replaced by U+FFFD: one for one, so that spans stay true."""
    return _UNSTORABLE.sub("\ufffd", text)


def dumps(kind: type[T], value: T) -> str:
    """The JSON text of a value of that type."""
    return json.dumps(_writer(cast(Hashable, kind))(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def loads(kind: type[T], text: str) -> T:
    """The value that `dumps` made this text from (with unstorable characters replaced)."""
    try:
        return cast(T, _reader(cast(Hashable, kind))(json.loads(text)))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        message = f"the database holds a value that is no {getattr(kind, '__name__', kind)}: {error}; restore a backup"
        raise StoreError(message) from error


def as_stored(kind: type[T], value: T) -> T:
    """The value as it will come back, so that it can be compared with what is stored."""
    return loads(kind, dumps(kind, value))


Write: TypeAlias = Callable[[object], Json]
Read: TypeAlias = Callable[[Json], object]


def _same(value: object) -> Json:
    return cast(Json, value)


def _write_instant(value: object) -> Json:
    return cast(datetime, value).astimezone(UTC).isoformat()


@cache
def _writer(kind: Hashable) -> Write:
    """How values of a type become JSON."""
    if isinstance(kind, NewType):
        return _writer(kind.__supertype__)
    origin, args = get_origin(kind), get_args(kind)
    if kind is str:
        return lambda value: storable(cast(str, value))
    if kind in (int, float, bool) or origin is Literal:
        return _same
    if kind is datetime:
        return _write_instant
    if origin in (Union, types.UnionType):
        inner = _writer(_not_none(args))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _tuple_writer(args)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _record_writer(kind)
    raise TypeError(f"the codec knows no {kind!r}")


def _not_none(args: tuple[object, ...]) -> object:
    (only,) = (arg for arg in args if arg is not type(None))
    return only


def _tuple_writer(args: tuple[object, ...]) -> Write:
    if len(args) == 2 and args[1] is Ellipsis:
        each = _writer(args[0])
        return lambda value: [each(item) for item in cast("tuple[object, ...]", value)]
    writers = [_writer(arg) for arg in args]
    return lambda value: [write(item) for write, item in zip(writers, cast("tuple[object, ...]", value), strict=True)]


def _record_writer(kind: type) -> Write:
    hints = get_type_hints(kind)
    fields = [(field.name, field.default, _writer(hints[field.name])) for field in dataclasses.fields(kind)]

    def write(value: object) -> Json:
        found: dict[str, Json] = {}
        for name, default, inner in fields:
            item = getattr(value, name)
            if item is not default and item != default:
                found[name] = inner(item)
        return found

    return write


@cache
def _reader(kind: Hashable) -> Read:
    """How JSON becomes values of a type."""
    if isinstance(kind, NewType):
        return _reader(kind.__supertype__)
    origin, args = get_origin(kind), get_args(kind)
    if kind is float:
        return lambda value: float(cast(float, value))
    if kind in (str, int, bool) or origin is Literal:
        return lambda value: value
    if kind is datetime:
        return lambda value: datetime.fromisoformat(cast(str, value))
    if origin in (Union, types.UnionType):
        inner = _reader(_not_none(args))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _tuple_reader(args)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _record_reader(kind)
    raise TypeError(f"the codec knows no {kind!r}")


def _tuple_reader(args: tuple[object, ...]) -> Read:
    if len(args) == 2 and args[1] is Ellipsis:
        each = _reader(args[0])
        return lambda value: tuple(each(item) for item in cast("list[Json]", value))
    readers = [_reader(arg) for arg in args]
    return lambda value: tuple(read(item) for read, item in zip(readers, cast("list[Json]", value), strict=True))


def _record_reader(kind: type) -> Read:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}

    def read(value: Json) -> object:
        given = cast("dict[str, Json]", value)
        return kind(**{name: readers[name](item) for name, item in given.items()})

    return read
