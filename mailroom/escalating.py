"""Telling us of tickets that near their due time, then the leads of those that have passed it (issue 5.6).

In support hours only, and at most one mail a person in half an hour (desk-rules 32): whatever comes due meanwhile waits for his next one.
A restricted ticket reaches only those who handle its lane, without its subject (desk-rules 19). The steps and the mails that take them
are written in one transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from mailroom.engineers.routing import Route, absent, readers
from mailroom.points import point
from responders.escalation import escalation
from tickets import absences, escalations, journal, outbox
from tickets.directory import Person, Staff
from tickets.escalations import Nearing, Step
from tickets.hours import is_open
from tickets.identity import Desk
from tickets.letter import Owed
from tickets.policy import Policy
from tickets.store import Store
from tickets.tokens import mint
from tickets.understanding import Audience


@dataclass(frozen=True, kw_only=True)
class Told:
    """Who is told of what: the pure part. `taken` holds only steps of which somebody hears now, or nobody ever could."""

    mails: Mapping[Person, tuple[Nearing, ...]]
    taken: tuple[tuple[Nearing, Step], ...]


def decide(found: Iterable[Nearing], staff: Staff, *, away: Collection[str], busy: Collection[str]) -> Told:
    """`away` and `busy` are addresses: absent people, and those who had such a mail within the half hour."""
    mails: dict[Person, dict[int, Nearing]] = {}
    taken = []
    for nearing, step in ((one, step) for one in found for step in one.steps):
        people = _people(step, nearing, staff, away)
        free = [person for person in people if person.address not in busy]
        if people and not free:
            continue
        taken.append((nearing, step))
        for person in free:
            mails.setdefault(person, {})[nearing.ticket_id] = nearing
    return Told(mails={person: tuple(about.values()) for person, about in mails.items()}, taken=tuple(taken))


def _people(step: Step, nearing: Nearing, staff: Staff, away: Collection[str]) -> Sequence[Person]:
    route = Route(topic=nearing.topic, audience=nearing.audience, lane=nearing.lane, owner=nearing.owner, team=nearing.team)
    near = readers(staff, route, away)
    if step is Step.OWNER or nearing.lane:
        return near
    return [person for person in staff.people if person.lead and person.address not in away] or near


def escalate(store: Store, desk: Desk, policy: Policy, staff: Staff, now: datetime) -> int:
    """Queue what is to be told now; returns how many mails. Another schedule that was quicker leaves nothing to tell."""
    with store.reading() as connection:
        if not _found(connection, policy, now):
            return 0
    try:
        with store.writing() as connection:
            queued = _escalate(connection, desk, policy, staff, now)
            point("escalating")
            return queued
    except IntegrityError:
        return 0


def _found(connection: Connection, policy: Policy, now: datetime) -> list[Nearing]:
    open_now = [audience for audience in Audience if is_open(now, policy.calendar(audience))]
    return escalations.nearing(connection, now, now + policy.notices.escalate_before, open_now)


def _escalate(connection: Connection, desk: Desk, policy: Policy, staff: Staff, now: datetime) -> int:
    busy = escalations.told_since(connection, now - policy.notices.escalations_every)
    told = decide(_found(connection, policy, now), staff, away=absent(staff, absences.away(connection, now), now), busy=busy)
    escalations.take(connection, told.taken, now)
    letters = [escalation(person, about, desk, policy, now) for person, about in told.mails.items()]
    owed = [Owed(letter=letter, token=mint(secrets.token_bytes(10))) for letter in letters]
    outbox.queue_all(connection, owed, domain=desk.domain, now=now)
    journal.write(connection, [_event(nearing, step, now) for nearing, step in told.taken])
    return len(letters)


def _event(nearing: Nearing, step: Step, now: datetime) -> journal.Event:
    because = f"due at {nearing.due_at.isoformat()}"
    what = {Step.OWNER: "its due time is near; its engineers are told", Step.LEAD: "past its due time; the lead is told"}[step]
    return journal.Event(at=now, what=what, because=because, ticket_id=nearing.ticket_id)
