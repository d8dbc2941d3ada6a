"""What becomes of an answer that left past this desk: one of us wrote to a customer from the shared mailbox, or copied us in.

Pure. It is a human answer, so it stops the clocks; it is never sent again and never acknowledged (desk-rules 1, issue 5.3). Where it
answers no ticket it opens one for the person it went to, so that his reply lands where the answer stands.
"""

from __future__ import annotations

from collections.abc import Callable

from ingest import colleagues
from ingest.outgoing import answered
from ingest.thread import Place, Placement
from mailroom.decision import Case, Change, Filing
from mailroom.examine import Examined
from tickets import tokens
from tickets.identity import Desk
from tickets.message import Address
from tickets.recall import Evidence
from tickets.states import InboundState
from tickets.verdict import Kind

_SILENCE = "a person of ours has answered; it is not sent again"


def is_answer(examined: Examined, desk: Desk, *, is_sent: bool) -> bool:
    """The mail went from one of us to somebody outside. `is_sent`: it lies in our own Sent folder, which is the proof."""
    message = examined.message
    if examined.verdict.kind is not Kind.PERSONAL or examined.carried or not colleagues.written_to(message, desk):
        return False
    if is_sent:
        return True
    return colleagues.is_one_of_us(message.sender, examined.trust, desk) and not _is_for_us(examined)


def _is_for_us(examined: Examined) -> bool:
    """A reply to a notice is carried to the customer by us, whoever else stands in it."""
    message = examined.message
    by_address = any(tokens.in_address(a.address) for a in (*message.to, *message.cc))
    return by_address or any(tokens.in_message_id(answered) for answered in message.in_reply_to)


def place(examined: Examined, evidence: Evidence, desk: Desk) -> Placement:
    return answered(evidence, colleagues.written_to(examined.message, desk))


def reader(examined: Examined, desk: Desk) -> Address:
    """For whom the outside conversation is: whom it went to, the first of To."""
    return colleagues.written_to(examined.message, desk)[0]


def file_answer(case: Case) -> Filing:
    """What becomes of it, by where it belongs."""
    return _HISTORY[case.placement.place](case) if case.is_silent else _BY_PLACE[case.placement.place](case)


def file_unseen(case: Case) -> Filing:
    """Of the Sent folder, whatever is no answer to anybody outside: our own letters, receipts, mail among ourselves."""
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
