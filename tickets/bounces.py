"""A bounce finds the letter that it returns, and shows on the ticket (decisions 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, select

from tickets import journal, recall, suppression, upsert
from tickets.schema import aliases, outbound, tokens
from tickets.verdict import BounceReport

_GIVES_UP = timedelta(days=5)  # RFC 5321 4.5.4.1: for so long a server tries


@dataclass(frozen=True, kw_only=True)
class ReturnedLetter:
    outbound_id: int
    ticket_id: int | None
    recipient: str


def returned_letter(connection: Connection, report: BounceReport) -> ReturnedLetter | None:
    """By the Message-ID in what came back, an alias of it, or its X-Mailroom-Outbound: only who holds the letter knows any of them."""
    columns = select(outbound.c.id, outbound.c.ticket_id, outbound.c.recipient)
    tries: list[Select[Any]] = []
    if report.message_id:
        known_as = columns.join(aliases, aliases.c.outbound_id == outbound.c.id).where(aliases.c.message_id == report.message_id)
        tries += [columns.where(outbound.c.message_id == report.message_id), known_as]
    if report.outbound:
        tries.append(columns.join(tokens, tokens.c.outbound_id == outbound.c.id).where(tokens.c.token == report.outbound.lower()))
    for attempt in tries:
        row = connection.execute(attempt).first()
        if row is not None:
            ticket_id = None if row.ticket_id is None else recall.standing(connection, row.ticket_id)
            return ReturnedLetter(outbound_id=row.id, ticket_id=ticket_id, recipient=row.recipient)
    return None


def letter_meant(connection: Connection, report: BounceReport, now: datetime) -> int | None:
    """The last letter to somebody whom we did not reach, where the report tells of him and of no letter (decisions 2).

    Anybody can name an address, so it is a guess for a person, and proves nothing.
    """
    unreached = [recipient for recipient in report.recipients if recipient.action == "failed"]
    named = {address.lower() for recipient in unreached for address in (recipient.original, recipient.address) if address}
    if report.message_id or report.outbound or not named:
        return None
    lately = select(outbound.c.id).where(outbound.c.recipient.in_(named), outbound.c.sent_at.between(now - _GIVES_UP, now))
    found: int | None = connection.execute(lately.order_by(outbound.c.sent_at.desc()).limit(1)).scalar()
    return found


def know_alias(connection: Connection, message_id: str, outbound_id: int) -> None:
    """A relay gave our letter another Message-ID: answers and bounces will carry that one."""
    upsert.insert_new(connection, aliases, {"message_id": message_id, "outbound_id": outbound_id})


def note(connection: Connection, letter: ReturnedLetter, report: BounceReport, *, inbound_id: int, now: datetime) -> None:
    """Write each recipient's fate on the letter and its ticket; an address that does not exist gets no automatic letter any more."""
    for recipient in report.recipients:
        because = " ".join(part for part in (recipient.address, recipient.status, recipient.diagnostic[:300]) if part)
        what = "the letter is delayed" if recipient.action == "delayed" else "the letter came back"
        journal.note(connection, now, what, because, inbound_id=inbound_id, ticket_id=letter.ticket_id, outbound_id=letter.outbound_id)
        written_to = recipient.original or recipient.address  # what a forged report names is not what we wrote to
        if written_to.lower() == letter.recipient and suppression.is_for_good(recipient.action, recipient.status):
            suppression.suppress(connection, letter.recipient, f"{recipient.status} {recipient.diagnostic[:200]}".strip(), now)
