"""People: who works here and how his mail proves itself, the dealers, and the addresses that get no automatic letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection
from starlette.responses import Response
from starlette.routing import Route

from mailroom.console.console import Console
from mailroom.console.gate import may
from mailroom.console.showing import done, page
from mailroom.console.visit import Visit
from mailroom.doctor import Finding, proof
from tickets import absences, coverage, handshakes, suppression
from tickets.directory import Person, count_dealers, find_dealers
from tickets.handshakes import Handshake

_SHOWN = 50  # dealers; more are found by searching


@dataclass(frozen=True, kw_only=True)
class Colleague:
    person: Person
    away: date | None  # the last day, or the day of the end
    proof: Finding


def routes(_: Console) -> list[Route]:
    return [Route("/people", show), Route("/people/suppressed", lift, methods=["POST"])]


@may("engineer")
def show(visit: Visit) -> Response:
    wanted = visit.asked("dealer").strip()
    with visit.console.store.reading() as connection:
        values: dict[str, Any] = {
            "colleagues": _colleagues(visit, connection),
            "dealers": find_dealers(connection, wanted, _SHOWN),
            "dealers_in_all": count_dealers(connection),
            "suppressed": suppression.listed(connection),
        }
    staff = visit.console.staff()
    faults = coverage.faults(staff, visit.console.policy().topics)
    return page(visit, "people", wanted=wanted, teams=staff.teams, faults=faults, **values)


@may("engineer")
def lift(visit: Visit) -> Response:
    address = visit.said("address")
    with visit.console.store.writing() as connection:
        suppression.lift_by(connection, address, visit.person.address, visit.now)
    return done(visit, "/people", f"Letters to {address} leave again.")


def _colleagues(visit: Visit, connection: Connection) -> list[Colleague]:
    asked, away = handshakes.asked(connection), absences.away(connection, visit.now)
    return [_colleague(visit, person, asked, away) for person in visit.console.staff().people]


def _colleague(visit: Visit, person: Person, asked: Mapping[str, Handshake], away: Mapping[str, datetime]) -> Colleague:
    return Colleague(person=person, away=_away(visit, person, away), proof=proof(person.address, asked.get(person.address)))


def _away(visit: Visit, person: Person, away: Mapping[str, datetime]) -> date | None:
    """By his own word, else by staff.toml."""
    if until := away.get(person.address):
        return until.astimezone(visit.zone).date()
    return person.away if person.away and person.away >= visit.now.astimezone(visit.zone).date() else None
