"""That some schedule is alive, told by its rows: a desk whose clocks stand still looks healthy to every other process."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from tickets.schema import notebook
from tickets.upsert import put

_KEY = "the schedule was alive"
EVERY = timedelta(seconds=20)  # a write that nobody waits for


def beat(connection: Connection, now: datetime) -> None:
    put(connection, notebook, key=_KEY, value=now.isoformat())


def last(connection: Connection) -> datetime | None:
    """None: no schedule was ever alive here."""
    value = connection.execute(select(notebook.c.value).where(notebook.c.key == _KEY)).scalar()
    return datetime.fromisoformat(value) if value else None
