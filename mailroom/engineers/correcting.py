"""What the desk misread: `#topic`, `#audience`, `#serial`. The command line's `tickets correct` does the same."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches

from classify.scope import scope
from mailroom.engineers.job import Job, Said, letter_told
from tickets import correcting
from tickets.correcting import Labels, Told
from tickets.due import due
from tickets.facts import Facts, Place
from tickets.remembered import remember
from tickets.understanding import Audience, Scope
from tickets.waiting import Refused

_SERIAL = re.compile(r"[0-9A-Z]{6,40}")
_BETWEEN = re.compile(r"[\s-]+")


def topic(job: Job, argument: str) -> Said:
    wanted = known_topic(argument, job.terms.policy.topics)
    return _relabel(job, Audience(job.ticket().audience), wanted)


def audience(job: Job, argument: str) -> Said:
    wanted = argument.lower().replace(" ", "_")
    if wanted not in set(Audience):
        raise Refused(f'"{argument}" is no audience; write {", ".join(Audience)}')
    return _relabel(job, Audience(wanted), job.ticket().topic)


def serial(job: Job, argument: str) -> Said:
    value = _BETWEEN.sub("", argument).upper()
    if not _SERIAL.fullmatch(value):
        raise Refused(f'"{argument}" is no serial number: letters and digits, six or more')
    correcting.add_serial(job.connection, job.ticket_id, value, by=job.by.address, now=job.now)
    return Said(f"serial number {value} is written down")


def known_topic(wanted: str, topics: Collection[str]) -> str:
    """A topic by its whole label, or by its second half where only one has it. Raises Refused."""
    key = "_".join(wanted.lower().split())
    found = [label for label in topics if key in (label, label.partition(".")[2])]
    if len(found) == 1:
        return found[0]
    near = found or get_close_matches(key, [*topics, *(label.partition(".")[2] for label in topics)], n=3)
    raise Refused(f'there is no one topic "{wanted}"' + (f"; did you mean {' or '.join(near)}?" if near else ""))


def _relabel(job: Job, who: Audience, about: str) -> Said:
    """Scope and missing facts by the policy; due times count from now (desk-rules 15)."""
    ticket, policy = job.ticket(), job.terms.policy
    if (ticket.audience, ticket.topic) == (who, about):
        return Said(f"it was {about}, {who.value}, already")
    granted = scope(policy, who, about)
    labels = Labels(
        audience=who,
        topic=about,
        scope=granted,
        missing=_missing(job, about),
        due_at=due(policy, who, about, granted, job.now).due_at,
    )
    correcting.correct(job.connection, job.ticket_id, labels, by=job.by.address, now=job.now)
    told = f"now {about}, {who.value}: {granted.decision.value}{f' (clause {granted.clause})' if granted.clause else ''}"
    return Said(told, (*_due(job), *_said_before(job, granted)))


def _missing(job: Job, about: str) -> tuple[str, ...]:
    """What the new topic requires, less what any mail of the ticket has brought."""
    ticket, policy = job.ticket(), job.terms.policy
    facts = remember(job.connection, [job.ticket_id])[0].understanding.reading.facts
    brought = (set(policy.required_for(ticket.topic)) - set(ticket.missing)) | _brought(facts)
    return tuple(fact for fact in policy.required_for(about) if fact not in brought)


def _brought(facts: Facts) -> set[str]:
    said = {
        "serial": any(one.where is Place.NEW and not one.masked for one in facts.serials),
        "firmware": any(one.where is Place.NEW and one.version for one in facts.firmware),
        "build_date": any(one.where is Place.NEW and one.build_date for one in facts.firmware),
        "version": any(one.where is Place.NEW and one.version for one in facts.firmware)
        or any(one.where is Place.NEW and one.version for one in facts.software),
        "product": any(one.where is Place.NEW for one in facts.models) or any(one.where is Place.NEW for one in facts.software),
    }
    return {fact for fact, is_said in said.items() if is_said}


def _due(job: Job) -> tuple[str, ...]:
    ticket = job.ticket()
    return (f"due {job.spoken(ticket.due_at)}",) if ticket.is_unanswered and ticket.due_at else ()


def _said_before(job: Job, granted: Scope) -> tuple[str, ...]:
    """What the customer read under the old decision, for an engineer who may have to put it right (desk-rules 16)."""
    told = correcting.told(job.connection, job.ticket_id)
    wrong = [one for one in told if any(way != granted.decision for way in one.ways)]
    if not wrong:
        return ()
    return (*(_quoted(job, one) for one in wrong), "put it right in your own words below a command, and they go to the customer")


def _quoted(job: Job, told: Told) -> str:
    says = job.terms.policy.steering
    return f'{letter_told(job, told)}, and it said: "{" ".join(says[way].says for way in says if way in told.ways)}"'
