"""The mail that tells one of us which tickets near their due time or have passed it. Pure.

About one ticket it is like a notice: a reply goes to the customer, so every line of it is marked as internal (G7). About several it is a
list, and a reply to it reaches no customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from responders.shortened import span
from responders.staff_letter import staff_letter
from responders.vocabulary import Value
from tickets.directory import Person
from tickets.escalations import Nearing
from tickets.identity import Desk
from tickets.letter import Letter
from tickets.policy import Policy
from tickets.tokens import NOTE, RELAY

ESCALATION = "escalation"
_LISTED = 100


def escalation(person: Person, about: Sequence[Nearing], desk: Desk, policy: Policy, now: datetime) -> Letter:
    """One mail, whatever the number of tickets; the longest overdue stand first."""
    rows = sorted(about, key=lambda nearing: (nearing.due_at, nearing.ticket_id))
    alone = rows[0] if len(rows) == 1 else None
    shown = _alone(alone, desk, policy, now) if alone else _listed(rows, desk, now)
    letter = staff_letter(ESCALATION, person, desk, policy, shown, purpose=RELAY if alone else NOTE)
    return replace(letter, ticket_id=alone.ticket_id if alone else None)


def _alone(nearing: Nearing, desk: Desk, policy: Policy, now: datetime) -> dict[str, Value]:
    due_at = nearing.due_at.astimezone(ZoneInfo(policy.hours.timezone))
    return {
        "ticket": {"number": desk.ticket(nearing.number), "subject": _subject(nearing)},
        "requester": {"address": "" if nearing.lane else nearing.requester},
        "owner": nearing.owner,
        "due_at": due_at.isoformat(timespec="minutes"),
        "is_overdue": nearing.due_at <= now,
        "waiting": span(now - nearing.waiting_since),
    }


def _listed(rows: Sequence[Nearing], desk: Desk, now: datetime) -> dict[str, Value]:
    return {"tickets": [_row(nearing, desk, now) for nearing in rows[:_LISTED]], "more": max(0, len(rows) - _LISTED)}


def _row(nearing: Nearing, desk: Desk, now: datetime) -> Value:
    return {
        "number": desk.ticket(nearing.number),
        "subject": _subject(nearing),
        "waiting": span(now - nearing.waiting_since),
        "is_overdue": nearing.due_at <= now,
    }


def _subject(nearing: Nearing) -> str:
    """A restricted matter is never named in a mail (desk-rules 19)."""
    return "" if nearing.lane else nearing.subject
