"""Reminding customers of what is missing (desk-rules 3): a pure decision a ticket, then one transaction for all that are due.

Whatever speaks against a reminder for now puts its clock forward, and whatever speaks against it for good stops the clock; both are told
in the ticket's events. A schedule that is killed in the middle has queued a letter with its clock moved on, or neither.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from mailroom.points import point
from mailroom.recalling import Rules
from responders.unprompted import reminder, still_asked, unprompted
from tickets import chase, journal, outbox, reminders
from tickets.hours import add_support_days
from tickets.journal import Event
from tickets.letter import Owed
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
    """Queue the reminders that are due; returns how many. Of very many the next sweep, seconds later, takes the rest."""
    with store.reading() as connection:
        if not reminders.are_due(connection, now):
            return 0
    with store.writing() as connection:
        queued = _remind(connection, rules, now)
        point("reminding")
    return queued


@dataclass(frozen=True, kw_only=True)
class _Decided:
    found: Chase
    ticket: Remembered
    decision: Decision

    def event(self, now: datetime, what: str, because: str, outbound_id: int | None = None) -> Event:
        return Event(at=now, what=what, because=because, ticket_id=self.found.ticket_id, outbound_id=outbound_id)


def _remind(connection: Connection, rules: Rules, now: datetime) -> int:
    due = reminders.due(connection, now, day=_day(rules.policy, now), at_most=_AT_ONCE)
    decided = _decide_all(due, remember(connection, [found.ticket_id for found in due]), rules, now)
    meant = [one for one in decided if one.decision.facts]
    _put_off(connection, [one for one in decided if not one.decision.facts], now)
    _queue(connection, rules, meant, now)
    return len(meant)


def _decide_all(due: Sequence[Chase], remembered: Sequence[Remembered], rules: Rules, now: datetime) -> list[_Decided]:
    """One after the other: whoever is reminded of one ticket is not reminded of the next one today."""
    tickets = {ticket.ticket_id: ticket for ticket in remembered}
    reminded: Counter[str] = Counter()
    decided = []
    for found in due:
        seen = replace(found, reminded=found.reminded + reminded[found.requester])
        ticket = tickets[found.ticket_id]
        decision = _checked(decide(seen, rules.policy, now, answers_on=rules.answers_on), ticket, rules)
        reminded[found.requester] += bool(decision.facts)
        decided.append(_Decided(found=found, ticket=ticket, decision=decision))
    return decided


def _checked(decision: Decision, ticket: Remembered, rules: Rules) -> Decision:
    """Nothing is asked that a picture, a quotation or an earlier mail has told (desk-rules 11)."""
    if not decision.facts:
        return decision
    facts = still_asked(ticket, decision.facts, rules.desk, rules.policy)
    return Decision(facts=facts, because="" if facts else "what is missing was told in a picture or an earlier mail")


def _put_off(connection: Connection, put_off: Sequence[_Decided], now: datetime) -> None:
    reminders.put_clocks(connection, {one.found.ticket_id: one.decision.at for one in put_off})
    told = {True: "no reminder", False: "the reminder waits"}
    journal.write(connection, [one.event(now, told[one.decision.at is None], one.decision.because) for one in put_off])


def _queue(connection: Connection, rules: Rules, meant: Sequence[_Decided], now: datetime) -> None:
    letters = [unprompted(one.ticket, reminder(one.decision.facts), rules.desk, rules.policy) for one in meant]
    owed = [Owed(letter=letter, token=mint(secrets.token_bytes(10))) for letter in letters]
    ids = outbox.queue_all(connection, owed, domain=rules.desk.domain, now=now)
    reminders.count_reminders(connection, {one.found.ticket_id: _following(one.found, rules.policy, now) for one in meant})
    pairs = zip(meant, ids, strict=True)
    what = "a reminder is queued"
    journal.write(connection, [one.event(now, what, f"of {', '.join(one.decision.facts)}", queued) for one, queued in pairs])


def _following(found: Chase, policy: Policy, now: datetime) -> datetime | None:
    return chase.following(policy, found.audience, now, found.chases + 1)


def _day(policy: Policy, now: datetime) -> datetime:
    """When the desk's day began."""
    local = now.astimezone(ZoneInfo(policy.hours.timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)
