"""Whether the desk is saved: when a backup last succeeded, how often one does, and that the last one failed.

Whoever saves the desk says so (`mailroom db saved`); before anybody did, nothing is known of backups and nothing is missed. How often is
learned: as a nightly timer and one each hour are both usual, and a person who saves before each upgrade is no timer at all.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import Connection, delete

from tickets.schema import notebook
from tickets.upsert import get, put

_KEY = "backups"
_KEPT = 8  # successes: the usual is the longest gap between them, so that some more by hand teach nothing
_GAPS = 2  # before them, no rhythm is known
_TIMES = 1.5  # the usual: a timer's night and its morning
_SHORTEST = timedelta(hours=1)  # what follows sooner was a second try


@dataclass(frozen=True, kw_only=True)
class Backups:
    succeeded: tuple[datetime, ...] = ()  # the newest last
    failed_at: datetime | None = None  # since the last success
    because: str = ""

    @property
    def last(self) -> datetime | None:
        return self.succeeded[-1] if self.succeeded else None

    @property
    def usual(self) -> timedelta | None:
        """The longest that one was waited for lately; None where too few are known."""
        gaps = [later - earlier for earlier, later in pairwise(self.succeeded)]
        return max(gaps) if len(gaps) >= _GAPS else None

    def is_late(self, now: datetime) -> bool:
        return self.last is not None and self.usual is not None and now - self.last > _TIMES * self.usual


def read(connection: Connection) -> Backups:
    value = get(connection, notebook, _KEY)
    if value is None:
        return Backups()
    found = json.loads(value)
    failed_at = datetime.fromisoformat(found["failed_at"]) if found["failed_at"] else None
    return Backups(succeeded=tuple(map(datetime.fromisoformat, found["succeeded"])), failed_at=failed_at, because=found["because"])


def succeeded(connection: Connection, now: datetime) -> None:
    """A whole backup was made, and whatever failed before is over."""
    before = read(connection).succeeded
    _write(connection, [*(at for at in before if now - at >= _SHORTEST), now])


def failed(connection: Connection, because: str, now: datetime) -> None:
    _write(connection, read(connection).succeeded, now, because)


def no_more(connection: Connection) -> None:
    """Nobody saves the desk in a way that it hears of."""
    connection.execute(delete(notebook).where(notebook.c.key == _KEY))


def _write(connection: Connection, succeeded: Sequence[datetime], failed_at: datetime | None = None, because: str = "") -> None:
    kept = [at.isoformat() for at in succeeded[-_KEPT:]]
    value = {"succeeded": kept, "failed_at": failed_at.isoformat() if failed_at else None, "because": because}
    put(connection, notebook, key=_KEY, value=json.dumps(value))
