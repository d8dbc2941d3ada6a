"""What each person still waits for: his unanswered tickets, by which a mail of his is known to be about the same matter (desk-rules 22)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, select

from tickets.columns import Utc
from tickets.schema import facts, tickets
from tickets.serials import is_serial
from tickets.states import TicketStatus
from tickets.understanding import Audience

_OPEN = (
    select(
        tickets.c.id,
        tickets.c.requester,
        tickets.c.topic,
        tickets.c.certainty,
        tickets.c.subject,
        tickets.c.audience,
        facts.c.value.label("serial"),
    )
    .outerjoin(facts, and_(facts.c.ticket_id == tickets.c.id, is_serial(facts)))
    .where(
        tickets.c.requester.in_(bindparam("people", expanding=True)),
        tickets.c.status == TicketStatus.OPEN,
        tickets.c.is_unanswered,
        tickets.c.opened_at > bindparam("since", type_=Utc()),
    )
    .order_by(tickets.c.id)
)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """An unanswered ticket."""

    ticket_id: int
    topic: str
    certainty: float  # of its topic
    subject: str
    is_dealers: bool
    serials: frozenset[str] = frozenset()


def unanswered(connection: Connection, people: Collection[str], since: datetime) -> dict[str, tuple[Matter, ...]]:
    """{address: what it waits for, the oldest first}, of tickets opened since then."""
    if not people:
        return {}
    found: dict[str, dict[int, Matter]] = {}
    for row in connection.execute(_OPEN, {"people": list(people), "since": since}):
        matter = Matter(
            ticket_id=row.id,
            topic=row.topic,
            certainty=row.certainty,
            subject=row.subject,
            is_dealers=row.audience == Audience.DEALER,
            serials=frozenset([row.serial] if row.serial else []),
        )
        known = found.setdefault(row.requester, {})
        earlier = known.get(row.id, matter)
        known[row.id] = replace(matter, serials=earlier.serials | matter.serials)
    return {person: tuple(known.values()) for person, known in found.items()}
