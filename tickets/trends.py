"""How the last days went against the targets: tickets of each day, when they were acknowledged, when a person answered. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from tickets.digest_figures import Share
from tickets.due import due
from tickets.policy import Policy
from tickets.schema import tickets
from tickets.understanding import Audience, Scope, ScopeDecision

_BATCH = 1000
_COLUMNS = ("opened_at", "acknowledged_at", "first_response_at", "audience", "topic", "scope", "clause", "sla")


@dataclass(frozen=True, kw_only=True)
class Day:
    """The tickets that were opened on one day of the desk's calendar."""

    day: date
    opened: int
    acknowledged: Share  # within the target, of those acknowledged or late by now
    lag: timedelta | None  # from a mail to its acknowledgement: half were quicker
    answered: Share  # by a person within the promised time, of those promised one that is over


def days(connection: Connection, policy: Policy, zone: ZoneInfo, now: datetime, *, count: int) -> tuple[Day, ...]:
    """The last `count` days, today the last. Silent history and restricted tickets count nowhere."""
    today = now.astimezone(zone).date()
    wanted = [today - timedelta(days=back) for back in reversed(range(count))]
    since = datetime.combine(wanted[0], time(), zone)
    query = select(*(tickets.c[name] for name in _COLUMNS)).where(tickets.c.opened_at >= since, tickets.c.lane == "")
    by_day: dict[date, list[Row[Any]]] = {}
    for row in connection.execute(query, execution_options={"yield_per": _BATCH}):
        by_day.setdefault(row.opened_at.astimezone(zone).date(), []).append(row)
    return tuple(_day(day, by_day.get(day, ()), policy, now) for day in wanted)


def _day(day: date, rows: Sequence[Row[Any]], policy: Policy, now: datetime) -> Day:
    lags = [row.acknowledged_at - row.opened_at for row in rows if row.acknowledged_at is not None]
    return Day(
        day=day,
        opened=len(rows),
        acknowledged=_acknowledged(rows, policy, now),
        lag=median(lags) if lags else None,
        answered=_answered(rows, policy, now),
    )


def _acknowledged(rows: Sequence[Row[Any]], policy: Policy, now: datetime) -> Share:
    within = policy.targets["acknowledgement"].within
    told = [row for row in rows if row.acknowledged_at is not None or now - row.opened_at > within]
    return Share(kept=sum(row.acknowledged_at is not None and row.acknowledged_at - row.opened_at <= within for row in told), of=len(told))


def _answered(rows: Sequence[Row[Any]], policy: Policy, now: datetime) -> Share:
    """A promise that still runs is neither kept nor broken."""
    promised = [(row.first_response_at, by) for row in rows if row.sla and (by := _promised(row, policy)) is not None]
    over = [(at, by) for at, by in promised if at is not None or by < now]
    return Share(kept=sum(at is not None and at <= by for at, by in over), of=len(over))


def _promised(row: Row[Any], policy: Policy) -> datetime | None:
    scope = Scope(decision=ScopeDecision(row.scope), clause=row.clause, sla=row.sla)
    return due(policy, Audience(row.audience), row.topic, scope, row.opened_at).first_response_by
