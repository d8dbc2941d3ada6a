"""People at a ticket's door: mails that are HELD because their sender may not take part in the ticket that they name (desk-rules 25)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tickets.schema import inbound
from tickets.states import InboundState


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
