"""Tickets that near their due time, or have passed it, and who has been told of that already (issue 5.6, desk-rules 32)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select

from tickets.schema import escalations, outbound, tickets
from tickets.states import TicketStatus
from tickets.understanding import Audience

_AT_ONCE = 500


class Step(StrEnum):
    """Each is taken once a due time."""

    OWNER = "owner"  # near: whoever owns it, else its team
    LEAD = "lead"  # past


@dataclass(frozen=True, kw_only=True)
class Nearing:
    """A ticket of which somebody is still to be told."""

    ticket_id: int
    number: int
    subject: str
    requester: str
    topic: str
    audience: Audience
    lane: str
    owner: str  # an address; ''
    team: str
    due_at: datetime
    waiting_since: datetime
    steps: tuple[Step, ...]


def nearing(connection: Connection, now: datetime, near: datetime, audiences: Collection[Audience]) -> list[Nearing]:
    """Open tickets of these audiences that are due by `near`, each with the steps that are to be taken now.

    The longest overdue first, and of a great backlog these alone: nobody reads a list of thousands, and the digest has the rest.
    """
    for_owner = and_(tickets.c.due_at <= near, _not_taken(Step.OWNER))
    for_lead = and_(tickets.c.due_at <= now, _not_taken(Step.LEAD))
    wanted = select(tickets, for_owner.label("for_owner"), for_lead.label("for_lead")).where(
        tickets.c.status == TicketStatus.OPEN,
        tickets.c.due_at <= near,
        or_(for_owner, for_lead),
        tickets.c.audience.in_(audiences),
        or_(tickets.c.snoozed_until.is_(None), tickets.c.snoozed_until <= now),
        tickets.c.incident_id.is_(None),
    )
    return [_nearing(row) for row in connection.execute(wanted.order_by(tickets.c.due_at, tickets.c.id).limit(_AT_ONCE))]


def take(connection: Connection, taken: Iterable[tuple[Nearing, Step]], now: datetime) -> None:
    """Write down that these steps are taken. One that was taken meanwhile raises IntegrityError, and the letter is rolled back."""
    rows = [{"ticket_id": found.ticket_id, "due_at": found.due_at, "step": step, "at": now} for found, step in taken]
    if rows:
        connection.execute(insert(escalations), rows)


def told_since(connection: Connection, since: datetime) -> set[str]:
    """Who had a mail of this kind since then (desk-rules 32)."""
    sent = select(outbound.c.recipient).where(outbound.c.kind == "escalation", outbound.c.queued_at > since)
    return set(connection.execute(sent.distinct()).scalars())


def _not_taken(step: Step) -> ColumnElement[bool]:
    this = (escalations.c.ticket_id == tickets.c.id, escalations.c.due_at == tickets.c.due_at, escalations.c.step == step)
    return ~select(escalations.c.at).where(*this).exists()


def _nearing(row: Row[Any]) -> Nearing:
    return Nearing(
        ticket_id=row.id,
        number=row.number,
        subject=row.subject,
        requester=row.requester,
        topic=row.topic,
        audience=Audience(row.audience),
        lane=row.lane,
        owner=row.owner or "",
        team=row.team,
        due_at=row.due_at,
        waiting_since=row.last_message_at,
        steps=tuple(step for step, is_due in ((Step.OWNER, row.for_owner), (Step.LEAD, row.for_lead)) if is_due),
    )
