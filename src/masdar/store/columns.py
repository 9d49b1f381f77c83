"""How values of ours stand in a column: text from outside, instants, frozen values as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Generic, TypeVar

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from masdar.store import codec

T = TypeVar("T")

# Characters. A longer text is not remembered: a page made to take memory.
_LONGEST = 10_000


class Words(TypeDecorator[str]):
    """Text from outside: characters that no database can hold become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return None if value is None else codec.storable(value)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, held and given back in UTC (SQLite: fixed-width text; PostgreSQL: timestamptz)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant without zone cannot be stored: {value}")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Value(TypeDecorator[T], Generic[T]):
    """One of our frozen values as JSON text, through the codec.

    `remembered`: so many values that were read last are known again by their text, for what a live story is made of:
    with each report that joins, all of it is read again.
    """

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[T], remembered: int = 0) -> None:
        super().__init__()
        self.kind, self.remembered = kind, remembered
        self._known = lru_cache(maxsize=remembered)(self._loads)

    def process_bind_param(self, value: T | None, _dialect: Dialect) -> str | None:
        return None if value is None else codec.dumps(self.kind, value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> T | None:
        if value is None:
            return None
        return self._known(value) if self.remembered and len(value) <= _LONGEST else self._loads(value)

    def _loads(self, text: str) -> T:
        return codec.loads(self.kind, text)
