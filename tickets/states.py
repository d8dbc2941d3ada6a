"""The states of the four records that move, each with its meaning, and the moves that are allowed. An illegal move raises."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

S = TypeVar("S", bound=StrEnum)


class InboundState(StrEnum):
    RECEIVED = "RECEIVED"  # the raw bytes are durable; nothing is decided yet
    FILED = "FILED"  # on a ticket
    IGNORED = "IGNORED"  # proven by its headers to be nobody's request; kept, listed, and released by `ignored release`
    HELD = "HELD"  # waits for a person: a joiner without proof, a mail that only a model calls spam
    FAILED = "FAILED"  # could not be understood: a stub ticket holds the raw mail; `failed retry|replace|drop`


class TicketStatus(StrEnum):
    OPEN = "OPEN"  # our turn
    PENDING = "PENDING"  # the customer's turn
    SOLVED = "SOLVED"
    CLOSED = "CLOSED"


class OutboundState(StrEnum):
    QUEUED = "QUEUED"  # Message-ID and values fixed, bytes not made yet
    SENDING = "SENDING"  # bytes stored; after a crash it is in doubt whether they left
    SENT = "SENT"
    FAILED = "FAILED"  # refused for good, or given up; shown on the ticket
    SUPPRESSED = "SUPPRESSED"  # decided not to send after it was queued, with the reason


class TemplateState(StrEnum):
    DRAFT = "DRAFT"  # written, and not served: the gate found faults in it, or has not seen it
    LIVE = "LIVE"  # what is sent
    RETIRED = "RETIRED"  # served once; `templates restore` brings its words back as a new version


class Order(StrEnum):
    """What a person decided about a mail; it goes through the pipeline again with that word."""

    NONE = ""
    ADMIT = "admit"  # a held joiner takes part in the ticket
    SEPARATE = "separate"  # a held joiner, or an undone join, becomes a ticket of its own
    RELEASE = "release"  # ignored, or held as spam: it is a person's mail
    RETRY = "retry"  # failed: read it again, into its stub ticket


INBOUND_MOVES: dict[InboundState, frozenset[InboundState]] = {
    InboundState.RECEIVED: frozenset({InboundState.FILED, InboundState.IGNORED, InboundState.HELD, InboundState.FAILED}),
    InboundState.FILED: frozenset({InboundState.RECEIVED}),  # `tickets undo` takes a join back
    InboundState.IGNORED: frozenset({InboundState.RECEIVED}),  # released by a person
    InboundState.HELD: frozenset({InboundState.RECEIVED, InboundState.IGNORED}),  # admitted, separated or rejected by a person
    InboundState.FAILED: frozenset({InboundState.RECEIVED, InboundState.IGNORED}),  # retried, mended or dropped by a person
}

TICKET_MOVES: dict[TicketStatus, frozenset[TicketStatus]] = {
    TicketStatus.OPEN: frozenset({TicketStatus.PENDING, TicketStatus.SOLVED, TicketStatus.CLOSED}),
    TicketStatus.PENDING: frozenset({TicketStatus.OPEN, TicketStatus.SOLVED, TicketStatus.CLOSED}),
    TicketStatus.SOLVED: frozenset({TicketStatus.OPEN, TicketStatus.CLOSED}),
    TicketStatus.CLOSED: frozenset({TicketStatus.OPEN}),
}

OUTBOUND_MOVES: dict[OutboundState, frozenset[OutboundState]] = {
    OutboundState.QUEUED: frozenset({OutboundState.SENDING, OutboundState.FAILED, OutboundState.SUPPRESSED}),
    OutboundState.SENDING: frozenset({OutboundState.SENT, OutboundState.QUEUED, OutboundState.FAILED}),
    OutboundState.SENT: frozenset(),
    OutboundState.FAILED: frozenset({OutboundState.QUEUED, OutboundState.SUPPRESSED}),  # retried or dropped by a person
    OutboundState.SUPPRESSED: frozenset(),
}

TEMPLATE_MOVES: dict[TemplateState, frozenset[TemplateState]] = {
    TemplateState.DRAFT: frozenset({TemplateState.LIVE}),
    TemplateState.LIVE: frozenset({TemplateState.RETIRED}),
    TemplateState.RETIRED: frozenset(),
}


def sources(moves: dict[S, frozenset[S]], target: S) -> tuple[S, ...]:
    """The states from which `target` may be reached: the guard of every UPDATE that moves a record."""
    return tuple(state for state, targets in moves.items() if target in targets)
