"""An account on a mail server, as all processes of the desk use it together: its rests, its pace and its connections.

Providers count by account, not by process: the thirty-first letter of a minute blocks it, and so does the fourth connection, whichever
of our processes made it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tickets import places, rests
from tickets.errors import Transient, WorldError
from tickets.held import holds
from tickets.pauses import growing, spread
from tickets.places import Kind
from tickets.rests import Rest
from tickets.store import Store

_MINUTE = timedelta(minutes=1)
_SEAT = timedelta(minutes=5)  # longer than a server lets a connection rest, as a rule
_LOOK = timedelta(seconds=2)  # how old our knowledge of a rest may be: so long may a throttled server hear from another process
_FIRST_REST = timedelta(seconds=15)
_LONGEST_REST = timedelta(minutes=10)
_LONGEST_ASKED = timedelta(hours=1)  # of a daily limit, which is tried each hour


@dataclass(kw_only=True)
class Account:
    """`name` is its server and user. Zero letters a minute, or zero connections, is no limit of ours."""

    name: str
    store: Store
    holder: str
    clock: Callable[[], datetime]
    per_minute: int = 0
    connections: int = 0
    _which: str = field(default_factory=lambda: uuid.uuid4().hex)  # this connection among those of the process
    _number: int | None = None
    _kept_at: datetime | None = None
    _rest: Rest | None = None
    _looked_at: datetime | None = None

    def take(self) -> timedelta:
        """Zero: one letter may go. Else how long until one may."""
        if not self.per_minute:
            return timedelta()
        now = self.clock()
        with self.store.marking() as connection:
            return timedelta() if places.take(connection, self._letters, now) else places.wait(connection, self._letters, now)

    def wait(self) -> timedelta:
        """What `take` would answer, without taking."""
        if not self.per_minute:
            return timedelta()
        with self.store.reading() as connection:
            return places.wait(connection, self._letters, self.clock())

    def resting(self) -> Rest | None:
        """The rest that goes on now; one that was begun while the clock ran ahead does not."""
        now = self.clock()
        if self._looked_at is None or abs(now - self._looked_at) >= _LOOK:
            with self.store.reading() as connection:
                self._rest = rests.of(connection, self.name)
            self._looked_at = now
        return self._rest if self._rest and holds(self._rest.until, _LONGEST_ASKED, now) else None

    def rest(self, because: str, *, asked: timedelta | None, needs_a_person: bool = False, lasts: timedelta | None = None) -> Rest:
        """Leave it alone: for as long as it asked, else longer each time, and never all at the same second.

        `lasts`: the longest that this goes on, where that is known."""
        now = self.clock()
        with self.store.writing() as connection:
            last = rests.of(connection, self.name)
            times = last.times if last else 0
            self._rest = Rest(
                server=self.name,
                until=now + spread(asked or growing(times, _FIRST_REST, _LONGEST_REST)),
                because=because,
                since=last.since if last else now,
                times=times + 1,
                needs_a_person=needs_a_person,
                ends_by=_ends_by(last, lasts, now),
            )
            rests.begin(connection, self._rest)
        self._looked_at = now
        return self._rest

    def is_well(self) -> None:
        """It took a letter: what it asked for before is over."""
        if self._rest is None:
            return
        with self.store.marking() as connection:
            rests.end(connection, self.name)
        self._rest = None

    def sit(self) -> bool:
        """Have one of its connections; True where it is the one we had. Raises Transient: all are taken."""
        if not self.connections:
            return True
        now = self.clock()
        if self._number is not None and self._kept_at is not None and abs(now - self._kept_at) < _SEAT / 3:
            return True
        with self.store.marking() as connection:
            if self._number is not None and places.keep(connection, self._seats, self._number, now, **self._me):
                self._kept_at = now
                return True
            self._number = places.take(connection, self._seats, now, **self._me)
        self._kept_at = now
        if self._number is None:
            raise Transient(f"{self.name}: its {self.connections} connections are in use by other processes (max_connections)", _LOOK)
        return False

    def rise(self) -> None:
        """The connection is closed: another process may have the place."""
        number, self._number = self._number, None
        if number is not None:
            with suppress(WorldError), self.store.marking() as connection:  # without it the place is free when its lease ends
                places.leave(connection, self._seats, number, **self._me)

    @property
    def _me(self) -> dict[str, str]:
        return {"holder": self.holder, "which": self._which}

    @property
    def _letters(self) -> Kind:
        return Kind(what=f"letters {self.name}", count=self.per_minute, lease=_MINUTE)

    @property
    def _seats(self) -> Kind:
        return Kind(what=f"connections {self.name}", count=self.connections, lease=_SEAT)


def _ends_by(last: Rest | None, lasts: timedelta | None, now: datetime) -> datetime | None:
    """A limit that was reached before ends when it was said to end first."""
    if lasts is None:
        return None
    return last.ends_by if last and last.ends_by and last.ends_by > now else now + lasts
