"""The access tokens of the desk, as rows that all its processes share: one renews under a lease, the others read.

What is sealed is opened by `mailroom.access` alone; here it is text.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from tickets.held import holds
from tickets.holder import is_dead
from tickets.schema import access_tokens
from tickets.upsert import insert_new

RENEWAL_LEASE = timedelta(seconds=60)  # longer than a provider is waited for, as a rule; who comes after it changes nothing


@dataclass(frozen=True, kw_only=True)
class Access:
    """One grant's row. A time that is not known is None."""

    name: str
    sealed: str = ""
    refresh: str = ""
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    lasts_until: datetime | None = None
    trouble: str = ""
    needs_a_person: bool = False
    failures: int = 0
    try_at: datetime | None = None


_FREE: dict[str, Any] = {"holder": "", "held_until": None}
_COLUMNS = tuple(access_tokens.c[name] for name in Access.__dataclass_fields__)


def read(connection: Connection, name: str) -> Access:
    row = connection.execute(select(*_COLUMNS).where(access_tokens.c.name == name)).first()
    return Access(**row._mapping) if row is not None else Access(name=name)  # noqa: SLF001  (SQLAlchemy's public name)


def standing(connection: Connection, names: Collection[str] | None = None) -> list[Access]:
    """Those of these names, or all; ordered by name."""
    wanted = select(*_COLUMNS).order_by(access_tokens.c.name)
    if names is not None:
        wanted = wanted.where(access_tokens.c.name.in_(list(names)))
    return [Access(**row._mapping) for row in connection.execute(wanted)]  # noqa: SLF001


def meet(connection: Connection, name: str, lasts_until: datetime | None) -> None:
    """The grant is configured; `lasts_until` is that of its secret, where the settings say it."""
    insert_new(connection, access_tokens, {"name": name})
    if lasts_until is not None:
        _change(connection, name, {"lasts_until": lasts_until})


def try_at_once(connection: Connection, name: str) -> None:
    """A person has been here, and may just have mended it."""
    _change(connection, name, {"try_at": None})


def claim_renewal(connection: Connection, known: Access, holder: str, now: datetime) -> bool:
    """True: this process renews it, and nobody else does meanwhile. False: somebody is at it, or has tried since it was `known`."""
    insert_new(connection, access_tokens, {"name": known.name})
    row = connection.execute(select(access_tokens).where(access_tokens.c.name == known.name).with_for_update()).one()
    is_taken = holds(row.held_until, RENEWAL_LEASE, now) and not is_dead(row.holder)
    if is_taken or (row.issued_at, row.failures) != (known.issued_at, known.failures):
        return False
    _change(connection, known.name, {"holder": holder, "held_until": now + RENEWAL_LEASE})
    return True


def taken_in(connection: Connection, now_known: Access) -> None:
    """A person's sign-in stands, without trouble, whoever renews at the moment: his lease is over."""
    _change(connection, now_known.name, asdict(now_known) | _FREE)


def renewed(connection: Connection, now_known: Access, holder: str) -> None:
    """A new token stands, without trouble, and the lease ends. Nothing changes where it is not `holder`'s any more."""
    _change(connection, now_known.name, asdict(now_known) | _FREE, access_tokens.c.holder == holder)


def failed(connection: Connection, name: str, holder: str, trouble: str, *, needs_a_person: bool, try_at: datetime) -> None:
    """No new token; the old one lives as long as it does. Nothing changes where the lease is not `holder`'s any more."""
    told = {"trouble": trouble, "needs_a_person": needs_a_person, "failures": access_tokens.c.failures + 1, "try_at": try_at}
    _change(connection, name, told | _FREE, access_tokens.c.holder == holder)


def _change(connection: Connection, name: str, values: dict[str, Any], *only: ColumnElement[bool]) -> None:
    connection.execute(update(access_tokens).where(access_tokens.c.name == name, *only).values(values))
