"""Canaries: mails of the desk to itself that go the whole way of a customer's letter, so that the way is timed while nobody writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from tickets.schema import canaries, inbound, outbound, tokens
from tickets.verdict import Kind

_KEPT = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Canary:
    outbound_id: int
    mailbox: str
    queued_at: datetime
    came_at: datetime | None = None

    def is_missing(self, late: timedelta, now: datetime) -> bool:
        return self.came_at is None and now - self.queued_at > late


def released(connection: Connection, outbound_id: int, mailbox: str, now: datetime) -> None:
    """A letter of the outbox is a canary on its way to this mailbox; those of last week are forgotten."""
    connection.execute(delete(canaries).where(canaries.c.queued_at < now - _KEPT))
    connection.execute(insert(canaries).values(outbound_id=outbound_id, mailbox=mailbox, queued_at=now))


def last(connection: Connection) -> Canary | None:
    row = connection.execute(select(canaries).order_by(canaries.c.queued_at.desc()).limit(1)).first()
    return None if row is None else Canary(**row._mapping)  # noqa: SLF001  (SQLAlchemy's public name)


def last_home(connection: Connection) -> Canary | None:
    """The newest one that came."""
    came = select(canaries).where(canaries.c.came_at.is_not(None)).order_by(canaries.c.queued_at.desc()).limit(1)
    row = connection.execute(came).first()
    return None if row is None else Canary(**row._mapping)  # noqa: SLF001


def came_home(connection: Connection) -> dict[int, datetime]:
    """{letter: when its mail was fetched} of those that nobody has noted yet.

    A relay may have given the mail another Message-ID (decisions 1): then its token in the subject tells, among our own mails alone.
    """
    by_subject = and_(inbound.c.kind == Kind.OWN, inbound.c.received_at >= canaries.c.queued_at, inbound.c.subject.contains(tokens.c.token))
    query = (
        select(canaries.c.outbound_id, inbound.c.received_at)
        .join(outbound, outbound.c.id == canaries.c.outbound_id)
        .join(tokens, tokens.c.outbound_id == outbound.c.id)
        .join(inbound, and_(inbound.c.mailbox == canaries.c.mailbox, or_(inbound.c.message_id == outbound.c.message_id, by_subject)))
        .where(canaries.c.came_at.is_(None))
    )
    return {row.outbound_id: row.received_at for row in connection.execute(query)}


def note(connection: Connection, home: dict[int, datetime]) -> None:
    for outbound_id, came_at in home.items():
        connection.execute(update(canaries).where(canaries.c.outbound_id == outbound_id).values(came_at=came_at))
