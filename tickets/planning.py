"""What engineers set for later on a ticket: a snooze, a promise, an appointment.

A snooze only hides: due times go on, and a customer's word wakes the ticket. A promise is a due time. An appointment is kept on time, so
it is the due time too (desk-rules 2 and 18).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from tickets import desk as conversation
from tickets import journal
from tickets.hours import Calendar, elapsed
from tickets.schema import appointments, tickets
from tickets.states import TicketStatus

_SHORT_NOTICE = timedelta(days=1)  # desk-rules 18: 24 support hours


def snooze(connection: Connection, ticket_id: int, until: datetime, *, by: str, now: datetime) -> datetime | None:
    """Out of the digest's sight until then; returns the due time, which still counts."""
    due: datetime | None = connection.execute(
        update(tickets).where(tickets.c.id == ticket_id).values(snoozed_until=until).returning(tickets.c.due_at)
    ).scalar_one()
    journal.note(connection, now, "snoozed", f"until {until.isoformat()} by {by}", ticket_id=ticket_id)
    return due


def promise(connection: Connection, ticket_id: int, until: datetime, *, by: str, now: datetime) -> None:
    """He who promises keeps the ticket: it is our turn until he has answered."""
    take(connection, ticket_id, by=by)
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(due_at=until, promised_for=until, snoozed_until=None))
    journal.note(connection, now, "an answer is promised", f"by {until.isoformat()}, by {by}", ticket_id=ticket_id)


def take(connection: Connection, ticket_id: int, *, by: str) -> None:
    """The ticket is his, and our turn."""
    conversation.move(connection, ticket_id, TicketStatus.OPEN)
    values = {"owner": by, "pending_since": None, "closed_at": None}
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(values))


def appoint(connection: Connection, ticket_id: int, at: datetime, *, by: str, now: datetime) -> datetime | None:
    """Record an appointment; returns the one that it moves."""
    earlier = appointment(connection, ticket_id)
    connection.execute(delete(appointments).where(appointments.c.ticket_id == ticket_id))
    connection.execute(insert(appointments).values(ticket_id=ticket_id, at=at, by=by))
    take(connection, ticket_id, by=by)
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(due_at=at, promised_for=at))
    journal.note(connection, now, "an appointment is recorded", f"for {at.isoformat()} by {by}", ticket_id=ticket_id)
    return earlier


def appointment(connection: Connection, ticket_id: int) -> datetime | None:
    at: datetime | None = connection.execute(select(appointments.c.at).where(appointments.c.ticket_id == ticket_id)).scalar()
    return at


def is_short_notice(at: datetime | None, now: datetime, calendar: Calendar) -> bool:
    """An appointment at that time is less than 24 support hours ahead: whatever the customer writes now reaches engineer and team."""
    return at is not None and now < at and elapsed(now, at, calendar) < _SHORT_NOTICE
