"""What becomes of an answer that left past this desk: one of us wrote to a customer from the shared mailbox, or copied us in.

Pure. It is a human answer, so it stops the clocks; it is never sent again and never acknowledged (desk-rules 1, issue 5.3). Where it
answers no ticket it opens one for the person it went to, so that his reply lands where the answer stands.
"""

from __future__ import annotations

from collections.abc import Callable

from ingest import colleagues
from ingest.outgoing import answered
from ingest.thread import Place, Placement
from mailroom.decision import Case, Change, Filing, Past
from mailroom.examine import Examined
from tickets import tokens
from tickets.identity import Desk
from tickets.recall import Evidence
from tickets.states import InboundState
from tickets.verdict import Kind

_SILENCE = "a person of ours has answered; it is not sent again"


def past_us(examined: Examined, evidence: Evidence, desk: Desk, *, is_sent: bool) -> Past:
    """`is_sent`: it lies in our own Sent folder, which is all the proof there can be."""
    is_mail = examined.verdict.kind is Kind.PERSONAL and not examined.carried
    went_out = is_mail and bool(colleagues.written_to(examined.message, desk))
    if is_sent:
        return Past.ANSWER if went_out else Past.NOTHING
    sender = examined.message.sender
    if not went_out or sender is None or colleagues.is_outside(sender, desk) or _is_for_us(evidence):
        return Past.NO
    return Past.ANSWER if examined.trust.is_proven else Past.CLAIM


def _is_for_us(evidence: Evidence) -> bool:
    """A reply to a notice is carried to the customer by us, whoever else stands in it."""
    return any(token.purpose in tokens.OF_STAFF for token in evidence.tokens)


def place(examined: Examined, evidence: Evidence, desk: Desk) -> Placement:
    return answered(evidence, colleagues.written_to(examined.message, desk))


def file_past(case: Case) -> Filing:
    """What becomes of it. Not for `Past.NO`."""
    return _BY_KIND[case.past](case)


def _answer(case: Case) -> Filing:
    return _HISTORY[case.placement.place](case) if case.is_silent else _BY_PLACE[case.placement.place](case)


def _claim(case: Case) -> Filing:
    """Where we watch the Sent folder, its copy there proves it and is filed; else a person looks."""
    because = "it says that one of us wrote it to somebody outside, and nothing proves that"
    return Filing(state=InboundState.HELD, because=because, ticket_id=case.placement.ticket_id, silence="a person decides first")


def _nothing(case: Case) -> Filing:
    """Our own letters, receipts, mail among ourselves."""
    verdict = case.examined.verdict
    because = verdict.because if verdict.kind is not Kind.PERSONAL else "sent from the shared mailbox to nobody outside"
    return Filing(state=InboundState.IGNORED, because=because, silence=because)


def _joined(case: Case) -> Filing:
    return _filed(case, Change.ANSWER, f"an answer of ours: it {case.placement.because}")


def _opened(case: Case) -> Filing:
    return _filed(case, Change.OUTSIDE, "a conversation that one of us began outside this desk")


def _seen_before(case: Case) -> Filing:
    return _filed(case, Change.NONE, case.placement.because)


def _kept(case: Case) -> Filing:
    """An answer of the time before us stands on its ticket and moves nothing."""
    return _filed(case, Change.ADD, f"an earlier answer of ours: it {case.placement.because}")


def _left(case: Case) -> Filing:  # noqa: ARG001  (stands in a table beside the others)
    because = "sent before our first meeting with this mailbox, about nothing that we know"
    return Filing(state=InboundState.IGNORED, because=because, silence=because)


def _filed(case: Case, change: Change, because: str) -> Filing:
    return Filing(state=InboundState.FILED, because=because, change=change, ticket_id=case.placement.ticket_id, silence=_SILENCE)


_BY_PLACE: dict[Place, Callable[[Case], Filing]] = {
    Place.JOIN: _joined,
    Place.LINK: _opened,
    Place.NEW: _opened,
    Place.COPY: _seen_before,
}
_HISTORY: dict[Place, Callable[[Case], Filing]] = {
    Place.JOIN: _kept,
    Place.LINK: _left,
    Place.NEW: _left,
    Place.COPY: _seen_before,
}
_BY_KIND: dict[Past, Callable[[Case], Filing]] = {Past.ANSWER: _answer, Past.CLAIM: _claim, Past.NOTHING: _nothing}
