"""Incidents: one cause behind many tickets of a topic (desk-rules 21). One letter speaks for all of them, and their clocks stand still.

Restricted and urgent tickets are never members: a person reads those one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from tickets import journal
from tickets.journal import Event
from tickets.letter_kinds import NOTICE, RELAY, TO_STAFF
from tickets.schema import incidents, outbound, tickets
from tickets.states import OutboundState, TicketStatus
from tickets.understanding import Audience
from tickets.waiting import Refused

_RUNNING = select(incidents).where(incidents.c.until.is_(None))  # made once: every group of mails asks


@dataclass(frozen=True, kw_only=True)
class Incident:
    id: int
    topic: str
    known: str  # what its letter says, in the lead's words
    since: datetime
    started_by: str


def running(connection: Connection) -> dict[str, Incident]:
    """The incidents that go on, by topic."""
    rows = connection.execute(_RUNNING)
    return {row.topic: _incident(row) for row in rows}


def candidates(connection: Connection, topic: str, since: datetime) -> list[int]:
    """The tickets that an incident on this topic would take in: opened since then, and answered by nobody yet."""
    wanted = select(tickets.c.id).where(tickets.c.topic == topic, tickets.c.opened_at >= since, *_may_join())
    return list(connection.execute(wanted.order_by(tickets.c.id)).scalars())


def start(connection: Connection, topic: str, known: str, *, by: str, now: datetime, reaches_back: timedelta) -> tuple[Incident, list[int]]:
    """Begin, and take in what is there; raises Refused where one goes on already, or where there is nothing to take in."""
    if topic in running(connection):
        raise Refused(f"an incident on {topic} goes on already")
    members = candidates(connection, topic, now - reaches_back)
    row = {"topic": topic, "since": now, "known": known, "started_by": by}
    incident_id = connection.execute(insert(incidents).returning(incidents.c.id), row).scalar_one()
    incident = Incident(id=incident_id, topic=topic, known=known, since=now, started_by=by)
    take_in(connection, incident, members, now)
    return incident, members


def take_in(connection: Connection, incident: Incident, ticket_ids: Sequence[int], now: datetime) -> None:
    """These tickets are members: what was queued for their customers and engineers is not sent, and no clock of theirs strikes."""
    if not ticket_ids:
        return
    connection.execute(update(tickets).where(tickets.c.id.in_(ticket_ids)).values(incident_id=incident.id, chase_at=None))
    connection.execute(
        update(outbound)
        .where(outbound.c.ticket_id.in_(ticket_ids), outbound.c.state == OutboundState.QUEUED, _is_replaced())
        .values(state=OutboundState.SUPPRESSED, because="an incident's letter speaks for it", holder="", held_until=None)
    )
    because = f"{incident.topic}, since {incident.since.isoformat()}"
    journal.write(connection, [Event(at=now, what="part of an incident", because=because, ticket_id=ticket) for ticket in ticket_ids])


def members(connection: Connection, incident_id: int) -> list[int]:
    """Its tickets that nobody has ended."""
    under_way = tickets.c.status.in_((TicketStatus.OPEN, TicketStatus.PENDING))
    wanted = select(tickets.c.id).where(tickets.c.incident_id == incident_id, under_way)
    return list(connection.execute(wanted.order_by(tickets.c.id)).scalars())


def leave(connection: Connection, ticket_ids: Collection[int], now: datetime, because: str) -> None:
    """These tickets are members no more: their clocks run again from here."""
    connection.execute(update(tickets).where(tickets.c.id.in_(ticket_ids)).values(incident_id=None))
    journal.write(connection, [Event(at=now, what="left the incident", because=because, ticket_id=ticket) for ticket in ticket_ids])


def end(connection: Connection, incident: Incident, *, by: str, now: datetime) -> list[int]:
    """End it; returns the tickets whose clocks run again, which are those that had no answer. Raises Refused where it has ended."""
    ended = update(incidents).where(incidents.c.id == incident.id, incidents.c.until.is_(None)).values(until=now)
    if connection.execute(ended).rowcount != 1:
        raise Refused(f"the incident on {incident.topic} has ended already")
    left = members(connection, incident.id)
    leave(connection, left, now, f"it was ended by {by}")
    return left


def owe_again(connection: Connection, ticket_ids: Collection[int], due: Mapping[Audience, datetime]) -> None:
    """The desk owes these tickets its next word by these times: the hours of the incident count against nobody."""
    for audience, due_at in due.items():
        owed = update(tickets).where(tickets.c.id.in_(ticket_ids), tickets.c.audience == audience, tickets.c.is_unanswered)
        connection.execute(owed.values(due_at=due_at))


@dataclass(frozen=True, kw_only=True)
class Line:
    """An incident as a digest tells it in one line."""

    topic: str
    since: datetime
    members: int
    known: str


def lines(connection: Connection) -> list[Line]:
    """One a running incident, the oldest first."""
    count = func.count(tickets.c.id)
    rows = connection.execute(
        select(incidents, count.label("members"))
        .outerjoin(tickets, tickets.c.incident_id == incidents.c.id)
        .where(incidents.c.until.is_(None))
        .group_by(incidents.c.id)
        .order_by(incidents.c.since)
    )
    return [Line(topic=row.topic, since=row.since, members=row.members, known=row.known) for row in rows]


def _may_join() -> tuple[ColumnElement[bool], ...]:
    return (
        tickets.c.status == TicketStatus.OPEN,
        tickets.c.answered_at.is_(None),
        tickets.c.lane == "",
        tickets.c.urgent == "",
        tickets.c.incident_id.is_(None),
    )


def _is_replaced() -> ColumnElement[bool]:
    """Automatic letters to customers, and the notices; never an engineer's own words, nor what answers him."""
    return outbound.c.kind.not_in((RELAY, *(TO_STAFF - {NOTICE, "escalation"})))


def _incident(row: Row[Any]) -> Incident:
    return Incident(id=row.id, topic=row.topic, known=row.known, since=row.since, started_by=row.started_by)
