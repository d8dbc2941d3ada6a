"""Whether somebody hears of every request: each topic of each audience has a team, and each lane somebody who handles it (desk-rules 4).

A newcomer would trust the fallback: where no team takes a topic its notices go to the leads. That is for a holiday, not for a directory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tickets.directory import Staff, Team
from tickets.understanding import Audience

#: the restricted lanes (desk-rules 19)
LANES = ("privacy", "legal", "vulnerability", "threat")
_NEEDS_NOBODY = frozenset({"spam"})


def faults(staff: Staff, topics: Iterable[str]) -> tuple[str, ...]:
    """What is to be mended in `staff.toml`, a line each; `topics` are the policy's."""
    known = tuple(topics)
    return (*_unknown(staff, known), *_twice(staff), *_uncovered(staff, known), *_unhandled(staff))


def _unknown(staff: Staff, topics: tuple[str, ...]) -> Iterator[str]:
    teams = {team.name for team in staff.teams}
    for person in staff.people:
        for name in sorted(set(person.teams) - teams):
            yield f"{person.name} is in the team {name}, which there is not"
        for lane in sorted(set(person.handles) - {*LANES, "*"}):
            yield f"{person.name} handles the lane {lane}, which there is not; lanes are {', '.join(LANES)}"
    may_take = {"*", *topics, *(topic.partition(".")[0] for topic in topics)}
    for team in staff.teams:
        yield from (f"the team {team.name} takes {topic}, which is no topic" for topic in sorted(set(team.topics) - may_take))
        for audience in sorted(set(team.audiences) - {"*", *Audience}):
            yield f"the team {team.name} takes the audience {audience}, which there is not"


def _twice(staff: Staff) -> Iterator[str]:
    owners: dict[str, str] = {}
    for address, name in staff.names():
        other = owners.setdefault(address, name)
        if other != name:
            yield f"{address} belongs to {other} and to {name}"


def _uncovered(staff: Staff, topics: tuple[str, ...]) -> Iterator[str]:
    """By topic, with its audiences in one line: a directory without teams would else be a hundred lines."""
    manned = {name for person in staff.people for name in person.teams}
    teams = [team for team in staff.teams if team.name in manned]
    yield from (f"nobody is in the team {team.name}" for team in staff.teams if team.name not in manned)
    if not teams:
        yield "no team has people, so nobody hears of any request"
        return
    for topic in topics:
        if topic not in _NEEDS_NOBODY and (audiences := _audiences(teams, topic)):
            yield f"no team takes {topic} of {', '.join(audiences)}"


def _audiences(teams: Iterable[Team], topic: str) -> list[str]:
    return [audience.value for audience in Audience if not any(team.takes(topic, audience.value) for team in teams)]


def _unhandled(staff: Staff) -> Iterator[str]:
    handled = {lane for person in staff.people for lane in person.handles}
    for lane in LANES:
        if handled.isdisjoint({lane, "*"}):
            yield f"nobody handles the lane {lane}: name it in somebody's `handles`"
