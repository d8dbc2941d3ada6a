"""What is known of a ticket beside its conversation: facts with the lines that prove them, clocks, corrections. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from tickets import merging
from tickets.schema import corrections, facts, messages, tickets


@dataclass(frozen=True, kw_only=True)
class Proven:
    """A fact, where it stands and in which mail."""

    kind: str  # serial, firmware, model, software
    value: str
    place: str
    line: str
    did_you_mean: str
    is_masked: bool
    inbound_id: int | None


@dataclass(frozen=True, kw_only=True)
class Correction:
    what: str
    was: str
    became: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Dossier:
    id: int
    number: int
    lane: str
    team: str
    certainty: float
    also: tuple[str, ...]
    hold: str
    asks: int
    clocks: tuple[tuple[str, datetime], ...]  # in words, those that were ever set
    facts: tuple[Proven, ...]
    corrections: tuple[Correction, ...]
    joined: frozenset[int]  # mails that joined it, and can be taken out again
    merged_into: int | None  # the number of the ticket that holds it now


_CLOCKS = {
    "opened": "opened_at",
    "acknowledged": "acknowledged_at",
    "first answered": "first_response_at",
    "last answered": "answered_at",
    "due": "due_at",
    "promised for": "promised_for",
    "snoozed until": "snoozed_until",
    "the customer's turn since": "pending_since",
    "next reminder": "chase_at",
    "ended": "closed_at",
}


def dossier(connection: Connection, number: int) -> Dossier | None:
    row = connection.execute(select(tickets).where(tickets.c.number == number)).first()
    if row is None:
        return None
    ids = merging.family(connection, row.id)
    return Dossier(
        id=row.id,
        number=row.number,
        lane=row.lane,
        team=row.team,
        certainty=row.certainty,
        also=tuple(row.also),
        hold=row.hold,
        asks=row.asks,
        clocks=tuple((words, at) for words, name in _CLOCKS.items() if (at := getattr(row, name)) is not None),
        facts=_facts(connection, ids),
        corrections=_corrections(connection, ids),
        joined=_joined(connection, row.id),
        merged_into=_number(connection, row.merged_into),
    )


def _facts(connection: Connection, ids: Sequence[int]) -> tuple[Proven, ...]:
    query = (
        select(facts.c.kind, facts.c.value, facts.c.place, facts.c.detail, messages.c.inbound_id)
        .join(messages, messages.c.id == facts.c.message_id)
        .where(facts.c.ticket_id.in_(ids))
        .order_by(facts.c.id)
    )
    return tuple(_fact(row) for row in connection.execute(query).all())


def _fact(row: Row[*tuple[Any, ...]]) -> Proven:
    detail = row.detail
    value = row.value or str(detail.get("build_date") or "")
    return Proven(
        kind=row.kind,
        value=value,
        place=row.place,
        line=str(detail.get("line") or ""),
        did_you_mean=str(detail.get("did_you_mean") or ""),
        is_masked=bool(detail.get("masked")),
        inbound_id=row.inbound_id,
    )


def _corrections(connection: Connection, ids: Sequence[int]) -> tuple[Correction, ...]:
    query = select(corrections).where(corrections.c.ticket_id.in_(ids)).order_by(corrections.c.id)
    return tuple(Correction(what=row.what, was=row.was, became=row.became, by=row.by, at=row.at) for row in connection.execute(query))


def _joined(connection: Connection, ticket_id: int) -> frozenset[int]:
    """All but the mail that opened it (`tickets.waiting.undo` refuses that one)."""
    filed = select(messages.c.inbound_id).where(messages.c.ticket_id == ticket_id, messages.c.inbound_id.is_not(None))
    return frozenset(sorted(connection.execute(filed).scalars())[1:])


def _number(connection: Connection, ticket_id: int | None) -> int | None:
    if ticket_id is None:
        return None
    found: int = connection.execute(select(tickets.c.number).where(tickets.c.id == ticket_id)).scalar_one()
    return found
