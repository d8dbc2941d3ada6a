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
from tickets.outbox import Letter, Owed
from tickets.policy import Policy
from tickets.rates import Rate
from tickets.store import Store
from tickets.tokens import mint

_RATE = "rate of "
_MAILBOX = "mailbox "
_SILENT = timedelta(hours=1)  # without one good pass


def watch(store: Store, policy: Policy, names: Collection[str], now: datetime) -> None:
    """Raise what is wrong now, and end what is not any more. `names` are the mailboxes that are to be read."""
    with store.reading() as connection:
        wrong = {_RATE: dict(_rates(connection, policy, now)), _MAILBOX: dict(_mailboxes(connection, names, now))}
        known = {kind: alarms.sounding(connection, kind) for kind in wrong}
    if not any(wrong.values()) and not any(known.values()):
        return
    with store.writing() as connection:
        for kind, found in wrong.items():
            for key, text in found.items():
                alarms.sound(connection, key, text, now)
            alarms.settle(connection, known[kind] - found.keys(), now)


def tell(store: Store, desk: Desk, policy: Policy, staff: Staff, now: datetime) -> int:
    """Queue what the leads are to hear; returns how many letters. Where nobody is a lead, everybody hears it."""
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
        yield f"{_RATE}{rate.topic}", _said(rate, policy)


def _said(rate: Rate, policy: Policy) -> str:
    usual = f"usual are at most {rate.usual}" if rate.usual else "usual is none"
    return (
        f"{rate.tickets} tickets on {rate.topic} in {spoken.span(policy.incident.within)}; {usual}. If they have one cause, answer the"
        f" notice of one of them with #incident {rate.topic}: each customer gets one letter, and their clocks stand still"
    )


def _mailboxes(connection: Connection, names: Collection[str], now: datetime) -> Iterable[tuple[str, str]]:
    for found in alarms.unread(connection, names, now - _SILENT):
        last = spoken.moment(found.last_success)
        yield (
            f"{_MAILBOX}{found.name}",
            f"the mailbox {found.name} was last read {last}: {found.state}. `mailroom doctor` says what to mend",
        )
