"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, TypeDecorator


class Utc(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. A naive value is refused: it would be somebody's local time.

    SQLite gives naive values back from `DateTime(timezone=True)`; here they are aware again.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without its zone: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: SQLite numbers rows by INTEGER PRIMARY KEY alone; PostgreSQL wants room for more than 2^31 events.
Id = BigInteger().with_variant(Integer(), "sqlite")
