"""People at a ticket's door: mails that are HELD because their sender may not take part in the ticket that they name (desk-rules 25)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from tickets.schema import inbound, tickets
from tickets.states import InboundState
from tickets.understanding import Audience
from tickets.verdict import Kind


@dataclass(frozen=True, kw_only=True)
class Joiner:
    """One held mail."""

    inbound_id: int
    sender: str


def held(connection: Connection, ticket_id: int, staff: Collection[str]) -> list[Joiner]:
    """The oldest first; `staff` are addresses in lower case, whose held mails are another matter."""
    query = select(inbound.c.id, inbound.c.sender).where(inbound.c.ticket_id == ticket_id, inbound.c.state == InboundState.HELD)
    rows = connection.execute(query.order_by(inbound.c.id)).all()
    return [Joiner(inbound_id=row.id, sender=row.sender) for row in rows if row.sender.lower() not in staff]


@dataclass(frozen=True, kw_only=True)
class Held:
    """A person's mail that is held for a ticket."""

    inbound_id: int
    sender: str
    received_at: datetime
    audience: Audience  # of the ticket that it names


def waiting(connection: Connection) -> list[Held]:
    """All of them, whoever wrote; the oldest first."""
    query = (
        select(inbound.c.id, inbound.c.sender, inbound.c.received_at, tickets.c.audience)
        .join(tickets, tickets.c.id == inbound.c.ticket_id)
        .where(inbound.c.state == InboundState.HELD, inbound.c.kind == Kind.PERSONAL)
    )
    rows = connection.execute(query.order_by(inbound.c.id)).all()
    return [
        Held(inbound_id=row.id, sender=row.sender, received_at=row.received_at, audience=Audience(row.audience)) for row in rows
    ]
