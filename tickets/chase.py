"""When a customer is reminded of what is missing, and of what (desk-rules 3). Pure.

A reminder is for facts without which no work is possible. It leaves on a support day, between the hours that the policy names in the
desk's own zone, at the clock time of the answer that it follows where that lies between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tickets.hours import Calendar, add_support_days, next_opening
from tickets.policy import Policy
from tickets.understanding import Audience, ScopeDecision

_PROBLEM = "problem"


def essential(policy: Policy, missing: Sequence[str], scope: ScopeDecision, topic: str) -> tuple[str, ...]:
    """What of the missing facts may be chased at all; asking follows desk-rules 10: only where we then help, and never before a how-to."""
    helps = scope in policy.asking.scopes and topic not in policy.asking.nothing_on
    return tuple(fact for fact in missing if fact in policy.asking.essential and (helps or fact == _PROBLEM))


def before_an_answer(policy: Policy, missing: Sequence[str], scope: ScopeDecision, topic: str) -> tuple[str, ...]:
    """What is chased though nobody has answered yet: nothing, until the policy names a fact."""
    return tuple(fact for fact in essential(policy, missing, scope, topic) if fact in policy.asking.before_an_answer)


def first(policy: Policy, audience: Audience, asked_at: datetime) -> datetime | None:
    """The first reminder after a human answer or an `#ask`; None where the policy has none."""
    days = policy.asking.on_support_days
    return _on_day(policy, audience, asked_at, days[0]) if days else None


def following(policy: Policy, audience: Audience, sent_at: datetime, sent: int) -> datetime | None:
    """The reminder after the `sent`-th one; None: that was the last."""
    days = policy.asking.on_support_days
    return _on_day(policy, audience, sent_at, days[sent] - days[sent - 1]) if sent < len(days) else None


def allowed(policy: Policy, audience: Audience, moment: datetime) -> datetime:
    """The moment itself where a reminder may leave then, else the next one at which it may."""
    return next_opening(moment, _window(policy, audience))


def _on_day(policy: Policy, audience: Audience, start: datetime, days: int) -> datetime:
    window = _window(policy, audience)
    local = window.local(start)
    if not window.opens <= local.time() < window.closes:
        local = local.replace(hour=window.opens.hour, minute=window.opens.minute, second=0, microsecond=0)
    return add_support_days(local, days, window)


def _window(policy: Policy, audience: Audience) -> Calendar:
    return replace(policy.calendar(audience), opens=policy.asking.not_before, closes=policy.asking.not_after)
