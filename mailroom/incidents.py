"""Starting, ending and answering an incident, for all its members at once (desk-rules 21). Each runs in the caller's transaction.

Whoever starts one is first told how many it would take in (`count`); an answer names how many people it goes to, and is refused where
that is not their number any more.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from responders.unprompted import answer, incident, unprompted
from tickets import incidents, journal, outbox, suppression, turns
from tickets.directory import Person
from tickets.due import follow_up
from tickets.identity import Desk
from tickets.incidents import Incident
from tickets.journal import Event
from tickets.letter import Letter, Owed
from tickets.policy import Policy
from tickets.remembered import remember
from tickets.tokens import mint
from tickets.turns import Answer
from tickets.understanding import Audience
from tickets.waiting import Refused


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What the lead says, and by whose hand."""

    topic: str
    words: str  # of the letter to each member; '' leaves the letter's own
    by: Person


def count(connection: Connection, policy: Policy, topic: str, now: datetime) -> int:
    """How many tickets an incident on this topic would take in now."""
    return len(incidents.candidates(connection, topic, now - policy.incident.within))


def start_incident(connection: Connection, desk: Desk, policy: Policy, said: Announcement, now: datetime) -> int:
    """Begin; each member gets one letter. Returns how many letters are queued. Raises Refused."""
    if said.topic not in policy.topics:
        raise Refused(f"there is no topic {said.topic}")
    begun, members = incidents.start(connection, said.topic, said.words, by=said.by.address, now=now, reaches_back=policy.incident.within)
    told = remember(connection, suppression.reachable(connection, members))
    letters = [unprompted(ticket, incident(begun.known), desk, policy) for ticket in told]
    _queue(connection, letters, "the incident's letter is queued", desk, now)
    return len(letters)


def end_incident(connection: Connection, policy: Policy, said: Announcement, now: datetime) -> int:
    """End it without a word: who waits for an answer gets one in turn, due from now. Returns how many tickets are free."""
    left = incidents.end(connection, _running(connection, said.topic), by=said.by.address, now=now)
    incidents.owe_again(connection, left, {audience: follow_up(policy, audience, now) for audience in Audience})
    return len(left)


def answer_members(connection: Connection, desk: Desk, policy: Policy, said: Announcement, now: datetime, *, confirmed: int) -> int:
    """Send the lead's answer to each member separately, and end the incident. Raises Refused where `confirmed` is not their number."""
    running = _running(connection, said.topic)
    members = remember(connection, incidents.members(connection, running.id))
    if len(members) != confirmed:
        raise Refused(f"the incident on {said.topic} has {len(members)} members; confirm that number")
    letters = [unprompted(ticket, answer(said.words, said.by.name, said.by.signature), desk, policy) for ticket in members]
    _queue(connection, letters, "an engineer's answer is queued", desk, now)
    incidents.end(connection, running, by=said.by.address, now=now)
    for ticket in members:
        turns.answered(connection, policy, ticket.ticket_id, Answer(by=said.by.address, at=now))
    return len(letters)


def _running(connection: Connection, topic: str) -> Incident:
    found = incidents.running(connection).get(topic)
    if found is None:
        raise Refused(f"no incident on {topic} goes on")
    return found


def _queue(connection: Connection, letters: Sequence[Letter], what: str, desk: Desk, now: datetime) -> None:
    owed = [Owed(letter=letter, token=mint(secrets.token_bytes(10))) for letter in letters]
    ids = outbox.queue_all(connection, owed, domain=desk.domain, now=now)
    pairs = zip(letters, ids, strict=True)
    journal.write(connection, [Event(at=now, what=what, ticket_id=letter.ticket_id, outbound_id=queued) for letter, queued in pairs])
