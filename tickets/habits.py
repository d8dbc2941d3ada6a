"""What is normal for a mailbox of this desk: how often it is read, and how much mail an hour of the week brings.

Both are learned, since a mailbox under IDLE is read every minute and one under cron every quarter of an hour, and since a quiet Sunday
night is as usual as a busy Monday morning. Ten days without mail look like ten quiet days only to whoever compares them with nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from tickets.folders import is_sent_folder
from tickets.schema import inbound, mailboxes

_SHORTEST = timedelta(minutes=5)  # a restart, a throttled login or a giant mail makes a gap that means nothing
_GAPS = 5  # usual gaps without one whole pass
_LEAST = 60.0  # seconds: what is learned from is never shorter, so that two passes by hand teach nothing
_LONGER, _SHORTER = 0.5, 0.1  # how far one gap moves what is usual: a new rhythm within hours, one lucky pass hardly at all

_WEEK = timedelta(weeks=1)
_WEEKS = 4
_MANY = 5  # mails that came in these hours of every week: that none comes by chance is a matter of less than one in a hundred


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A mailbox as it is read."""

    name: str
    state: str  # in words: what happened last
    last_success: datetime | None  # None: it was never read
    patience: timedelta  # how long it may go without a whole pass

    def is_unread(self, now: datetime, times: int = 1) -> bool:
        """Whether it went without a whole pass for so many times its patience."""
        return self.last_success is None or now - self.last_success > self.patience * times


@dataclass(frozen=True, kw_only=True)
class Habit(Reading):
    """The same, and as it is written to."""

    last_mail: datetime | None
    missed: int  # mails that the quietest of the last weeks brought in the hours since the last one; 0 where weeks are not known

    @property
    def is_too_quiet(self) -> bool:
        return self.missed >= _MANY


def learned(usual: float | None, gap: timedelta) -> float:
    """The usual seconds between two whole passes, after one more gap. An outage counts as twice the usual and no more."""
    seconds = max(gap.total_seconds(), _LEAST)
    if usual is None:
        return seconds
    seconds = min(seconds, 2 * usual)
    return usual + (seconds - usual) * (_LONGER if seconds > usual else _SHORTER)


def patience(usual: float | None) -> timedelta:
    return max(_SHORTEST, _GAPS * timedelta(seconds=usual or _LEAST))


def readings(connection: Connection, names: Collection[str]) -> list[Reading]:
    """Of these mailboxes, met or not, in the order of their names."""
    known = _known(connection, names)
    return [_reading(name, known.get(name)) for name in sorted(names)]


def habits(connection: Connection, names: Collection[str], now: datetime) -> list[Habit]:
    """The same, with how each is written to."""
    known = _known(connection, names)
    return [_habit(connection, _reading(name, known.get(name)), known.get(name), now) for name in sorted(names)]


def _known(connection: Connection, names: Collection[str]) -> dict[str, Row[Any]]:
    return {row.name: row for row in connection.execute(select(mailboxes).where(mailboxes.c.name.in_(list(names))))}


def _reading(name: str, row: Row[Any] | None) -> Reading:
    if row is None:
        return Reading(name=name, state="no process has read it yet", last_success=None, patience=_SHORTEST)
    return Reading(name=name, state=row.state, last_success=row.last_success, patience=patience(row.usual_gap))


def _habit(connection: Connection, reading: Reading, row: Row[Any] | None, now: datetime) -> Habit:
    last, missed = _written_to(connection, row, now) if row else (None, 0)
    return Habit(
        name=reading.name,
        state=reading.state,
        last_success=reading.last_success,
        patience=reading.patience,
        last_mail=last,
        missed=missed,
    )


def _written_to(connection: Connection, row: Row[Any], now: datetime) -> tuple[datetime | None, int]:
    """(its last mail, `Habit.missed`)."""
    last = connection.execute(select(func.max(inbound.c.received_at)).where(inbound.c.mailbox == row.name)).scalar()
    met_at = now if is_sent_folder(row.name) or row.met_at is None else row.met_at  # engineers keep no hours in a Sent folder
    return last, _missed(connection, row.name, last, met_at, now) if last else 0


def _missed(connection: Connection, name: str, last: datetime, met_at: datetime, now: datetime) -> int:
    """What came in the quietest of the same spans of the weeks before; 0 before there are two of them."""
    until = min(now, last + _WEEK)  # a longer silence would be compared with itself
    weeks = [week * _WEEK for week in range(1, _WEEKS + 1) if last - week * _WEEK >= met_at]
    counts = []
    for back in weeks if len(weeks) > 1 else ():
        counts.append(_came(connection, name, last - back, until - back))
        if counts[-1] < _MANY:
            break
    return min(counts, default=0)


def _came(connection: Connection, name: str, since: datetime, until: datetime) -> int:
    span = (inbound.c.mailbox == name, inbound.c.received_at > since, inbound.c.received_at <= until)
    some = select(inbound.c.received_at).where(*span).limit(10 * _MANY).subquery()  # more than plenty is plenty
    return connection.execute(select(func.count()).select_from(some)).scalar_one()
