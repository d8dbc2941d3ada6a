"""Servers that asked for time: every process of the desk leaves such a server alone until its rest is over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from tickets.schema import rests
from tickets.upsert import insert_new


@dataclass(frozen=True, kw_only=True)
class Rest:
    server: str
    until: datetime
    because: str
    since: datetime  # of the first in a row
    times: int  # in a row
    needs_a_person: bool = False
    ends_by: datetime | None = None  # of a daily limit


def of(connection: Connection, server: str) -> Rest | None:
    """The last one, also when it is over: only a letter that left ends the row of them."""
    row = connection.execute(select(rests).where(rests.c.server == server)).first()
    return Rest(**row._mapping) if row is not None else None  # noqa: SLF001  (SQLAlchemy's public name)


def begin(connection: Connection, rest: Rest) -> None:
    """Two processes that are refused in the same moment may both: the later word stands."""
    if not insert_new(connection, rests, asdict(rest)):
        connection.execute(update(rests).where(rests.c.server == rest.server).values(asdict(rest)))


def end(connection: Connection, server: str) -> None:
    connection.execute(delete(rests).where(rests.c.server == server))


def of_all(connection: Connection, servers: Collection[str]) -> list[Rest]:
    rows = connection.execute(select(rests).where(rests.c.server.in_(list(servers))).order_by(rests.c.server))
    return [Rest(**row._mapping) for row in rows]  # noqa: SLF001
