"""Whether a letter may print a clock time (desk-rules 7). Pure; letters are looked at again when they leave (desk-rules 8).

A target is an aim, and a broken printed time costs more than none: so a time is printed only where we help, within the service levels,
outside an incident, and while fewer tickets wait ahead than an hour's work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tickets.due import DueTimes
from tickets.policy import Policy
from tickets.understanding import Scope

_MIDNIGHT = datetime(1970, 1, 1)  # noqa: DTZ001  (a clock face, of whatever zone)


@dataclass(frozen=True, kw_only=True)
class Promise:
    """`at` is the time to print, None for none; `because` then says why."""

    at: datetime | None
    because: str = ""


def promise(policy: Policy, scope: Scope, due: DueTimes, *, tickets_ahead: int, in_incident: bool = False) -> Promise:
    """The promise for a request behind `tickets_ahead` unanswered ones; the first reason against a clock time decides."""
    most = policy.promises.capacity_per_hour
    reasons = (
        (in_incident, "an incident: one letter speaks for all"),
        (not scope.sla or due.first_response_by is None, "no service level binds"),
        (scope.decision not in policy.promises.clock_scopes, f"{scope.decision.value}: no time is promised"),
        (tickets_ahead >= most, f"{tickets_ahead} tickets wait ahead, and {most} are answered in an hour"),
    )
    against = next((reason for holds, reason in reasons if holds), "")
    if against or due.first_response_by is None:
        return Promise(at=None, because=against)
    return Promise(at=rounded_up(due.first_response_by, policy.promises.rounded_up_to))


def rounded_up(moment: datetime, to: timedelta) -> datetime:
    """The next full half hour, or whatever `to` is, of the moment's own clock; a moment that stands on one stays."""
    over = (moment.replace(tzinfo=None) - _MIDNIGHT) % to
    if not over:
        return moment
    # Through UTC: an hour that daylight saving takes away is not counted.
    return (moment.astimezone(UTC) + (to - over)).astimezone(moment.tzinfo)
