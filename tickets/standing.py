"""How a ticket stands before a new mail joins it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from tickets.schema import messages, tickets
from tickets.states import TicketStatus
from tickets.understanding import Audience, Scope, ScopeDecision


@dataclass(frozen=True, kw_only=True)
class Standing:
    id: int
    number: int
    status: TicketStatus
    asks: int
    missing: tuple[str, ...]
    language: str
    audience: Audience
    topic: str
    certainty: float  # of its topic, when it was decided
    scope: Scope
    lane: str
    urgent: str
    is_sensitive: bool
    in_incident: bool


def standings(connection: Connection, ticket_ids: Collection[int]) -> dict[int, Standing]:
    """How each of these tickets stands, and stays until this transaction ends."""
    if not ticket_ids:
        return {}
    rows = connection.execute(select(tickets).where(tickets.c.id.in_(ticket_ids)).order_by(tickets.c.id).with_for_update())
    return {row.id: _standing(row) for row in rows}


def words(connection: Connection, ticket_id: int) -> list[str]:
    """What its customers have written so far."""
    said = select(messages.c.text).where(messages.c.ticket_id == ticket_id, messages.c.direction == "in").order_by(messages.c.id)
    return list(connection.execute(said).scalars())


def _standing(row: Row[Any]) -> Standing:
    return Standing(
        id=row.id,
        number=row.number,
        status=TicketStatus(row.status),
        asks=row.asks,
        missing=tuple(row.missing),
        language=row.language,
        audience=Audience(row.audience),
        topic=row.topic,
        certainty=row.certainty,
        scope=Scope(decision=ScopeDecision(row.scope), clause=row.clause, sla=row.sla),
        lane=row.lane,
        urgent=row.urgent,
        is_sensitive=row.is_sensitive,
        in_incident=row.incident_id is not None,
    )
