"""How values of ours stand in a column: text from outside, instants, frozen values as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Generic, TypeVar

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from masdar.store import codec

T = TypeVar("T")


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
    """One of our frozen values as JSON text, through the codec."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[T]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: T | None, _dialect: Dialect) -> str | None:
        return None if value is None else codec.dumps(self.kind, value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> T | None:
        return None if value is None else codec.loads(self.kind, value)
