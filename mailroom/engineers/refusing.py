"""Engineers' mails of which nothing leaves: they come back to a proven engineer, and a forged one is asked about (desk-rules 29).

Whoever forged a mail learns nothing: it is held without an answer, and the real engineer hears of it at most once a day.
"""

from __future__ import annotations

from sqlalchemy import Connection

from mailroom.decision import Filing
from mailroom.engineers.attempt import SILENCE, Attempt
from mailroom.engineers.proof import Proof, Right
from mailroom.recalling import Recalled, Rules
from responders.relaying import not_sent, was_it_you
from tickets.correspondence import correspondence
from tickets.directory import Person
from tickets.notices import last_asked
from tickets.states import InboundState


def come_back(attempt: Attempt, because: str, *, is_unlisted: bool = False) -> Filing:
    """NOT SENT: why; his words; a fresh token of his own."""
    rules, ticket_id = attempt.rules, attempt.ticket_id
    ticket = correspondence(attempt.connection, ticket_id) if ticket_id is not None else None
    letter = not_sent(
        ticket, attempt.person, attempt.mail.row.id, sentence(because), attempt.text, rules.desk, rules.policy, is_unlisted=is_unlisted
    )
    ((outbound_id, _),) = attempt.queue([letter])
    attempt.note("an engineer's answer was not sent", because, outbound_id)
    return _held(attempt, f"not sent: {because}")


def come_back_to_unlisted(connection: Connection, rules: Rules, recalled: Recalled, ticket_id: int | None) -> Filing:
    """One of us who is missing from the directory is staff without commands (desk-rules 27): an engineer at another address, mostly."""
    sender = recalled.mail.sender
    because = f"the address {sender.address} is not in staff.toml; send it from the one that our letter went to, or have this one added"
    writer = Person(name=sender.name or sender.address, addresses=(sender.address,), languages=(rules.desk.language,))
    proof = Proof(right=Right.REFUSED, because=because, ticket_id=ticket_id)
    attempt = Attempt(connection=connection, rules=rules, recalled=recalled, person=writer, proof=proof)
    return come_back(attempt, because, is_unlisted=True)


def hold(attempt: Attempt) -> Filing:
    """Nothing proves that he wrote it."""
    because, rules = attempt.proof.because, attempt.rules
    ticket_id, now = attempt.ticket_id, attempt.mail.now
    if ticket_id is not None and not last_asked(attempt.connection, attempt.person.address, now - rules.policy.notices.forged_every):
        ticket = correspondence(attempt.connection, ticket_id)
        letter = was_it_you(ticket, attempt.person, attempt.mail.sender.address, sentence(because), rules.desk, rules.policy)
        ((outbound_id, _),) = attempt.queue([letter])
        attempt.note("the engineer is asked whether he wrote it", because, outbound_id)
    return _held(attempt, because)


def sentence(because: str) -> str:
    return f"{because[:1].upper()}{because[1:]}{'' if because.endswith(('.', '?', '!')) else '.'}"


def _held(attempt: Attempt, because: str) -> Filing:
    return Filing(state=InboundState.HELD, because=because, ticket_id=attempt.ticket_id, silence=SILENCE)
