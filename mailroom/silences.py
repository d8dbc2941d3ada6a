"""Why a letter that a mail has earned is not written: each rule gives its reason, or '' where it has none. The first that speaks wins."""

from __future__ import annotations

from collections.abc import Callable

from mailroom.carriers import nobody_to_answer
from mailroom.decision import Case
from tickets.history import History
from tickets.identity import Desk
from tickets.policy import Caps, Policy
from tickets.verdict import Kind

#: how the silence of a cap ends, by which it is counted
CAPPED = {"loop": "it has the shape of a loop", "thread": "automatic letters already"}


def _no_address(case: Case, policy: Policy, desk: Desk) -> str:  # noqa: ARG001
    sender = case.examined.message.sender
    if sender is None or "@" not in sender.address:
        return "nobody to write to: the mail names no sender"
    return "its sender is this desk" if desk.is_own(sender.address) else ""


def _not_a_person(case: Case, policy: Policy, desk: Desk) -> str:  # noqa: ARG001
    verdict = case.examined.verdict
    return "" if verdict.kind is Kind.PERSONAL or case.is_ordered else f"no machine is ever answered: {verdict.because}"


def _history_only(case: Case, policy: Policy, desk: Desk) -> str:  # noqa: ARG001
    return "it is older than our first meeting with this mailbox, or imported" if case.is_silent else ""


def _switched_off(case: Case, policy: Policy, desk: Desk) -> str:  # noqa: ARG001
    return "" if case.answers_on else 'answers = "off": this desk writes to no customer'


def _forged(case: Case, policy: Policy, desk: Desk) -> str:  # noqa: ARG001
    proof = case.examined.trust
    return f"its sender fails DMARC under {proof.policy}: an answer would reach somebody else" if proof.forbids_answer else ""


def _answered(case: Case, policy: Policy, desk: Desk) -> str:  # noqa: ARG001
    return "this mail had its answer already" if case.history.is_answered else ""


def _suppressed(case: Case, policy: Policy, desk: Desk) -> str:  # noqa: ARG001
    why = case.history.is_suppressed
    return f"automatic letters to this address stopped: {why}" if why else ""


def _capped(case: Case, policy: Policy, desk: Desk) -> str:  # noqa: ARG001
    caps, history = policy.caps, case.history
    if history.alike >= caps.alike_letters:
        return f"{history.alike} near-identical mails of this person were answered already; {CAPPED['loop']}"
    if history.alike_in_domain >= caps.alike_letters_a_domain:
        return f"{history.alike_in_domain} near-identical mails of this domain were answered already; {CAPPED['loop']}"
    if history.to_and_fro >= caps.loop_messages:
        return f"{history.to_and_fro} mails and letters went to and fro on this ticket just now; {CAPPED['loop']}"
    if history.in_thread >= caps.letters_a_thread:
        return f"this ticket had {history.in_thread} {CAPPED['thread']}"
    return ""


def is_last(history: History, caps: Caps) -> bool:
    """Would the next letter to this person, or on this ticket, meet a cap? Then this one says so (desk-rules 26).

    The cap on a domain is none of his doing, and he may have had no letter yet: his is the one that he has earned.
    """
    of_him = history.alike + 1 >= caps.alike_letters > 1
    of_the_ticket = history.in_thread + 1 >= caps.letters_a_thread > 1
    to_and_fro = history.to_and_fro + 2 >= caps.loop_messages > 2  # this mail and its letter
    return of_him or of_the_ticket or to_and_fro


def _nobody_named(case: Case, policy: Policy, desk: Desk) -> str:  # noqa: ARG001
    return nobody_to_answer(case)


SILENCES: tuple[Callable[[Case, Policy, Desk], str], ...] = (
    _not_a_person,
    _nobody_named,
    _no_address,
    _history_only,
    _switched_off,
    _forged,
    _answered,
    _suppressed,
    _capped,
)
