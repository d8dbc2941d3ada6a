"""What a notice needs to know of tickets and of their readers, asked for all tickets of a group together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from tickets.letter_kinds import NOTICE
from tickets.schema import appointments, outbound, quiets, tickets
from tickets.states import OutboundState


@dataclass(frozen=True, kw_only=True)
class Hands:
    """In whose hands a ticket is."""

    owner: str  # an address; '' is nobody
    team: str  # named by a person; '' is the one of its topic
    due_at: datetime | None
    audience: str
    appointment_at: datetime | None
    is_in_incident: bool  # one letter speaks for all its tickets, and nobody hears of a single one (desk-rules 21)


def hands(connection: Connection, ticket_ids: Collection[int]) -> dict[int, Hands]:
    of_ticket = (tickets.c.id, tickets.c.owner, tickets.c.team, tickets.c.due_at, tickets.c.audience, tickets.c.incident_id)
    found = select(*of_ticket, appointments.c.at).outerjoin(appointments, appointments.c.ticket_id == tickets.c.id)
    rows = connection.execute(found.where(tickets.c.id.in_(list(ticket_ids))))
    return {
        row.id: Hands(
            owner=row.owner or "",
            team=row.team,
            due_at=row.due_at,
            audience=row.audience,
            appointment_at=row.at,
            is_in_incident=row.incident_id is not None,
        )
        for row in rows
    }


def quiet(connection: Connection, ticket_ids: Collection[int]) -> set[tuple[int, str]]:
    """(ticket, address) of every engineer who wants no more notices of it."""
    rows = connection.execute(select(quiets.c.ticket_id, quiets.c.address).where(quiets.c.ticket_id.in_(list(ticket_ids))))
    return {(row.ticket_id, row.address) for row in rows}


def tell_anew(connection: Connection, mails: Collection[int]) -> None:
    """A person had these inbound rows dealt with anew, so that their notices are no repetition of the earlier ones (`outbound.carries`)."""
    if mails:
        earlier = (outbound.c.kind == NOTICE, outbound.c.carries.in_(list(mails)))
        connection.execute(update(outbound).where(*earlier).values(carries=None))


def told(connection: Connection, addresses: Collection[str], since: datetime) -> dict[str, int]:
    """How many notices each of these people was sent since then."""
    sent = (outbound.c.recipient.in_(list(addresses)), outbound.c.kind == NOTICE, outbound.c.queued_at > since)
    rows = connection.execute(select(outbound.c.recipient, func.count().label("notices")).where(*sent).group_by(outbound.c.recipient))
    return {row.recipient: row.notices for row in rows}


def add_to_round_up(connection: Connection, address: str, more: Sequence[dict[str, Any]], most: int) -> bool:
    """Add tickets to the list that waits for this engineer; False where none waits, or where it is full."""
    waiting = (outbound.c.recipient == address, outbound.c.kind == NOTICE, outbound.c.state == OutboundState.QUEUED)
    query = select(outbound.c.id, outbound.c["values"]).where(*waiting, outbound.c.ticket_id.is_(None)).with_for_update()
    row = connection.execute(query.order_by(outbound.c.id.desc()).limit(1)).first()
    if row is None or len(row.values["tickets"]) + len(more) > most:
        return False
    listed = {**row.values, "tickets": [*row.values["tickets"], *more]}
    connection.execute(update(outbound).where(outbound.c.id == row.id).values({"values": listed}))
    return True


def last_asked(connection: Connection, address: str, since: datetime) -> datetime | None:
    """When this engineer was last asked, since then, whether a mail in his name was his."""
    asked = (outbound.c.recipient == address, outbound.c.kind == "was_it_you", outbound.c.queued_at > since)
    return connection.execute(select(func.max(outbound.c.queued_at)).where(*asked)).scalar()
