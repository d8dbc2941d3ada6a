"""The events of a mail's life: what happened and why, in words that a support person reads. `mailroom trace` tells them in order."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from tickets.schema import events

_EVENT = insert(events)


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
    """Write one event. `what` is a short phrase ("joined the ticket"), `because` its reason."""
    event = {"at": at, "what": what, "because": because}
    connection.execute(_EVENT, event | {"inbound_id": inbound_id, "ticket_id": ticket_id, "outbound_id": outbound_id})
