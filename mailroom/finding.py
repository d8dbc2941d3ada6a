"""The search keeps up with the desk: a duty of the schedule, which never holds the one writer of SQLite for long."""

from __future__ import annotations

import time

from tickets import search
from tickets.store import Store

_AT_MOST = 0.5  # seconds of a pass: a desk that was imported is found bit by bit, while mail is filed between


def catch_up(store: Store) -> int:
    """Index what changed; how many tickets were read. A power cut may forget it: the next pass does it again."""
    until, done = time.monotonic() + _AT_MOST, 0
    while time.monotonic() < until:
        with store.reading() as connection:
            if not search.is_behind(connection):
                break
        with store.marking() as connection:
            done += search.catch_up(connection)
    return done
