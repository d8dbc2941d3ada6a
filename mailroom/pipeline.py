"""The path of one message, told from wake to letter. A newcomer reads this file first.

    1 wake, 2 fetch, 3 receive    `mailroom.watching`, `mailroom.fetching`, `ingest.intake`
    4 ring                        `mailroom.jobs`
    5 parse … 7 understand        `mailroom.examine`, in the worker processes of `mailroom.workers`
    8 recall                      `mailroom.recalling`
    9 decide, 10 record           `mailroom.record`, one transaction with recall, around the pure `mailroom.filing`
    11 deliver                    `responders.outbox`
    12 watch over                 `Pipeline.sweep` for what was left, `mailroom.schedule` for what time brings,
                                  `mailroom.restoring` for a database that was put back from a backup

The database is the record and the broker a doorbell: every function here takes ids or nothing, may run twice, late or never, and
leaves what it could not do to the sweep.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog

from ingest.thread import clues
from mailroom.examine import Examined
from mailroom.filing import Filing
from mailroom.points import point
from mailroom.recalling import Mail, Rules
from mailroom.record import record
from mailroom.workers import Poison, Reading, Workers
from responders.office import Office
from responders.outbox import deliver
from tickets import holder, ledger, outbox
from tickets.errors import WorldError
from tickets.identity import Desk
from tickets.ledger import Claimed
from tickets.store import Store

_log = structlog.get_logger()

_Waiting = list[tuple[Claimed, Reading]]

_OWED_FIRST = 1.0  # seconds that a group of a backlog waits for letters that are due: a submission server that is slow stops nothing
_TOGETHER = 0.3  # seconds that a mail may wait for its batch; a lone one waits for nobody


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """Everything between a received row and a sent letter."""

    store: Store
    workers: Workers
    rules: Callable[[], Rules]  # asked anew for each batch: an edited policy serves at once, the last good one otherwise
    office: Office
    holder: str
    clock: Callable[[], datetime]

    def process(self, ids: Sequence[int], filed_some: Callable[[], object] = lambda: None, *, is_backlog: bool = False) -> int:
        """Steps 5 to 10 for rows that still wait; returns how many were filed here. The others are in other hands, or done.

        `filed_some` is called after each group, so that no letter waits for the slowest mail of its batch. A backlog is filed as fast
        as its letters leave: whoever writes meanwhile has few of them before his own.
        """
        now = self.clock()
        with self.store.marking() as connection:
            claimed = ledger.claim(connection, ids, self.holder, now)
        point("claimed")
        try:
            return self._read_and_file(claimed, filed_some, _OWED_FIRST if is_backlog else 0)
        except WorldError:
            self._let_go([row.id for row in claimed])
            raise

    def _read_and_file(self, claimed: Sequence[Claimed], filed_some: Callable[[], object], patience: float) -> int:
        waiting = [(row, self._examine(row)) for row in claimed]
        filed = 0
        while waiting:
            read, waiting = self._gone_on(waiting)
            if read:
                self.office.courier.caught_up.wait(patience)
                filed += self._file(read)
                filed_some()
        return filed

    def _gone_on(self, waiting: _Waiting) -> tuple[list[tuple[Claimed, Examined | Poison]], _Waiting]:
        """Which mails are read, and which are waited for: a mail that needs another attempt holds up none beside it."""
        ready = _ready([reading for _, reading in waiting])
        read, still = [], []
        for row, reading in waiting:
            if reading.future in ready and (result := self.workers.go_on(reading)) is not None:
                read.append((row, result))
            else:
                still.append((row, reading))
        return read, still

    def deliver(self) -> int:
        """Step 11 for every letter that is due; returns how many left."""
        return deliver(self.office)

    def sweep(self) -> list[int]:
        """Step 12: what was rung and lost, or left by the dead, waits again. Returns the ids to ring."""
        self._bury_the_dead()
        with self.store.reading() as connection:
            return ledger.waiting(connection, self.clock())

    def _let_go(self, ids: Sequence[int]) -> None:
        """A database that came back meanwhile need not wait for the lease of what it interrupted. One that did not, has our leases."""
        with suppress(WorldError), self.store.marking() as connection:
            ledger.let_go(connection, ids, self.holder)

    def _examine(self, row: Claimed) -> Reading:
        return self.workers.start_header(row.raw) if row.is_giant else self.workers.start(row.raw)

    def _file(self, read: Sequence[tuple[Claimed, Examined | Poison]]) -> int:
        rules = self.rules()
        mails = [self._mail(row, result, rules.desk) for row, result in read]
        filings = record(self.store, rules, mails, self.holder)
        point("recorded")
        for mail, filing, number in filings:
            _told(mail, filing, rules.desk.ticket(number) if number else None, self.clock())
        return len(filings)

    def _mail(self, row: Claimed, result: Examined | Poison, desk: Desk) -> Mail:
        point("examined")
        poison = result.because if isinstance(result, Poison) else row.problem
        if row.attempts >= ledger.ATTEMPTS and not poison:
            poison = f"{row.attempts} workers ended with this mail in hand"
        examined = result.examined if isinstance(result, Poison) else result
        return Mail(
            row=row,
            examined=examined,
            clues=clues(examined.message, row.digest, desk),
            now=self.clock(),
            random=secrets.token_bytes(10),
            poison=poison,
        )

    def _bury_the_dead(self) -> None:
        """Processes of this host that ended with work in hand: what they held is free at once, and nobody waits for a lease."""
        with self.store.reading() as connection:
            dead = {name for name in ledger.holders(connection) | outbox.holders(connection) if holder.is_dead(name)}
        if not dead:
            return
        with self.store.marking() as connection:
            for name in dead:
                ledger.release(connection, name)
                outbox.release(connection, name)


def _ready(readings: Sequence[Reading]) -> set[Future[Examined]]:
    """Together where they are read in a moment, since a group is written for little more than one mail; else as they come."""
    waiting = [reading.future for reading in readings]
    return wait(waiting, timeout=_TOGETHER).done or wait(waiting, return_when=FIRST_COMPLETED).done


def _told(mail: Mail, filing: Filing, ticket: str | None, now: datetime) -> None:
    """The one log line of a message; `ms` is since it was received."""
    _log.info(
        "mail",
        inbound=mail.row.id,
        ticket=ticket,
        verdict=mail.examined.verdict.kind.value,
        state=filing.state.value,
        because=filing.because,
        letter=filing.letter or None,
        silence=filing.silence or None,
        ms=round((now - mail.row.received_at).total_seconds() * 1000),
    )
