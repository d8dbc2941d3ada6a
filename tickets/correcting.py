"""What a person knows better than the desk: the topic, the audience, the serial number.

A correction is kept with the mail that was misread, so that the models learn from it. After a new topic or audience the scope is decided
again and due times count from that moment (desk-rules 15); what the customer was told under the old one is listed for whoever corrects
it (desk-rules 16).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from tickets import journal
from tickets.facts import Place
from tickets.letter_kinds import TO_STAFF
from tickets.schema import corrections, facts, messages, outbound, tickets
from tickets.serials import is_serial
from tickets.states import OutboundState
from tickets.understanding import Audience, Scope, lane_of
from tickets.waiting import Refused


@dataclass(frozen=True, kw_only=True)
class Labels:
    """How a ticket is understood from now on."""

    audience: Audience
    topic: str
    scope: Scope
    missing: tuple[str, ...]
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Told:
    """A letter that customers hold, or will."""

    letter: str
    recipient: str
    at: datetime
    ways: tuple[str, ...]  # where it steered them, as codes of `ScopeDecision`
    has_left: bool


def correct(connection: Connection, ticket_id: int, labels: Labels, *, by: str, now: datetime) -> None:
    """Give a ticket these labels. A ticket whose turn is the customer's keeps its due time."""
    row = connection.execute(select(tickets).where(tickets.c.id == ticket_id).with_for_update()).one()
    also = [topic for topic in row.also if topic != labels.topic]
    values = {
        "audience": labels.audience,
        "topic": labels.topic,
        "certainty": 1.0,
        "also": also,
        "lane": _lane(row, (labels.topic, *also)),
        "scope": labels.scope.decision,
        "clause": labels.scope.clause,
        "sla": labels.scope.sla,
        "missing": list(labels.missing),
        "due_at": labels.due_at if row.is_unanswered and row.promised_for is None else row.due_at,
    }
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(values))
    for what, was, became in (("audience", row.audience, labels.audience.value), ("topic", row.topic, labels.topic)):
        if was != became:
            _keep(connection, ticket_id, what, was, became, by, now)


def _lane(row: Row[Any], topics: Sequence[str]) -> str:
    """A lane that only the wrong topic asked for ends with it; one that the mail's own words asked for stays."""
    by_words = "" if row.lane == lane_of((row.topic, *row.also)) else row.lane
    return by_words or lane_of(topics)


def add_serial(connection: Connection, ticket_id: int, serial: str, *, by: str, now: datetime) -> None:
    """Write a serial number down as a fact of the newest mail; it is missing no more."""
    row = connection.execute(select(tickets.c.missing).where(tickets.c.id == ticket_id).with_for_update()).one()
    known = select(facts.c.value).where(facts.c.ticket_id == ticket_id, is_serial(facts)).order_by(facts.c.id)
    serials: list[str] = list(connection.execute(known).scalars())
    place = {"ticket_id": ticket_id, "message_id": _newest(connection, ticket_id), "place": Place.NEW}
    detail = {"confidence": 1.0, "line": f"written down by {by}", "did_you_mean": "", "masked": False}
    connection.execute(insert(facts).values(kind="serial", value=serial, detail=detail, **place))
    missing = [fact for fact in row.missing if fact != "serial"]
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(missing=missing))
    _keep(connection, ticket_id, "serial", ", ".join(serials), serial, by, now)


def ask_for(connection: Connection, ticket_id: int, facts: Sequence[str]) -> None:
    """An engineer wants these facts: they are missing, whatever was thought before."""
    row = connection.execute(select(tickets.c.missing).where(tickets.c.id == ticket_id).with_for_update()).one()
    missing = [*row.missing, *(fact for fact in facts if fact not in row.missing)]
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(missing=missing))


def told(connection: Connection, ticket_id: int, since: datetime | None = None) -> tuple[Told, ...]:
    """The letters to customers on this ticket that left, or wait to leave, from `since` on."""
    alive = (OutboundState.QUEUED, OutboundState.SENDING, OutboundState.SENT)
    query = select(outbound).where(outbound.c.ticket_id == ticket_id, outbound.c.kind.not_in(TO_STAFF), outbound.c.state.in_(alive))
    rows = connection.execute((query if since is None else query.where(outbound.c.queued_at >= since)).order_by(outbound.c.id)).all()
    return tuple(
        Told(
            letter=row.letter,
            recipient=row.recipient,
            at=row.sent_at or row.queued_at,
            ways=tuple(_ways(row.values)),
            has_left=row.state == OutboundState.SENT,
        )
        for row in rows
    )


def _ways(values: dict[str, Any]) -> list[str]:
    return [str(steer.get("way", "")) for steer in values.get("steer", [])]


def _keep(connection: Connection, ticket_id: int, what: str, was: str, became: str, by: str, now: datetime) -> None:
    first = select(messages.c.inbound_id).where(messages.c.ticket_id == ticket_id, messages.c.inbound_id.is_not(None))
    inbound_id = connection.execute(first.order_by(messages.c.id)).scalar()
    row = {"ticket_id": ticket_id, "inbound_id": inbound_id, "what": what, "was": was, "became": became, "by": by, "at": now}
    connection.execute(insert(corrections).values(row))
    journal.note(connection, now, f"{what} corrected", f"{was or 'none'} became {became}, by {by}", ticket_id=ticket_id)


def _newest(connection: Connection, ticket_id: int) -> int:
    query = select(messages.c.id).where(messages.c.ticket_id == ticket_id, messages.c.direction == "in").order_by(messages.c.id.desc())
    found = connection.execute(query).scalar()
    if found is None:
        raise Refused("the ticket holds no mail to write a serial number to")
    return int(found)
