"""The one list that a lead gets when somebody goes away: whose tickets go to the team meanwhile (desk-rules 31). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from responders.case import plain_subject
from responders.staff_letter import staff_letter
from responders.vocabulary import Value
from tickets.absences import LeftBehind
from tickets.directory import Person
from tickets.identity import Desk
from tickets.letter import Letter
from tickets.policy import Policy

HAND_OVER = "hand_over"
_LISTED = 100


def hand_over(lead: Person, away: Person, until: datetime, left: Sequence[LeftBehind], desk: Desk, policy: Policy) -> Letter:
    values: dict[str, Value] = {
        "engineer": away.name,
        "until": _local(until, policy),
        "count": len(left),
        "tickets": [_row(ticket, desk, policy) for ticket in left[:_LISTED]],
        "more": max(0, len(left) - _LISTED),
    }
    return staff_letter(HAND_OVER, lead, desk, policy, values)


def _row(ticket: LeftBehind, desk: Desk, policy: Policy) -> Value:
    return {
        "number": desk.ticket(ticket.number),
        "subject": "" if ticket.lane else plain_subject(ticket.subject),  # a restricted matter is never named in a list (desk-rules 19)
        "is_ours": ticket.is_ours,
        "due_at": _local(ticket.due_at, policy) if ticket.due_at else "",
    }


def _local(moment: datetime, policy: Policy) -> str:
    return moment.astimezone(ZoneInfo(policy.hours.timezone)).isoformat(timespec="minutes")
