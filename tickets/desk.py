"""Tickets and their conversation: opening, joining, linking, and what each mail brought to them.

Every function runs in the caller's transaction. A ticket moves only along `TICKET_MOVES`, and only a person's mail with new text
moves the turn (desk-rules 1 and 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Connection, Integer, Text, and_, bindparam, case, cast, delete, func, insert, or_, select, update

from tickets import upsert
from tickets.facts import Facts
from tickets.message import Address, Message, Shown
from tickets.schema import facts as fact_table
from tickets.schema import links, messages, notebook, participants, thread_ids, tickets
from tickets.states import TICKET_MOVES, TicketStatus, sources
from tickets.understanding import Understanding
from tickets.upsert import insert_new

_NEXT_NUMBER = "next ticket number"
_NAMED = 10  # of a mail's references, the nearest: a reply may be filed before the mail it answers
_SUBJECT = 500  # characters kept; the raw mail has the rest

# Made once: building a statement costs several times what running it does.
_TICKETS = insert(tickets).returning(tickets.c.id, sort_by_parameter_order=True)
_MESSAGES = insert(messages).returning(messages.c.id, sort_by_parameter_order=True)
_FACT = insert(fact_table)
_BY = bindparam("by", type_=tickets.c.due_at.type)
_OURS_STANDS = and_(tickets.c.status == TicketStatus.OPEN, or_(_BY.is_(None), tickets.c.due_at < _BY))
_TURNED = (
    update(tickets)
    .where(tickets.c.id == bindparam("turned"))
    .values(
        status=TicketStatus.OPEN,  # from every other status (`TICKET_MOVES`)
        is_unanswered=True,
        last_message_at=bindparam("at"),
        due_at=case((_OURS_STANDS, tickets.c.due_at), else_=_BY),
        missing=bindparam("lacks"),
        # The first sure mail fixes it (desk-rules 37).
        language=case((tickets.c.language == "", bindparam("spoken")), else_=tickets.c.language),
        is_sensitive=or_(tickets.c.is_sensitive, bindparam("unlocks", type_=Boolean)),
        snoozed_until=None,
        closed_at=None,
    )
)
_ASKED = update(tickets).where(tickets.c.id == bindparam("asked")).values(asks=tickets.c.asks + 1)
_AHEAD = select(func.count()).select_from(
    select(tickets.c.id).where(tickets.c.is_unanswered, tickets.c.id < bindparam("before")).limit(bindparam("at_most")).subquery()
)
_LATEST = cast(notebook.c.value, Integer)
_FIRST = case((bindparam("first", type_=Integer) > _LATEST, bindparam("first", type_=Integer)), else_=_LATEST)
_NEXT = _FIRST + bindparam("taken", type_=Integer)
_TAKE_NUMBERS = update(notebook).where(notebook.c.key == _NEXT_NUMBER).values(value=cast(_NEXT, Text)).returning(notebook.c.value)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A new ticket, before it has a number."""

    subject: str
    requester: Address
    language: str
    understanding: Understanding
    opened_at: datetime
    due_at: datetime | None
    chase_at: datetime | None = None  # the first reminder, where one is due before anybody has answered
    asks_no_answer: bool = False  # acknowledged, never reminded (decisions 10)
    incident_id: int | None = None  # the incident that speaks for it (desk-rules 21)
    is_history: bool = False  # filed for the record: closed from the start, without clocks
    is_stub: bool = False
    copied: tuple[str, ...] = ()  # addresses that the requester named in Cc
    is_proven: bool = True  # the requester is who he says; else no letter goes to those whom he named


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A mail in a ticket's conversation."""

    ticket_id: int
    inbound_id: int
    digest: str
    kind: str
    message: Message
    shown: Shown
    proof: str
    trust: str
    at: datetime
    facts: Facts
    is_ours: bool = False  # one of us wrote it, past this desk


def open_tickets(connection: Connection, openings: Sequence[Opening], first_number: int) -> list[tuple[int, int]]:
    """(id, number) of each new ticket, in this order."""
    if not openings:
        return []
    first = _take_numbers(connection, first_number, len(openings))
    rows = [_ticket_row(opening, number) for number, opening in enumerate(openings, first)]
    ids = connection.execute(_TICKETS, rows).scalars().all()
    people = [person for ticket_id, opening in zip(ids, openings, strict=True) for person in _people(ticket_id, opening)]
    connection.execute(upsert.statement(connection, participants), people)
    return list(zip(ids, range(first, first + len(ids)), strict=True))


def _ticket_row(opening: Opening, number: int) -> dict[str, Any]:
    return {
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
        "chase_at": opening.chase_at,
        "asks_no_answer": opening.asks_no_answer,
        "incident_id": opening.incident_id,
        **_labels(opening.understanding),
    }


def _people(ticket_id: int, opening: Opening) -> Iterable[dict[str, Any]]:
    yield _participant(ticket_id, opening.requester.address, "requester", "wrote the first mail")
    for address in opening.copied:
        yield _participant(ticket_id, address, "cc" if opening.is_proven else "named", "the requester named this address in Cc")


def add_messages(connection: Connection, entries: Sequence[Entry]) -> None:
    """File mails into their tickets, with what they bring. One that stands in a ticket raises IntegrityError (`messages.digest`)."""
    if not entries:
        return
    ids = connection.execute(_MESSAGES, [_message_row(entry) for entry in entries]).scalars().all()
    if named := [row for entry in entries for row in _thread_rows(entry)]:
        connection.execute(upsert.statement(connection, thread_ids), named)
    if brought := [row for message_id, entry in zip(ids, entries, strict=True) for row in _fact_rows(message_id, entry)]:
        connection.execute(_FACT, brought)


def _message_row(entry: Entry) -> dict[str, Any]:
    message = entry.message
    return {
        "ticket_id": entry.ticket_id,
        "inbound_id": entry.inbound_id,
        "direction": "out" if entry.is_ours else "in",
        "kind": "answer" if entry.is_ours else entry.kind,
        "message_id": message.message_id,
        "digest": entry.digest,
        "sender": message.sender.address if message.sender else "",
        "recipients": [a.address for a in (*message.to, *message.cc)],
        "subject": entry.shown.subject[:_SUBJECT],
        "at": entry.at,
        "text": entry.shown.text,
        "proof": entry.proof,
        "trust": entry.trust,
    }


def _thread_rows(entry: Entry) -> Iterable[dict[str, Any]]:
    """Let replies to this mail, and to what it answers, find the ticket; a Message-ID that another mail used first keeps leading there."""
    message, place = entry.message, {"ticket_id": entry.ticket_id, "inbound_id": entry.inbound_id}
    if message.message_id:
        yield {"message_id": message.message_id[:998], **place, "is_only_named": False}
    for named in dict.fromkeys((*message.in_reply_to, *message.references[-_NAMED:])):
        yield {"message_id": named[:998], **place, "is_only_named": True}


def take_out(connection: Connection, inbound_id: int) -> int | None:
    """Take a mail and what it brought out of its ticket, as if it had never joined; returns that ticket, or None where it stood in none."""
    row = connection.execute(select(messages.c.id, messages.c.ticket_id).where(messages.c.inbound_id == inbound_id)).first()
    if row is None:
        return None
    connection.execute(delete(fact_table).where(fact_table.c.message_id == row.id))
    connection.execute(delete(thread_ids).where(thread_ids.c.inbound_id == inbound_id))
    connection.execute(delete(messages).where(messages.c.id == row.id))
    return int(row.ticket_id)


def mend(connection: Connection, ticket_id: int, understanding: Understanding, subject: str, language: str) -> None:
    """Give a stub ticket the labels of the mail that could be read at last."""
    values = {"is_stub": False, "subject": subject[:_SUBJECT], "language": language, **_labels(understanding)}
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(values))


def add_participant(connection: Connection, ticket_id: int, address: str, role: str, because: str) -> None:
    insert_new(connection, participants, _participant(ticket_id, address, role, because))


def _participant(ticket_id: int, address: str, role: str, because: str) -> dict[str, Any]:
    return {"ticket_id": ticket_id, "address": address.lower(), "role": role, "because": because}


def link(connection: Connection, ticket_id: int, other_id: int, because: str) -> None:
    """Show two tickets to each other's readers at the desk; nothing of one ever reaches the customer of the other."""
    values = {"ticket_id": ticket_id, "other_id": other_id, "because": because}
    insert_new(connection, links, values)


def customer_wrote(
    connection: Connection,
    ticket_id: int,
    at: datetime,
    due_at: datetime | None,
    missing: list[str],
    *,
    language: str = "",
    is_sensitive: bool = False,
) -> None:
    """A customer's mail with new text: the turn is ours again. An earlier due time of ours stands (desk-rules 2)."""
    said = {"lacks": missing, "spoken": language, "unlocks": is_sensitive}
    connection.execute(_TURNED, {"turned": ticket_id, "at": at, "by": due_at, **said})


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


def mark_asked(connection: Connection, ticket_ids: Sequence[int]) -> None:
    if ticket_ids:
        connection.execute(_ASKED, [{"asked": ticket_id} for ticket_id in ticket_ids])


def unanswered_ahead(connection: Connection, ticket_id: int, *, at_most: int = 200) -> int:
    """How many unanswered tickets stand before this one, counted to `at_most`: whether a letter may name a time (desk-rules 7)."""
    return int(connection.execute(_AHEAD, {"before": ticket_id, "at_most": at_most}).scalar_one())


def _labels(understanding: Understanding) -> dict[str, Any]:
    reading = understanding.reading
    return {
        "audience": understanding.audience.label,
        "topic": reading.topic.label,
        "certainty": reading.topic.confidence,
        "is_sensitive": reading.is_sensitive,
        "also": list(reading.topic.also),
        "scope": understanding.scope.decision,
        "clause": understanding.scope.clause,
        "sla": understanding.scope.sla,
        "lane": understanding.lane,
        "urgent": reading.urgent,
        "missing": list(understanding.missing),
    }


def _fact_rows(message_id: int, entry: Entry) -> Iterable[dict[str, Any]]:
    for fact in _found(entry.facts):
        yield {"ticket_id": entry.ticket_id, "message_id": message_id, **fact}


def _found(facts: Facts) -> Iterable[dict[str, Any]]:
    for serial in facts.serials:
        detail = {"confidence": serial.confidence, "line": serial.line, "did_you_mean": serial.did_you_mean, "masked": serial.masked}
        yield {"kind": "serial", "value": serial.value, "place": serial.where, "detail": detail}
    for firmware in facts.firmware:
        detail = {"build_date": firmware.build_date, "confidence": firmware.confidence, "line": firmware.line, "serial": firmware.serial}
        yield {"kind": "firmware", "value": firmware.version or "", "place": firmware.where, "detail": detail}
    for model in facts.models:
        yield {"kind": "model", "value": model.value, "place": model.where, "detail": {"line": model.line}}
    for software in facts.software:
        detail = {"version": software.version, "line": software.line}
        yield {"kind": "software", "value": software.name, "place": software.where, "detail": detail}


def _take_numbers(connection: Connection, first_number: int, count: int) -> int:
    """The first of so many new numbers. They have no holes to explain and never repeat: the row is locked until the tickets are durable."""
    wanted = {"first": first_number, "taken": count}
    following = connection.execute(_TAKE_NUMBERS, wanted).scalar()
    if following is None:
        insert_new(connection, notebook, {"key": _NEXT_NUMBER, "value": str(first_number)})
        following = connection.execute(_TAKE_NUMBERS, wanted).scalar_one()
    return int(following) - count


def last_number(connection: Connection) -> int:
    """Of the newest ticket; 0 before the first."""
    return connection.execute(select(func.max(tickets.c.number))).scalar() or 0


def skip_numbers(connection: Connection, highest: int) -> None:
    """The next ticket gets a number above this one, which a customer has seen already (desk-rules 35)."""
    if not insert_new(connection, notebook, {"key": _NEXT_NUMBER, "value": str(highest + 1)}):
        above = (notebook.c.key == _NEXT_NUMBER, highest >= _LATEST)
        connection.execute(update(notebook).where(*above).values(value=str(highest + 1)))
