"""The letter by which the desk tells a lead what is wrong with it, or that it is over (desk-rules 36). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from responders.staff_letter import staff_letter
from responders.vocabulary import Value
from tickets.alarms import Alarm
from tickets.directory import Person
from tickets.identity import Desk
from tickets.letter import Letter
from tickets.policy import Policy


def alarm(person: Person, alarms: Sequence[Alarm], desk: Desk, policy: Policy) -> Letter:
    """All of them go on, or all of them are over."""
    shows: dict[str, Value] = {"alarms": [{"text": one.text} for one in alarms], "is_over": all(one.is_over for one in alarms)}
    return staff_letter("alarm", person, desk, policy, shows)
