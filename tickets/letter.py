"""A letter of the outbox: as it is owed, as it is bound to its token, and as it comes back to whoever sends it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from tickets import tokens
from tickets.history import counted_domain
from tickets.letter_kinds import RELAY, TO_STAFF
from tickets.message import Address
from tickets.states import OutboundState

#: desk-rules 32: relays, acknowledgements, alarms, notices, reminders
URGENCY = {"relay": 1, "acknowledgement": 2, "alarm": 3, "notice": 4, "reminder": 6}
_ORDINARY = 5


@dataclass(frozen=True, kw_only=True)
class File:
    """A view into a raw mail: its octets are fetched when the letter's bytes are made."""

    inbound: int
    part: str  # tickets.message.Attachment.part
    name: str
    content_type: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter to be queued: words and bytes come later, its identity now."""

    kind: str
    recipient: Address
    letter: str  # the template's name
    language: str
    values: dict[str, Any]
    ticket_id: int | None = None
    answers: int | None = None  # the inbound row it answers, for an automatic answer
    shape: str = ""
    topic: str = ""
    audience: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    purpose: str = tokens.CUSTOMER
    carries: int | None = None  # the inbound row whose words it carries
    by: str = ""  # the engineer whose words they are
    to: tuple[Address, ...] = ()  # the To line, where it is not the recipient alone
    cc: tuple[Address, ...] = ()
    files: tuple[File, ...] = ()
    not_before: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Post:
    """A claimed row."""

    id: int
    kind: str
    ticket_id: int | None
    recipient: Address
    message_id: str
    letter: str
    language: str
    edition: int  # of the letters when it was queued: whenever it leaves, its words are of that one (decisions 3)
    topic: str
    audience: str
    values: dict[str, Any]
    in_reply_to: str
    references: tuple[str, ...]
    queued_at: datetime
    attempts: int
    raw: bytes | None = field(repr=False)  # present: it was SENDING before, so it is in doubt
    is_in_doubt: bool = False
    sent_at: datetime | None = None
    reply: str = ""  # the server's last words about it
    carries: int | None = None
    by: str = ""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    files: tuple[File, ...] = ()

    @property
    def mark(self) -> str:
        """Its X-Mailroom-Outbound, by which it is known where a server gave it another Message-ID: its token, which nobody guesses."""
        return tokens.in_message_id(self.message_id)

    @property
    def was_accepted(self) -> bool:
        """The server took it, and the process that handed it over ended before it was settled."""
        return self.is_in_doubt and self.sent_at is not None

    @property
    def is_relay(self) -> bool:
        return self.kind == RELAY

    @property
    def is_automatic(self) -> bool:
        """To a customer, and no person wrote it."""
        return not self.is_relay and self.kind not in TO_STAFF


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A letter with the token that it will carry."""

    letter: Letter
    token: str


def outbound_row(owed: Owed, domain: str, now: datetime) -> dict[str, Any]:
    """The outbound row of a letter that is owed."""
    letter, recipient = owed.letter, owed.letter.recipient
    return {
        "ticket_id": letter.ticket_id,
        "kind": letter.kind,
        "recipient": recipient.address.lower(),
        "recipient_name": recipient.name,
        "domain": counted_domain(recipient.address),
        "message_id": tokens.message_id(owed.token, domain),
        "answers": letter.answers,
        "shape": letter.shape,
        "letter": letter.letter,
        "language": letter.language,
        "topic": letter.topic,
        "audience": letter.audience,
        "values": letter.values,
        "in_reply_to": letter.in_reply_to,
        "references": list(letter.references),
        "state": OutboundState.QUEUED,
        "urgency": URGENCY.get(letter.kind, _ORDINARY),
        "queued_at": now,
        "due_at": letter.not_before or now,
        "carries": letter.carries,
        "by": letter.by.lower(),
        "to": [[address.address, address.name] for address in letter.to],
        "cc": [[address.address, address.name] for address in letter.cc],
        "files": [asdict(file) for file in letter.files],
    }


def token_row(owed: Owed, outbound_id: int, now: datetime) -> dict[str, Any]:
    """The token's row: which letter, ticket, purpose and recipient it stands for."""
    letter = owed.letter
    bound_to = {"outbound_id": outbound_id, "ticket_id": letter.ticket_id, "recipient": letter.recipient.address.lower()}
    return bound_to | {"token": owed.token, "purpose": letter.purpose, "minted_at": now}


def post_of(row: Row[Any]) -> Post:
    """A row as it is claimed."""
    return Post(
        id=row.id,
        kind=row.kind,
        ticket_id=row.ticket_id,
        recipient=Address(row.recipient, row.recipient_name),
        message_id=row.message_id,
        letter=row.letter,
        language=row.language,
        edition=row.edition,
        topic=row.topic,
        audience=row.audience,
        values=row.values,
        in_reply_to=row.in_reply_to,
        references=tuple(row.references),
        queued_at=row.queued_at,
        attempts=row.attempts,
        raw=row.raw,
        is_in_doubt=row.state == OutboundState.SENDING,
        sent_at=row.sent_at,
        reply=row.reply,
        carries=row.carries,
        by=row.by,
        to=tuple(Address(*address) for address in row.to),
        cc=tuple(Address(*address) for address in row.cc),
        files=tuple(File(**file) for file in row.files),
    )
