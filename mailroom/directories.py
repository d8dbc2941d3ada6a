"""The two directories of a desk that runs: `staff.toml`, whose people are one of us, and `dealers.csv`.

What they say is in force at once (`mailroom.live_files`, `tickets.directory`); here is what follows from an edit. Somebody who left has
tokens that must end and tickets that must be free, which no later edit brings back. So an edit is acted upon at the second look that
finds it the same: half of a file that is still being written may well be a good one, with half of the people.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection

from mailroom.live_files import LiveFile, Unfit, stamp_of
from tickets.directory import Staff, import_dealers
from tickets.errors import Permanent
from tickets.policy import Policy
from tickets.staff_tokens import dismiss_the_departed
from tickets.store import Store

_log = structlog.get_logger()

_Look = tuple[Staff, tuple[int, int]]  # the people, and when `dealers.csv` was written and how long it is


class Directories:
    """Both files, as far as they were acted upon; and what is wrong with any file that people edit while the desk runs."""

    def __init__(self, staff: LiveFile[Staff], policy: LiveFile[Policy], dealers: Path) -> None:
        self._staff, self._policy, self._dealers = staff, policy, dealers
        self._dealers_fault = ""
        self._acted_upon = self._last_look = self._look()

    def take_over(self, store: Store, now: datetime) -> None:
        """As the files stand: a desk that opens. Raises Unfit where the dealers cannot be read."""
        self._acted_upon = self._last_look = self._look()
        self._dismiss(store, self._acted_upon[0], now)
        with store.writing() as connection:
            self._take_in(connection)

    def faults(self) -> dict[str, str]:
        """{name: why the last good version serves in its place} of the files that cannot serve as they stand."""
        told = {"staff": self._staff.fault, "policy": self._policy.fault, "dealers": self._dealers_fault}
        return {name: fault for name, fault in told.items() if fault}

    def watch(self, store: Store, now: datetime) -> None:
        """What was edited since, and has settled. A bad edit is told once and changes nothing (G5)."""
        look = self._look()
        if look == self._last_look != self._acted_upon:
            self._dismiss(store, look[0], now)
            self._import(store)
            self._acted_upon = look
        self._last_look = look

    def _dismiss(self, store: Store, staff: Staff, now: datetime) -> None:
        """A desk without a directory dismisses nobody: its file may be somewhere else today."""
        if not staff.people:
            return
        with store.writing() as connection:
            freed = dismiss_the_departed(connection, [address for address, _ in staff.names()], now)
        if freed:
            _log.info("staff", freed=freed, because="their owners are not in the staff directory any more")

    def _import(self, store: Store) -> None:
        try:
            with store.writing() as connection:
                rows = self._take_in(connection)
        except Unfit as err:
            self._dealers_fault = str(err)
            _log.error("dealers", because=str(err), next="the last good directory serves")
            return
        self._dealers_fault = ""
        if rows is not None:
            _log.info("dealers", rows=rows)

    def _take_in(self, connection: Connection) -> int | None:
        try:
            return import_dealers(connection, self._dealers)
        except (Permanent, OSError) as err:
            raise Unfit(str(err)) from err

    def _look(self) -> _Look:
        return self._staff(), stamp_of(self._dealers)
