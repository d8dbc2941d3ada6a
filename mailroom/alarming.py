"""Looking for what is wrong with the desk, and telling its leads (desk-rules 21 and 36)."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from mailroom.points import point
from responders.alarm import alarm
from tickets import alarms, outbox, rates, spoken
from tickets.alarms import Alarm
from tickets.directory import Staff
from tickets.identity import Desk
from tickets.letter import Letter, Owed
from tickets.policy import Policy
from tickets.store import Store
from tickets.surges import surges
from tickets.tokens import mint

_SILENT = timedelta(hours=1)  # a mailbox without one good pass
_KEY = 100  # characters; a version is a stranger's word


def watch(store: Store, policy: Policy, mailboxes: Collection[str], now: datetime) -> None:
    """Raise what is wrong now, and end what is not any more. `mailboxes` are those that are to be read."""
    with store.reading() as connection:
        wrong = {
            "rate of ": dict(_rates(connection, policy, now)),
            "firmware ": dict(_firmware(connection, policy, now)),
            "mailbox ": dict(_mailboxes(connection, mailboxes, now)),
        }
        known = {kind: alarms.sounding(connection, kind) for kind in wrong}
    if not any(wrong.values()) and not any(known.values()):
        return
    with store.writing() as connection:
        for kind, found in wrong.items():
            for what, text in found.items():
                alarms.sound(connection, kind + what, text, now)
            alarms.settle(connection, known[kind] - {kind + what for what in found}, now)


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
        yield rate.topic, f"{rate.tickets} tickets on {rate.topic} in {within}; {_usual(rate.usual)}. {_one_cause(rate.topic)}"


def _firmware(connection: Connection, policy: Policy, now: datetime) -> Iterable[tuple[str, str]]:
    for surge in surges(connection, policy.incident, now):
        within = spoken.span(policy.incident.firmware_within)
        people = f"{surge.people} people with firmware {surge.firmware} on {surge.topic} in {within}"
        yield f"{surge.firmware} {surge.topic}"[:_KEY], f"{people}; {_usual(surge.usual)}. {_one_cause(surge.topic)}"


def _usual(most: int) -> str:
    return f"usual are at most {most}" if most else "usual is none"


def _one_cause(topic: str) -> str:
    return (
        f"If they have one cause, answer the notice of one of them with #incident {topic}: each customer gets one letter, and their"
        " clocks stand still"
    )


def _mailboxes(connection: Connection, names: Collection[str], now: datetime) -> Iterable[tuple[str, str]]:
    for found in alarms.unread(connection, names, now - _SILENT):
        last = spoken.moment(found.last_success)
        yield found.name, f"the mailbox {found.name} was last read {last}: {found.state}. `mailroom doctor` says what to mend"
