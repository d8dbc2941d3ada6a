"""What makes the counts of `mailroom status` worth nothing: nothing is alive, the outbox is shut, a mailbox is not read. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from tickets import alarms, brake, heartbeat, ledger
from tickets.habits import Reading, readings

_PATIENCE = timedelta(minutes=5)  # a schedule beats every twenty seconds; a restart takes less

Json = dict[str, Any]


def liveness(connection: Connection, names: Collection[str], now: datetime) -> Json:
    """For `status --json`, beside the counts of `tickets.views`.

    `names`: the mailboxes that are to be read; one that was met once and is not configured any more is left out.
    """
    alive_at = heartbeat.last(connection)
    return {
        "mailboxes": [_mailbox(connection, box, now) for box in readings(connection, names)],
        "alive_at": alive_at.isoformat() if alive_at else None,
        "is_alive": alive_at is not None and is_alive(alive_at, now),
        "shut_because": brake.reason(connection),
        "alarms": list(alarms.sounding(connection, ("",)).values()),
    }


def is_alive(alive_at: datetime, now: datetime) -> bool:
    """Whether a schedule that beat then is taken to live."""
    return now - alive_at <= _PATIENCE


def _mailbox(connection: Connection, box: Reading, now: datetime) -> Json:
    is_read = not box.is_unread(now)
    return {
        "name": box.name,
        "state": box.state if is_read else f"NOT READ for longer than is usual; last: {box.state or 'nothing is known'}",
        "is_read": is_read,
        "last_success": box.last_success.isoformat() if box.last_success else None,
        "behind": ledger.behind(connection, box.name),
    }
