"""By what right a mail with an engineer's address in From may speak or act for the desk (decisions 8, desk-rules 25 and 29). Pure.

A newcomer takes the directory for proof: anybody can write its addresses into From. Two things are needed: a server or a signature that
proves the address, and a token that was minted for that very engineer. The first alone earns an answer that says what is missing; the
second alone earns a question to the real engineer, and nothing leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tickets.directory import Person
from tickets.recall import Evidence, Thread, Token
from tickets.tokens import NOTE, OF_STAFF
from tickets.verdict import Trust


class Right(StrEnum):
    NONE = "none"  # nothing proves that he wrote it
    KNOWN = "known"  # it is he, and his mail answers nothing that was sent to him
    REFUSED = "refused"  # it is he, and what he answers gives no right to this ticket
    GRANTED = "granted"


@dataclass(frozen=True, kw_only=True)
class Proof:
    right: Right
    because: str
    ticket_id: int | None = None
    token: Token | None = None  # with GRANTED

    @property
    def is_note(self) -> bool:
        return self.token is not None and self.token.purpose == NOTE


@dataclass(frozen=True, kw_only=True)
class _Claim:
    person: Person
    trust: Trust
    evidence: Evidence
    now: datetime
    life_after_end: timedelta
    tokens: tuple[Token, ...]  # of staff, the newest first

    @property
    def own(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if self.person.writes_from(token.recipient))


def prove(person: Person, trust: Trust, evidence: Evidence, now: datetime, life_after_end: timedelta) -> Proof:
    """The first rule that objects decides; where none does, the right is granted. A token outlives its ticket by `life_after_end`."""
    found = tuple(token for token in evidence.tokens if token.purpose in OF_STAFF)
    claim = _Claim(person=person, trust=trust, evidence=evidence, now=now, life_after_end=life_after_end, tokens=found)
    # A token that stands only in the text is no right: it names the ticket about which the engineer is told so.
    named = (*found, *(token for token in evidence.body_tokens if token.purpose in OF_STAFF))
    ticket_id = named[0].ticket_id if named else None
    for right, rule in _RULES:
        if because := rule(claim):
            return Proof(right=right, because=because, ticket_id=ticket_id)
    return Proof(right=Right.GRANTED, because=f"{trust.because}; its token was minted for him", ticket_id=ticket_id, token=_token(claim))


def _token(claim: _Claim) -> Token:
    """The newest of his own; one for notes before any other, since a note that leaves cannot be called back."""
    return next((token for token in claim.own if token.purpose == NOTE), claim.own[0])


def _unproven(claim: _Claim) -> str:
    return "" if claim.trust.is_proven else f"nothing proves that {claim.person.name} wrote it: {claim.trust.because}"


def _answers_nothing(claim: _Claim) -> str:
    return "" if claim.tokens else "it answers nothing that was sent to him"


def _names_two(claim: _Claim) -> str:
    several = len({token.ticket_id for token in claim.tokens}) > 1
    return "its address and its thread belong to two tickets" if several else ""


def _of_another(claim: _Claim) -> str:
    return "" if claim.own else "the notice that it answers was sent to somebody else"


def _revoked(claim: _Claim) -> str:
    return "its reply address works no longer" if _token(claim).is_revoked else ""


def _expired(claim: _Claim) -> str:
    ended_at = _thread(claim).closed_at
    is_over = ended_at is not None and claim.now - ended_at > claim.life_after_end
    return f"the ticket ended more than {claim.life_after_end.days} days ago" if is_over else ""


def _tag_differs(claim: _Claim) -> str:
    tagged = claim.evidence.tagged
    return "" if tagged in (None, _token(claim).ticket_id) else "its subject names another ticket than its reply address"


def _thread(claim: _Claim) -> Thread:
    return claim.evidence.thread(_token(claim).ticket_id)


_RULES: tuple[tuple[Right, Callable[[_Claim], str]], ...] = (
    (Right.NONE, _unproven),
    (Right.KNOWN, _answers_nothing),
    (Right.REFUSED, _names_two),
    (Right.REFUSED, _of_another),
    (Right.REFUSED, _revoked),
    (Right.REFUSED, _expired),
    (Right.REFUSED, _tag_differs),
)
