"""The letter by which the desk tells a lead what is wrong with it, or that it is over (desk-rules 36). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from responders.reaching import desk_words
from tickets.alarms import Alarm
from tickets.directory import Person
from tickets.identity import Desk
from tickets.letter import Letter
from tickets.message import Address
from tickets.policy import Policy
from tickets.tokens import NOTE


def alarm(person: Person, alarms: Sequence[Alarm], desk: Desk, policy: Policy) -> Letter:
    """All of them go on, or all of them are over."""
    return Letter(
        kind="alarm",
        recipient=Address(person.address, person.name),
        letter="alarm",
        language=person.languages[0] if person.languages else desk.language,
        values={
            "desk": desk_words(desk, policy),
            "alarms": [{"text": one.text} for one in alarms],
            "is_over": all(one.is_over for one in alarms),
        },
        purpose=NOTE,
    )
