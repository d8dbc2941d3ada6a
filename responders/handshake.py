"""The test notice: an engineer's answer to it shows which proof his mail carries (decisions 8). Pure."""

from __future__ import annotations

from responders.reaching import desk_words
from tickets.directory import Person
from tickets.identity import Desk
from tickets.letter import Letter
from tickets.letter_kinds import HANDSHAKE
from tickets.message import Address
from tickets.policy import Policy
from tickets.tokens import HANDSHAKE as PURPOSE


def handshake(to: Person, desk: Desk, policy: Policy) -> Letter:
    return Letter(
        kind=HANDSHAKE,
        recipient=Address(to.address, to.name),
        letter=HANDSHAKE,
        language=to.languages[0] if to.languages else desk.language,
        values={"desk": desk_words(desk, policy), "engineer": to.name},
        purpose=PURPOSE,
    )
