"""A ticket is decided again: the customer said who he is, so audience, scope and due time are no longer what they were (desk-rules 15).

What an engineer corrects is `tickets.correcting`; that also teaches the models. This teaches them nothing: the first mail did not say it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from tickets.schema import dealers, tickets
from tickets.understanding import Company, Understanding


def companies(connection: Connection, accounts: Sequence[str]) -> list[Company]:
    """The companies of the dealer directory that have one of these account numbers, in lower case."""
    if not accounts:
        return []
    query = select(dealers.c.company, dealers.c.is_active).where(func.lower(dealers.c.account).in_(list(accounts)))
    return [Company(name=row.company, is_active=row.is_active) for row in connection.execute(query)]


def decide_again(connection: Connection, ticket_id: int, understanding: Understanding, due_at: datetime) -> None:
    """Due times count from this moment; what an engineer promised stands."""
    values = {
        "audience": understanding.audience.label,
        "scope": understanding.scope.decision,
        "clause": understanding.scope.clause,
        "sla": understanding.scope.sla,
        "due_at": func.coalesce(tickets.c.promised_for, due_at),
    }
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(values))
