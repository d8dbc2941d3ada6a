"""What people look at: lists and lives, as JSON-ready values in the words of contract.md. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, or_, select

from tickets import ledger, merging
from tickets.related import related
from tickets.schema import aliases, events, facts, inbound, links, mailboxes, messages, outbound, participants, tickets
from tickets.states import InboundState, OutboundState, TicketStatus
from tickets.verdict import Kind

Json = dict[str, Any]
Number = Callable[[int], str]  # 1042 -> "IC-1042"


def ticket_list(connection: Connection, number: Number, *, status: str = "", limit: int = 1000) -> list[Json]:
    """Tickets, the newest first; each as contract.md's `tickets list --json` has it."""
    query = select(tickets).order_by(tickets.c.id.desc()).limit(limit)
    rows = connection.execute(query.where(tickets.c.status == status) if status else query).all()
    ids = [row.id for row in rows]
    counts = _counts(connection, ids)
    found = _facts(connection, ids)
    return [_ticket(row, number, counts.get(row.id, 0), found.get(row.id, {})) for row in rows]


def ticket(connection: Connection, number: Number, value: int) -> Json | None:
    """One ticket with its conversation and events, or None."""
    row = connection.execute(select(tickets).where(tickets.c.number == value)).first()
    if row is None:
        return None
    found = _facts(connection, [row.id]).get(row.id, {})
    conversation = _conversation(connection, merging.family(connection, row.id))
    seen = {
        "conversation": conversation,
        "events": _events(connection, select(events).where(events.c.ticket_id == row.id)),
        "participants": [dict(p._mapping) for p in connection.execute(_people(row.id))],  # noqa: SLF001
        "links": _links(connection, row.id, number),
        "related": [{"number": number(o.number), "because": o.told} for o in related(connection, [row.id]).get(row.id, ())],
        "sensitive": row.is_sensitive,
        "scope_clause": row.clause,
        "merged_into": _number_of(connection, row.merged_into, number),
    }
    return _ticket(row, number, len(conversation), found) | seen


def status(connection: Connection) -> Json:
    """Counts by state and the health of each mailbox: contract.md's `status --json`, and the age of what waits longest."""
    return {
        "inbound": _by_state(connection, inbound.c.state, InboundState),
        "outbound": _by_state(connection, outbound.c.state, OutboundState),
        "tickets": _by_state(connection, tickets.c.status, TicketStatus),
        "mailboxes": [_mailbox(connection, row) for row in connection.execute(select(mailboxes).order_by(mailboxes.c.name)).all()],
        "oldest_received_at": _time(_oldest(connection, inbound.c.received_at, inbound.c.state, [InboundState.RECEIVED])),
        "oldest_queued_at": _time(
            _oldest(connection, outbound.c.queued_at, outbound.c.state, [OutboundState.QUEUED, OutboundState.SENDING])
        ),
    }


def waiting(connection: Connection, state: InboundState, limit: int = 1000, *, is_newest_first: bool = False) -> list[Json]:
    """Rows in one state, the oldest first: what `held list`, `ignored list` and `failed list` show.

    Copies of our own letters in the Sent folder are no news.
    """
    is_news = or_(inbound.c.kind != Kind.OWN, inbound.c.raw_sha256.is_not(None))
    query = (
        select(inbound, tickets.c.number, tickets.c.lane)
        .outerjoin(tickets, tickets.c.id == inbound.c.ticket_id)
        .where(inbound.c.state == state, is_news)
        .order_by(inbound.c.id.desc() if is_newest_first else inbound.c.id)
        .limit(limit)
    )
    return [
        {
            "id": row.id,
            "received_at": _time(row.received_at),
            "from": row.sender,
            "subject": row.subject,
            "because": row.because,
            "mailbox": row.mailbox,
            "kind": row.kind,
            "number": row.number,
            "lane": row.lane or "",
        }
        for row in connection.execute(query).all()
    ]


def find_inbound(connection: Connection, wanted: str) -> list[int]:
    """Rows by id, by Message-ID (of the mail, or of a letter that answers it)."""
    key = wanted.strip().strip("<>")
    if key.isdecimal() and len(key) < 19:  # what is longer is no id of any database
        return list(connection.execute(select(inbound.c.id).where(inbound.c.id == int(key))).scalars())
    letter = (
        select(outbound.c.answers)
        .outerjoin(aliases, aliases.c.outbound_id == outbound.c.id)
        .where(or_(outbound.c.message_id == key, aliases.c.message_id == key), outbound.c.answers.is_not(None))
    )
    query = select(inbound.c.id).where(or_(inbound.c.message_id == key, inbound.c.id.in_(letter))).order_by(inbound.c.id)
    return list(connection.execute(query).scalars())


def inbound_of_ticket(connection: Connection, value: int) -> list[int]:
    query = select(inbound.c.id).join(tickets, tickets.c.id == inbound.c.ticket_id).where(tickets.c.number == value)
    return list(connection.execute(query.order_by(inbound.c.id)).scalars())


def life(connection: Connection, row_id: int, number: Number) -> Json:
    """The life of one mail: contract.md's `trace --json`. Raises LookupError for an id that does not exist."""
    row = connection.execute(select(inbound).where(inbound.c.id == row_id)).first()
    if row is None:
        raise LookupError(f"no mail has the id {row_id}")
    of_the_mail = or_(outbound.c.answers == row_id, outbound.c.carries == row_id)
    letters = connection.execute(select(outbound).where(of_the_mail).order_by(outbound.c.id)).all()
    ids = [letter.id for letter in letters]
    told = select(events).where(or_(events.c.inbound_id == row_id, events.c.outbound_id.in_(ids)))
    return {
        "inbound": {
            "id": row.id,
            "mailbox": row.mailbox,
            "uidvalidity": row.uidvalidity,
            "uid": row.uid,
            "message_id": row.message_id,
            "arrived_at": _time(row.arrived_at),
            "received_at": _time(row.received_at),
            "state": row.state,
            "kind": row.kind,
            "because": row.because,
            "from": row.sender,
            "subject": row.subject,
            "size": row.size,
        },
        "ticket": _number_of(connection, row.ticket_id, number),
        "lane": connection.execute(select(tickets.c.lane).where(tickets.c.id == row.ticket_id)).scalar() or "",
        "events": _events(connection, told),
        "outbound": [_letter(letter) for letter in letters],
    }


def outbox_list(connection: Connection, states: Iterable[str] = (), limit: int = 1000) -> list[Json]:
    query = select(outbound).order_by(outbound.c.id.desc()).limit(limit)
    wanted = list(states)
    rows = connection.execute(query.where(outbound.c.state.in_(wanted)) if wanted else query).all()
    return [_letter(row) | {"id": row.id, "because": row.because, "queued_at": _time(row.queued_at)} for row in rows]


def _ticket(row: Row[Any], number: Number, count: int, found: dict[str, list[str]]) -> Json:
    return {
        "number": number(row.number),
        "status": row.status,
        "subject": row.subject,
        "requester": row.requester,
        "owner": row.owner,
        "audience": row.audience,
        "topic": row.topic,
        "scope": row.scope,
        "serials": found.get("serial", []),
        "firmware": found.get("firmware", []),
        "missing": row.missing,
        "messages": count,
        "opened_at": _time(row.opened_at),
        "acknowledged_at": _time(row.acknowledged_at),
        "first_response_at": _time(row.first_response_at),
        "due_at": _time(row.due_at),
        "unanswered": row.is_unanswered,
        "language": row.language,
        "lane": row.lane,
        "urgent": row.urgent,
        "sla": row.sla,
    }


def _conversation(connection: Connection, ticket_ids: list[int]) -> list[Json]:
    """Mails in, letters out and notes, in order, those of merged tickets among them. A letter that waits is shown as what it is."""
    said = [
        (
            row.received_at or row.at,
            {
                "direction": row.direction,
                "kind": row.kind,
                "message_id": row.message_id,
                "from": row.sender,
                "to": row.recipients,
                "at": _time(row.at),
                "text": row.text,
                "proof": row.proof,
                "id": row.id,
                "inbound": row.inbound_id,
                "trust": row.trust,
            },
        )
        for row in connection.execute(
            select(messages, inbound.c.received_at)
            .outerjoin(inbound, inbound.c.id == messages.c.inbound_id)
            .where(messages.c.ticket_id.in_(ticket_ids))
        ).all()
    ]
    sent = [
        (
            row.sent_at or row.queued_at,
            {
                "direction": "out",
                "kind": row.kind,
                "message_id": row.message_id,
                "from": "",
                "to": [row.recipient],
                "at": _time(row.sent_at or row.queued_at),
                "text": "",
                "proof": f"{row.state}: {row.reply or row.because or row.letter}",
                "outbound": row.id,
            },
        )
        for row in connection.execute(select(outbound).where(outbound.c.ticket_id.in_(ticket_ids))).all()
    ]
    return [entry for _, entry in sorted(said + sent, key=lambda pair: pair[0])]


def _people(ticket_id: int) -> Select[Any]:
    return select(participants.c.address, participants.c.role, participants.c.because).where(participants.c.ticket_id == ticket_id)


def _links(connection: Connection, ticket_id: int, number: Number) -> list[Json]:
    query = select(links).where(or_(links.c.ticket_id == ticket_id, links.c.other_id == ticket_id))
    return [
        {
            "number": _number_of(connection, row.other_id if row.ticket_id == ticket_id else row.ticket_id, number),
            "because": row.because,
        }
        for row in connection.execute(query).all()
    ]


def _letter(row: Row[Any]) -> Json:
    return {
        "kind": row.kind,
        "message_id": row.message_id,
        "recipient": row.recipient,
        "state": row.state,
        "attempts": row.attempts,
        "letter": row.letter,
        "sent_at": _time(row.sent_at),
        "reply": row.reply,
    }


def _events(connection: Connection, query: Select[Any]) -> list[Json]:
    rows = connection.execute(query.order_by(events.c.id)).all()
    return [{"at": _time(row.at), "what": row.what, "because": row.because} for row in rows]


def _counts(connection: Connection, ids: list[int]) -> dict[int, int]:
    query = select(messages.c.ticket_id, func.count()).where(messages.c.ticket_id.in_(ids)).group_by(messages.c.ticket_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def _facts(connection: Connection, ids: list[int]) -> dict[int, dict[str, list[str]]]:
    """Per ticket and kind the distinct values, in the order in which they came; masked serials are left out."""
    found: dict[int, dict[str, list[str]]] = {}
    for row in connection.execute(select(facts).where(facts.c.ticket_id.in_(ids)).order_by(facts.c.id)):
        values = found.setdefault(row.ticket_id, {}).setdefault(row.kind, [])
        if row.value and row.value not in values and not row.detail.get("masked"):
            values.append(row.value)
    return found


def _mailbox(connection: Connection, row: Row[Any]) -> Json:
    return {
        "name": row.name,
        "state": row.state,
        "last_success": _time(row.last_success),
        "behind": ledger.behind(connection, row.name),
    }


def _by_state(connection: Connection, column: Any, states: Iterable[str]) -> dict[str, int]:
    counted = {row[0]: row[1] for row in connection.execute(select(column, func.count()).group_by(column))}
    return {str(state): counted.get(str(state), 0) for state in states}


def _oldest(connection: Connection, at: Any, state: Any, states: list[Any]) -> datetime | None:
    found: datetime | None = connection.execute(select(func.min(at)).where(state.in_(states))).scalar()
    return found


def _number_of(connection: Connection, ticket_id: int | None, number: Number) -> str | None:
    if ticket_id is None:
        return None
    return number(connection.execute(select(tickets.c.number).where(tickets.c.id == ticket_id)).scalar_one())


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
