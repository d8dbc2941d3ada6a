"""What becomes of a mail: the state of its row, the ticket it changes, and the letter it earns or the silence with its reason.

Pure: the pipeline gathers, this decides, the pipeline records. The two tables, `_BY_KIND` and `mailroom.silences.SILENCES`, are the
policy; the first rule that speaks wins.
"""

from __future__ import annotations

from collections.abc import Callable

from ingest.thread import Place
from mailroom.answers import file_past
from mailroom.carriers import first_letter
from mailroom.decision import Case as Case
from mailroom.decision import Change as Change
from mailroom.decision import Filing as Filing
from mailroom.decision import Past
from mailroom.silences import SILENCES, is_last
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.states import InboundState, TicketStatus
from tickets.verdict import Kind

_ENDED = (TicketStatus.SOLVED, TicketStatus.CLOSED)
_SPAM_SURE = 0.9  # of a topic: below it a salesman gets a letter rather than a customer none


def file(case: Case, policy: Policy, desk: Desk) -> Filing:
    """Decide. Every mail gets a state and a reason; at most one letter."""
    if case.past is not Past.NO:
        return file_past(case)
    if case.poison and case.placement.place is Place.NEW:
        filing = Filing(state=InboundState.FAILED, because=case.poison, change=Change.OPEN, letter="acknowledgement")
    elif case.poison and case.placement.place is Place.MEND:
        filing = _failed_again(case)
    else:
        filing = _BY_KIND[Kind.PERSONAL if case.is_ordered else case.examined.verdict.kind](case)
    return _silenced(filing, case, policy, desk) if filing.letter else filing


def _failed_again(case: Case) -> Filing:
    """A stub stays as it is until its mail is mended or dropped."""
    return Filing(state=InboundState.FAILED, because=case.poison, ticket_id=case.placement.ticket_id, silence="its stub was acknowledged")


def _personal(case: Case) -> Filing:
    if case.is_staff and case.placement.ticket_id is not None and not case.is_ordered:
        because = "an engineer's mail about this ticket: it waits for the desk, and reaches no customer by itself"
        return Filing(
            state=InboundState.HELD, because=because, ticket_id=case.placement.ticket_id, silence="engineers need no acknowledgement"
        )
    return _BY_PLACE[case.placement.place](case)


def _new(case: Case) -> Filing:
    if _reads_like_spam(case):
        return _spam(case)
    letter = "incident" if case.incident else first_letter(case)
    asks = bool(case.asked) and letter == "acknowledgement"
    because = f"a new request, part of the incident on {case.incident.topic}" if case.incident else "a new request"
    return Filing(
        state=InboundState.FILED, because=because, change=Change.OPEN, ticket_id=case.placement.ticket_id, letter=letter, asks=asks
    )


def _reads_like_spam(case: Case) -> bool:
    """Only a stranger's own mail that names no device and no danger: whom one of us or a person's order vouches for has written to us."""
    reading = case.examined.reading
    if reading.urgent or reading.lane:
        return False
    is_vouched_for = case.is_ordered or case.is_staff or case.examined.carried is not None
    is_sure = reading.topic.label == "spam" and reading.topic.confidence >= _SPAM_SURE
    return is_sure and not reading.facts.serials and not is_vouched_for


def _held(case: Case) -> Filing:
    return Filing(
        state=InboundState.HELD, because=case.placement.because, change=Change.NONE, ticket_id=case.placement.ticket_id, letter="connecting"
    )


def _second(case: Case) -> Filing:
    return _quietly(case, Change.NONE if case.placement.place is Place.COPY else Change.ADD, "the first copy was answered")


def _joined(case: Case) -> Filing:
    if nothing := _nothing_new(case):
        return _quietly(case, Change.ADD, nothing)
    if case.status in _ENDED:
        return _lettered(case, Change.REOPEN, "acknowledgement" if case.understanding.lane else "reopened")
    if case.is_graver:
        return _lettered(case, Change.TURN, "acknowledgement")
    if case.steered_by:
        return _lettered(case, Change.TURN, case.steered_by)
    if (case.brought or case.is_decided_again) and case.asked:
        return _lettered(case, Change.TURN, "missing_information", asks=True)
    return _quietly(case, Change.TURN, "part of a conversation that is acknowledged already")


def _again(case: Case) -> Filing:
    """Angry or only impatient: we have his mails together, and the oldest due time counts (desk-rules 22)."""
    nothing = _nothing_new(case)
    return _quietly(case, Change.ADD, nothing) if nothing else _lettered(case, Change.TURN, "acknowledgement")


def _nothing_new(case: Case) -> str:
    message = case.examined.message
    says_more = case.brought or case.is_graver or case.is_decided_again
    if case.examined.reading.is_thanks and not says_more:
        return "thanks alone moves nothing and earns nothing"
    return "" if message.new_text or message.attachments or case.answers_inside else "it holds no new words"


def _lettered(case: Case, change: Change, letter: str, *, asks: bool = False) -> Filing:
    placement = case.placement
    return Filing(
        state=InboundState.FILED, because=placement.because, change=change, ticket_id=placement.ticket_id, letter=letter, asks=asks
    )


def _mended(case: Case) -> Filing:
    return Filing(
        state=InboundState.FILED,
        because="read at last; its stub ticket holds it now",
        change=Change.MEND,
        ticket_id=case.placement.ticket_id,
        silence="its stub was acknowledged",
    )


def _quietly(case: Case, change: Change, silence: str) -> Filing:
    return Filing(
        state=InboundState.FILED, because=case.placement.because, change=change, ticket_id=case.placement.ticket_id, silence=silence
    )


_BY_PLACE: dict[Place, Callable[[Case], Filing]] = {
    Place.NEW: _new,
    Place.LINK: _new,
    Place.JOIN: _joined,
    Place.AGAIN: _again,
    Place.COPY: _second,
    Place.SIBLING: _second,
    Place.HOLD: _held,
    Place.MEND: _mended,
}


def _machine(case: Case) -> Filing:
    """An out-of-office stands on its ticket; an alarm or another desk's mail that holds a request becomes one, without a letter.

    It joins as a person's would: no header opens a conversation to somebody who takes no part in it. What only reads like a machine's may
    be a person's after all, and is never thrown away (desk-rules 23).
    """
    verdict, placement = case.examined.verdict, case.placement
    silence = f"no machine is ever answered: {verdict.because}"
    if placement.ticket_id is not None and placement.place in (Place.JOIN, Place.COPY, Place.SIBLING):
        says_something = placement.place is Place.JOIN and not verdict.proven and not verdict.is_out_of_office
        if says_something and not _nothing_new(case):
            return _quietly(case, Change.REOPEN if case.status in _ENDED else Change.TURN, silence)
        return _quietly(case, Change.NONE if placement.place is Place.COPY else Change.ADD, silence)
    if not _holds_a_request(case) or (verdict.is_out_of_office and verdict.proven):
        return _ignored(case) if verdict.proven else _doubted(f"{verdict.because}, by its words alone")
    return Filing(
        state=InboundState.FILED,
        because=f"{verdict.because}; it holds a request",
        change=Change.OPEN,
        silence="no machine is ever answered",
    )


def _holds_a_request(case: Case) -> bool:
    reading = case.examined.reading
    return reading.says_a_problem and (bool(reading.facts.serials) or reading.topic.label not in ("other", "spam"))


def _undelivered(case: Case) -> Filing:
    if case.letter_meant is not None:
        may = f"it names somebody whom we wrote to, and no letter; `mailroom outbox show {case.letter_meant}` is the last one to him"
        return _doubted(f"{case.examined.verdict.because}; {may}")
    if case.returned is None:
        return _ignored(case)
    because = f"{case.examined.verdict.because}; it returns a letter of ours"
    ticket_id = case.returned.ticket_id
    change = Change.NONE if ticket_id is None else Change.ADD
    return Filing(state=InboundState.FILED, because=because, change=change, ticket_id=ticket_id, silence="no bounce is ever answered")


def _doubted(because: str) -> Filing:
    return Filing(state=InboundState.HELD, because=because, silence="a person decides first")


def _ignored(case: Case) -> Filing:
    because = case.examined.verdict.because
    return Filing(state=InboundState.IGNORED, because=because, silence=because)


def _spam(case: Case) -> Filing:
    """Ignored by proof in the headers; on a model's word it waits for a person (desk-rules 23)."""
    verdict = case.examined.verdict
    if verdict.kind is Kind.SPAM and verdict.proven:
        return _ignored(case)
    words = verdict.because if verdict.kind is Kind.SPAM else ", ".join(case.examined.reading.topic.because)
    return _doubted(f"looks like spam, by its words alone: {words}")


_BY_KIND: dict[Kind, Callable[[Case], Filing]] = {
    Kind.PERSONAL: _personal,
    Kind.AUTOMATIC: _machine,
    Kind.BOUNCE: _undelivered,
    Kind.DELAY: _undelivered,
    Kind.REPORT: _ignored,
    Kind.BULK: _ignored,
    Kind.OWN: _ignored,
    Kind.SPAM: _spam,
}


def _silenced(filing: Filing, case: Case, policy: Policy, desk: Desk) -> Filing:
    """The same filing with its letter, with a last one where a cap is reached, or with the reason for silence."""
    for rule in SILENCES:
        reason = rule(case, policy, desk)
        if reason:
            return _without_letter(filing, reason)
    if filing.asks and case.asks >= policy.asking.at_most:
        return _without_letter(filing, f"asked {case.asks} times already")
    return _with_letter(filing, "last_answer") if _may_be_the_last(filing, case) and is_last(case.history, policy.caps) else filing


def _may_be_the_last(filing: Filing, case: Case) -> bool:
    """The last letter names the ticket, which a held stranger must not read; and it takes no emergency's help away."""
    return filing.letter != "connecting" and not case.examined.reading.urgent and not case.understanding.lane


def _without_letter(filing: Filing, silence: str) -> Filing:
    return Filing(state=filing.state, because=filing.because, change=filing.change, ticket_id=filing.ticket_id, silence=silence)


def _with_letter(filing: Filing, letter: str) -> Filing:
    return Filing(state=filing.state, because=filing.because, change=filing.change, ticket_id=filing.ticket_id, letter=letter)
