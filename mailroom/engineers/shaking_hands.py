"""`doctor --notices`: each engineer gets a test notice, and his answer shows by what his mail can be told from a forged one (decisions 8).

The answer is filed quietly whatever its proof: that nothing proves it is what the desk wants to learn before a customer waits for it.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from mailroom.decision import Filing
from mailroom.engineers.attempt import SILENCE, Attempt
from responders.handshake import handshake
from tickets import handshakes, outbox
from tickets.directory import Staff
from tickets.identity import Desk
from tickets.letter import Owed
from tickets.policy import Policy
from tickets.states import InboundState
from tickets.store import Store
from tickets.tokens import mint


def ask(store: Store, desk: Desk, policy: Policy, staff: Staff, now: datetime) -> int:
    """Queue a test notice to each person of the directory; returns how many. Only the answer to the newest one counts."""
    owed = [Owed(letter=handshake(person, desk, policy), token=mint(secrets.token_bytes(10))) for person in staff.people]
    with store.writing() as connection:
        outbox.queue_all(connection, owed, domain=desk.domain, now=now)
    return len(owed)


def take(attempt: Attempt) -> Filing | None:
    """None for every mail that answers no test notice of his."""
    mail = attempt.mail
    # Wherever the token stands: as it gives no right, a mail program that quotes and drops In-Reply-To is good enough.
    named = (*mail.clues.address_tokens, *mail.clues.id_tokens, *mail.clues.body_tokens)
    own = [address.lower() for address in attempt.person.addresses]
    letter = handshakes.letter_of(attempt.connection, named, own) if named else None
    if letter is None:
        return None
    handshakes.answer(attempt.connection, letter, mail.row.id, mail.examined.trust, mail.now)
    return Filing(state=InboundState.FILED, because="an engineer's answer to a test notice", silence=SILENCE)
