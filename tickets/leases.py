"""The cursor and the lease of each mailbox: one watcher a mailbox over all hosts, and a position that moves only with the rows it counts.

A lease has a fence that grows with each new holder. Whoever writes names its fence: a watcher that stalled, lost its lease and woke
again writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from tickets.habits import learned
from tickets.held import holds
from tickets.holder import is_dead
from tickets.schema import mailboxes

LEASE = timedelta(minutes=2)  # longer than any single fetch; renewed by each


@dataclass(frozen=True, kw_only=True)
class Cursor:
    mailbox: str
    uidvalidity: int | None  # None: this mailbox was never met
    uid: int  # the last UID received
    met_at: datetime | None
    fence: int


class LeaseLost(Exception):  # noqa: N818  (it is no error of ours: another host took over)
    """Another holder has the mailbox; what was in hand is not written, and he fetches it."""


def take(connection: Connection, mailbox: str, holder: str, now: datetime) -> Cursor | None:
    """Take or renew the lease and read the cursor. None: another holder has it."""
    _ensure(connection, mailbox)
    row = connection.execute(select(mailboxes).where(mailboxes.c.name == mailbox).with_for_update()).one()
    if row.holder not in ("", holder) and holds(row.held_until, LEASE, now) and not is_dead(row.holder):
        return None
    fence = row.fence if row.holder == holder else row.fence + 1
    connection.execute(update(mailboxes).where(mailboxes.c.name == mailbox).values(holder=holder, held_until=now + LEASE, fence=fence))
    return Cursor(mailbox=mailbox, uidvalidity=row.uidvalidity, uid=row.uid, met_at=row.met_at, fence=fence)


def position(connection: Connection, mailbox: str) -> tuple[int, int] | None:
    """(UIDVALIDITY, the last UID received); None of a mailbox that was never met."""
    row = connection.execute(select(mailboxes.c.uidvalidity, mailboxes.c.uid).where(mailboxes.c.name == mailbox)).first()
    return None if row is None or row.uidvalidity is None else (row.uidvalidity, row.uid)


def give_back(connection: Connection, mailbox: str, holder: str) -> None:
    """End the lease, so that the next one need not wait for it to expire."""
    connection.execute(
        update(mailboxes).where(mailboxes.c.name == mailbox, mailboxes.c.holder == holder).values(holder="", held_until=None)
    )


def advance(connection: Connection, cursor: Cursor, *, uidvalidity: int, uid: int, now: datetime) -> None:
    """Move the cursor, in the transaction that keeps the mails it passes. Raises LeaseLost, which rolls that transaction back."""
    _write(connection, cursor, uidvalidity=uidvalidity, uid=uid, met_at=cursor.met_at or now, last_success=now, held_until=now + LEASE)


def meet(connection: Connection, cursor: Cursor, *, uidvalidity: int, uid: int, now: datetime) -> Cursor:
    """Begin at `uid` in a folder that we meet for the first time, or that was made anew. Raises LeaseLost."""
    met_at = cursor.met_at or now
    _write(connection, cursor, uidvalidity=uidvalidity, uid=uid, since_uid=uid, met_at=met_at, held_until=now + LEASE)
    return replace(cursor, uidvalidity=uidvalidity, uid=uid, met_at=met_at)


def rewind(connection: Connection, mailbox: str, uid: int) -> None:
    """Let the next pass fetch again from after `uid`: what is there already stays as it is, what is missing comes."""
    connection.execute(update(mailboxes).where(mailboxes.c.name == mailbox, mailboxes.c.uid > uid).values(uid=uid))


def _write(connection: Connection, cursor: Cursor, **values: object) -> None:
    moved = connection.execute(
        update(mailboxes).where(mailboxes.c.name == cursor.mailbox, mailboxes.c.fence == cursor.fence).values(values)
    )
    if moved.rowcount != 1:
        raise LeaseLost(f"mailbox {cursor.mailbox}: the lease went to another host")


def report(connection: Connection, mailbox: str, state: str, *, success_at: datetime | None = None) -> None:
    """Say in words how the mailbox does, for `status` and `doctor`; `success_at` is the end of a whole pass."""
    _ensure(connection, mailbox)
    values: dict[str, object] = {"state": state}
    if success_at is not None:
        values |= {"last_success": success_at, "passed_at": success_at, "usual_gap": _usual_gap(connection, mailbox, success_at)}
    connection.execute(update(mailboxes).where(mailboxes.c.name == mailbox).values(values))


def _usual_gap(connection: Connection, mailbox: str, now: datetime) -> float | None:
    row = connection.execute(select(mailboxes.c.passed_at, mailboxes.c.usual_gap).where(mailboxes.c.name == mailbox)).one()
    return learned(row.usual_gap, now - row.passed_at) if row.passed_at else None


def _ensure(connection: Connection, mailbox: str) -> None:
    known = connection.execute(select(mailboxes.c.name).where(mailboxes.c.name == mailbox)).first()
    if known is None:
        connection.execute(mailboxes.insert().values(name=mailbox))
