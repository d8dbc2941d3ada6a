"""The events of a mail's life: what happened and why, in words that a support person reads. `mailroom trace` tells them in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert

from tickets.schema import events

_EVENT = insert(events)


@dataclass(frozen=True, kw_only=True)
class Event:
    """`what` is a short phrase ("joined the ticket"), `because` its reason."""

    at: datetime
    what: str
    because: str = ""
    inbound_id: int | None = None
    ticket_id: int | None = None
    outbound_id: int | None = None


def write(connection: Connection, happened: Sequence[Event]) -> None:
    """Write these events, in this order."""
    if happened:
        connection.execute(_EVENT, [{**vars(event)} for event in happened])


def note(
    connection: Connection,
    at: datetime,
    what: str,
    because: str = "",
    *,
    inbound_id: int | None = None,
    ticket_id: int | None = None,
    outbound_id: int | None = None,
) -> None:
    """Write one event."""
    write(connection, [Event(at=at, what=what, because=because, inbound_id=inbound_id, ticket_id=ticket_id, outbound_id=outbound_id)])
