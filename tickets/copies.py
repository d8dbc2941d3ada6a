"""Copies of our own letters, as they lie in the Sent folder."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from tickets import bounces, ledger
from tickets.ledger import Arrival
from tickets.schema import inbound, outbound, tokens
from tickets.states import InboundState


def of_letters(connection: Connection, arrivals: Sequence[Arrival]) -> set[str]:
    """The digests of those that are copies of letters which we sent, by their mark. Whose Message-ID can be read, `tickets.restored` knows.

    Another Message-ID on a copy is the one that its reader saw: it is kept, and his answer finds the letter (decisions 1).
    """
    marks = {arrival.mark for arrival in arrivals if arrival.mark}
    sent = _sent(connection, marks) if marks else {}
    ours = [arrival for arrival in arrivals if arrival.mark in sent]
    for arrival in ours:
        if arrival.message_id:
            bounces.know_alias(connection, arrival.message_id, sent[arrival.mark])
    return {arrival.digest for arrival in ours}


def _sent(connection: Connection, marks: Collection[str]) -> dict[str, int]:
    """The letters of these marks: tokens, or on copies of an earlier version their numbers, which in our own folder are no forgery."""
    bound = connection.execute(select(tokens.c.token, tokens.c.outbound_id).where(tokens.c.token.in_(marks)))
    numbers = [int(mark) for mark in marks if mark.isdecimal()]
    known = connection.execute(select(outbound.c.id).where(outbound.c.id.in_(numbers))).scalars()
    return {row.token: row.outbound_id for row in bound} | {str(number): number for number in known}


def release_held(connection: Connection, digest: str, row_id: int) -> None:
    """A copy of this mail was HELD because nothing proved it: the one in the Sent folder does, so nobody need look at it."""
    query = select(inbound.c.id).where(inbound.c.digest == digest, inbound.c.state == InboundState.HELD, inbound.c.id != row_id)
    for held in connection.execute(query).scalars().all():
        ledger.move(connection, held, InboundState.IGNORED, "the same mail lies in the Sent folder, and is filed")
