"""Which customers are due a reminder, and the claim that lets each reminder be queued once (desk-rules 3)."""

from __future__ import annotations

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
_DUE = select(tickets.c.id).where(tickets.c.chase_at <= bindparam("now"), _WAITS_FOR_HIM).order_by(tickets.c.chase_at)
_TICKET = select(tickets).where(tickets.c.id == bindparam("wanted"), _WAITS_FOR_HIM).with_for_update()


@dataclass(frozen=True, kw_only=True)
class Chase:
    """A ticket whose reminder is due, with everything that may speak against it."""

    ticket_id: int
    at: datetime  # the clock that struck
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
    reminded: int  # unprompted letters to this person since `day`


def due(connection: Connection, now: datetime, *, limit: int) -> list[int]:
    """Ids of the tickets whose clock has struck, the longest ago first."""
    return list(connection.execute(_DUE.limit(limit), {"now": now}).scalars())


def stop_idle(connection: Connection, now: datetime) -> None:
    """Take away the clocks that a customer's word, or the end of the ticket, has left behind."""
    connection.execute(update(tickets).where(tickets.c.chase_at <= now, not_(_WAITS_FOR_HIM)).values(chase_at=None))


def look(connection: Connection, ticket_id: int, now: datetime, *, day: datetime) -> Chase | None:
    """The ticket as it is now, locked; None: its clock was met meanwhile. `day` is when the desk's day began."""
    row = connection.execute(_TICKET, {"wanted": ticket_id}).first()
    if row is None or row.chase_at is None or row.chase_at > now:
        return None
    address = row.requester.lower()
    return Chase(
        ticket_id=row.id,
        at=row.chase_at,
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
        **_around(connection, row, address, day),
    )


def _around(connection: Connection, row: Row[Any], address: str, day: datetime) -> dict[str, Any]:
    held = select(inbound.c.id).where(inbound.c.ticket_id == row.id, inbound.c.state == InboundState.HELD)
    reminded = select(func.count()).where(
        outbound.c.recipient == address,
        outbound.c.queued_at >= day,
        outbound.c.kind == "reminder",
        outbound.c.state != OutboundState.SUPPRESSED,
    )
    return {
        "suppressed": connection.execute(select(suppressed.c.because).where(suppressed.c.address == address)).scalar() or "",
        "has_held_joiner": connection.execute(held.limit(1)).first() is not None,
        "reminded": connection.execute(reminded).scalar_one(),
    }


def set_clock(connection: Connection, chase: Chase, next_at: datetime | None, *, sent: bool) -> bool:
    """Move the clock on, or stop it. False: another scheduler met it first, and nothing may be queued here."""
    counted = {"asks": tickets.c.asks + 1, "chases": tickets.c.chases + 1} if sent else {}
    moved = connection.execute(
        update(tickets).where(tickets.c.id == chase.ticket_id, tickets.c.chase_at == chase.at).values(chase_at=next_at, **counted)
    )
    return moved.rowcount == 1
