"""Two tickets become one, and two again.

A merged ticket keeps its rows and points to the one that holds it now: whatever is found by its letters, its Message-IDs or its number
lands at the end of the chain. So taking a merge back is to take the pointer back. What came meanwhile stays with the ticket it came to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, literal, select, update

from tickets import desk as conversation
from tickets import journal, recall
from tickets.schema import messages, participants, tickets
from tickets.states import TicketStatus
from tickets.waiting import Refused


def exact(connection: Connection, number: int) -> Row[Any]:
    """The ticket of this very number, merged or not, locked until the transaction ends. Raises Refused where there is none."""
    row = connection.execute(select(tickets).where(tickets.c.number == number).with_for_update()).first()
    if row is None:
        raise Refused(f"there is no ticket {number}")
    return row


def merge(connection: Connection, number: int, into: int, *, by: str, now: datetime) -> bool:
    """True: merged. False: of different requesters, so only linked (desk-rules 28). A merge into itself, by any way round, is refused,
    and one that would show what is restricted."""
    row, named = exact(connection, number), exact(connection, into)
    heir = _at_the_end(connection, named)
    if _at_the_end(connection, row).id == heir.id:
        raise Refused(f"tickets {number} and {into} are one already")
    if row.merged_into is not None:
        raise Refused(f"ticket {number} is merged into {_at_the_end(connection, row).number}; merge that one, or undo its merge first")
    if row.lane not in ("", heir.lane):  # whoever sees the other one would see it (desk-rules 19)
        raise Refused(f"ticket {number} is restricted ({row.lane}), and {heir.number} is not so; merge {heir.number} into {number}")
    if row.requester.lower() != heir.requester.lower():
        _link(connection, row, heir, by, now)
        return False
    values = {"merged_into": heir.id, "status": TicketStatus.CLOSED, "is_unanswered": False, "closed_at": now}
    connection.execute(update(tickets).where(tickets.c.id == row.id).values(values))
    _inherit_people(connection, row, heir.id)
    if row.is_unanswered:
        _inherit_turn(connection, row, heir.id)
    for ticket_id, what in ((row.id, f"merged into {heir.number}"), (heir.id, f"took in {number}")):
        journal.note(connection, now, what, f"by {by}", ticket_id=ticket_id)
    return True


@dataclass(frozen=True, kw_only=True)
class Merge:
    """A ticket that was taken in."""

    number: int
    at: datetime


def last_merge(connection: Connection, ticket_id: int) -> Merge | None:
    """The ticket that this one took in last, or None."""
    query = select(tickets.c.number, tickets.c.closed_at).where(tickets.c.merged_into == ticket_id)
    row = connection.execute(query.order_by(tickets.c.closed_at.desc(), tickets.c.id.desc())).first()
    return None if row is None else Merge(number=row.number, at=row.closed_at)


def lane(connection: Connection, number: int) -> str | None:
    """Of the ticket at the end of the chain; '' is none, None is no such ticket."""
    ticket_id = connection.execute(select(tickets.c.id).where(tickets.c.number == number)).scalar()
    if ticket_id is None:
        return None
    found: str = connection.execute(select(tickets.c.lane).where(tickets.c.id == recall.standing(connection, ticket_id))).scalar_one()
    return found


def family(connection: Connection, ticket_id: int) -> list[int]:
    """The ticket, and every one that is merged into it by whatever way round."""
    found, newest = [ticket_id], [ticket_id]
    while newest:
        merged = select(tickets.c.id).where(tickets.c.merged_into.in_(newest), tickets.c.id.not_in(found))
        newest = list(connection.execute(merged.order_by(tickets.c.id)).scalars())
        found += newest
    return found


def undo_merge(connection: Connection, number: int, *, by: str, now: datetime) -> None:
    """Two tickets again: whose turn it is in the one that leaves is told by its own last mail."""
    row = exact(connection, number)
    if row.merged_into is None:
        raise Refused(f"ticket {number} is merged into none")
    is_ours = _spoke_last(connection, row.id) == "in"
    status = TicketStatus.OPEN if is_ours else TicketStatus.PENDING
    values = {"merged_into": None, "status": status, "is_unanswered": is_ours, "closed_at": None}
    connection.execute(update(tickets).where(tickets.c.id == row.id).values(values))
    connection.execute(
        delete(participants).where(participants.c.ticket_id == row.merged_into, participants.c.because == _came_with(number))
    )
    for ticket_id, what in ((row.id, "its merge was undone"), (row.merged_into, f"{number} left again")):
        journal.note(connection, now, what, f"by {by}", ticket_id=ticket_id)


def _at_the_end(connection: Connection, row: Row[Any]) -> Row[Any]:
    standing = recall.standing(connection, row.id)
    return connection.execute(select(tickets).where(tickets.c.id == standing).with_for_update()).one()


def _link(connection: Connection, row: Row[Any], other: Row[Any], by: str, now: datetime) -> None:
    conversation.link(connection, row.id, other.id, f"linked by {by}")
    journal.note(connection, now, "linked to another ticket", f"by {by}: they are of different people", ticket_id=row.id)


def _inherit_people(connection: Connection, row: Row[Any], heir: int) -> None:
    """Who took part in a merged ticket takes part in the other one: his next mail is nobody's to hold."""
    known = select(participants.c.address).where(participants.c.ticket_id == heir)
    people = select(literal(heir), participants.c.address, participants.c.role, literal(_came_with(row.number))).where(
        participants.c.ticket_id == row.id, participants.c.address.not_in(known)
    )
    connection.execute(insert(participants).from_select(["ticket_id", "address", "role", "because"], people))


def _came_with(number: int) -> str:
    return f"came with ticket {number}"


def _inherit_turn(connection: Connection, row: Row[Any], heir: int) -> None:
    """What waits for us in a merged ticket waits for us in the other one, by the earlier of their due times."""
    conversation.move(connection, heir, TicketStatus.OPEN)
    due = connection.execute(select(tickets.c.due_at, tickets.c.is_unanswered).where(tickets.c.id == heir)).one()
    waits = [at for at in (row.due_at, due.due_at if due.is_unanswered else None) if at is not None]
    values = {"is_unanswered": True, "due_at": min(waits, default=None), "pending_since": None, "closed_at": None}
    connection.execute(update(tickets).where(tickets.c.id == heir).values(values))


def _spoke_last(connection: Connection, ticket_id: int) -> str:
    """The direction of the last mail; a note is none."""
    query = select(messages.c.direction).where(messages.c.ticket_id == ticket_id, messages.c.direction != "note")
    return connection.execute(query.order_by(messages.c.at.desc(), messages.c.id.desc())).scalar() or "in"
