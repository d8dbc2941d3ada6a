"""What people do to tickets: move, assign, note. Each is refused in words where it cannot be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from tickets import desk as conversation
from tickets import journal, merging, recall, upsert
from tickets.merging import merge as merge
from tickets.schema import messages, quiets, tickets
from tickets.states import TicketStatus
from tickets.understanding import ScopeDecision
from tickets.waiting import Refused

_ENDS = (TicketStatus.SOLVED, TicketStatus.CLOSED)


def move(
    connection: Connection, number: int, status: TicketStatus, *, by: str, because: str, now: datetime, has_outcome: bool = False
) -> None:
    """`has_outcome`: words for the customer go with the move, which may tell him what came of his request."""
    row = by_number(connection, number)
    if status in _ENDS and _owes_an_outcome(row) and not has_outcome:
        raise Refused("a review ends with its outcome: write to the customer what came of it, below the command, or correct its topic")
    if not conversation.move(connection, row.id, status, at=now):
        raise Refused(f"ticket {number} is {row.status} and cannot become {status.value}")
    if status is TicketStatus.OPEN:
        connection.execute(update(tickets).where(tickets.c.id == row.id).values(is_unanswered=True, closed_at=None))
    journal.note(connection, now, f"became {status.value}", f"by {by}{': ' if because else ''}{because}", ticket_id=row.id)


def _owes_an_outcome(row: Row[Any]) -> bool:
    """Whoever sent a suggestion or a defect hears what came of it (clause 8.1.2, desk-rules 17): by no word of ours yet, or by one that
    promised more or has been answered since."""
    return bool(row.scope == ScopeDecision.REVIEW and row.status == TicketStatus.OPEN)


def assign(connection: Connection, number: int, owner: str, *, by: str, now: datetime) -> None:
    row = by_number(connection, number)
    connection.execute(update(tickets).where(tickets.c.id == row.id).values(owner=owner.lower()))
    journal.note(connection, now, "assigned", f"to {owner} by {by}", ticket_id=row.id)


def write_note(connection: Connection, number: int, text: str, *, by: str, now: datetime, kind: str = "note") -> None:
    """`kind` is "called" for the words about a telephone call."""
    row = by_number(connection, number)
    connection.execute(insert(messages).values(ticket_id=row.id, direction="note", kind=kind, sender=by, at=now, text=text))


def by_number(connection: Connection, number: int) -> Row[Any]:
    """The ticket, locked until the transaction ends; of a merged one, the ticket that holds it. Raises Refused where there is none."""
    return ticket(connection, merging.exact(connection, number).id)


def ticket(connection: Connection, ticket_id: int) -> Row[Any]:
    """The same by its id, at the end of its merges."""
    standing = recall.standing(connection, ticket_id)
    return connection.execute(select(tickets).where(tickets.c.id == standing).with_for_update()).one()


def hand_to_team(connection: Connection, number: int, team: str, *, by: str, now: datetime) -> None:
    """The ticket belongs to a team, and to nobody of it yet."""
    row = by_number(connection, number)
    connection.execute(update(tickets).where(tickets.c.id == row.id).values(owner=None, team=team))
    journal.note(connection, now, "handed to a team", f"{team}, by {by}", ticket_id=row.id)


def hold(connection: Connection, number: int, *, holds: bool, by: str, now: datetime) -> None:
    """Nothing of a held ticket is erased, neither by retention nor by `forget` (desk-rules 19)."""
    row = by_number(connection, number)
    told = f"by {by}"
    connection.execute(update(tickets).where(tickets.c.id == row.id).values(hold=told if holds else ""))
    journal.note(connection, now, "put on hold" if holds else "its hold ended", told, ticket_id=row.id)


def quiet(connection: Connection, number: int, address: str, *, now: datetime) -> None:
    """No more notices of this ticket for this engineer."""
    row = by_number(connection, number)
    upsert.insert_new(connection, quiets, {"ticket_id": row.id, "address": address.lower()})
    journal.note(connection, now, "quiet", f"{address} wants no more notices", ticket_id=row.id)
