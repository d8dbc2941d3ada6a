"""A ticket read back from its rows: what a letter that answers no mail of the moment may say, and into which thread it goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from tickets.facts import Facts, Firmware, Model, Place, Serial, Software
from tickets.message import Address
from tickets.schema import facts, messages, tickets
from tickets.understanding import Audience, AudienceLabel, Reading, Scope, ScopeDecision, TopicLabel, Understanding

_BECAUSE = ("the ticket's",)


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """A ticket with everything that its mails brought."""

    ticket_id: int
    number: int
    subject: str
    requester: Address
    language: str
    opened_at: datetime
    understanding: Understanding
    thread: tuple[str, ...]  # Message-IDs of the customer's mails, the oldest first


def remember(connection: Connection, ticket_ids: Sequence[int]) -> list[Remembered]:
    """These tickets, in the order of their ids; three statements for all of them."""
    wanted = list(ticket_ids)
    rows = connection.execute(select(tickets).where(tickets.c.id.in_(wanted)).order_by(tickets.c.id)).all()
    known = _by_ticket(connection.execute(select(facts).where(facts.c.ticket_id.in_(wanted)).order_by(facts.c.id)))
    written = select(messages.c.ticket_id, messages.c.message_id).where(
        messages.c.ticket_id.in_(wanted), messages.c.direction == "in", messages.c.message_id != ""
    )
    said = _by_ticket(connection.execute(written.order_by(messages.c.id)))
    return [_remembered(row, known.get(row.id, []), [mail.message_id for mail in said.get(row.id, [])]) for row in rows]


def _by_ticket(rows: Iterable[Row[Any]]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.ticket_id, []).append(row)
    return found


def _remembered(row: Row[Any], known: Sequence[Row[Any]], thread: Sequence[str]) -> Remembered:
    return Remembered(
        ticket_id=row.id,
        number=row.number,
        subject=row.subject,
        requester=Address(row.requester, row.requester_name),
        language=row.language,
        opened_at=row.opened_at,
        understanding=_understanding(row, _facts(known)),
        thread=tuple(dict.fromkeys(thread)),
    )


def _understanding(row: Row[Any], known: Facts) -> Understanding:
    audience = AudienceLabel(label=Audience(row.audience), confidence=1.0, because=_BECAUSE)
    topic = TopicLabel(label=row.topic, confidence=1.0, also=tuple(row.also), because=_BECAUSE)
    reading = Reading(facts=known, audience=audience, topic=topic, lane=row.lane, urgent=row.urgent, is_sensitive=row.is_sensitive)
    scope = Scope(decision=ScopeDecision(row.scope), clause=row.clause, sla=row.sla)
    return Understanding(reading=reading, audience=audience, scope=scope, missing=tuple(row.missing))


def _facts(rows: Sequence[Row[Any]]) -> Facts:
    return Facts(
        serials=tuple(_serial(row) for row in rows if row.kind == "serial"),
        firmware=tuple(_firmware(row) for row in rows if row.kind == "firmware"),
        models=tuple(Model(value=row.value, where=Place(row.place)) for row in rows if row.kind == "model"),
        software=tuple(
            Software(name=row.value, version=row.detail.get("version"), where=Place(row.place)) for row in rows if row.kind == "software"
        ),
    )


def _serial(row: Row[Any]) -> Serial:
    masked, repair = bool(row.detail.get("masked")), row.detail.get("did_you_mean") or ""
    return Serial(value=row.value, where=Place(row.place), did_you_mean=repair, masked=masked)


def _firmware(row: Row[Any]) -> Firmware:
    return Firmware(version=row.value or None, build_date=row.detail.get("build_date"), where=Place(row.place))
