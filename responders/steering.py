"""Which parts of a request go another way. A steer is only words: an engineer confirms it (desk-rules 16)."""

from __future__ import annotations

from responders.vocabulary import Value
from tickets.policy import Policy
from tickets.understanding import ScopeDecision, Understanding

_MOST = 3
# Decisions that a letter has a paragraph for. What an unverified dealer claims to be is decided before, in the scope.
_SAID = frozenset(
    {
        ScopeDecision.REFER_TO_DEALER,
        ScopeDecision.HELP_CENTER,
        ScopeDecision.DEALERS_ONLY,
        ScopeDecision.APPOINTMENT_ONLY,
        ScopeDecision.SALES,
        ScopeDecision.UNSUPPORTED,
        ScopeDecision.BEST_EFFORT,
        ScopeDecision.REVIEW,
    }
)
_OURS = frozenset({ScopeDecision.SUPPORTED, ScopeDecision.PERSON})


def steers(understanding: Understanding, policy: Policy) -> list[Value]:
    """One paragraph a way, for the first topic that goes it. Second matters are not steered on a guess about who writes."""
    is_sure = understanding.audience.confidence >= policy.confidence.steer
    ways = {understanding.scope.decision: understanding.reading.topic.label}
    for topic, scope in understanding.also_scopes:
        if is_sure or scope.decision is ScopeDecision.SALES:
            ways.setdefault(scope.decision, topic)
    said: list[Value] = [{"topic": topic, "way": way.value} for way, topic in ways.items() if way in _SAID]
    return said[:_MOST]


def kept(understanding: Understanding, steered: list[Value]) -> list[Value]:
    """Topics that stay with us where another part was steered: the letter names them, so that nobody thinks his question lost."""
    if not steered:
        return []
    scopes = ((understanding.reading.topic.label, understanding.scope), *understanding.also_scopes)
    topics: list[Value] = [{"topic": topic} for topic, scope in scopes if scope.decision in _OURS]
    return topics[:_MOST]
