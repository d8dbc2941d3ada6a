"""Engineers' answers on a ticket: kept in its conversation, stopped, left, or come back.

    queued with the engineer's mail → left (the turn moves) or stopped → perhaps it comes back, and the ticket is ours again

The turn moves when the letter leaves, not when it is queued: an outbox that is shut, or a minute in which it may be stopped, is no answer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from tickets import desk, journal, turns
from tickets.columns import Utc
from tickets.letter import Post
from tickets.letter_kinds import RELAY
from tickets.policy import Policy
from tickets.schema import messages, outbound, tickets
from tickets.states import OutboundState, TicketStatus

# Among a relay's values, for the clocks:
KEEPS_TURN = "keeps_turn"  # its words promise more
ASKS = "asks"  # it asks for facts, by #ask: reminders start anew
_AGAIN_BY = timedelta(hours=1)  # an engineer who was told that his answer came back


@dataclass(frozen=True, kw_only=True)
class Said:
    """An answer to the customer, by one of us."""

    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An engineer's mail, as it stands in the conversation."""

    ticket_id: int
    inbound_id: int
    outbound_id: int | None  # None: the customer has it already, by the engineer's own hand
    digest: str
    message_id: str
    by: str
    to: tuple[str, ...]
    subject: str
    text: str
    at: datetime


def keep(connection: Connection, reply: Reply) -> None:
    values = {
        "ticket_id": reply.ticket_id,
        "inbound_id": reply.inbound_id,
        "outbound_id": reply.outbound_id,
        "direction": "out",
        "kind": RELAY,
        "message_id": reply.message_id,
        "digest": reply.digest,
        "sender": reply.by,
        "recipients": list(reply.to),
        "subject": reply.subject,
        "at": reply.at,
        "text": reply.text,
        "proof": "an engineer's answer, carried to the customer",
    }
    connection.execute(insert(messages).values(values))


def by_others(connection: Connection, ticket_id: int, own: Collection[str], since: datetime) -> Said | None:
    """The newest answer of a colleague since then: whoever writes now has not seen it."""
    query = select(messages.c.sender, messages.c.at).where(
        messages.c.ticket_id == ticket_id, messages.c.direction == "out", messages.c.at > since, messages.c.sender.not_in(list(own))
    )
    row = connection.execute(query.order_by(messages.c.id.desc()).limit(1)).first()
    return Said(by=row.sender, at=row.at) if row else None


def same_words(connection: Connection, ticket_id: int, text: str) -> Said | None:
    """An answer with these very words: somebody sent his mail twice, or plays it back."""
    query = select(messages.c.sender, messages.c.at).where(
        messages.c.ticket_id == ticket_id, messages.c.direction == "out", messages.c.text == text
    )
    row = connection.execute(query.limit(1)).first()
    return Said(by=row.sender, at=row.at) if row else None


def stop(connection: Connection, ticket_id: int, by: str, now: datetime) -> int:
    """Stop the answers of this engineer that have not left; returns how many letters."""
    waiting = (outbound.c.ticket_id == ticket_id, outbound.c.kind == RELAY, outbound.c.by == by, outbound.c.state == OutboundState.QUEUED)
    free = outbound.c.raw.is_(None)  # made bytes say that an attempt was made, and nobody can call that back
    stopped = connection.execute(
        update(outbound).where(*waiting, free).values(state=OutboundState.SUPPRESSED, because=f"stopped by {by}").returning(outbound.c.id)
    )
    ids = list(stopped.scalars())
    if ids:
        connection.execute(delete(messages).where(messages.c.outbound_id.in_(ids)))
        journal.note(connection, now, "an answer was stopped before it left", f"by {by}", ticket_id=ticket_id, outbound_id=ids[0])
    return len(ids)


def left(connection: Connection, policy: Policy, post: Post, now: datetime) -> None:
    """A relay left: the clocks stop. Where the customer has written meanwhile, he waits for another answer."""
    if post.ticket_id is None or post.to:  # only the letter to the customer himself counts, not each copy
        return
    if _wrote_since(connection, post.ticket_id, post.queued_at):
        first = func.coalesce(tickets.c.first_response_at, now, type_=Utc())
        connection.execute(update(tickets).where(tickets.c.id == post.ticket_id).values(answered_at=now, first_response_at=first))
        journal.note(connection, now, "an answer left", "the customer wrote before it did: it is our turn still", ticket_id=post.ticket_id)
        return
    values = post.values
    answer = turns.Answer(by=post.by, at=now, keeps_turn=bool(values.get(KEEPS_TURN)), asks=bool(values.get(ASKS)))
    turns.answered(connection, policy, post.ticket_id, answer)


def came_back(connection: Connection, ticket_id: int, sent_at: datetime | None, now: datetime) -> None:
    """A relay did not reach the customer: the ticket is ours again, as if he had not been answered by it (desk-rules 36)."""
    desk.move(connection, ticket_id, TicketStatus.OPEN)
    connection.execute(
        update(tickets).where(tickets.c.id == ticket_id).values(is_unanswered=True, due_at=now + _AGAIN_BY, closed_at=None, chase_at=None)
    )
    if sent_at is not None:
        unsaid = (tickets.c.id == ticket_id, tickets.c.first_response_at == sent_at)
        connection.execute(update(tickets).where(*unsaid).values(first_response_at=None, answered_at=None))


def _wrote_since(connection: Connection, ticket_id: int, moment: datetime) -> bool:
    written = (messages.c.ticket_id == ticket_id, messages.c.direction == "in", messages.c.at > moment)
    return connection.execute(select(messages.c.id).where(*written).limit(1)).first() is not None
