"""How many tickets one topic opens, against what is usual at this hour (desk-rules 21).

The usual is what the same hours of the same weekday brought in the last four weeks, so that a Monday morning alarms nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from tickets.policy import Policy
from tickets.schema import incidents, tickets

_WEEK = timedelta(weeks=1)
_WEEKS = 4
_NO_CAUSE = ("spam", "other")  # what nobody could name shares no cause


@dataclass(frozen=True, kw_only=True)
class Rate:
    topic: str
    tickets: int  # opened within the policy's span
    usual: int  # the most of the last four weeks

    def is_unusual(self, policy: Policy) -> bool:
        return self.tickets >= policy.incident.tickets and self.tickets > policy.incident.times_usual * self.usual


def unusual(connection: Connection, policy: Policy, now: datetime) -> list[Rate]:
    """Topics that open far more tickets than is usual, and have no incident yet."""
    many = {topic: count for topic, count in _opened(connection, now, policy).items() if count >= policy.incident.tickets}
    if not many:
        return []
    past = [_opened(connection, now - week * _WEEK, policy) for week in range(1, _WEEKS + 1)]
    known = set(connection.execute(select(incidents.c.topic).where(incidents.c.until.is_(None))).scalars())
    rates = [Rate(topic=topic, tickets=count, usual=max(week.get(topic, 0) for week in past)) for topic, count in sorted(many.items())]
    return [rate for rate in rates if rate.topic not in known and rate.is_unusual(policy)]


def _opened(connection: Connection, until: datetime, policy: Policy) -> dict[str, int]:
    span = (tickets.c.opened_at > until - policy.incident.within, tickets.c.opened_at <= until)
    counted = select(tickets.c.topic, func.count()).where(*span, tickets.c.topic.not_in(_NO_CAUSE)).group_by(tickets.c.topic)
    return {row[0]: row[1] for row in connection.execute(counted)}
