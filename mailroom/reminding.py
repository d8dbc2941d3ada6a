"""Reminding customers of what is missing (desk-rules 3): a pure decision, then one transaction a reminder.

Whatever speaks against a reminder for now puts its clock forward, and whatever speaks against it for good stops the clock; both are told
in the ticket's events. A schedule that is killed in the middle has queued a letter with its clock moved on, or neither.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from mailroom.points import point
from mailroom.recalling import Rules
from responders.unprompted import reminder, still_asked, unprompted
from tickets import chase, journal, outbox, reminders
from tickets.hours import add_support_days
from tickets.policy import Policy
from tickets.remembered import Remembered, remember
from tickets.reminders import Chase
from tickets.store import Store
from tickets.tokens import mint

_AT_ONCE = 100  # tickets a sweep; the next one, seconds later, takes the rest
_SOON = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Remind of these facts; or not now, and look again `at`; or never, `at` None."""

    facts: tuple[str, ...] = ()
    at: datetime | None = None
    because: str = ""


def decide(found: Chase, policy: Policy, now: datetime, *, answers_on: bool = True) -> Decision:
    if never := next((reason for rule in _NEVER if (reason := rule(found, policy))), "" if answers_on else 'answers = "off"'):
        return Decision(because=never)
    for rule in _LATER:
        later = rule(found, policy, now)
        if later is not None:
            return later
    return Decision(facts=_facts(found, policy))


def _facts(found: Chase, policy: Policy) -> tuple[str, ...]:
    wanted = chase.essential if found.is_answered else chase.before_an_answer
    return wanted(policy, found.missing, found.scope, found.topic)


def _enough_asked(found: Chase, policy: Policy) -> str:
    return f"asked {found.asks} times already" if found.asks >= policy.asking.at_most else ""


def _wants_none(found: Chase, _: Policy) -> str:
    return "the customer's mail asks for no automatic answer" if found.asks_no_answer else ""


def _a_persons_matter(found: Chase, _: Policy) -> str:
    return "a person follows it up" if found.is_restricted or found.is_urgent else ""


def _in_incident(found: Chase, _: Policy) -> str:
    return "an incident's letter speaks for it" if found.in_incident else ""


def _suppressed(found: Chase, _: Policy) -> str:
    return f"automatic letters to this address stopped: {found.suppressed}" if found.suppressed else ""


def _nothing_missing(found: Chase, policy: Policy) -> str:
    return "" if _facts(found, policy) else "nothing is missing without which no work is possible"


_NEVER: tuple[Callable[[Chase, Policy], str], ...] = (
    _enough_asked,
    _wants_none,
    _a_persons_matter,
    _in_incident,
    _suppressed,
    _nothing_missing,
)


def _held(found: Chase, policy: Policy, now: datetime) -> Decision | None:
    if not found.has_held_joiner:
        return None
    return Decision(at=chase.allowed(policy, found.audience, now + _SOON), because="somebody who may belong to it is held")


def _one_a_day(found: Chase, policy: Policy, now: datetime) -> Decision | None:
    if found.reminded < policy.asking.unprompted_a_person_a_day:
        return None
    tomorrow = add_support_days(now, 1, policy.calendar(found.audience))
    return Decision(at=chase.allowed(policy, found.audience, tomorrow), because="the customer had a reminder today")


def _out_of_hours(found: Chase, policy: Policy, now: datetime) -> Decision | None:
    at = chase.allowed(policy, found.audience, now)
    return Decision(at=at, because="no reminder leaves at this hour") if at > now else None


_LATER: tuple[Callable[[Chase, Policy, datetime], Decision | None], ...] = (_held, _one_a_day, _out_of_hours)


def remind(store: Store, rules: Rules, now: datetime) -> int:
    """Queue every reminder that is due; returns how many."""
    with store.reading() as connection:
        due = reminders.due(connection, now, limit=_AT_ONCE)
    queued = 0
    for ticket_id in due:
        with store.writing() as connection:
            queued += _remind(connection, rules, ticket_id, now)
            point("reminding")
    return queued


def _remind(connection: Connection, rules: Rules, ticket_id: int, now: datetime) -> bool:
    found = reminders.look(connection, ticket_id, now, day=_day(rules.policy, now))
    if found is None:
        return False
    decision = decide(found, rules.policy, now, answers_on=rules.answers_on)
    (ticket,) = remember(connection, [ticket_id])
    facts = still_asked(ticket, decision.facts, rules.desk, rules.policy) if decision.facts else ()
    if not facts:
        because = decision.because or "what is missing was told in a picture or an earlier mail"
        _put_off(connection, found, decision.at, because, now)
        return False
    following = chase.following(rules.policy, found.audience, now, found.chases + 1)
    if not reminders.set_clock(connection, found, following, sent=True):
        return False
    _queue(connection, rules, ticket, facts, now)
    return True


def _put_off(connection: Connection, found: Chase, at: datetime | None, because: str, now: datetime) -> None:
    if reminders.set_clock(connection, found, at, sent=False):
        what = "no reminder" if at is None else "the reminder waits"
        journal.note(connection, now, what, because, ticket_id=found.ticket_id)


def _queue(connection: Connection, rules: Rules, ticket: Remembered, facts: tuple[str, ...], now: datetime) -> None:
    letter = unprompted(ticket, reminder(facts), rules.desk, rules.policy)
    token = mint(secrets.token_bytes(10))
    queued = outbox.queue(connection, letter, token=token, domain=rules.desk.domain, now=now)
    journal.note(connection, now, "a reminder is queued", f"of {', '.join(facts)}", ticket_id=ticket.ticket_id, outbound_id=queued)


def _day(policy: Policy, now: datetime) -> datetime:
    """When the desk's day began."""
    local = now.astimezone(ZoneInfo(policy.hours.timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)
