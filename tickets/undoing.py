"""Taking back what was put together last: a merge of two tickets, or the join of one mail.

What was put together was never mixed, so both ways are whole: a merged ticket stands by itself again, and a mail goes through the
pipeline once more, into a ticket of its own. What a letter told its reader meanwhile cannot be taken back; the caller lists it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from tickets import merging, waiting
from tickets.schema import inbound, messages, outbound, thread_ids, tickets, tokens
from tickets.verdict import Kind
from tickets.waiting import Refused


@dataclass(frozen=True, kw_only=True)
class Union:
    """A merge or a join, as one can take it back."""

    at: datetime
    merged_number: int | None = None  # of the ticket that was merged; None: it is a join
    inbound_id: int | None = None  # of the mail that joined


def last_union(connection: Connection, ticket_id: int) -> Union:
    """The newest one of a ticket; of a merged one, its own merge. Raises Refused where there is none."""
    row = connection.execute(select(tickets).where(tickets.c.id == ticket_id)).one()
    if row.merged_into is not None:
        return Union(at=row.closed_at, merged_number=row.number)
    found = list(joined(connection, ticket_id)[-1:])
    if merged := merging.last_merge(connection, ticket_id):
        found.append(Union(at=merged.at, merged_number=merged.number))
    if not found:
        raise Refused("no mail has joined this ticket, and none was merged into it")
    return max(found, key=lambda union: union.at)


def joined(connection: Connection, ticket_id: int) -> tuple[Union, ...]:
    """People's mails that joined a ticket, the oldest first: not the one that opened it, no bounce, and no answer of an engineer."""
    query = (
        select(inbound.c.id, inbound.c.received_at, messages.c.kind)
        .join(messages, messages.c.inbound_id == inbound.c.id)
        .where(messages.c.ticket_id == ticket_id, messages.c.direction == "in")
    )
    rows = connection.execute(query.order_by(inbound.c.id)).all()
    return tuple(Union(at=row.received_at, inbound_id=row.id) for row in rows[1:] if row.kind == Kind.PERSONAL)


def undo(connection: Connection, ticket_id: int, union: Union, *, by: str, now: datetime) -> None:
    """Two tickets again, or a mail on its way into one of its own. Raises Refused where it was undone meanwhile."""
    if union != last_union(connection, ticket_id):
        raise Refused("the ticket has changed meanwhile; look at it and say it again")
    if union.merged_number is not None:
        merging.undo_merge(connection, union.merged_number, by=by, now=now)
    if union.inbound_id is not None:
        waiting.undo(connection, union.inbound_id, by, now)


def letters_follow(connection: Connection, inbound_id: int, message_id: str, ticket_id: int) -> None:
    """A mail that left its ticket takes the letters along that answered it: whoever answers those means the new ticket."""
    answering = select(outbound.c.id).where(outbound.c.answers == inbound_id)
    connection.execute(update(tokens).where(tokens.c.outbound_id.in_(answering)).values(ticket_id=ticket_id))
    connection.execute(update(outbound).where(outbound.c.answers == inbound_id).values(ticket_id=ticket_id))
    if message_id:
        values = {"ticket_id": ticket_id, "inbound_id": inbound_id, "is_only_named": False}
        connection.execute(update(thread_ids).where(thread_ids.c.message_id == message_id[:998]).values(values))
