"""Whether mail to our address with a +token arrives: asked by a probe, believed once it has come back (decisions 7).

No guess will do: where such mail is refused, every customer's reply would bounce. What was learned holds for that one address.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from tickets.schema import notebook
from tickets.upsert import get, put

_ASKED = "plus addressing: the probe"  # its token, address and time of leaving
_PROVEN = "plus addressing: proven for"


def ask(connection: Connection, address: str, token: str, now: datetime) -> None:
    """A probe leaves; the one before it counts no more."""
    put(connection, notebook, key=_ASKED, value=f"{token} {address} {now.isoformat()}")


def asked_at(connection: Connection, address: str) -> datetime | None:
    """When the last probe for this address left."""
    _, asked_for, at = _asked(connection)
    return datetime.fromisoformat(at) if at and asked_for == address else None


def arrived(connection: Connection, address: str, tokens: Collection[str]) -> bool:
    """Take note if one of these tokens is the probe's: nobody else ever saw it."""
    token, asked_for, _ = _asked(connection)
    if not token or token not in tokens or asked_for != address:
        return False
    put(connection, notebook, key=_PROVEN, value=address)
    return True


def is_proven(connection: Connection, address: str) -> bool:
    return _read(connection, _PROVEN) == address


def _asked(connection: Connection) -> tuple[str, str, str]:
    token, _, rest = _read(connection, _ASKED).partition(" ")
    address, _, at = rest.rpartition(" ")
    return token, address, at


def _read(connection: Connection, key: str) -> str:
    return get(connection, notebook, key) or ""
