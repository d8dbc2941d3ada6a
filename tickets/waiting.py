"""What people decide about mails that wait: each puts the mail back on the path with that word, so that one pipeline files everything."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from tickets import desk as conversation
from tickets import journal, ledger, recall, upsert
from tickets.schema import inbound, messages, participants, raws, tokens
from tickets.states import InboundState, Order


class Refused(Exception):  # noqa: N818  (an answer to the person who asked, not a failure)
    """What was asked cannot be done, and why."""


def admit(connection: Connection, row_id: int, by: str, now: datetime) -> None:
    """A held joiner takes part in the ticket from now on, and his mail stands in it."""
    row = _row(connection, row_id, InboundState.HELD)
    if row.ticket_id is None:
        raise Refused(f"mail {row_id} is not held for a ticket; `held release {row_id}` gives it one of its own")
    ticket_id = recall.standing(connection, row.ticket_id)
    conversation.add_participant(connection, ticket_id, row.sender, "joiner", f"admitted by {by}")
    _again(connection, row_id, Order.ADMIT, f"admitted by {by}", now)


def separate(connection: Connection, row_id: int, by: str, now: datetime) -> None:
    """A held mail becomes a ticket of its own, linked to the one it named."""
    row = _row(connection, row_id, InboundState.HELD)
    order = Order.RELEASE if row.ticket_id is None else Order.SEPARATE
    _again(connection, row_id, order, f"made a ticket of its own by {by}", now)


def reject(connection: Connection, row_id: int, by: str, now: datetime) -> None:
    """A held mail is nobody's request. It stays listed, and `ignored release` takes the word back."""
    _row(connection, row_id, InboundState.HELD)
    ledger.move(connection, row_id, InboundState.IGNORED, f"rejected by {by}")
    journal.note(connection, now, "rejected", f"by {by}", inbound_id=row_id)


def release(connection: Connection, row_id: int, by: str, now: datetime) -> None:
    """An ignored mail is somebody's after all: it becomes a ticket and earns its answer."""
    _row(connection, row_id, InboundState.IGNORED)
    _again(connection, row_id, Order.RELEASE, f"released by {by}", now)


def retry(connection: Connection, row_id: int, by: str, now: datetime) -> None:
    """Read a failed mail again; if it can be read now, its stub ticket becomes the ticket it should have been."""
    _row(connection, row_id, InboundState.FAILED)
    _again(connection, row_id, Order.RETRY, f"tried again by {by}", now)


def replace(connection: Connection, row_id: int, raw: bytes, by: str, now: datetime) -> None:
    """Feed a mended mail back in the place of one that failed. The digest stays the first one's, so that a repeat of it is known."""
    _row(connection, row_id, InboundState.FAILED)
    sha256 = hashlib.sha256(raw).hexdigest()
    upsert.insert_new(connection, raws, {"sha256": sha256, "size": len(raw), "zstd": ledger.pack(raw), "kept_at": now})
    connection.execute(update(inbound).where(inbound.c.id == row_id).values(raw_sha256=sha256, problem="", is_giant=False))
    _again(connection, row_id, Order.RETRY, f"replaced by {by}", now)


def drop(connection: Connection, row_id: int, by: str, now: datetime) -> None:
    """Give a failed mail up. Its stub ticket stays; its row stays listed among the ignored."""
    _row(connection, row_id, InboundState.FAILED)
    ledger.move(connection, row_id, InboundState.IGNORED, f"dropped by {by}")
    journal.note(connection, now, "dropped", f"by {by}", inbound_id=row_id)


def undo(connection: Connection, row_id: int, by: str, now: datetime) -> None:
    """Take a join back: the mail leaves the ticket and becomes one of its own, linked to it."""
    row = _row(connection, row_id, InboundState.FILED)
    first = connection.execute(
        select(inbound.c.id).where(inbound.c.ticket_id == row.ticket_id, inbound.c.state == InboundState.FILED).order_by(inbound.c.id)
    ).scalar()
    if row.ticket_id is None or first == row_id:
        raise Refused(f"mail {row_id} joined nothing: it opened its ticket")
    conversation.take_out(connection, row_id)
    _let_out(connection, row.ticket_id, row.sender, now)
    _again(connection, row_id, Order.SEPARATE, f"its join was undone by {by}", now)
    journal.note(connection, now, "a mail left the ticket", f"its join was undone by {by}", ticket_id=row.ticket_id)


def _let_out(connection: Connection, ticket_id: int, address: str, now: datetime) -> None:
    """Whoever was let in for this mail alone takes no part any more: he reads no further letter, and what he holds opens nothing."""
    stays = select(messages.c.id).where(messages.c.ticket_id == ticket_id, func.lower(messages.c.sender) == address.lower())
    if connection.execute(stays.limit(1)).first() is not None:
        return
    admitted = (participants.c.ticket_id == ticket_id, participants.c.address == address.lower(), participants.c.role == "joiner")
    if connection.execute(delete(participants).where(*admitted)).rowcount:
        held = (tokens.c.ticket_id == ticket_id, func.lower(tokens.c.recipient) == address.lower(), tokens.c.revoked_at.is_(None))
        connection.execute(update(tokens).where(*held).values(revoked_at=now))


def _row(connection: Connection, row_id: int, state: InboundState) -> Row[Any]:
    row = connection.execute(select(inbound).where(inbound.c.id == row_id)).first()
    if row is None:
        raise Refused(f"no mail has the id {row_id}")
    if row.state != state:
        raise Refused(f"mail {row_id} is {row.state}, not {state.value}: {row.because}")
    return row


def _again(connection: Connection, row_id: int, order: Order, because: str, now: datetime) -> None:
    if not connection.execute(select(inbound.c.raw_sha256).where(inbound.c.id == row_id)).scalar():
        raise Refused(f"the raw mail {row_id} is not kept any more, so it cannot be read again")
    ledger.move(connection, row_id, InboundState.RECEIVED, because, order=order, attempts=0)
    _follow_merges(connection, row_id)
    journal.note(connection, now, because, "it goes through the pipeline again", inbound_id=row_id)


def _follow_merges(connection: Connection, row_id: int) -> None:
    """Its ticket may have been merged while it waited: it goes where that one's mails go now."""
    ticket_id = connection.execute(select(inbound.c.ticket_id).where(inbound.c.id == row_id)).scalar()
    if ticket_id is not None:
        connection.execute(update(inbound).where(inbound.c.id == row_id).values(ticket_id=recall.standing(connection, ticket_id)))
