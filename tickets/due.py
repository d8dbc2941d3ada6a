"""When we owe what: the acknowledgement by the wall clock, the first response and the follow-up in the audience's support hours.

Two clocks run for every ticket. The acknowledgement is due within its hour at any hour of any day; the rest counts only while support is
open for that audience, and stands still while the customer has the turn (the `pauses` of `hours.add`). The follow-up is our duty
(desk-rules 2): it counts from the human answer; before there is one, from the latest moment at which that is due.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tickets import spoken
from tickets.hours import Calendar, add, add_support_days, is_open, next_opening, within_reason
from tickets.policy import Policy
from tickets.policy_tables import Target
from tickets.understanding import Audience, Scope


@dataclass(frozen=True, kw_only=True)
class DueTimes:
    """All in the desk's time zone."""

    acknowledge_by: datetime
    first_response_by: datetime | None  # None: no target binds us (outside the service levels, or an appointment, which is met on time)
    follow_up_by: datetime
    due_at: datetime  # the desk's own due time: the first response, else the aim where none is promised
    tell: Callable[[], tuple[str, ...]] = field(repr=False, compare=False)  # each mail asks for times, and hardly one for words

    @property
    def steps(self) -> tuple[str, ...]:
        """How each was reckoned, for `mailroom policy explain`."""
        return self.tell()


def due(
    policy: Policy,
    audience: Audience,
    topic: str,
    scope: Scope,
    received_at: datetime,
    *,
    channel: str = "email",
    answered_at: datetime | None = None,
) -> DueTimes:
    """The due times of a request received at an aware moment.

    After a new decision on audience or scope, `received_at` is the moment of that decision (desk-rules 15). A channel that the policy does
    not know counts as e-mail.
    """
    calendar = policy.calendar(audience)
    start = calendar.local(received_at)
    targets = policy.targets
    promised = policy.target_for(topic, channel) if scope.sla else None
    response = promised or targets["unpromised"]
    acknowledge_by, due_at = after(start, targets["acknowledgement"], calendar), after(start, response, calendar)
    follow_up_by = follow_up(policy, audience, answered_at or due_at)
    return DueTimes(
        acknowledge_by=acknowledge_by,
        first_response_by=due_at if promised else None,
        follow_up_by=follow_up_by,
        due_at=due_at,
        tell=lambda: (
            _hours(policy, audience, calendar),
            _scope(audience, topic, scope),
            _received(start, calendar),
            _reckoned("acknowledgement", targets["acknowledgement"], acknowledge_by),
            _reckoned(f"first response by {channel}" if promised else "no first response is promised; our own aim", response, due_at),
            _reckoned("follow-up, from the answer or its due time", targets["follow_up"], follow_up_by),
        ),
    )


def follow_up(policy: Policy, audience: Audience, answered_at: datetime) -> datetime:
    """When we owe the next word after a human answer, or after a customer's message past the first."""
    return after(answered_at, policy.targets["follow_up"], policy.calendar(audience))


def after(start: datetime, target: Target, calendar: Calendar) -> datetime:
    """The moment at which a target that began to run at `start` is due."""
    match target.counted:
        case "support hours":
            return add(start, target.within, calendar)
        case "support days":
            return add_support_days(start, target.within.days, calendar)
        case "wall":
            return calendar.local(within_reason(start).astimezone(UTC) + target.within)  # local clocks are moved


def _hours(policy: Policy, audience: Audience, calendar: Calendar) -> str:
    whose = "consumer hours, which an unknown audience keeps" if audience is Audience.UNKNOWN else f"support hours of {audience.value}"
    days = ", ".join(spoken.day_name(day) for day in sorted(calendar.weekdays))
    clock = f"{spoken.clock(calendar.opens)} to {spoken.clock(calendar.closes)} {spoken.zone_name(policy.hours.timezone)}"
    return f"{whose}: {days}, {clock}{_clause(policy.hours.clause)}"


def _scope(audience: Audience, topic: str, scope: Scope) -> str:
    sla = "" if scope.sla else ", outside the service levels"
    return f"{topic} for {audience.value}: {scope.decision.value}{_clause(scope.clause)}{sla}"


def _received(start: datetime, calendar: Calendar) -> str:
    zone = str(calendar.zone)
    state = "open" if is_open(start, calendar) else f"closed, opens {spoken.moment(next_opening(start, calendar), zone=zone)}"
    return f"received {spoken.moment(start, zone=zone)}: support is {state}"


def _reckoned(what: str, target: Target, when: datetime) -> str:
    how = {
        "wall": "by the wall clock, at any hour",
        "support hours": "of support time",
        "support days": "at the same clock time on support days",
    }
    said = f"{spoken.span(target.within)} {how[target.counted]}{_clause(target.clause)}"
    return f"{what}: {said}: by {spoken.moment(when, zone=str(when.tzinfo))}"


def _clause(clause: str) -> str:
    return f" (clause {clause})" if clause else ""
