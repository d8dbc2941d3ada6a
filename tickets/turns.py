"""Whose turn it is, and the clocks that hang on it (desk-rules 1 to 5).

Only a human answer gives the turn to the customer: a relayed reply, one seen in the Sent folder or as a copy, `#called`, `#ask`. An
automatic letter never comes here. After an answer that promises more, the ticket stays ours. Either way we owe the next word a support
day later, at the same clock time: `due_at` of a PENDING ticket is the day on which it returns to its owner's digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from tickets import chase, journal
from tickets.due import follow_up
from tickets.policy import Policy
from tickets.schema import tickets
from tickets.states import TicketStatus
from tickets.understanding import Audience, ScopeDecision

_UNDER_WAY = (TicketStatus.OPEN, TicketStatus.PENDING)
_TICKET = select(tickets).where(tickets.c.id == bindparam("wanted")).with_for_update()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A person at the desk has answered the customer, by whatever way."""

    by: str  # the engineer's address
    at: datetime
    keeps_turn: bool = False  # he promised more: in his words, or by #mine, #promise or #appointment
    is_seen_later: bool = False  # it left past this desk: the customer may have written since
    asks: bool = False  # by #ask: the customer is asked anew, and reminded of it


def answered(connection: Connection, policy: Policy, ticket_id: int, answer: Answer) -> None:
    """Move the turn and set every clock of the ticket by this answer. One that is solved or closed stays so."""
    row = connection.execute(_TICKET, {"wanted": ticket_id}).one()
    values = {
        "answered_at": max(answer.at, row.answered_at or answer.at),
        "first_response_at": min(answer.at, row.first_response_at or answer.at),
        "owner": row.owner or answer.by.lower() or None,
        **({} if _crossed(row, answer) else _turn(row, answer, policy)),
    }
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(values))
    journal.note(connection, answer.at, "a person answered", _told(row, answer), ticket_id=ticket_id)


def _crossed(row: Row[Any], answer: Answer) -> bool:
    """It is no answer to what the customer wrote since."""
    return bool(answer.is_seen_later and row.is_unanswered and row.last_message_at > answer.at)


def _turn(row: Row[Any], answer: Answer, policy: Policy) -> dict[str, Any]:
    clocks = _clocks(row, answer, policy) if row.status in _UNDER_WAY else {}
    return {"last_message_at": answer.at, "is_unanswered": False, **clocks}


def _clocks(row: Row[Any], answer: Answer, policy: Policy) -> dict[str, Any]:
    promised = row.promised_for if answer.keeps_turn and row.promised_for and row.promised_for > answer.at else None
    return {
        "status": TicketStatus.OPEN if answer.keeps_turn else TicketStatus.PENDING,
        "pending_since": None if answer.keeps_turn else answer.at,
        "promised_for": promised,  # an answer keeps every earlier promise, but not the one that it makes
        "due_at": promised or follow_up(policy, Audience(row.audience), answer.at),
        "chase_at": _chase(row, answer, policy),
        "chases": 0,
        "asks": 0 if answer.asks else row.asks,  # a person decided to ask again
    }


def _chase(row: Row[Any], answer: Answer, policy: Policy) -> datetime | None:
    """The first answer arms the reminders, every other cancels what is left of them, and `#ask` arms them again (desk-rules 3)."""
    arms = answer.asks or (row.answered_at is None and not answer.keeps_turn)
    if not arms or row.asks_no_answer or not chase.essential(policy, row.missing, ScopeDecision(row.scope), row.topic):
        return None
    return chase.first(policy, Audience(row.audience), answer.at)


def _told(row: Row[Any], answer: Answer) -> str:
    by = answer.by or "somebody at the shared mailbox"
    if _crossed(row, answer):
        return f"by {by}, before the customer's last mail: our turn still"
    if row.status not in _UNDER_WAY:
        return f"by {by}; the ticket stays {row.status}"
    return f"by {by}; {'our turn still: the answer promises more' if answer.keeps_turn else 'the customer has the turn'}"


def away(connection: Connection, policy: Policy, ticket_id: int, sender: str, until: date, now: datetime) -> None:
    """The requester's out-of-office: what waits for his word waits until the day he returns. It is no answer (desk-rules 5)."""
    row = connection.execute(_TICKET, {"wanted": ticket_id}).one()
    if row.status != TicketStatus.PENDING or row.requester.lower() != sender.lower():
        return
    back = chase.allowed(policy, Audience(row.audience), _morning(policy, Audience(row.audience), until))
    if not now < back < now + _LONGEST_ABSENCE:
        return
    later = {name: max(value, back) for name, value in _waiting(row).items() if value is not None}
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(later))
    journal.note(connection, now, "waits for the customer's return", f"his out-of-office names {until.isoformat()}", ticket_id=ticket_id)


_LONGEST_ABSENCE = timedelta(days=90)  # a year typed wrong, or nobody who will answer: the clocks do not wait for that


def _waiting(row: Row[Any]) -> dict[str, datetime | None]:
    return {"due_at": row.due_at, "chase_at": row.chase_at, "pending_since": row.pending_since}


def _morning(policy: Policy, audience: Audience, day: date) -> datetime:
    return datetime.combine(day, policy.asking.not_before, tzinfo=policy.calendar(audience).zone)
