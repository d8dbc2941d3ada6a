"""The letter that says why an edit of a letter is not in force: where it is wrong, and what to write instead. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from responders.faults import Fault
from responders.reaching import desk_words
from tickets.directory import Person
from tickets.identity import Desk
from tickets.message import Address
from tickets.outbox import Letter
from tickets.policy import Policy
from tickets.templates import Edit
from tickets.tokens import NOTE

_MOST_FAULTS = 20


def refused_edit(person: Person, edit: Edit, faults: Sequence[Fault], desk: Desk, policy: Policy) -> Letter:
    return Letter(
        kind="alarm",
        recipient=Address(person.address, person.name),
        letter="refused_edit",
        language=person.languages[0] if person.languages else desk.language,
        values={
            "desk": desk_words(desk, policy),
            "letter": f"{edit.stem}/{edit.language}",
            "author": edit.author,
            "place": edit.origin,
            "faults": [{"line": fault.line, "column": fault.column, "text": fault.text} for fault in faults[:_MOST_FAULTS]],
            "more": max(0, len(faults) - _MOST_FAULTS),
        },
        purpose=NOTE,
    )
