"""Which of us hear of a ticket. Pure; the first rule that names somebody decides (desk-rules 4, 18, 19, 31, 32, 37).

Nobody falls through: where a rule names only people who are away, the next one is asked, and where all are away, the leads hear of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tickets.directory import Person, Staff


@dataclass(frozen=True, kw_only=True)
class Route:
    """What of a ticket decides who hears of it."""

    topic: str
    audience: str
    lane: str = ""
    owner: str = ""  # an address; '' is nobody
    team: str = ""  # named by a person; '' is the one of the topic
    language: str = ""  # of the customer; '' is unknown
    is_angry: bool = False  # written again and again: the lead hears of it too (desk-rules 22)
    is_short_notice: bool = False  # an appointment is near: the team hears of it beside the owner (desk-rules 18)


def readers(staff: Staff, route: Route, away: Collection[str]) -> tuple[Person, ...]:
    """Those to whom the notice goes, each once; () where the directory is empty."""
    rules = _RESTRICTED if route.lane else _OPEN
    found = (tuple(person for person in rule(staff, route) if person.address not in away) for rule in rules)
    here = next((people for people in found if people), _leads(staff, route) or (() if route.lane else staff.people))
    return tuple(dict.fromkeys((*here, *_beside(staff, route, away))))


def absent(staff: Staff, left: Mapping[str, datetime], now: datetime) -> set[str]:
    """Addresses of everybody who is away: by his own word (`left`: address to the end of it), or by `staff.toml`."""
    today = now.astimezone(UTC).date()
    return {person.address for person in staff.people if person.address in left or (person.away is not None and today <= person.away)}


def present(staff: Staff, away: Collection[str]) -> tuple[Person, ...]:
    """Whoever is not away; everybody where all are, since somebody must hear."""
    return tuple(person for person in staff.people if person.address not in away) or staff.people


def _beside(staff: Staff, route: Route, away: Collection[str]) -> Iterable[Person]:
    """Who hears of it beside those of the first rule that named somebody."""
    if route.lane:
        return
    if route.is_short_notice:
        yield from (person for person in _team(staff, route) if person.address not in away)
    if route.is_angry:
        yield from _leads(staff, route)


def _handlers(staff: Staff, route: Route) -> tuple[Person, ...]:
    return tuple(person for person in staff.people if route.lane in person.handles or "*" in person.handles)


def _owner(staff: Staff, route: Route) -> tuple[Person, ...]:
    found = staff.person(route.owner) if route.owner else None
    return (found,) if found else ()


def _team(staff: Staff, route: Route) -> tuple[Person, ...]:
    named = {team.name for team in staff.teams if (team.name == route.team if route.team else team.takes(route.topic, route.audience))}
    return tuple(person for person in staff.people if not named.isdisjoint(person.teams))


def _team_that_speaks_it(staff: Staff, route: Route) -> tuple[Person, ...]:
    """Those of the team who speak the customer's language; everybody else of it hears where nobody does, or all of them are away."""
    return tuple(person for person in _team(staff, route) if route.language in person.languages)


def _leads(staff: Staff, route: Route) -> tuple[Person, ...]:  # noqa: ARG001
    return tuple(person for person in staff.people if person.lead)


_Rule = Callable[[Staff, Route], tuple[Person, ...]]
_OPEN: tuple[_Rule, ...] = (_owner, _team_that_speaks_it, _team, _leads)
#: only those who handle it; a lead where nobody does, since somebody must (desk-rules 19)
_RESTRICTED: tuple[_Rule, ...] = (_handlers, _leads)
