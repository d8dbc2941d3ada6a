"""Who of us is away until when: by `staff.toml`, by `#away`, or by an out-of-office note of his own (desk-rules 31)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from tickets.schema import absences, tickets
from tickets.states import TicketStatus


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


@dataclass(frozen=True, kw_only=True)
class LeftBehind:
    """A ticket under way whose owner is away."""

    number: int
    subject: str
    lane: str
    is_ours: bool  # our turn
    due_at: datetime | None


def left_behind(connection: Connection, address: str) -> list[LeftBehind]:
    """What he owns: our turn first, then by due time."""
    under_way = tickets.c.status.in_((TicketStatus.OPEN, TicketStatus.PENDING))
    rows = connection.execute(
        select(tickets).where(tickets.c.owner == address.lower(), under_way).order_by(tickets.c.status, tickets.c.due_at)
    )
    return [
        LeftBehind(
            number=row.number,
            subject=row.subject,
            lane=row.lane,
            is_ours=row.status == TicketStatus.OPEN,
            due_at=row.due_at,
        )
        for row in rows
    ]
