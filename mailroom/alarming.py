"""Looking for what is wrong with the desk, and telling its leads (desk-rules 21 and 36)."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Connection

from mailroom.glance import troubles
from mailroom.points import point
from responders.alarm import alarm
from tickets import alarms, backups, brake, canaries, habits, occupants, outbox, rates, spoken, vitals
from tickets.alarms import Alarm
from tickets.directory import Staff
from tickets.identity import Desk
from tickets.letter import Letter, Owed
from tickets.policy import Policy
from tickets.store import Store
from tickets.surges import surges
from tickets.tokens import mint

_KEY = 100  # characters; a version is a stranger's word
_KINDS = ("rate of ", "firmware ", *troubles.KINDS)


def watch(
    store: Store,
    policy: Policy,
    now: datetime,
    *,
    mailboxes: Collection[str],
    folder: Path,
    canary_late: timedelta | None = None,
    faults: Mapping[str, str] = MappingProxyType({}),
    addresses: Collection[str] = (),
) -> None:
    """Raise what is wrong now, and end what is not any more.

    `mailboxes` are those that are to be read, `folder` lies on the disk of the desk; no `canary_late`: no canary flies. `faults` of
    the files that people edit, by their names; `addresses` of this desk.
    """
    with store.reading() as connection:
        wrong = dict(_wrong(connection, policy, now))
        wrong |= troubles.troubles(_watched(connection, now, mailboxes, folder, canary_late))
        wrong |= troubles.of_files(faults)
        wrong |= troubles.of_desks(addresses, occupants.others(connection, addresses, now) if addresses else ())
        if alarms.sounding(connection, _KINDS) == wrong:
            return
    with store.writing() as connection:
        alarms.follow(connection, _KINDS, wrong, now)


def _wrong(connection: Connection, policy: Policy, now: datetime) -> Iterator[tuple[str, str]]:
    """What customers write that they did not write before: (key, text)."""
    yield from _rates(connection, policy, now)
    yield from _firmware(connection, policy, now)


def _watched(
    connection: Connection, now: datetime, mailboxes: Collection[str], folder: Path, canary_late: timedelta | None
) -> troubles.Watched:
    disk = shutil.disk_usage(folder)
    return troubles.Watched(
        waiting=vitals.waiting(connection, now),
        shut_because=brake.reason(connection),
        mailboxes=tuple(habits.habits(connection, mailboxes, now)),
        canary=canaries.missed(connection) if canary_late else None,
        canary_late=canary_late or timedelta(),
        room=troubles.Room(free=disk.free, whole=disk.total),
        backups=backups.read(connection),
        now=now,
    )


def tell(store: Store, desk: Desk, policy: Policy, staff: Staff, now: datetime) -> int:
    """Queue what the leads are to hear; returns how many letters. Where nobody is a lead, everybody hears it."""
    with store.reading() as connection:
        if not alarms.untold(connection, now):
            return 0
    with store.writing() as connection:
        found = alarms.untold(connection, now)
        letters = list(_letters(found, desk, policy, staff)) if found else []
        owed = [Owed(letter=letter, token=mint(secrets.token_bytes(10))) for letter in letters]
        outbox.queue_all(connection, owed, domain=desk.domain, now=now)
        alarms.told(connection, found, now)
        point("alarming")
    return len(letters)


def _letters(found: list[Alarm], desk: Desk, policy: Policy, staff: Staff) -> Iterable[Letter]:
    people = [person for person in staff.people if person.lead] or list(staff.people)
    for is_over in (False, True):
        these = [one for one in found if one.is_over is is_over]
        if these:
            yield from (alarm(person, these, desk, policy) for person in people)


def _rates(connection: Connection, policy: Policy, now: datetime) -> Iterable[tuple[str, str]]:
    for rate in rates.unusual(connection, policy, now):
        within = spoken.span(policy.incident.within)
        yield f"rate of {rate.topic}", f"{rate.tickets} tickets on {rate.topic} in {within}; {_usual(rate.usual)}. {_one_cause(rate.topic)}"


def _firmware(connection: Connection, policy: Policy, now: datetime) -> Iterable[tuple[str, str]]:
    for surge in surges(connection, policy.incident, now):
        within = spoken.span(policy.incident.firmware_within)
        people = f"{surge.people} people with firmware {surge.firmware} on {surge.topic} in {within}"
        yield f"firmware {surge.firmware} {surge.topic}"[:_KEY], f"{people}; {_usual(surge.usual)}. {_one_cause(surge.topic)}"


def _usual(most: int) -> str:
    return f"usual are at most {most}" if most else "usual is none"


def _one_cause(topic: str) -> str:
    return (
        f"If they have one cause, answer the notice of one of them with #incident {topic}: each customer gets one letter, and their"
        " clocks stand still"
    )
