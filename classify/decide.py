"""From words to a decision: audience with the directories, scope by the policy, what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from tickets.understanding import Audience, Reading, Scope, ScopeDecision, Understanding


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the desk knows of a sender beside this mail."""

    directory_audience: Audience | None = None  # dealer: the dealer directory knows the address or its company domain
    is_active_dealer: bool = False
    history_audience: Audience | None = None  # of the sender's earlier tickets, when all agree
    earlier_serials: tuple[str, ...] = ()  # on the sender's last tickets


def decide(reading: Reading, known: Known) -> Understanding:
    return Understanding(
        reading=reading,
        audience=reading.audience,
        scope=Scope(decision=ScopeDecision.PERSON, clause="", sla=False),
    )
