"""What a digest says of mails and letters that did not find their way: each needs a person, or tells one why there is silence.

Whoever does not lead the desk sees only what stands on his own tickets; mails without a ticket are shown to the leads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from tickets.digest_threads import Sight, shown
from tickets.schema import events, inbound, incidents, mailboxes, outbound, suppressed, tickets
from tickets.states import InboundState, OutboundState, TicketStatus

_MOST = 8  # rows of a kind; the counts tell of all
_MOST_PEOPLE = 1000  # they are shown by reason, and few reasons hold many people
_LATE = timedelta(hours=1)  # a letter that has waited so long is told
_UNREACHED = timedelta(hours=1)  # a mailbox that nobody could ask for so long is told


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail that waits for a person."""

    id: int
    sender: str
    subject: str
    because: str
    number: int | None  # of the ticket that it names


@dataclass(frozen=True, kw_only=True)
class Unacknowledged:
    """Somebody whose request has a ticket and who holds no letter, and why."""

    requester: str
    number: int
    because: str


@dataclass(frozen=True, kw_only=True)
class Capped:
    """Somebody who was told that no further automatic letter comes."""

    requester: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Undelivered:
    """A letter that was refused for good, or still waits."""

    id: int
    kind: str
    recipient: str
    because: str
    number: int | None


@dataclass(frozen=True, kw_only=True)
class Incident:
    topic: str
    since: datetime
    tickets: int


@dataclass(frozen=True, kw_only=True)
class Unreached:
    """A mailbox that could not be asked for a while, and what it said."""

    mailbox: str
    last_success: datetime | None
    state: str


def waiting_mails(connection: Connection, sight: Sight, state: InboundState) -> tuple[int, list[Mail]]:
    """How many mails are HELD or FAILED, and the oldest of them. What belongs to a restricted lane is counted and not shown."""
    of_tickets = inbound.outerjoin(tickets, tickets.c.id == inbound.c.ticket_id)
    waits = and_(inbound.c.state == state, _on_his(sight, inbound.c.ticket_id))
    count = connection.execute(select(func.count()).select_from(of_tickets).where(waits)).scalar_one()
    rows = select(inbound, tickets.c.number).select_from(of_tickets).where(waits, _is_open_to_all()).order_by(inbound.c.id).limit(_MOST)
    return count, [
        Mail(id=row.id, sender=row.sender, subject=row.subject, because=row.because, number=row.number) for row in connection.execute(rows)
    ]


def unacknowledged(connection: Connection, sight: Sight, since: datetime) -> tuple[int, list[Unacknowledged]]:
    """How many tickets opened since have no acknowledgement, and whose; the reason is the decision's own, else the letter's."""
    silent = and_(shown(sight), tickets.c.acknowledged_at.is_(None), tickets.c.opened_at >= since, tickets.c.status == TicketStatus.OPEN)
    count = connection.execute(select(func.count()).where(silent)).scalar_one()
    people = select(tickets.c.id, tickets.c.number, tickets.c.requester).where(silent).order_by(tickets.c.id).limit(_MOST_PEOPLE)
    rows = connection.execute(people).all()
    reasons = _reasons_of(connection, [row.id for row in rows])
    return count, [
        Unacknowledged(requester=row.requester, number=row.number, because=reasons.get(row.id) or "no letter was decided") for row in rows
    ]


def capped(connection: Connection, sight: Sight, since: datetime) -> list[Capped]:
    """Tickets on which the last automatic letter before a cap was queued since (desk-rules 26)."""
    told = and_(outbound.c.state.in_(tuple(OutboundState)), outbound.c.due_at >= since, outbound.c.letter == "last_answer")
    query = (
        select(tickets.c.requester, tickets.c.number)
        .join(outbound, outbound.c.ticket_id == tickets.c.id)
        .where(told, shown(sight))
        .distinct()
        .order_by(tickets.c.number)
        .limit(_MOST)
    )
    return [Capped(requester=row.requester, number=row.number) for row in connection.execute(query)]


def undelivered(connection: Connection, sight: Sight, since: datetime) -> list[Undelivered]:
    """Letters refused for good since, and those that have waited for more than an hour."""
    refused = and_(outbound.c.state == OutboundState.FAILED, outbound.c.due_at >= since - _LATE)
    late = and_(outbound.c.state.in_((OutboundState.QUEUED, OutboundState.SENDING)), outbound.c.queued_at < sight.at - _LATE)
    query = (
        select(outbound, tickets.c.number)
        .outerjoin(tickets, tickets.c.id == outbound.c.ticket_id)
        .where(refused | late, _on_his(sight, outbound.c.ticket_id), _is_open_to_all())
        .order_by(outbound.c.id)
        .limit(_MOST)
    )
    return [
        Undelivered(id=row.id, kind=row.kind, recipient=row.recipient, because=row.because or row.reply or "it waits", number=row.number)
        for row in connection.execute(query)
    ]


def returned(connection: Connection, sight: Sight, bounces: Sequence[int]) -> list[Undelivered]:
    """Letters that came back after a server had taken them, by the bounces that brought them."""
    query = (
        select(outbound, tickets.c.number, events.c.because.label("told"))
        .join(events, events.c.outbound_id == outbound.c.id)
        .outerjoin(tickets, tickets.c.id == outbound.c.ticket_id)
        .where(events.c.inbound_id.in_(bounces[:_MOST_PEOPLE]), events.c.what == "the letter came back")
        .where(_on_his(sight, outbound.c.ticket_id), _is_open_to_all())
        .order_by(events.c.id)
        .limit(_MOST)
    )
    return [
        Undelivered(id=row.id, kind=row.kind, recipient=row.recipient, because=row.told, number=row.number)
        for row in connection.execute(query)
    ]


def suppressions(connection: Connection, since: datetime) -> tuple[int, list[tuple[str, str]]]:
    """How many addresses get no automatic letters, and (address, why) of those that joined since."""
    count = connection.execute(select(func.count()).select_from(suppressed)).scalar_one()
    rows = connection.execute(select(suppressed).where(suppressed.c.since >= since).order_by(suppressed.c.since).limit(_MOST))
    return count, [(row.address, row.because) for row in rows]


def running_incidents(connection: Connection) -> list[Incident]:
    """One line each, however many tickets they hold (desk-rules 21)."""
    query = (
        select(incidents.c.topic, incidents.c.since, func.count(tickets.c.id).label("members"))
        .outerjoin(tickets, tickets.c.incident_id == incidents.c.id)
        .where(incidents.c.until.is_(None))
        .group_by(incidents.c.id, incidents.c.topic, incidents.c.since)
        .order_by(incidents.c.since)
    )
    return [Incident(topic=row.topic, since=row.since, tickets=row.members) for row in connection.execute(query)]


def unreached(connection: Connection, now: datetime) -> list[Unreached]:
    query = select(mailboxes).where(func.coalesce(mailboxes.c.last_success < now - _UNREACHED, True)).order_by(mailboxes.c.name)
    return [Unreached(mailbox=row.name, last_success=row.last_success, state=row.state) for row in connection.execute(query)]


def _on_his(sight: Sight, ticket_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return True if sight.is_whole else ticket_id.in_(select(tickets.c.id).where(shown(sight)))  # type: ignore[return-value]


def _is_open_to_all() -> ColumnElement[bool]:
    """Of no ticket, or of one that stands in no restricted lane (desk-rules 19)."""
    return func.coalesce(tickets.c.lane, "") == ""


def _reasons_of(connection: Connection, ids: list[int]) -> dict[int, str]:
    """Why each of these tickets has no letter that left: what its letter met, and over that what was decided."""
    state = func.coalesce(func.nullif(outbound.c.because, ""), outbound.c.state)
    letters = select(outbound.c.ticket_id, state.label("why")).where(outbound.c.ticket_id.in_(ids))
    decided = select(events.c.ticket_id, events.c.because.label("why")).where(events.c.ticket_id.in_(ids), events.c.what == "no letter")
    return {row.ticket_id: row.why for query in (letters, decided) for row in connection.execute(query)}
