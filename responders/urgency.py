"""The kind of an emergency, by the sign that its evidence shows: the first line of the letter helps with that (desk-rules 20)."""

from __future__ import annotations

from classify.signs import emergency_of

DANGERS = frozenset({"heat", "injury", "break_in"})  # safety is never steered away

_KINDS = {"fire": "heat", "injury": "injury", "break_in": "break_in", "deadline": "evidence"}


def urgency(evidence: str) -> str:
    """heat, injury, break_in, evidence, or blind for every other emergency; '' without evidence.

    The sign is read as it was found: a rule that "does not fire" is no fire in the letter either.
    """
    return _KINDS.get(emergency_of(evidence), "blind") if evidence.strip() else ""
