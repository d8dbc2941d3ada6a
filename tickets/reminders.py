"""Which customers are due a reminder, with everything that may speak against it, and the clock that each ticket keeps (desk-rules 3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, not_, or_, select, update

from tickets.schema import inbound, outbound, suppressed, tickets
from tickets.states import InboundState, OutboundState, TicketStatus
from tickets.understanding import Audience, ScopeDecision

# A customer's word makes the ticket ours again and leaves its clock behind; only a ticket that nobody answered yet is chased in our turn.
_WAITS_FOR_HIM: ColumnElement[bool] = or_(
    tickets.c.status == TicketStatus.PENDING,
    and_(tickets.c.status == TicketStatus.OPEN, tickets.c.answered_at.is_(None)),
)
# What is locked is in another schedule's hands.
_DUE = (
    select(tickets)
    .where(tickets.c.chase_at <= bindparam("now"), _WAITS_FOR_HIM)
    .order_by(tickets.c.chase_at, tickets.c.id)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
)
_IS_DUE = select(tickets.c.id).where(tickets.c.chase_at <= bindparam("now"), _WAITS_FOR_HIM).limit(1)
_PUT = update(tickets).where(tickets.c.id == bindparam("ticket")).values(chase_at=bindparam("next_at"))
_COUNT = (
    update(tickets)
    .where(tickets.c.id == bindparam("ticket"))
    .values(chase_at=bindparam("next_at"), asks=tickets.c.asks + 1, chases=tickets.c.chases + 1)
)


@dataclass(frozen=True, kw_only=True)
class Chase:
    """A ticket whose reminder is due."""

    ticket_id: int
    requester: str  # in lower case
    audience: Audience
    topic: str
    scope: ScopeDecision
    missing: tuple[str, ...]
    is_answered: bool  # by a person
    asks: int  # automatic asks so far
    chases: int  # reminders of them since a person last answered or asked
    asks_no_answer: bool
    is_restricted: bool
    is_urgent: bool
    in_incident: bool
    suppressed: str  # why automatic letters to the address stopped; ''
    has_held_joiner: bool
    reminded: int  # unprompted letters to this person since the desk's day began


def are_due(connection: Connection, now: datetime) -> bool:
    return connection.execute(_IS_DUE, {"now": now}).first() is not None


def due(connection: Connection, now: datetime, *, day: datetime, at_most: int) -> list[Chase]:
    """Tickets whose clock has struck, the longest ago first, locked. `day` is when the desk's day began."""
    rows = connection.execute(_DUE, {"now": now, "at_most": at_most}).all()
    people = {row.requester.lower() for row in rows}
    stopped, reminded = _stopped(connection, people), _reminded(connection, people, day)
    held = _held(connection, [row.id for row in rows])
    return [_chase(row, stopped, reminded, held) for row in rows]


def _stopped(connection: Connection, people: Collection[str]) -> dict[str, str]:
    rows = connection.execute(select(suppressed).where(suppressed.c.address.in_(people)))
    return {row.address: row.because for row in rows}


def _reminded(connection: Connection, people: Collection[str], day: datetime) -> dict[str, int]:
    unprompted = (outbound.c.kind == "reminder", outbound.c.state != OutboundState.SUPPRESSED, outbound.c.queued_at >= day)
    counted = select(outbound.c.recipient, func.count().label("letters")).where(outbound.c.recipient.in_(people), *unprompted)
    return {row.recipient: row.letters for row in connection.execute(counted.group_by(outbound.c.recipient))}


def _held(connection: Connection, ticket_ids: Sequence[int]) -> set[int]:
    waiting = select(inbound.c.ticket_id).where(inbound.c.state == InboundState.HELD, inbound.c.ticket_id.in_(ticket_ids))
    return set(connection.execute(waiting).scalars())


def _chase(row: Row[Any], stopped: dict[str, str], reminded: dict[str, int], held: set[int]) -> Chase:
    requester = row.requester.lower()
    return Chase(
        ticket_id=row.id,
        requester=requester,
        audience=Audience(row.audience),
        topic=row.topic,
        scope=ScopeDecision(row.scope),
        missing=tuple(row.missing),
        is_answered=row.answered_at is not None,
        asks=row.asks,
        chases=row.chases,
        asks_no_answer=row.asks_no_answer,
        is_restricted=bool(row.lane),
        is_urgent=bool(row.urgent),
        in_incident=row.incident_id is not None,
        suppressed=stopped.get(requester, ""),
        has_held_joiner=row.id in held,
        reminded=reminded.get(requester, 0),
    )


def put_clocks(connection: Connection, next_at: dict[int, datetime | None]) -> None:
    """Move the clocks of these tickets on, or stop them, without a reminder."""
    if next_at:
        connection.execute(_PUT, [{"ticket": ticket, "next_at": at} for ticket, at in next_at.items()])


def count_reminders(connection: Connection, next_at: dict[int, datetime | None]) -> None:
    """The same, where a reminder was queued."""
    if next_at:
        connection.execute(_COUNT, [{"ticket": ticket, "next_at": at} for ticket, at in next_at.items()])


def stop_idle(connection: Connection, now: datetime) -> None:
    """Take away the clocks that a customer's word, or the end of the ticket, has left behind."""
    connection.execute(update(tickets).where(tickets.c.chase_at <= now, not_(_WAITS_FOR_HIM)).values(chase_at=None))
