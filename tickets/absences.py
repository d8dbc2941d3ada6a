"""Who of us is away until when: by `staff.toml`, by `#away`, or by an out-of-office note of his own (desk-rules 31)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from tickets.schema import absences


def away(connection: Connection, now: datetime) -> dict[str, datetime]:
    """Address in lower case to the end of the absence, of everybody who is away now."""
    rows = connection.execute(select(absences.c.address, absences.c.until).where(absences.c.until > now))
    return {row.address: row.until for row in rows}


def leave(connection: Connection, address: str, until: datetime, because: str) -> None:
    """He is away until then, whatever was said before."""
    come_back(connection, address)
    connection.execute(insert(absences).values(address=address.lower(), until=until, because=because))


def come_back(connection: Connection, address: str) -> bool:
    """True where he was away."""
    return connection.execute(delete(absences).where(absences.c.address == address.lower())).rowcount == 1
