"""The test notice: an engineer's answer to it shows which proof his mail carries (decisions 8). Pure."""

from __future__ import annotations

from responders.staff_letter import staff_letter
from tickets.directory import Person
from tickets.identity import Desk
from tickets.letter import Letter
from tickets.letter_kinds import HANDSHAKE
from tickets.policy import Policy
from tickets.tokens import HANDSHAKE as PURPOSE


def handshake(to: Person, desk: Desk, policy: Policy) -> Letter:
    return staff_letter(HANDSHAKE, to, desk, policy, {"engineer": to.name}, purpose=PURPOSE)
