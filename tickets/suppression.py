"""Addresses that get no automatic letter, because one came back for good. Only a 5.1.x says that of an *address* (desk-rules 36);
good mail from it lifts the suppression, and a relay always tries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from tickets.schema import suppressed
from tickets.upsert import insert_new

_LIFT = delete(suppressed).where(suppressed.c.address == bindparam("lifted"))


def suppress(connection: Connection, address: str, because: str, now: datetime) -> None:
    insert_new(connection, suppressed, {"address": address.lower(), "since": now, "because": because})


def lift(connection: Connection, address: str) -> bool:
    """True where there was one to lift."""
    return connection.execute(_LIFT, {"lifted": address.lower()}).rowcount == 1


def listed(connection: Connection) -> list[dict[str, str]]:
    rows = connection.execute(select(suppressed).order_by(suppressed.c.address))
    return [{"address": row.address, "since": row.since.isoformat(), "because": row.because} for row in rows]


def is_for_good(action: str, status: str) -> bool:
    """RFC 3463: 5.1.x is about the address itself; a full or disabled mailbox (5.2.x) may be mended tomorrow."""
    return action == "failed" and status.startswith("5.1.")
