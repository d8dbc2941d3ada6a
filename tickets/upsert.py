"""Insert what is new and leave what stands: the one statement that SQLite and PostgreSQL share in two dialects."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite


def statement(connection: Connection, table: Table) -> Any:
    """`INSERT … ON CONFLICT DO NOTHING` for this database; its values are given when it is executed."""
    return _statement(connection.dialect.name, table)


def insert_new(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    """True where the row is new."""
    # SQLAlchemy forgets an INSERT's count unless it is told to keep it; on PostgreSQL every row looked old.
    done = connection.execute(statement(connection, table), values, execution_options={"preserve_rowcount": True})
    return bool(done.rowcount == 1)


def put(connection: Connection, table: Table, *, key: str, value: str) -> None:
    """Write a value under its key, whatever stands there: two processes that start at once may both."""
    if not insert_new(connection, table, {"key": key, "value": value}):
        connection.execute(update(table).where(table.c.key == key).values(value=value))


def get(connection: Connection, table: Table, key: str) -> str | None:
    """What `put` wrote under that key; None where nothing stands there."""
    value: str | None = connection.execute(select(table.c.value).where(table.c.key == key)).scalar()
    return value


@cache
def _statement(dialect: str, table: Table) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(table).on_conflict_do_nothing()
