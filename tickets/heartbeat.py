"""That some schedule is alive, told by its rows: a desk whose clocks stand still looks healthy to every other process."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from tickets.schema import notebook
from tickets.upsert import get, put

_KEY = "the schedule was alive"
EVERY = timedelta(seconds=20)  # a write that nobody waits for


def beat(connection: Connection, now: datetime) -> None:
    put(connection, notebook, key=_KEY, value=now.isoformat())


def last(connection: Connection) -> datetime | None:
    """None: no schedule was ever alive here."""
    value = get(connection, notebook, _KEY)
    return datetime.fromisoformat(value) if value else None
