"""The desk's clocks: what is owed because time passed, not because a mail came. Step 12 of the path.

`mailroom run` asks every few seconds, `mailroom poll` once a pass (decisions 19). Any number of schedules may run at once and die
anywhere: a duty claims what it does and queues its letters in one transaction, so that each clock strikes once, or again at the next ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from pathlib import Path

from mailroom import alarming, digest, ending, escalating, finding, reminding, resting, separating
from mailroom.access import warning
from mailroom.access.keys import Keys
from mailroom.directories import Directories
from mailroom.glance.canary import Flight, fly
from mailroom.in_tray import InTray
from mailroom.recalling import Rules
from tickets import heartbeat, occupants
from tickets.store import Store


@dataclass(frozen=True, kw_only=True)
class Schedule:
    store: Store
    rules: Callable[[], Rules]
    directories: Directories
    mailboxes: tuple[str, ...]  # those that are to be read
    digest_at: time  # of the desk's clock
    in_tray: InTray
    keys: Keys
    outgoing: tuple[str, ...]  # accounts of submission servers
    folder: Path  # on the disk of the desk
    canary: Flight | None
    clock: Callable[[], datetime]

    def duties(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Each by its name, to be done on its own: one that fails keeps no other from its time (G8)."""
        for duty in _DUTIES:
            yield duty.__name__.strip("_"), partial(self._do, duty)

    def tick(self) -> None:
        """Everything that is owed now."""
        for _, do in self.duties():
            do()

    def _do(self, duty: _Duty) -> None:
        duty(self, self.rules(), self.clock())


def _reminders(schedule: Schedule, rules: Rules, now: datetime) -> None:
    reminding.remind(schedule.store, rules, now)


def _escalations(schedule: Schedule, rules: Rules, now: datetime) -> None:
    escalating.escalate(schedule.store, rules.desk, rules.policy, rules.staff, now)


def _endings(schedule: Schedule, rules: Rules, now: datetime) -> None:
    ending.end(schedule.store, rules, now)


def _joiners(schedule: Schedule, rules: Rules, now: datetime) -> None:
    separating.separate_overdue(schedule.store, rules.desk, rules.policy, now)


def _access(schedule: Schedule, _: Rules, now: datetime) -> None:
    warning.watch(schedule.store, schedule.keys.keepers, now)
    resting.watch(schedule.store, schedule.outgoing, now)


def _alarms(schedule: Schedule, rules: Rules, now: datetime) -> None:
    late = schedule.canary.late if schedule.canary else None
    alarming.watch(
        schedule.store,
        rules.policy,
        now,
        mailboxes=schedule.mailboxes,
        folder=schedule.folder,
        canary_late=late,
        faults=schedule.directories.faults(),
        addresses=rules.desk.addresses,
    )
    alarming.tell(schedule.store, rules.desk, rules.policy, rules.staff, now)


def _digests(schedule: Schedule, rules: Rules, now: datetime) -> None:
    store, desk, policy, staff = schedule.store, rules.desk, rules.policy, rules.staff
    digest.queue_owed(digest.Evening(store=store, desk=desk, policy=policy, staff=staff, at=schedule.digest_at, now=now))


def _search(schedule: Schedule, _: Rules, __: datetime) -> None:
    finding.catch_up(schedule.store)


def _heartbeat(schedule: Schedule, rules: Rules, now: datetime) -> None:
    with schedule.store.reading() as connection:
        marks = (heartbeat.last(connection), occupants.last(connection, rules.desk.addresses))
    if any(at is None or abs(now - at) >= heartbeat.EVERY for at in marks):
        with schedule.store.marking() as connection:
            heartbeat.beat(connection, now)
            occupants.stay(connection, rules.desk.addresses, now)


def _canary(schedule: Schedule, rules: Rules, now: datetime) -> None:
    if schedule.canary is not None:
        fly(schedule.store, rules.desk, schedule.canary, now)


def _edits(schedule: Schedule, _: Rules, __: datetime) -> None:
    schedule.in_tray.take_in()


def _directories(schedule: Schedule, _: Rules, now: datetime) -> None:
    schedule.directories.watch(schedule.store, now)


_Duty = Callable[[Schedule, Rules, datetime], None]
_DUTIES: tuple[_Duty, ...] = (
    _heartbeat,
    _edits,
    _directories,
    _reminders,
    _escalations,
    _endings,
    _joiners,
    _access,
    _canary,
    _alarms,
    _digests,
    _search,
)
