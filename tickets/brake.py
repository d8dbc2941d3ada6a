"""The brake on what leaves (decisions 4): one letter retried or dropped, or the whole outbox shut."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from tickets import journal
from tickets.schema import notebook, outbound
from tickets.states import OutboundState
from tickets.upsert import put
from tickets.waiting import Refused

_PAUSED = "the outbox is shut"
_RESTORED = "the outbox is shut after a restore"


def reason(connection: Connection) -> str:
    """Why nothing leaves; '' while the outbox is open."""
    found = select(notebook.c.value).where(notebook.c.key.in_((_PAUSED, _RESTORED))).order_by(notebook.c.key)
    return connection.execute(found.limit(1)).scalar() or ""


def pause(connection: Connection, because: str) -> None:
    put(connection, notebook, key=_PAUSED, value=because)


def resume(connection: Connection) -> None:
    """A person opens it, whatever shut it."""
    _open(connection, _PAUSED, _RESTORED)


def shut_after_restore(connection: Connection, because: str) -> None:
    """Nothing leaves until the ledger is caught up (desk-rules 35)."""
    put(connection, notebook, key=_RESTORED, value=f"the database was restored: {because}")


def is_shut_after_restore(connection: Connection) -> bool:
    return connection.execute(select(notebook.c.key).where(notebook.c.key == _RESTORED)).first() is not None


def open_after_restore(connection: Connection) -> None:
    """What a person has shut stays so."""
    _open(connection, _RESTORED)


def _open(connection: Connection, *keys: str) -> None:
    connection.execute(delete(notebook).where(notebook.c.key.in_(keys)))


def retry(connection: Connection, letter_id: int, by: str, now: datetime) -> None:
    """A failed letter goes out again with the same bytes."""
    _move(connection, letter_id, (OutboundState.FAILED,), state=OutboundState.QUEUED, due_at=now, because=f"tried again by {by}")
    journal.note(connection, now, "the letter is tried again", f"by {by}", outbound_id=letter_id)


def drop(connection: Connection, letter_id: int, by: str, now: datetime) -> None:
    states = (OutboundState.QUEUED, OutboundState.FAILED)
    _move(connection, letter_id, states, state=OutboundState.SUPPRESSED, because=f"dropped by {by}")
    journal.note(connection, now, "the letter is not sent", f"dropped by {by}", outbound_id=letter_id)


def bytes_of(connection: Connection, letter_id: int) -> bytes | None:
    """None before they are made. Raises Refused for an id that does not exist."""
    found = connection.execute(select(outbound.c.raw).where(outbound.c.id == letter_id)).first()
    if found is None:
        raise Refused(f"no letter has the id {letter_id}; `mailroom outbox list` shows them")
    raw: bytes | None = found.raw
    return raw


def _move(connection: Connection, letter_id: int, states: tuple[OutboundState, ...], **values: Any) -> None:
    moved = connection.execute(update(outbound).where(outbound.c.id == letter_id, outbound.c.state.in_(states)).values(values))
    if moved.rowcount != 1:
        found = connection.execute(select(outbound.c.state).where(outbound.c.id == letter_id)).scalar()
        raise Refused(f"letter {letter_id} is {found}" if found else f"no letter has the id {letter_id}")
