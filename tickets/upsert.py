"""Insert what is new and leave what stands: the one statement that SQLite and PostgreSQL share in two dialects."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def statement(connection: Connection, table: Table) -> Any:
    """`INSERT … ON CONFLICT DO NOTHING` for this database."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing()


def insert_new(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    connection.execute(statement(connection, table).values(values))
