"""Test notices to engineers, and the proof with which each was answered (decisions 8).

No table of their own: a token says whom we asked, an event how he answered.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from tickets import journal
from tickets.schema import events, outbound, tokens
from tickets.states import OutboundState
from tickets.tokens import HANDSHAKE
from tickets.verdict import Trust

_PROVEN, _UNPROVEN = "a test notice was answered, proven", "a test notice was answered, unproven"


@dataclass(frozen=True, kw_only=True)
class Handshake:
    """The newest test notice to one person."""

    has_left: bool
    is_answered: bool = False
    is_proven: bool = False
    because: str = ""  # what proved the answer, or why nothing did


def asked(connection: Connection) -> dict[str, Handshake]:
    """By address in lower case."""
    query = select(tokens.c.recipient, outbound.c.id, outbound.c.state).join(outbound, outbound.c.id == tokens.c.outbound_id)
    newest = {row.recipient: row for row in connection.execute(query.where(tokens.c.purpose == HANDSHAKE).order_by(outbound.c.id))}
    answers = _answers(connection, [row.id for row in newest.values()])
    return {address: _handshake(row.state, answers.get(row.id)) for address, row in newest.items()}


def _answers(connection: Connection, letters: Collection[int]) -> dict[int, Row[Any]]:
    """The last answer to each."""
    of_letters = (events.c.outbound_id.in_(list(letters)), events.c.what.in_((_PROVEN, _UNPROVEN)))
    return {row.outbound_id: row for row in connection.execute(select(events).where(*of_letters).order_by(events.c.id))}


def _handshake(state: str, answer: Row[Any] | None) -> Handshake:
    if answer is None:
        return Handshake(has_left=state == OutboundState.SENT)
    return Handshake(has_left=True, is_answered=True, is_proven=answer.what == _PROVEN, because=answer.because)


def letter_of(connection: Connection, named: Collection[str], addresses: Collection[str]) -> int | None:
    """The test notice to one of these addresses that one of these tokens came with."""
    his = (tokens.c.token.in_(list(named)), tokens.c.purpose == HANDSHAKE, tokens.c.recipient.in_(list(addresses)))
    outbound_id: int | None = connection.execute(select(tokens.c.outbound_id).where(*his).limit(1)).scalar()
    return outbound_id


def answer(connection: Connection, outbound_id: int, inbound_id: int, trust: Trust, now: datetime) -> None:
    what = _PROVEN if trust.is_proven else _UNPROVEN
    journal.note(connection, now, what, f"{trust.level.value}: {trust.because}", inbound_id=inbound_id, outbound_id=outbound_id)
