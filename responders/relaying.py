"""The letters around an engineer's reply: the relay to the customer, and what the engineer himself is told. Pure.

A relay is written from the desk, into the customer's own thread, under the desk's frame. Every letter to the engineer carries a token
of his, so that a plain reply to it answers the customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from responders.case import greeting, plain_subject
from responders.reaching import contact, desk_words
from responders.staff_letter import staff_letter
from responders.vocabulary import Value
from tickets.correspondence import Correspondence
from tickets.directory import Person
from tickets.identity import Desk
from tickets.letter import File, Letter
from tickets.letter_kinds import RELAY
from tickets.message import Address
from tickets.policy import Policy
from tickets.relays import ASKS, KEEPS_TURN
from tickets.tokens import RELAY as FOR_A_REPLY
from tickets.understanding import Audience


@dataclass(frozen=True, kw_only=True)
class Said:
    """What an engineer said, ready to leave."""

    by: Person
    inbound_id: int
    text: str
    files: tuple[File, ...] = ()
    keeps_turn: bool = False  # it promises more, so the turn stays ours
    asks: bool = False  # it asks for facts, by #ask
    now: datetime


def readers(ticket: Correspondence, reached: Sequence[str], by: Person, desk: Desk) -> tuple[Address, ...]:
    """Who is to get the answer: the customer, be he one of us, and whom he named outside. Not those whom the engineer's own mail reached,
    nor himself, nor the desk."""
    out = {address.lower() for address in reached}
    people = (ticket.customer, *(other for other in ticket.copied if not desk.is_staff(other.address)))
    found = (a for a in people if "@" in a.address and a.address.lower() not in out)
    return tuple(a for a in found if not desk.is_own(a.address) and not by.writes_from(a.address))


def relays(ticket: Correspondence, said: Said, to: Sequence[Address], desk: Desk, policy: Policy) -> list[Letter]:
    """One letter for each reader, so that each answers with a token of his own; all show the same To and Cc."""
    first, others = to[0], to[1:]
    return [_relay(ticket, said, reader, (first, others), desk, policy) for reader in to]


def _relay(
    ticket: Correspondence, said: Said, reader: Address, shown: tuple[Address, Sequence[Address]], desk: Desk, policy: Policy
) -> Letter:
    first, others = shown
    return Letter(
        kind=RELAY,
        recipient=reader,
        letter="relay",
        language=ticket.language or desk.language,
        values={
            **values(ticket, desk, policy),
            "person": {"name": greeting(reader)},
            "body": said.text,
            "engineer": said.by.name,
            "signature": said.by.signature,
            KEEPS_TURN: said.keeps_turn,
            ASKS: said.asks,
        },
        ticket_id=ticket.ticket_id,
        topic=ticket.topic,
        audience=ticket.audience,
        in_reply_to=ticket.thread[-1] if ticket.thread else "",
        references=ticket.thread[:-1],
        carries=said.inbound_id,
        by=said.by.address,
        to=() if reader == first else (first,),
        cc=tuple(others),
        files=said.files,
        not_before=said.now + timedelta(seconds=said.by.undo_seconds) if said.by.undo_seconds else None,
    )


def receipt(
    ticket: Correspondence,
    to: Person,
    inbound_id: int,
    desk: Desk,
    policy: Policy,
    *,
    done: Sequence[str],
    text: str = "",
    to_whom: Sequence[Address] = (),
) -> Letter:
    """What was done, what was sent, to whom, and how to stop it."""
    shows: dict[str, Value] = {
        "done": [{"text": line} for line in done],
        "recipients": [{"address": reader.address} for reader in to_whom],
        "undo_seconds": to.undo_seconds if to_whom else 0,
        "body": text,
    }
    return _to_staff("receipt", ticket, to, desk, policy, shows, answers=inbound_id)


def not_sent(
    ticket: Correspondence | None,
    to: Person,
    inbound_id: int,
    reason: str,
    text: str,
    desk: Desk,
    policy: Policy,
    *,
    is_unlisted: bool = False,
) -> Letter:
    """The engineer's mail comes back, with a fresh token: a reply sends it (desk-rules 29), unless `staff.toml` lacks his address."""
    shows: dict[str, Value] = {"reason": reason, "body": text, "is_unlisted": is_unlisted}
    return _to_staff("not_sent", ticket, to, desk, policy, shows, answers=inbound_id)


def was_it_you(ticket: Correspondence, to: Person, sender: str, reason: str, desk: Desk, policy: Policy) -> Letter:
    """To the real engineer, about a mail in his name that nothing proves."""
    return _to_staff("was_it_you", ticket, to, desk, policy, {"sender": sender, "reason": reason})


def not_delivered(ticket: Correspondence, to: Person, recipient: str, reason: str, text: str, desk: Desk, policy: Policy) -> Letter:
    """A relay failed or came back (desk-rules 36)."""
    return _to_staff("not_delivered", ticket, to, desk, policy, {"recipient": recipient, "reason": reason, "body": text})


def _to_staff(
    letter: str,
    ticket: Correspondence | None,
    to: Person,
    desk: Desk,
    policy: Policy,
    shows: dict[str, Value],
    *,
    answers: int | None = None,
) -> Letter:
    stands = _standing(ticket, desk, policy) if ticket else {}
    made = staff_letter(letter, to, desk, policy, {**stands, **shows}, purpose=FOR_A_REPLY)
    return replace(made, ticket_id=ticket.ticket_id if ticket else None, answers=answers)


def values(ticket: Correspondence, desk: Desk, policy: Policy) -> dict[str, Value]:
    """What a letter into this correspondence may show of the ticket."""
    subject = "" if ticket.lane else plain_subject(ticket.subject)
    return {
        "desk": desk_words(desk, policy),
        "contact": [] if ticket.lane else contact(desk, Audience(ticket.audience)),
        "lane": ticket.lane,
        "language": ticket.language,
        "ticket": {"number": desk.ticket(ticket.number), "subject": subject, "received_at": ticket.opened_at.isoformat(timespec="minutes")},
        "person": {"name": greeting(ticket.customer)},
    }


def _standing(ticket: Correspondence, desk: Desk, policy: Policy) -> dict[str, Value]:
    requester: dict[str, Value] = {"name": ticket.requester.name, "address": ticket.requester.address}
    shown = values(ticket, desk, policy)
    return {
        "ticket": shown["ticket"],
        "requester": requester,
        "owner": ticket.owner,
        "status": ticket.status.value,
    }
