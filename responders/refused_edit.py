"""The letter that says why an edit of a letter is not in force: where it is wrong, and what to write instead. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from responders.faults import Fault
from responders.staff_letter import staff_letter
from responders.vocabulary import Value
from tickets.directory import Person
from tickets.identity import Desk
from tickets.letter import Letter
from tickets.policy import Policy
from tickets.templates import Edit

_MOST_FAULTS = 20


def refused_edit(person: Person, edit: Edit, faults: Sequence[Fault], desk: Desk, policy: Policy) -> Letter:
    shows: dict[str, Value] = {
        "letter": f"{edit.stem}/{edit.language}",
        "author": edit.author,
        "place": edit.origin,
        "faults": [{"line": fault.line, "column": fault.column, "text": fault.text} for fault in faults[:_MOST_FAULTS]],
        "more": max(0, len(faults) - _MOST_FAULTS),
    }
    return staff_letter("alarm", person, desk, policy, shows, letter="refused_edit")
