"""The tokens of engineers: a second one for notes, and the end of those that must not work any more (desk-rules 25, 31).

Their natural end needs no column: a token of staff outlives its ticket by what the policy says (`mailroom.engineers.proof`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from tickets.letter import Owed, token_row
from tickets.schema import outbound, tickets, tokens
from tickets.states import TicketStatus
from tickets.tokens import NOTE, OF_STAFF


@dataclass(frozen=True, kw_only=True)
class Bound:
    """The letter that a token came with."""

    outbound_id: int
    kind: str
    raw: bytes | None  # as it was sent; None where it has not left
    answers: int | None  # the inbound row that it answers


def mint_notes(connection: Connection, notes: Sequence[tuple[str, int, Owed]], now: datetime) -> None:
    """Bind a second token to each of these notices (token, outbound id, notice): what is written to it becomes a note."""
    if notes:
        rows = [token_row(replace(owed, token=token), outbound_id, now) | {"purpose": NOTE} for token, outbound_id, owed in notes]
        connection.execute(insert(tokens), rows)


def letter_of(connection: Connection, token: str) -> Bound:
    row = connection.execute(
        select(outbound.c.id, outbound.c.kind, outbound.c.raw, outbound.c.answers)
        .join(tokens, tokens.c.outbound_id == outbound.c.id)
        .where(tokens.c.token == token)
    ).one()
    return Bound(outbound_id=row.id, kind=row.kind, raw=row.raw, answers=row.answers)


def revoke(connection: Connection, found: Collection[str], now: datetime) -> int:
    """End these tokens; returns how many were alive. Both tokens of a notice end together: who holds one has seen the other."""
    letters = select(tokens.c.outbound_id).where(tokens.c.token.in_(list(found)))
    ended = connection.execute(
        update(tokens)
        .where(tokens.c.outbound_id.in_(letters), tokens.c.purpose.in_(OF_STAFF), tokens.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return ended.rowcount


def dismiss_the_departed(connection: Connection, staying: Collection[str], now: datetime) -> int:
    """End the tokens of everybody who left `staff.toml`, and free the tickets that they own; returns how many tickets are free."""
    gone = tokens.c.recipient.not_in(list(staying))
    living = (tokens.c.purpose.in_(OF_STAFF), tokens.c.revoked_at.is_(None), gone)
    connection.execute(update(tokens).where(*living).values(revoked_at=now))
    turns = tickets.c.status.in_((TicketStatus.OPEN, TicketStatus.PENDING))
    freed = connection.execute(
        update(tickets).where(turns, tickets.c.owner.is_not(None), tickets.c.owner.not_in(list(staying))).values(owner=None)
    )
    return freed.rowcount
