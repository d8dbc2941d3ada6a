"""A ticket that grows graver by a later mail: into a restricted lane, or into an emergency (desk-rules 19 and 20)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, update

from tickets import journal
from tickets.schema import tickets


def grow_graver(connection: Connection, ticket_id: int, *, lane: str, urgent: str, now: datetime) -> None:
    """What it is already stays: no later mail takes a ticket out of its lane."""
    for column, value, what in ((tickets.c.lane, lane, "restricted"), (tickets.c.urgent, urgent, "urgent")):
        if not value:
            continue
        grown = update(tickets).where(tickets.c.id == ticket_id, column == "").values({column: value})
        if connection.execute(grown).rowcount:
            journal.note(connection, now, f"became {what}", "by a later mail", ticket_id=ticket_id)
