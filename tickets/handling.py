"""What people do to tickets: move, assign, note, merge. Each is refused in words where it cannot be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from tickets import desk as conversation
from tickets import journal, recall, upsert
from tickets.schema import messages, quiets, tickets
from tickets.states import TicketStatus
from tickets.waiting import Refused


def move(connection: Connection, number: int, status: TicketStatus, *, by: str, because: str, now: datetime) -> None:
    row = by_number(connection, number)
    if not conversation.move(connection, row.id, status, at=now):
        raise Refused(f"ticket {number} is {row.status} and cannot become {status.value}")
    if status is TicketStatus.OPEN:
        connection.execute(update(tickets).where(tickets.c.id == row.id).values(is_unanswered=True, closed_at=None))
    journal.note(connection, now, f"became {status.value}", f"by {by}{': ' if because else ''}{because}", ticket_id=row.id)


def assign(connection: Connection, number: int, owner: str, *, by: str, now: datetime) -> None:
    row = by_number(connection, number)
    connection.execute(update(tickets).where(tickets.c.id == row.id).values(owner=owner.lower()))
    journal.note(connection, now, "assigned", f"to {owner} by {by}", ticket_id=row.id)


def write_note(connection: Connection, number: int, text: str, *, by: str, now: datetime, kind: str = "note") -> None:
    """`kind` is "called" for the words about a telephone call."""
    row = by_number(connection, number)
    connection.execute(insert(messages).values(ticket_id=row.id, direction="note", kind=kind, sender=by, at=now, text=text))


def merge(connection: Connection, number: int, into: int, *, by: str, now: datetime) -> bool:
    """True: merged. False: of different requesters, so only linked (desk-rules 28). A merge into itself, by any way round, is refused."""
    row, target = by_number(connection, number), by_number(connection, into)
    if recall.standing(connection, target.id) == recall.standing(connection, row.id):
        raise Refused(f"tickets {number} and {into} are one already")
    if row.requester.lower() != target.requester.lower():
        conversation.link(connection, row.id, target.id, f"linked by {by}")
        journal.note(connection, now, "linked to another ticket", f"by {by}: they are of different people", ticket_id=row.id)
        return False
    standing = recall.standing(connection, target.id)
    values = {"merged_into": standing, "status": TicketStatus.CLOSED, "is_unanswered": False, "closed_at": now}
    connection.execute(update(tickets).where(tickets.c.id == row.id).values(values))
    if row.is_unanswered:
        _inherit_turn(connection, row, standing)
    for ticket_id, what in ((row.id, f"merged into {into}"), (target.id, f"took in {number}")):
        journal.note(connection, now, what, f"by {by}", ticket_id=ticket_id)
    return True


def _inherit_turn(connection: Connection, row: Row[Any], heir: int) -> None:
    """What waits for us in a merged ticket waits for us in the other one, by the earlier of their due times."""
    conversation.move(connection, heir, TicketStatus.OPEN)
    due = connection.execute(select(tickets.c.due_at, tickets.c.is_unanswered).where(tickets.c.id == heir)).one()
    waits = [at for at in (row.due_at, due.due_at if due.is_unanswered else None) if at is not None]
    values = {"is_unanswered": True, "due_at": min(waits, default=None), "pending_since": None, "closed_at": None}
    connection.execute(update(tickets).where(tickets.c.id == heir).values(values))


def by_number(connection: Connection, number: int) -> Row[Any]:
    """The ticket, locked until the transaction ends. Raises Refused where there is none."""
    row = connection.execute(select(tickets).where(tickets.c.number == number).with_for_update()).first()
    if row is None:
        raise Refused(f"there is no ticket {number}")
    return row


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


def is_quiet(connection: Connection, ticket_id: int, address: str) -> bool:
    query = select(quiets.c.ticket_id).where(quiets.c.ticket_id == ticket_id, quiets.c.address == address.lower())
    return connection.execute(query).first() is not None
