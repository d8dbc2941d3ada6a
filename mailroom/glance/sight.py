"""What a look at the desk finds, and a looker who does not look again at once: ten scrapes in a second cost one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from tickets import access, canaries, habits, vitals
from tickets.access import Access
from tickets.canaries import Canary
from tickets.habits import Habit
from tickets.store import Store
from tickets.vitals import Vitals

_REST = 5.0  # seconds that a sight serves
_SHARE = 50  # a look that takes long serves for so many times as long: looking costs no more than 2 % of a core
_LONGEST = 60.0  # seconds: older, it would answer for health that is gone


@dataclass(frozen=True, kw_only=True)
class Sight:
    at: datetime
    vitals: Vitals
    mailboxes: tuple[Habit, ...]
    canary_late: timedelta | None  # after which one is missing; None where none flies
    canary: Canary | None  # the one that is under way for longest
    canary_home: Canary | None  # the last one that came
    grants: tuple[Access, ...]  # by which the desk signs in without a password
    seconds: float = 0.0  # that the look took


def look(connection: Connection, mailboxes: Collection[str], now: datetime, canary_late: timedelta | None = None) -> Sight:
    return Sight(
        at=now,
        vitals=vitals.vitals(connection, now),
        mailboxes=tuple(habits.habits(connection, mailboxes, now)),
        canary_late=canary_late,
        canary=canaries.missed(connection) if canary_late else None,
        canary_home=canaries.last_home(connection) if canary_late else None,
        grants=tuple(access.standing(connection)),
    )


class Looker:
    """Safe between threads; one looks while the others wait for what he sees."""

    def __init__(
        self, store: Store, mailboxes: Collection[str], clock: Callable[[], datetime], canary_late: timedelta | None = None
    ) -> None:
        """No `canary_late`: no canary flies."""
        self._store, self._mailboxes, self._clock, self._canary_late = store, mailboxes, clock, canary_late
        self._lock = threading.Lock()
        self._seen: Sight | None = None
        self._stale_at = 0.0

    def look(self) -> Sight:
        """Raises Transient where the database does not answer."""
        with self._lock:
            if self._seen is None or time.monotonic() >= self._stale_at:
                self._seen = self._look()
            return self._seen

    def _look(self) -> Sight:
        began = time.monotonic()
        with self._store.reading() as connection:
            seen = look(connection, self._mailboxes, self._clock(), self._canary_late)
        took = time.monotonic() - began
        self._stale_at = time.monotonic() + min(max(_REST, _SHARE * took), _LONGEST)
        return replace(seen, seconds=took)
