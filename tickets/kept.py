"""One mail, or one letter to a customer, with the octets that are kept of it: for whoever opens it. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from tickets import ledger
from tickets.letter_kinds import TO_STAFF
from tickets.schema import inbound, outbound, tickets


@dataclass(frozen=True, kw_only=True)
class Kept:
    id: int
    is_ours: bool  # a letter of the desk
    at: datetime
    state: str
    because: str
    kind: str
    who: str  # a mail's sender, a letter's recipient
    subject: str
    number: int | None  # of its ticket
    lane: str  # of its ticket
    is_giant: bool  # only the header was fetched
    raw: bytes | None  # None where retention has taken it, or the letter was not written yet


def mail(connection: Connection, row_id: int) -> Kept | None:
    row = connection.execute(_with_ticket(select(inbound), inbound.c.ticket_id).where(inbound.c.id == row_id)).first()
    if row is None:
        return None
    about = {"at": row.received_at, "who": row.sender, "subject": row.subject, "is_giant": row.is_giant}
    return _kept(row, about, is_ours=False, raw=ledger.raw_of(connection, row_id))


def letter(connection: Connection, row_id: int) -> Kept | None:
    """Of letters to customers alone: those to engineers hold reply addresses that are each engineer's own."""
    query = _with_ticket(select(outbound), outbound.c.ticket_id).where(outbound.c.id == row_id, outbound.c.kind.not_in(TO_STAFF))
    row = connection.execute(query).first()
    if row is None:
        return None
    about = {"at": row.sent_at or row.queued_at, "who": row.recipient, "subject": "", "is_giant": False}
    return _kept(row, about, is_ours=True, raw=row.raw)


def _with_ticket(query: Select[Any], ticket_id: Any) -> Select[Any]:
    return query.add_columns(tickets.c.number, tickets.c.lane).outerjoin(tickets, tickets.c.id == ticket_id)


def _kept(row: Row[Any], about: dict[str, Any], *, is_ours: bool, raw: bytes | None) -> Kept:
    same = {"id": row.id, "state": row.state, "because": row.because, "kind": row.kind, "number": row.number, "lane": row.lane or ""}
    return Kept(**same, **about, is_ours=is_ours, raw=raw)
