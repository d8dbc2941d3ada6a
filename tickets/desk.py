"""Tickets and their conversation: opening, joining, linking, and what each mail brought to them.

Every function runs in the caller's transaction. A ticket moves only along `TICKET_MOVES`, and only a person's mail with new text
moves the turn (desk-rules 1 and 5).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Text, bindparam, case, cast, delete, func, insert, select, update

from tickets.facts import Facts
from tickets.message import Address, Message
from tickets.schema import facts as fact_table
from tickets.schema import links, messages, notebook, participants, thread_ids, tickets
from tickets.states import TICKET_MOVES, TicketStatus, sources
from tickets.understanding import Audience, Scope, ScopeDecision, Understanding
from tickets.upsert import insert_new

_NEXT_NUMBER = "next ticket number"
_NAMED = 10  # of a mail's references, the nearest: a reply may be filed before the mail it answers
_SUBJECT = 500  # characters kept; the raw mail has the rest

# Made once: building a statement costs several times what running it does.
_TICKET = insert(tickets).returning(tickets.c.id)
_MESSAGE = insert(messages).returning(messages.c.id)
_FACT = insert(fact_table)
_NUMBER = select(tickets.c.number).where(tickets.c.id == bindparam("wanted"))
_ASKED = update(tickets).where(tickets.c.id == bindparam("asked")).values(asks=tickets.c.asks + 1)
_AHEAD = select(func.count()).select_from(
    select(tickets.c.id).where(tickets.c.is_unanswered, tickets.c.id < bindparam("before")).limit(bindparam("at_most")).subquery()
)
_LATEST = cast(notebook.c.value, Integer)
_NEXT = case((bindparam("first", type_=Integer) > _LATEST, bindparam("first", type_=Integer)), else_=_LATEST) + 1
_TAKE_NUMBER = update(notebook).where(notebook.c.key == _NEXT_NUMBER).values(value=cast(_NEXT, Text)).returning(notebook.c.value)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A new ticket, before it has a number."""

    subject: str
    requester: Address
    language: str
    understanding: Understanding
    opened_at: datetime
    due_at: datetime | None
    is_history: bool = False  # filed for the record: closed from the start, without clocks
    is_stub: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A mail in a ticket's conversation."""

    inbound_id: int
    digest: str
    kind: str
    message: Message
    proof: str
    trust: str
    at: datetime


def open_ticket(connection: Connection, opening: Opening, first_number: int) -> tuple[int, int]:
    """(id, number) of a new ticket."""
    number = _next_number(connection, first_number)
    values = {
        "number": number,
        "status": TicketStatus.CLOSED if opening.is_history else TicketStatus.OPEN,
        "subject": opening.subject[:_SUBJECT],
        "requester": opening.requester.address,
        "requester_name": opening.requester.name,
        "language": opening.language,
        "is_stub": opening.is_stub,
        "is_unanswered": not opening.is_history,
        "closed_at": opening.opened_at if opening.is_history else None,
        "opened_at": opening.opened_at,
        "last_message_at": opening.opened_at,
        "due_at": opening.due_at,
        **_labels(opening.understanding),
    }
    ticket_id = int(connection.execute(_TICKET, values).scalar_one())
    add_participant(connection, ticket_id, opening.requester.address, "requester", "wrote the first mail")
    return ticket_id, number


def add_message(connection: Connection, ticket_id: int, entry: Entry) -> int:
    """File a mail into a ticket; returns the message's id. A mail that stands there already raises IntegrityError (`messages.digest`)."""
    message = entry.message
    values = {
        "ticket_id": ticket_id,
        "inbound_id": entry.inbound_id,
        "direction": "in",
        "kind": entry.kind,
        "message_id": message.message_id,
        "digest": entry.digest,
        "sender": message.sender.address if message.sender else "",
        "recipients": [a.address for a in (*message.to, *message.cc)],
        "subject": message.subject[:_SUBJECT],
        "at": entry.at,
        "text": message.new_text or message.text,
        "proof": entry.proof,
        "trust": entry.trust,
    }
    message_id = int(connection.execute(_MESSAGE, values).scalar_one())
    if message.message_id:
        claim_thread_id(connection, message.message_id[:998], ticket_id, entry.inbound_id)
    for named in dict.fromkeys((*message.in_reply_to, *message.references[-_NAMED:])):
        claim_thread_id(connection, named[:998], ticket_id, entry.inbound_id, is_only_named=True)
    return message_id


def take_out(connection: Connection, inbound_id: int) -> int | None:
    """Take a mail and what it brought out of its ticket, as if it had never joined; returns that ticket, or None where it stood in none."""
    row = connection.execute(select(messages.c.id, messages.c.ticket_id).where(messages.c.inbound_id == inbound_id)).first()
    if row is None:
        return None
    connection.execute(delete(fact_table).where(fact_table.c.message_id == row.id))
    connection.execute(delete(thread_ids).where(thread_ids.c.inbound_id == inbound_id))
    connection.execute(delete(messages).where(messages.c.id == row.id))
    return int(row.ticket_id)


def mend(connection: Connection, ticket_id: int, understanding: Understanding, message: Message) -> None:
    """Give a stub ticket the labels of the mail that could be read at last."""
    values = {"is_stub": False, "subject": message.subject[:_SUBJECT], "language": message.language, **_labels(understanding)}
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(values))


def claim_thread_id(connection: Connection, message_id: str, ticket_id: int, inbound_id: int, *, is_only_named: bool = False) -> None:
    """Let replies to this Message-ID find the ticket; a Message-ID that another mail used first keeps leading there."""
    values = {"message_id": message_id, "ticket_id": ticket_id, "inbound_id": inbound_id, "is_only_named": is_only_named}
    insert_new(connection, thread_ids, values)


def add_participant(connection: Connection, ticket_id: int, address: str, role: str, because: str) -> None:
    values = {"ticket_id": ticket_id, "address": address.lower(), "role": role, "because": because}
    insert_new(connection, participants, values)


def link(connection: Connection, ticket_id: int, other_id: int, because: str) -> None:
    """Show two tickets to each other's readers at the desk; nothing of one ever reaches the customer of the other."""
    values = {"ticket_id": ticket_id, "other_id": other_id, "because": because}
    insert_new(connection, links, values)


def add_facts(connection: Connection, ticket_id: int, message_id: int, facts: Facts) -> None:
    rows = list(_fact_rows(facts))
    if rows:
        connection.execute(_FACT, [{"ticket_id": ticket_id, "message_id": message_id, **row} for row in rows])


def customer_wrote(connection: Connection, ticket_id: int, at: datetime, due_at: datetime | None, missing: list[str]) -> None:
    """A customer's mail with new text: the turn is ours again. An earlier due time stands (desk-rules 2)."""
    row = connection.execute(select(tickets.c.status, tickets.c.due_at, tickets.c.is_unanswered).where(tickets.c.id == ticket_id)).one()
    due = row.due_at if row.is_unanswered and row.due_at is not None else due_at
    move(connection, ticket_id, TicketStatus.OPEN)
    connection.execute(
        update(tickets)
        .where(tickets.c.id == ticket_id)
        .values(is_unanswered=True, last_message_at=at, due_at=due, missing=missing, closed_at=None)
    )


def move(connection: Connection, ticket_id: int, status: TicketStatus, *, at: datetime | None = None) -> bool:
    """Change the status where `TICKET_MOVES` allows it. True when it changed."""
    ends = status in (TicketStatus.SOLVED, TicketStatus.CLOSED)
    values: dict[str, Any] = {"status": status}
    if ends:
        values |= {"closed_at": at, "is_unanswered": False}
    moved = connection.execute(
        update(tickets).where(tickets.c.id == ticket_id, tickets.c.status.in_(sources(TICKET_MOVES, status))).values(values)
    )
    return moved.rowcount == 1


def mark_asked(connection: Connection, ticket_id: int) -> None:
    connection.execute(_ASKED, {"asked": ticket_id})


def number_of(connection: Connection, ticket_id: int) -> int:
    return int(connection.execute(_NUMBER, {"wanted": ticket_id}).scalar_one())


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a ticket stands before a new mail joins it."""

    status: TicketStatus
    asks: int
    missing: tuple[str, ...]
    language: str
    audience: Audience
    topic: str
    scope: Scope


def standing_of(connection: Connection, ticket_id: int) -> Standing:
    row = connection.execute(select(tickets).where(tickets.c.id == ticket_id)).one()
    return Standing(
        status=TicketStatus(row.status),
        asks=row.asks,
        missing=tuple(row.missing),
        language=row.language,
        audience=Audience(row.audience),
        topic=row.topic,
        scope=Scope(decision=ScopeDecision(row.scope), clause=row.clause, sla=row.sla),
    )


def unanswered_ahead(connection: Connection, ticket_id: int, *, at_most: int = 200) -> int:
    """How many unanswered tickets stand before this one, counted to `at_most`: whether a letter may name a time (desk-rules 7)."""
    return int(connection.execute(_AHEAD, {"before": ticket_id, "at_most": at_most}).scalar_one())


def _labels(understanding: Understanding) -> dict[str, Any]:
    reading = understanding.reading
    return {
        "audience": understanding.audience.label,
        "topic": reading.topic.label,
        "also": list(reading.topic.also),
        "scope": understanding.scope.decision,
        "clause": understanding.scope.clause,
        "sla": understanding.scope.sla,
        "lane": reading.lane,
        "urgent": reading.urgent,
        "missing": list(understanding.missing),
    }


def _fact_rows(facts: Facts) -> Iterable[dict[str, Any]]:
    for serial in facts.serials:
        detail = {"confidence": serial.confidence, "line": serial.line, "did_you_mean": serial.did_you_mean, "masked": serial.masked}
        yield {"kind": "serial", "value": serial.value, "place": serial.where, "detail": detail}
    for firmware in facts.firmware:
        detail = {"build_date": firmware.build_date, "line": firmware.line, "serial": firmware.serial}
        yield {"kind": "firmware", "value": firmware.version or "", "place": firmware.where, "detail": detail}
    for model in facts.models:
        yield {"kind": "model", "value": model.value, "place": model.where, "detail": {"line": model.line}}
    for software in facts.software:
        detail = {"version": software.version, "line": software.line}
        yield {"kind": "software", "value": software.name, "place": software.where, "detail": detail}


def _next_number(connection: Connection, first_number: int) -> int:
    """Numbers have no holes to explain and never repeat: the row is locked until the ticket is durable."""
    number = connection.execute(_TAKE_NUMBER, {"first": first_number}).scalar()
    if number is None:
        insert_new(connection, notebook, {"key": _NEXT_NUMBER, "value": str(first_number)})
        number = connection.execute(_TAKE_NUMBER, {"first": first_number}).scalar_one()
    return int(number) - 1
