"""Policy: support hours, targets and the scope matrix as the desk lives by them today, and any case explained step by step.

Nothing is edited here: `policy.toml` is a file with its reasons beside its values, and its last good edit serves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response
from starlette.routing import Route

from mailroom.console.console import Console
from mailroom.console.gate import may
from mailroom.console.showing import page
from mailroom.console.visit import Visit
from mailroom.explain import Explanation, explain
from tickets import holiday_list


@dataclass(frozen=True, kw_only=True)
class Question:
    """A case to explain; '' is not said."""

    audience: str
    topic: str
    channel: str
    at: str  # "2026-11-23T10:00", of the desk's clock

    @property
    def is_asked(self) -> bool:
        return bool(self.audience and self.topic)


def routes(_: Console) -> list[Route]:
    return [Route("/policy", show)]


@may("engineer", "letters")
def show(visit: Visit) -> Response:
    policy = visit.console.policy()
    question = Question(**{name: visit.asked(name) for name in ("audience", "topic", "channel", "at")})
    explained, because = _explained(visit, question) if question.is_asked else (None, "")
    advice = holiday_list.advice(policy, visit.now.date())
    return page(visit, "policy", policy=policy, question=question, explained=explained, because=because, advice=advice)


def _explained(visit: Visit, question: Question) -> tuple[Explanation | None, str]:
    """The explanation, or why there is none."""
    try:
        at = datetime.fromisoformat(question.at) if question.at else visit.now
        channel = question.channel or "email"
        return explain(visit.console.policy(), at=at, audience=question.audience, topic=question.topic, channel=channel), ""
    except (ValueError, OverflowError) as err:
        return None, str(err)
