"""One watcher a mailbox, each in its own thread: a server that hangs, refuses or throttles delays no other mailbox (G8)."""

from __future__ import annotations

import threading
from datetime import timedelta

import structlog

from ingest.mailbox import Mailbox
from mailroom.fetching import Fetching, fetch
from mailroom.glance.pulse import Beat, unheard
from tickets import leases
from tickets.errors import Permanent, Transient, WorldError
from tickets.leases import LeaseLost
from tickets.pauses import spread

_log = structlog.get_logger()

_FIRST_PAUSE = timedelta(seconds=2)
_LONGEST_PAUSE = timedelta(minutes=5)
_IDLE = timedelta(seconds=60)  # shorter than a lease, so that a quiet mailbox keeps it
LONGEST_PASS = timedelta(minutes=15)  # from one batch to the next, on the slowest line


class Watcher(threading.Thread):
    """Fetches, waits for the server's word or the next poll, and fetches again, until it is stopped."""

    def __init__(self, fetching: Fetching, stop: threading.Event, beat: Beat = unheard) -> None:
        super().__init__(name=f"watch-{fetching.table.name}", daemon=True)
        self._fetching = fetching
        self._halt = stop
        self._pause = _FIRST_PAUSE
        self._beat = beat

    def run(self) -> None:
        while not self._halt.is_set():
            try:
                self._round(self._fetching.mailbox)
                self._pause = _FIRST_PAUSE
            except LeaseLost as err:
                self._wait(str(err), _FIRST_PAUSE)
            except WorldError as err:
                self._trouble(err)
            except Exception as err:  # noqa: BLE001  (the loop that feeds the desk: a bug of ours costs a pause, never the mailbox)
                _log.exception("watcher", mailbox=self._fetching.table.name)
                self._trouble(Transient(f"a fault of ours: {type(err).__name__}"))
        self._leave()

    def _leave(self) -> None:
        """Another host need not wait for the lease to expire."""
        self._fetching.mailbox.close()
        try:
            with self._fetching.store.writing() as connection:
                leases.give_back(connection, self._fetching.table.name, self._fetching.holder)
        except WorldError:
            _log.warning("the lease was not given back; it expires", mailbox=self._fetching.table.name)

    def _round(self, mailbox: Mailbox) -> None:
        self._beat(LONGEST_PASS)
        if fetch(self._fetching) is None:
            self._wait("another host watches this mailbox", _IDLE)
            return
        mailbox.idle(min(_IDLE, timedelta(seconds=self._fetching.table.poll_seconds)), self._halt)

    def _trouble(self, err: WorldError) -> None:
        """Say what failed and when it is tried again, and wait: longer each time, or as long as the server asked."""
        self._fetching.mailbox.close()
        pause = self._pause if isinstance(err, Transient) else _LONGEST_PAUSE
        asked = err.retry_after if isinstance(err, Transient) else None
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        self._wait(str(err), spread(asked or pause), needs_a_person=isinstance(err, Permanent))

    def _wait(self, because: str, pause: timedelta, *, needs_a_person: bool = False) -> None:
        name = self._fetching.table.name
        state = f"{because}; tried again in {pause.total_seconds():.0f} s"
        _log.warning("mailbox", mailbox=name, because=because, again_in=pause.total_seconds(), needs_a_person=needs_a_person)
        try:
            with self._fetching.store.writing() as connection:
                leases.report(connection, name, state)
        except WorldError:
            _log.warning("the database did not take the mailbox's state", mailbox=name)
        self._beat(pause + LONGEST_PASS)
        self._halt.wait(pause.total_seconds())
