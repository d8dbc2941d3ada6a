"""Whose database this is: the desks whose schedules are alive here, each by its addresses. There should be one.

Nothing in the settings alone tells two desks from one that was changed: an address moves, a mailbox is added, a backup is put back. So
two are told apart only where both live at this moment and share not one address. Of a desk that was stopped or changed nothing is left.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from tickets.schema import notebook
from tickets.upsert import get, put

_KEY = "the desks that are alive"
_LIVES = timedelta(minutes=5)  # as long as a schedule that beat is taken to live; a desk under cron comes each minute


def stay(connection: Connection, addresses: Collection[str], now: datetime) -> None:
    """A schedule of the desk of these addresses is alive."""
    alive = {desk: at for desk, at in _read(connection).items() if _is_alive(at, now)}
    _write(connection, alive | {name_of(addresses): now})


def last(connection: Connection, addresses: Collection[str]) -> datetime | None:
    return _read(connection).get(name_of(addresses))


def leave(connection: Connection, addresses: Collection[str]) -> None:
    """It stops, and may come back under another name at once."""
    _write(connection, {desk: at for desk, at in _read(connection).items() if desk != name_of(addresses)})


def others(connection: Connection, addresses: Collection[str], now: datetime) -> list[str]:
    """The desks that are alive and have no address of ours, each by its addresses."""
    alive = (desk for desk, at in _read(connection).items() if _is_alive(at, now))
    return sorted(desk for desk in alive if set(addresses).isdisjoint(desk.split()))


def name_of(addresses: Collection[str]) -> str:
    return " ".join(sorted(addresses))


def _is_alive(at: datetime, now: datetime) -> bool:
    return abs(now - at) <= _LIVES


def _read(connection: Connection) -> dict[str, datetime]:
    value = get(connection, notebook, _KEY)
    return dict(_parsed(value)) if value else {}


def _parsed(value: str) -> Iterator[tuple[str, datetime]]:
    for desk, at in json.loads(value).items():
        yield desk, datetime.fromisoformat(at)


def _write(connection: Connection, desks: dict[str, datetime]) -> None:
    put(connection, notebook, key=_KEY, value=json.dumps({desk: at.isoformat() for desk, at in desks.items()}))
