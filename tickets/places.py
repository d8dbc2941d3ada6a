"""Places of which there are so many for all processes together: connections that a server permits, letters that a minute may see.

A place is held until a time. Whoever dies leaves his; whoever is late finds another in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from tickets.held import holds, is_free
from tickets.holder import is_dead
from tickets.schema import places
from tickets.upsert import insert_new


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`count` places for one thing, each held for `lease` at most unless it is kept."""

    what: str
    count: int
    lease: timedelta


def take(connection: Connection, kind: Kind, now: datetime, *, holder: str = "", which: str = "") -> int | None:
    """The number of a free place, which is now held; None: all are taken."""
    number = _freed(connection, kind, now) or _new(connection, kind)
    if number is not None:
        held = {"holder": holder, "which": which, "held_until": now + kind.lease}
        connection.execute(update(places).where(places.c.what == kind.what, places.c.number == number).values(held))
    return number


def keep(connection: Connection, kind: Kind, number: int, now: datetime, *, holder: str, which: str) -> bool:
    """Hold it for longer. False: it was given to another meanwhile."""
    mine = (places.c.what == kind.what, places.c.number == number, places.c.holder == holder, places.c.which == which)
    return connection.execute(update(places).where(*mine).values(held_until=now + kind.lease)).rowcount == 1


def leave(connection: Connection, kind: Kind, number: int, *, holder: str, which: str) -> None:
    mine = (places.c.what == kind.what, places.c.number == number, places.c.holder == holder, places.c.which == which)
    connection.execute(update(places).where(*mine).values(holder="", which="", held_until=None))


def wait(connection: Connection, kind: Kind, now: datetime) -> timedelta:
    """How long until one is free for sure; zero: there is one now."""
    ends = _held(connection, kind, now)
    return min(ends) - now if len(ends) >= kind.count else timedelta()


def _freed(connection: Connection, kind: Kind, now: datetime) -> int | None:
    """One that somebody held before, by its number; those whose holder has died count as free."""
    mine = (places.c.what == kind.what, places.c.number <= kind.count)
    free = select(places.c.number).where(*mine, is_free(places.c.held_until, kind.lease, now)).order_by(places.c.number)
    number = connection.execute(free.limit(1).with_for_update(skip_locked=True)).scalar()
    if number is not None:
        return int(number)
    held = select(places.c.number, places.c.holder).where(*mine, places.c.holder != "").order_by(places.c.number)
    return next((int(row.number) for row in connection.execute(held.with_for_update(skip_locked=True)) if is_dead(row.holder)), None)


def _new(connection: Connection, kind: Kind) -> int | None:
    known = set(connection.execute(select(places.c.number).where(places.c.what == kind.what)).scalars())
    unknown = (number for number in range(1, kind.count + 1) if number not in known)
    return next((number for number in unknown if insert_new(connection, places, {"what": kind.what, "number": number})), None)


def _held(connection: Connection, kind: Kind, now: datetime) -> list[datetime]:
    """Until when each that is taken is held."""
    wanted = select(places.c.held_until).where(places.c.what == kind.what, places.c.number <= kind.count)
    return [until for until in connection.execute(wanted).scalars() if holds(until, kind.lease, now)]
