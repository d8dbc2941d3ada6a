"""A mail that joins a ticket, read as part of it; and the answer to "are you a dealer?", which decides the ticket again (desk-rules 15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from classify import secrets
from classify.dealership import decided_again
from classify.decide import Known
from tickets import deciding, standing
from tickets.due import due
from tickets.policy import Policy
from tickets.standing import Standing
from tickets.understanding import Audience, AudienceLabel, Dealership, Reading, TopicLabel, Understanding

_OF_THE_TICKET = ("the ticket's",)


def of_the_ticket(connection: Connection, said: Understanding, ticket: Standing, known: Known, policy: Policy) -> Understanding:
    """An answer is read as part of its ticket: "it says 7E77…" alone is no new topic, and lacks only what the ticket still lacks."""
    topic = TopicLabel(label=ticket.topic, confidence=ticket.certainty, because=_OF_THE_TICKET)
    is_sensitive = _makes_a_code(connection, said.reading, ticket)
    reading = replace(said.reading, topic=topic, lane=said.reading.lane or ticket.lane, is_sensitive=is_sensitive)
    missing = tuple(fact for fact in ticket.missing if fact not in reading.has)
    answer = _answer(said, ticket, known)
    if answer is not None:
        again = decided_again(reading, answer, known, deciding.companies(connection, answer.accounts), policy)
        return replace(again, missing=missing)
    audience = AudienceLabel(label=ticket.audience, confidence=1.0, because=_OF_THE_TICKET)
    return Understanding(reading=reading, audience=audience, scope=ticket.scope, missing=missing)


def _makes_a_code(connection: Connection, said: Reading, ticket: Standing) -> bool:
    """Does this mail complete what an unlock code is made of? The letter asks for the serial number of whoever told the clock alone."""
    if ticket.topic != secrets.UNLOCKED or ticket.is_sensitive:
        return False
    names_a_device = secrets.names_a_device(said.facts) or "serial" not in ticket.missing
    earlier = standing.words(connection, ticket.id) if names_a_device and not said.shows_clock else ()
    return names_a_device and (said.shows_clock or any(secrets.shows_clock(text, said.facts) for text in earlier))


def is_again(understanding: Understanding) -> bool:
    """Was the ticket decided again by this mail?"""
    return understanding.audience.because != _OF_THE_TICKET


def steering_letter(understanding: Understanding, policy: Policy) -> str:
    """The letter that says where a ticket goes that was decided again; '' where an engineer answers."""
    decision = understanding.scope.decision
    return policy.steering[decision].letter if is_again(understanding) and decision in policy.steers else ""


def write(connection: Connection, ticket_id: int, understanding: Understanding, at: datetime, policy: Policy) -> None:
    label, topic, scope = understanding.audience.label, understanding.reading.topic.label, understanding.scope
    deciding.decide_again(connection, ticket_id, understanding, due(policy, label, topic, scope, at).due_at)


def because(understanding: Understanding) -> str:
    """For the journal: who writes, how that is known, and what is granted now."""
    audience, scope = understanding.audience, understanding.scope
    told = "; ".join(filter(None, audience.because))
    return f"{audience.label.value}: {told}. Scope {scope.decision.value} {scope.clause}".rstrip()


def _answer(said: Understanding, ticket: Standing, known: Known) -> Dealership | None:
    """What the mail answers; an address that the directory knows by now answers by itself."""
    if ticket.audience is not Audience.UNKNOWN:
        return None
    if said.reading.dealership is None and known.directory_audience:
        return Dealership(label=known.directory_audience)
    return said.reading.dealership
