"""What people do to tickets: move, assign, note, merge. Each is refused in words where it cannot be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from tickets import desk as conversation
from tickets import journal, recall
from tickets.schema import messages, tickets
from tickets.states import TicketStatus
from tickets.waiting import Refused


def move(connection: Connection, number: int, status: TicketStatus, *, by: str, because: str, now: datetime) -> None:
    row = _ticket(connection, number)
    if not conversation.move(connection, row.id, status, at=now):
        raise Refused(f"ticket {number} is {row.status} and cannot become {status.value}")
    if status is TicketStatus.OPEN:
        connection.execute(update(tickets).where(tickets.c.id == row.id).values(is_unanswered=True, closed_at=None))
    journal.note(connection, now, f"became {status.value}", f"by {by}{': ' if because else ''}{because}", ticket_id=row.id)


def assign(connection: Connection, number: int, owner: str, *, by: str, now: datetime) -> None:
    row = _ticket(connection, number)
    connection.execute(update(tickets).where(tickets.c.id == row.id).values(owner=owner.lower()))
    journal.note(connection, now, f"assigned to {owner}", f"by {by}", ticket_id=row.id)


def write_note(connection: Connection, number: int, text: str, *, by: str, now: datetime) -> None:
    row = _ticket(connection, number)
    connection.execute(insert(messages).values(ticket_id=row.id, direction="note", kind="note", sender=by, at=now, text=text))


def merge(connection: Connection, number: int, into: int, *, by: str, now: datetime) -> bool:
    """True: merged. False: of different requesters, so only linked (desk-rules 28). A merge into itself, by any way round, is refused."""
    row, target = _ticket(connection, number), _ticket(connection, into)
    if recall.standing(connection, target.id) == recall.standing(connection, row.id):
        raise Refused(f"tickets {number} and {into} are one already")
    if row.requester.lower() != target.requester.lower():
        conversation.link(connection, row.id, target.id, f"linked by {by}")
        journal.note(connection, now, "linked to another ticket", f"by {by}: they are of different people", ticket_id=row.id)
        return False
    values = {
        "merged_into": recall.standing(connection, target.id),
        "status": TicketStatus.CLOSED,
        "is_unanswered": False,
        "closed_at": now,
    }
    connection.execute(update(tickets).where(tickets.c.id == row.id).values(values))
    for ticket_id, what in ((row.id, f"merged into {into}"), (target.id, f"took in {number}")):
        journal.note(connection, now, what, f"by {by}", ticket_id=ticket_id)
    return True


def _ticket(connection: Connection, number: int) -> Row[Any]:
    row = connection.execute(select(tickets).where(tickets.c.number == number).with_for_update()).first()
    if row is None:
        raise Refused(f"there is no ticket {number}")
    return row
