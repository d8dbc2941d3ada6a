"""Several people at once with one firmware version and one topic: a release that breaks something begins so (issue 4, Links).

Counted are people, not tickets: one dealer with eight sites is no surge. A version that half the world runs is no news: what the same hours
of the same weekday brought in the four weeks before is usual, as in `tickets.rates`, which counts topics whatever the version.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, select

from tickets.facts import Place
from tickets.policy_tables import Incident
from tickets.schema import facts, tickets

_WEEKS = 4
_NO_CAUSE = ("spam", "other")


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A ticket that names a version; one that names two stands for each."""

    topic: str
    firmware: str
    requester: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Surge:
    topic: str
    firmware: str
    people: int
    usual: int  # the most people of the last four weeks
    numbers: tuple[int, ...]  # of the tickets


Week = Sequence[Opened]


def surges(connection: Connection, rule: Incident, now: datetime) -> list[Surge]:
    """What stands out at this moment; one small question where nothing does."""
    week = _opened(connection, now, rule.firmware_within)
    if len({ticket.requester for ticket in week}) < rule.firmware_tickets:
        return []
    return list(among(week, [_opened(connection, now - timedelta(weeks=n), rule.firmware_within) for n in range(1, _WEEKS + 1)], rule))


def among(week: Week, before: Sequence[Week], rule: Incident) -> Iterable[Surge]:
    """The surges of a span, beside the same span of the weeks before."""
    usual = [_grouped(one) for one in before]
    for matter, found in sorted(_grouped(week).items()):
        people, most = _people(found), max((_people(one.get(matter, ())) for one in usual), default=0)
        if people >= rule.firmware_tickets and people > rule.times_usual * most:
            numbers = tuple(sorted({ticket.number for ticket in found}))
            yield Surge(topic=matter[0], firmware=matter[1], people=people, usual=most, numbers=numbers)


def _grouped(week: Week) -> Mapping[tuple[str, str], Week]:
    groups: dict[tuple[str, str], list[Opened]] = defaultdict(list)
    for ticket in week:
        groups[ticket.topic, ticket.firmware].append(ticket)
    return groups


def _people(found: Iterable[Opened]) -> int:
    return len({ticket.requester for ticket in found})


def _opened(connection: Connection, until: datetime, span: timedelta) -> list[Opened]:
    """Tickets of a running incident are left out: the lead knows."""
    version = func.upper(facts.c.value).label("firmware")
    query = (
        select(tickets.c.topic, tickets.c.requester, tickets.c.number, version)
        .join(facts, and_(facts.c.ticket_id == tickets.c.id, facts.c.kind == "firmware", facts.c.place == Place.NEW, facts.c.value != ""))
        .where(tickets.c.opened_at > until - span, tickets.c.opened_at <= until)
        .where(tickets.c.topic.not_in(_NO_CAUSE), tickets.c.incident_id.is_(None))
    )
    return [Opened(topic=row.topic, firmware=row.firmware, requester=row.requester, number=row.number) for row in connection.execute(query)]
