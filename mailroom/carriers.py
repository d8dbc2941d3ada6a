"""What the letters of a carried mail must mind: a form may name nobody, and a forward may be anybody's of several people. Pure."""

from __future__ import annotations

from mailroom.decision import Case
from tickets.carried import Way


def first_letter(case: Case) -> str:
    """The template that answers a new request. Where it is not plain whose it is, the one who passed it on is asked (desk-rules 27)."""
    carried = case.examined.carried
    if carried and carried.way is Way.FORWARD and carried.person is None:
        return "whose"
    return "too_large" if case.is_giant else "acknowledgement"


def nobody_to_answer(case: Case) -> str:
    """Why a form's mail gets no letter, or ''. A voice message or a scan is a ticket all the same (desk-rules 24)."""
    carried = case.examined.carried
    return "a form wrote it, and it names no address of a person" if carried and carried.way is Way.FORM and not carried.person else ""
