"""From a decision to the letter that is owed: to whom it goes, and what it may show. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mailroom.examine import Examined
from mailroom.filing import Change, Filing
from responders.acknowledgement import values
from responders.case import Case
from tickets.due import due
from tickets.history import Account, counted_domain
from tickets.identity import Desk
from tickets.message import Address, Message
from tickets.outbox import Letter
from tickets.policy import Policy
from tickets.promise import promise
from tickets.states import InboundState
from tickets.tokens import CUSTOMER, JOINER, WHOSE
from tickets.understanding import Understanding
from tickets.verdict import Trust, TrustLevel


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A decision that earned a letter, with what was known when it was made."""

    filing: Filing
    examined: Examined
    understanding: Understanding
    known: Account
    language: str
    inbound_id: int | None
    ticket_id: int | None
    ticket_number: int
    received_at: datetime
    now: datetime
    ahead: int = 0  # unanswered tickets before this one
    is_stub: bool = False
    size: int = 0  # octets at the server
    incident: str = ""  # what the lead says of it, in a letter about an incident
    lacks: tuple[str, ...] | None = None  # as of a Case
    is_repeated: bool = False  # its sender waits for an answer about the same matter


def letter(owed: Owed, desk: Desk, policy: Policy) -> Letter:
    message, carried, asks_whose = owed.examined.message, owed.examined.carried, owed.filing.letter == "whose"
    return Letter(
        kind=owed.filing.letter,
        recipient=recipient(message, owed.examined.trust, desk),
        letter=owed.filing.letter,
        language=owed.language or desk.language,
        values={**values(_case(owed, desk, policy), desk, policy), **_beside(owed)},
        ticket_id=owed.ticket_id,
        answers=None if asks_whose else owed.inbound_id,  # the mail's one automatic answer is its customer's
        shape=owed.examined.shape,
        purpose=WHOSE if asks_whose else JOINER if owed.filing.state is InboundState.HELD else CUSTOMER,
        topic=owed.understanding.reading.topic.label,
        audience=owed.understanding.audience.label,
        in_reply_to=carried.answers if carried and not asks_whose else message.message_id,
        references=() if carried else message.references,
    )


def _beside(owed: Owed) -> dict[str, Any]:
    """What only some letters show."""
    return {"size_mb": round(owed.size / 2**20), "people": _candidates(owed), "known": owed.incident}


def _candidates(owed: Owed) -> list[dict[str, str]]:
    """Whose mail it may be, for the one who passed it on."""
    carried = owed.examined.carried
    return [{"address": person.address} for person in carried.candidates] if carried else []


def recipient(message: Message, trust: Trust, desk: Desk) -> Address:
    """Where the answer goes. Reply-To is for delivery, never identity: it is followed when the sender is proven, or within the domain of
    his company, since anybody can name a stranger there and have us write to him. Of free mail the domain says nothing."""
    sender = message.sender or Address("")
    wished = message.reply_to[0] if message.reply_to else sender
    is_near = bool(wished.domain) and wished.domain == counted_domain(sender.address) and trust.level is not TrustLevel.FAILED
    if desk.is_own(wished.address) or not (is_near or trust.is_proven):
        return sender
    return Address(wished.address, wished.name or sender.name)


def _is_he(owed: Owed, to: Address) -> bool:
    """Whoever reads the letter is whom the sender's address names: what earlier tickets tell of it may stand there."""
    sender = owed.examined.message.sender
    return owed.examined.trust.is_proven or (sender is not None and sender.address.lower() == to.address.lower())


def _case(owed: Owed, desk: Desk, policy: Policy) -> Case:
    message, understanding = owed.examined.message, owed.understanding
    topic = understanding.reading.topic.label
    times = due(policy, understanding.audience.label, topic, understanding.scope, owed.received_at)
    said = promise(policy, understanding.scope, times, tickets_ahead=owed.ahead)
    requester = recipient(message, owed.examined.trust, desk)
    return Case(
        number=desk.ticket(owed.ticket_number),
        subject=owed.examined.shown.subject,
        requester=requester,
        language=owed.language,
        received_at=owed.received_at,
        understanding=understanding,
        earlier_serials=owed.known.earlier_serials if _is_he(owed, requester) else (),
        first_response_by=said.at,
        may_print_clock=said.at is not None,
        is_stub=owed.is_stub,
        only_cc=_is_only_copied(message, desk),
        still_missing=owed.lacks,
        may_ask=owed.filing.asks or owed.filing.change is Change.OPEN,
        mails_together=2 if owed.is_repeated else 1,
    )


def _is_only_copied(message: Message, desk: Desk) -> bool:
    """The desk stands in Cc and somebody else in To: acknowledge, ask nothing (desk-rules 27)."""
    to_us = any(desk.is_own(address.address) for address in message.to)
    return bool(message.to) and not to_us and any(desk.is_own(address.address) for address in message.cc)
