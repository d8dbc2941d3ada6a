"""Canaries: mails of the desk to itself that go the whole way of a customer's letter, so that the way is timed while nobody writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from tickets.schema import canaries, inbound, outbound, tokens
from tickets.verdict import Kind

_Row = Row[*tuple[Any, ...]]

_KEPT = timedelta(days=7)
_SOUGHT = timedelta(days=1)  # one that lands later tells nothing that is still true


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


def missed(connection: Connection) -> Canary | None:
    """The one that has been under way for longest: of those that flew since the newest one that came. Once one came, the way is free.

    The newest one would not do: each that follows a lost one would begin the wait anew.
    """
    landed = select(func.max(canaries.c.queued_at)).where(canaries.c.came_at.is_not(None)).scalar_subquery()
    since = or_(landed.is_(None), canaries.c.queued_at > landed)
    oldest = select(canaries).where(canaries.c.came_at.is_(None), since).order_by(canaries.c.queued_at).limit(1)
    row = connection.execute(oldest).first()
    return None if row is None else Canary(**row._mapping)  # noqa: SLF001


def last_home(connection: Connection) -> Canary | None:
    """The newest one that came."""
    came = select(canaries).where(canaries.c.came_at.is_not(None)).order_by(canaries.c.queued_at.desc()).limit(1)
    row = connection.execute(came).first()
    return None if row is None else Canary(**row._mapping)  # noqa: SLF001


def came_home(connection: Connection, now: datetime) -> dict[int, datetime]:
    """{letter: when its mail was fetched} of those that nobody has noted yet.

    A relay may have given the mail another Message-ID (decisions 1): then its token in the subject tells, among our own mails alone.
    """
    query = (
        select(canaries.c.outbound_id, canaries.c.mailbox, canaries.c.queued_at, outbound.c.message_id, tokens.c.token)
        .join(outbound, outbound.c.id == canaries.c.outbound_id)
        .join(tokens, tokens.c.outbound_id == outbound.c.id)
        .where(canaries.c.came_at.is_(None), canaries.c.queued_at >= now - _SOUGHT)
    )
    under_way = connection.execute(query).all()
    mails = _our_own(connection, under_way)
    return {bird.outbound_id: mail.received_at for bird in under_way for mail in mails if _is_of(mail, bird)}


def _our_own(connection: Connection, under_way: Sequence[_Row]) -> Sequence[_Row]:
    """What came since the first of them flew, and may be one: by the index of a mailbox's newest mails, as a schedule asks it often."""
    if not under_way:
        return ()
    is_ours = or_(inbound.c.kind == Kind.OWN, inbound.c.message_id.in_([bird.message_id for bird in under_way]))
    since = inbound.c.received_at >= min(bird.queued_at for bird in under_way)
    columns = select(inbound.c.mailbox, inbound.c.received_at, inbound.c.message_id, inbound.c.subject)
    return connection.execute(columns.where(inbound.c.mailbox.in_({bird.mailbox for bird in under_way}), since, is_ours)).all()


def _is_of(mail: _Row, bird: _Row) -> bool:
    return mail.mailbox == bird.mailbox and (mail.message_id == bird.message_id or bird.token in mail.subject)


def note(connection: Connection, home: dict[int, datetime]) -> None:
    for outbound_id, came_at in home.items():
        connection.execute(update(canaries).where(canaries.c.outbound_id == outbound_id).values(came_at=came_at))
