"""What the policy grants: the scope matrix of `policy.toml`, and the two reasons for which a person decides in its place.

A newcomer looks for a refusal of unknown senders here: there is none. Whoever cannot be told from a dealer is never refused what dealers
are granted; a person decides, the letter asks, and the scope is decided again on the answer (taxonomy.md, Scope).
"""

from __future__ import annotations

from dataclasses import replace

from tickets.policy import Policy
from tickets.understanding import Audience, Scope, ScopeDecision


def scope(policy: Policy, audience: Audience, topic: str) -> Scope:
    """The decision on one topic with its clause. A topic that the matrix lacks goes to a person."""
    cell = policy.cell(audience, topic)
    if cell is None:
        return Scope(decision=ScopeDecision.PERSON, clause="", sla=True)
    granted = Scope(decision=cell.decision, clause=cell.clause, sla=cell.decision not in policy.outside_the_sla)
    return to_a_person(granted) if audience is Audience.UNKNOWN and cell.decision in policy.refusals else granted


def to_a_person(granted: Scope) -> Scope:
    """The same clause, put before a person, who answers within the service levels."""
    return replace(granted, decision=ScopeDecision.PERSON, sla=True)
