"""The canary: a letter of the desk to its own mailbox, at an interval, by the way that customers' letters take.

It is fetched like any mail, known as our own, and never becomes a ticket. Two schedules may let two fly at once: that costs a mail to
ourselves, and each is timed alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from mailroom.glance.tables import CanaryTable
from mailroom.settings import MailboxTable
from responders.canary import canary, written
from tickets import canaries, outbox
from tickets.identity import Desk
from tickets.store import Store
from tickets.tokens import mint


@dataclass(frozen=True, kw_only=True)
class Flight:
    """Where canaries fly to, how often, and how long one may take."""

    mailbox: str
    address: str
    every: timedelta
    late: timedelta


def flight_of(table: CanaryTable, mailboxes: Sequence[MailboxTable]) -> Flight | None:
    """None where the setting is off; without a name, the first mailbox."""
    home = next((box for box in mailboxes if table.mailbox in ("", box.name)), None)
    if not table.every_minutes or home is None:
        return None
    every, late = timedelta(minutes=table.every_minutes), timedelta(minutes=table.late_minutes)
    return Flight(mailbox=home.name, address=home.address, every=every, late=late)


def fly(store: Store, desk: Desk, flight: Flight, now: datetime) -> None:
    """Note those that came home, and let the next one go when it is time."""
    with store.reading() as connection:
        home, is_due = canaries.came_home(connection, now), _is_due(connection, flight, now)
    if not home and not is_due:
        return
    with store.writing() as connection:
        canaries.note(connection, home)
        if is_due and _is_due(connection, flight, now):
            _release(connection, desk, flight, now)


def _is_due(connection: Connection, flight: Flight, now: datetime) -> bool:
    last = canaries.last(connection)
    return last is None or now - last.queued_at >= flight.every


def _release(connection: Connection, desk: Desk, flight: Flight, now: datetime) -> None:
    letter, token = canary(flight.address, desk), mint(secrets.token_bytes(10))
    outbound_id = outbox.queue(connection, letter, token=token, domain=desk.domain, now=now)
    outbox.ready(connection, outbound_id, written(outbox.letter_by_id(connection, outbound_id), desk, now))
    canaries.released(connection, outbound_id, flight.mailbox, now)
