"""Letters that answer no mail of the moment: the reminder, the word on an incident, the end of a ticket. Pure.

They go into the customer's thread, to the requester alone, and show what his ticket holds now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from responders.acknowledgement import values
from responders.asking import asked
from responders.case import Case
from responders.vocabulary import Value
from tickets.identity import Desk
from tickets.letter import Letter
from tickets.letter_kinds import RELAY
from tickets.policy import Policy
from tickets.remembered import Remembered

REMINDER = "reminder"


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """Why the desk writes: the letter, what it asks for, and what it shows beside the ticket."""

    letter: str
    kind: str
    asks: tuple[str, ...] = ()
    shows: Mapping[str, Value] = field(default_factory=dict)


def reminder(facts: tuple[str, ...]) -> Occasion:
    return Occasion(letter="follow_up", kind=REMINDER, asks=facts)


def incident(known: str) -> Occasion:
    return Occasion(letter="incident", kind="incident", shows={"known": known})


def answer(words: str, engineer: str, signature: str) -> Occasion:
    """One engineer's answer to many: the same words, to each of them alone."""
    return Occasion(letter="relay", kind=RELAY, shows={"body": words, "engineer": engineer, "signature": signature})


def closed(reopens_within_days: int) -> Occasion:
    return Occasion(letter="closed", kind=REMINDER, shows={"days": reopens_within_days})


def unprompted(ticket: Remembered, occasion: Occasion, desk: Desk, policy: Policy) -> Letter:
    understanding = ticket.understanding
    return Letter(
        kind=occasion.kind,
        recipient=ticket.requester,
        letter=occasion.letter,
        language=ticket.language or desk.language,
        values={**values(_case(ticket, occasion.asks, desk), desk, policy), **occasion.shows},
        ticket_id=ticket.ticket_id,
        topic=understanding.reading.topic.label,
        audience=understanding.audience.label,
        in_reply_to=ticket.thread[-1] if ticket.thread else "",
        references=ticket.thread[:-1],
    )


def still_asked(ticket: Remembered, facts: tuple[str, ...], desk: Desk, policy: Policy) -> tuple[str, ...]:
    """Of these facts those that no picture, quotation or earlier mail of the ticket has told (desk-rules 11)."""
    return asked(_case(ticket, facts, desk), policy)


def _case(ticket: Remembered, facts: tuple[str, ...], desk: Desk) -> Case:
    return Case(
        number=desk.ticket(ticket.number),
        subject=ticket.subject,
        requester=ticket.requester,
        language=ticket.language,
        received_at=ticket.opened_at,
        understanding=ticket.understanding,
        still_missing=facts,
    )
