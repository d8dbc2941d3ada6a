"""Addresses that get no automatic letter, because one came back for good. Only a 5.1.x says that of an *address* (desk-rules 36);
good mail from it lifts the suppression, and a relay always tries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select

from tickets import journal
from tickets.letter_kinds import TO_STAFF
from tickets.schema import outbound, suppressed, tickets
from tickets.upsert import insert_new
from tickets.waiting import Refused

_THESE = suppressed.c.address.in_(bindparam("these", expanding=True))  # made once: every group of mails asks
_STOPPED = select(suppressed.c.address, suppressed.c.because).where(_THESE)
_LIFT = delete(suppressed).where(_THESE).returning(suppressed.c.address)


def suppress(connection: Connection, address: str, because: str, now: datetime) -> None:
    insert_new(connection, suppressed, {"address": address.lower(), "since": now, "because": because})


def stopped(connection: Connection, addresses: Iterable[str]) -> dict[str, str]:
    """{address in lower case: why no automatic letter goes there}, of those among these that get none."""
    return {row.address: row.because for row in connection.execute(_STOPPED, {"these": [address.lower() for address in addresses]})}


def lift(connection: Connection, addresses: Iterable[str]) -> list[str]:
    """Which of these, in lower case, had been suppressed, and are not any more."""
    return list(connection.execute(_LIFT, {"these": [address.lower() for address in addresses]}).scalars())


def lift_by(connection: Connection, address: str, by: str, now: datetime) -> None:
    """A person's word. It stands in the life of the last letter to that address, with which it is erased. Raises Refused."""
    if not lift(connection, [address]):
        raise Refused(f"{address} is not suppressed")
    letter = connection.execute(select(func.max(outbound.c.id)).where(func.lower(outbound.c.recipient) == address.lower())).scalar()
    journal.note(connection, now, "its address gets letters again", f"lifted by {by}", outbound_id=letter)


def listed(connection: Connection) -> list[dict[str, str]]:
    rows = connection.execute(select(suppressed).order_by(suppressed.c.address))
    return [{"address": row.address, "since": row.since.isoformat(), "because": row.because} for row in rows]


def reachable(connection: Connection, ticket_ids: Collection[int]) -> list[int]:
    """Of these tickets those whose requester may get an automatic letter: he had, or was owed, one, and none came back for good."""
    was_owed = select(outbound.c.id).where(outbound.c.ticket_id == tickets.c.id, outbound.c.kind.not_in(TO_STAFF)).exists()
    is_stopped = select(suppressed.c.address).where(suppressed.c.address == func.lower(tickets.c.requester)).exists()
    wanted = select(tickets.c.id).where(tickets.c.id.in_(ticket_ids), was_owed, ~is_stopped)
    return list(connection.execute(wanted.order_by(tickets.c.id)).scalars())


def is_stopped(connection: Connection, address: str) -> bool:
    """No automatic letter goes to this address."""
    return bool(stopped(connection, [address]))


def is_for_good(action: str, status: str) -> bool:
    """RFC 3463: 5.1.x is about the address itself; a full or disabled mailbox (5.2.x) may be mended tomorrow."""
    return action == "failed" and status.startswith("5.1.")
