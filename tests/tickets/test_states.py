"""The tables of moves: every state is in them, and every record can come to rest."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from tickets.states import INBOUND_MOVES, OUTBOUND_MOVES, TICKET_MOVES, InboundState, OutboundState, TicketStatus, sources

Moves = Mapping[Any, frozenset[Any]]

TABLES: list[tuple[type[StrEnum], Moves, StrEnum]] = [
    (InboundState, INBOUND_MOVES, InboundState.RECEIVED),
    (TicketStatus, TICKET_MOVES, TicketStatus.OPEN),
    (OutboundState, OUTBOUND_MOVES, OutboundState.QUEUED),
]


@pytest.mark.parametrize(("states", "moves", "first"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_state_can_be_reached_from_the_first(states: type[StrEnum], moves: Moves, first: StrEnum) -> None:
    assert set(moves) == set(states)
    reached, edge = {first}, {first}
    while edge:
        edge = {target for state in edge for target in moves[state]} - reached
        reached |= edge
    assert reached == set(states)


@pytest.mark.parametrize(("states", "moves", "first"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_no_state_moves_to_itself(states: type[StrEnum], moves: Moves, first: StrEnum) -> None:
    assert not [state for state in states if state in moves[state]]


def test_a_sent_letter_stays_sent() -> None:
    assert OUTBOUND_MOVES[OutboundState.SENT] == frozenset()


def test_a_letter_is_sent_only_from_sending() -> None:
    assert sources(OUTBOUND_MOVES, OutboundState.SENT) == (OutboundState.SENDING,)


def test_a_mail_goes_through_the_pipeline_again_from_every_end() -> None:
    assert set(sources(INBOUND_MOVES, InboundState.RECEIVED)) == set(InboundState) - {InboundState.RECEIVED}
