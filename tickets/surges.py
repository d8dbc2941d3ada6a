"""Many people at once with one topic, or with one firmware and topic: what the lead should look at (desk-rules 21, issue 4).

A release that breaks something and a service that is down both begin so. Counted are people, not tickets: one dealer with eight sites is no
surge. What is usual is counted at the same hour of the same weekday in the four weeks before, so that Monday morning alone alerts nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, select

from tickets.facts import Place
from tickets.policy_tables import Incident
from tickets.schema import facts, tickets

_WEEKS = 4  # before, in which the usual is counted
_NO_MATTER = ("spam", "other")


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A ticket as far as it can be one of many; one that names two versions stands for each."""

    topic: str
    firmware: str  # '' where it names none
    requester: str
    number: int
    before: timedelta  # the moment at which is counted


@dataclass(frozen=True, kw_only=True)
class Surge:
    """More than usual on one topic; `firmware` where one version is named by all of them."""

    topic: str
    firmware: str  # '': whatever the version
    people: int
    usual: float  # people in such a span
    numbers: tuple[int, ...]  # of the tickets

    @property
    def key(self) -> str:
        """What its alarm is known by: raised once while it lasts."""
        return f"surge {self.topic} {self.firmware}".strip()[:120]

    @property
    def told(self) -> str:
        named = f" with firmware {self.firmware}" if self.firmware else ""
        return f"{self.people} people wrote about {self.topic}{named}; at this hour {self.usual:g} do"


def surges(connection: Connection, rule: Incident, now: datetime) -> list[Surge]:
    """What stands out at this moment, in five small questions. Tickets of a running incident are left out: the lead knows."""
    span = max(rule.within, rule.firmware_within)
    weeks = [_opened(connection, now - timedelta(weeks=week), span) for week in range(_WEEKS + 1)]
    topics = [[replace(ticket, firmware="") for ticket in week if ticket.before <= rule.within] for week in weeks]
    versions = [[ticket for ticket in week if ticket.firmware and ticket.before <= rule.firmware_within] for week in weeks]
    return [*among(topics, rule.tickets, rule.times_usual), *among(versions, rule.firmware_tickets, rule.times_usual)]


def among(weeks: Sequence[Sequence[Opened]], least: int, times_usual: int) -> Iterable[Surge]:
    """What stands out in the first week beside the others, of which the same span was counted."""
    groups, *before = [_grouped(week) for week in weeks]
    for matter, found in groups.items():
        usual = sum(_people(week.get(matter, ())) for week in before) / max(len(before), 1)
        people = _people(found)
        if people >= least and people > times_usual * usual:
            numbers = tuple(sorted({ticket.number for ticket in found}))
            yield Surge(topic=matter[0], firmware=matter[1], people=people, usual=usual, numbers=numbers)


def _grouped(week: Sequence[Opened]) -> Mapping[tuple[str, str], Sequence[Opened]]:
    groups: dict[tuple[str, str], list[Opened]] = defaultdict(list)
    for ticket in week:
        groups[ticket.topic, ticket.firmware].append(ticket)
    return groups


def _people(found: Iterable[Opened]) -> int:
    return len({ticket.requester for ticket in found})


def _opened(connection: Connection, until: datetime, span: timedelta) -> list[Opened]:
    named = and_(facts.c.ticket_id == tickets.c.id, facts.c.kind == "firmware", facts.c.place == Place.NEW)
    query = (
        select(tickets.c.topic, tickets.c.requester, tickets.c.number, tickets.c.opened_at, func.upper(facts.c.value).label("firmware"))
        .outerjoin(facts, named)
        .where(tickets.c.opened_at > until - span, tickets.c.opened_at <= until)
        .where(tickets.c.topic.not_in(_NO_MATTER), tickets.c.incident_id.is_(None))
    )
    return [
        Opened(topic=row.topic, firmware=row.firmware or "", requester=row.requester, number=row.number, before=until - row.opened_at)
        for row in connection.execute(query)
    ]
