"""Tickets that end in silence: PENDING after ten support days without a word, SOLVED after five (desk-rules 3).

A review does not: it stays in its owner's digest until a person has said what came of it (desk-rules 17).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, or_, update

from tickets import journal
from tickets.hours import support_days_before
from tickets.journal import Event
from tickets.policy import Policy
from tickets.schema import tickets
from tickets.states import TicketStatus
from tickets.understanding import Audience, ScopeDecision


def end(connection: Connection, policy: Policy, now: datetime) -> list[int]:
    """End what has been silent for long enough; returns the tickets that are closed now. Twice equals once: the second finds none."""
    closed: list[int] = []
    for audience in Audience:
        calendar, days = policy.calendar(audience), policy.turns
        solved_by = support_days_before(now, days.solved_ends_after_support_days, calendar)
        silent_since = support_days_before(now, days.pending_ends_after_support_days, calendar)
        # The solved ones first: nothing passes both stages at once.
        closed += _move(connection, audience, TicketStatus.CLOSED, _solved(solved_by), now)
        _move(connection, audience, TicketStatus.SOLVED, _silent(silent_since, now), now)
    return closed


def _solved(by: datetime) -> Iterator[ColumnElement[bool]]:
    yield tickets.c.status == TicketStatus.SOLVED
    yield tickets.c.closed_at <= by


def _silent(since: datetime, now: datetime) -> Iterator[ColumnElement[bool]]:
    """The customer's turn, and no due time of ours lies ahead, nobody put it aside, no incident holds its clocks, no outcome is owed."""
    yield tickets.c.status == TicketStatus.PENDING
    yield func.coalesce(tickets.c.pending_since, tickets.c.last_message_at) <= since
    yield or_(tickets.c.due_at.is_(None), tickets.c.due_at <= now)
    yield or_(tickets.c.snoozed_until.is_(None), tickets.c.snoozed_until <= now)
    yield tickets.c.incident_id.is_(None)
    yield tickets.c.scope != ScopeDecision.REVIEW


def _move(
    connection: Connection, audience: Audience, status: TicketStatus, conditions: Iterable[ColumnElement[bool]], now: datetime
) -> list[int]:
    values = {"status": status, "closed_at": now, "is_unanswered": False, "chase_at": None, "due_at": None}
    ended = update(tickets).where(*conditions, tickets.c.audience == audience).values(values).returning(tickets.c.id)
    ids = sorted(connection.execute(ended).scalars())
    silence = "no word for long enough; nothing is sent"
    journal.write(connection, [Event(at=now, what=f"became {status.value}", because=silence, ticket_id=ticket) for ticket in ids])
    return ids
