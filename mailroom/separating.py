"""A held mail that nobody has let in becomes a ticket of its own, linked to the one it named (desk-rules 25).

Its writer was told that we connect it to the right case; he may not wait at a door that nobody opens. What says that one of us wrote it
waits on: that is a forgery or a slip, and no customer's request.
"""

from __future__ import annotations

from datetime import datetime

from ingest.colleagues import is_outside
from tickets import joiners, waiting
from tickets.hours import add
from tickets.identity import Desk
from tickets.joiners import Held
from tickets.message import Address
from tickets.policy import Policy
from tickets.store import Store
from tickets.waiting import Refused

_BY = "the desk: nobody decided in time"


def separate_overdue(store: Store, desk: Desk, policy: Policy, now: datetime) -> int:
    """How many mails go through the pipeline again, each into a ticket of its own."""
    with store.reading() as connection:
        overdue = [held for held in joiners.waiting(connection) if is_outside(Address(held.sender), desk) and due_at(held, policy) <= now]
    return sum(_separate(store, held, now) for held in overdue)


def _separate(store: Store, held: Held, now: datetime) -> bool:
    """False: somebody has decided meanwhile."""
    try:
        with store.writing() as connection:
            waiting.separate(connection, held.inbound_id, _BY, now)
    except Refused:
        return False
    return True


def due_at(held: Held, policy: Policy) -> datetime:
    """By the support hours of the ticket that the mail names."""
    return add(held.received_at, policy.turns.joiner_due_within, policy.calendar(held.audience))
