"""`mailroom policy check` and `policy explain`: what is wrong with a policy, and how a decision and its due times come about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from classify.scope import scope
from tickets import holiday_list
from tickets.due import DueTimes, due
from tickets.policy import Policy, PolicyFault
from tickets.understanding import Audience, Scope

Json = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Check:
    """`faults` must be mended before the policy serves; `advice` is what a lead should look at."""

    faults: tuple[str, ...]
    advice: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Explanation:
    scope: Scope
    due: DueTimes

    def as_json(self) -> Json:
        return {
            "scope": self.scope.decision.value,
            "clause": self.scope.clause,
            "sla": self.scope.sla,
            "acknowledge_by": self.due.acknowledge_by.isoformat(),
            "first_response_by": self.due.first_response_by and self.due.first_response_by.isoformat(),
            "follow_up_by": self.due.follow_up_by.isoformat(),
            "steps": list(self.due.steps),
        }


def check(path: Path, today: datetime) -> Check:
    """Every fault of a policy file; of a good one the years whose holidays nobody has confirmed, with the proposed days."""
    try:
        policy = Policy.load(path)
    except PolicyFault as fault:
        return Check(faults=fault.faults)
    return Check(faults=(), advice=holiday_list.advice(policy, today.date()))


def explain(policy: Policy, *, at: datetime, audience: str, topic: str, channel: str = "email") -> Explanation:
    """The scope and due times of a request received at `at`; a naive moment is of the desk's clock.

    Raises ValueError for an audience or topic that the policy does not know, with those it knows.
    """
    who, about = _known("audience", audience, list(Audience)), _known("topic", topic, list(policy.topics))
    granted = scope(policy, Audience(who), about)
    moment = at if at.tzinfo else at.replace(tzinfo=policy.calendar(Audience(who)).zone)
    return Explanation(scope=granted, due=due(policy, Audience(who), about, granted, moment, channel=channel))


def _known(what: str, name: str, names: list[str]) -> str:
    if name not in names:
        raise ValueError(f"no {what} {name!r}; there are: {', '.join(names)}")
    return name
