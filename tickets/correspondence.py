"""A ticket as an exchange of letters: with whom, in which thread, in whose hands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from tickets.message import Address
from tickets.schema import messages, outbound, participants, tickets
from tickets.states import TicketStatus
from tickets.verdict import PROVEN

_MAILS = 50  # the newest of a thread: enough for its references, and for whom the requester named


@dataclass(frozen=True, kw_only=True)
class Correspondence:
    ticket_id: int
    number: int
    subject: str
    status: TicketStatus
    requester: Address
    customer: Address  # the requester where he wants his letters: his Reply-To, within his own domain
    copied: tuple[Address, ...]  # whom he named in a mail that is proven to be his, and whom the desk admitted
    owner: str
    language: str
    topic: str
    audience: str
    lane: str
    opened_at: datetime
    due_at: datetime | None
    thread: tuple[str, ...]  # Message-IDs of the customer's mails and of our relays, the oldest first


def correspondence(connection: Connection, ticket_id: int) -> Correspondence:
    row = connection.execute(select(tickets).where(tickets.c.id == ticket_id)).one()
    mails = _mails(connection, ticket_id)
    requester = Address(row.requester, row.requester_name)
    return Correspondence(
        ticket_id=ticket_id,
        number=row.number,
        subject=row.subject,
        status=TicketStatus(row.status),
        requester=requester,
        customer=_customer(connection, ticket_id, requester),
        copied=_copied(connection, ticket_id, requester, mails),
        owner=row.owner or "",
        language=row.language,
        topic=row.topic,
        audience=row.audience,
        lane=row.lane,
        opened_at=row.opened_at,
        due_at=row.due_at,
        thread=tuple(dict.fromkeys(mail.message_id for mail in mails if mail.message_id)),
    )


def _mails(connection: Connection, ticket_id: int) -> list[Row[Any]]:
    """The newest mails of the ticket, the oldest first."""
    said: Select[Any] = select(messages).where(messages.c.ticket_id == ticket_id, messages.c.direction != "note")
    return list(connection.execute(said.order_by(messages.c.id.desc()).limit(_MAILS)))[::-1]


def _customer(connection: Connection, ticket_id: int, requester: Address) -> Address:
    """Where the acknowledgement went, if that is still at the requester's domain; else himself."""
    query = select(outbound.c.recipient).where(outbound.c.ticket_id == ticket_id, outbound.c.kind == "acknowledgement")
    written_to = connection.execute(query.order_by(outbound.c.id).limit(1)).scalar()
    known = Address(written_to or requester.address, requester.name)
    return known if known.domain == requester.domain.lower() else requester


def _copied(connection: Connection, ticket_id: int, requester: Address, mails: Iterable[Row[Any]]) -> tuple[Address, ...]:
    """Never somebody who appeared only in mail that nobody has proven."""
    named = {
        address.lower()
        for mail in mails
        if mail.direction == "in" and mail.trust in PROVEN and mail.sender.lower() == requester.address.lower()
        for address in mail.recipients
    }
    people = connection.execute(select(participants.c.address, participants.c.role).where(participants.c.ticket_id == ticket_id)).all()
    invited = [person.address for person in people if person.role == "joiner" or (person.role == "cc" and person.address in named)]
    return tuple(Address(address) for address in sorted(invited) if address != requester.address.lower())
