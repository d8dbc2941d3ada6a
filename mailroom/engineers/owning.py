"""Whose ticket it is: `#mine`, `#assign`, `#team`, `#quiet`."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from mailroom.engineers.job import Job, Said
from tickets import handling, journal, planning
from tickets.directory import Person
from tickets.waiting import Refused

_ME = frozenset({"me", "myself", "mine"})


def mine(job: Job, argument: str) -> Said:  # noqa: ARG001
    planning.take(job.connection, job.ticket_id, by=job.by.address)
    journal.note(job.connection, job.now, "taken", f"by {job.by.address}", ticket_id=job.ticket_id)
    return Said("it is yours, and our turn")


def assign(job: Job, argument: str) -> Said:
    person = job.by if argument.lower() in _ME else _colleague(job, argument)
    handling.assign(job.connection, job.ticket().number, person.address, by=job.by.address, now=job.now)
    return Said(f"assigned to {person.name}")


def team(job: Job, argument: str) -> Said:
    names = {one.name.lower(): one.name for one in job.terms.staff.teams}
    found = names.get(argument.lower())
    if found is None:
        raise Refused(f'there is no team "{argument}"; teams are {_listed(list(names.values()))}')
    handling.hand_to_team(job.connection, job.ticket().number, found, by=job.by.address, now=job.now)
    return Said(f"handed to the team {found}")


def quiet(job: Job, argument: str) -> Said:  # noqa: ARG001
    handling.quiet(job.connection, job.ticket().number, job.by.address, now=job.now)
    return Said("you get no more notices of this ticket")


def _colleague(job: Job, wanted: str) -> Person:
    """By address, by name, or by a part of either that only one person has."""
    people = job.terms.staff.people
    key = wanted.lower().lstrip("@")
    exact = [person for person in people if key == person.name.lower() or person.writes_from(key)]
    found = exact or [person for person in people if key in _short_names(person)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(f'"{wanted}" may be {_listed([person.name for person in found])}; write the whole name or the address')
    near = get_close_matches(wanted, [person.name for person in people], n=1)
    raise Refused(f'nobody in staff.toml is called "{wanted}"' + (f"; did you mean {near[0]}?" if near else ""))


def _short_names(person: Person) -> set[str]:
    return {*person.name.lower().split(), *(address.lower().partition("@")[0] for address in person.addresses)}


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none yet"
