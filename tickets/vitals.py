"""The desk's vital signs, read from its rows: what waits and for how long, how late letters are, how sure the model is.

State stands in the database alone, so that any process can show it and a restart forgets nothing. Each query walks an index or the
newest rows; none reads the history itself, however old the desk is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, text

from tickets import brake, heartbeat
from tickets.letter_kinds import TO_STAFF
from tickets.schema import alarms, inbound, outbound, tickets
from tickets.states import InboundState, OutboundState, TicketStatus

LAG_WINDOW = timedelta(hours=1)
_NEWEST_LETTERS = 1000  # among which the lags of the last hour are looked for: the slowest hundredth of them is ten
_NEWEST_TICKETS = 1000  # of which the model's sureness is told

_WAITS = (OutboundState.QUEUED, OutboundState.SENDING)
_UNDECIDED = (InboundState.RECEIVED, InboundState.HELD, InboundState.FAILED)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How much waits, and how long the longest has: mails to be worked on, letters to leave, people for their first letter."""

    inbound: dict[str, int]  # by state, of those that somebody or something has to end: RECEIVED, HELD, FAILED
    inbound_since: dict[str, datetime]  # the oldest of them
    outbound_since: dict[str, datetime]
    due_since: datetime | None  # the letter that could have left for longest: no server took it, none put it off
    put_off: int  # letters that a server did not want yet
    unacknowledged_since: datetime | None  # the oldest mail whose sender is owed a first letter


@dataclass(frozen=True, kw_only=True)
class Vitals:
    waiting: Waiting
    inbound: dict[str, int]  # all rows by state
    outbound: dict[str, int]
    is_shut: bool  # a person shut the outbox
    lags: tuple[float, ...]  # seconds from a mail's arrival to its letter's departure, of the last hour, sorted
    tickets: dict[str, int]
    unanswered: int
    overdue: int
    topics: Counter[str]  # of the newest tickets
    audiences: Counter[str]
    certainties: tuple[float, ...]  # of their topics, sorted
    alarms: Counter[str]  # that sound, by kind
    scheduled_at: datetime | None  # a schedule was alive
    store_bytes: int


def vitals(connection: Connection, now: datetime) -> Vitals:
    newest = connection.execute(
        select(tickets.c.topic, tickets.c.audience, tickets.c.certainty).order_by(tickets.c.id.desc()).limit(_NEWEST_TICKETS)
    ).all()
    return Vitals(
        waiting=waiting(connection, now),
        inbound=_by_state(connection, inbound.c.state, InboundState, InboundState.FILED),
        outbound=_by_state(connection, outbound.c.state, OutboundState, OutboundState.SENT),
        is_shut=bool(brake.reason(connection)),
        lags=_lags(connection, now),
        tickets=_by_state(connection, tickets.c.status, TicketStatus, TicketStatus.CLOSED),
        unanswered=_count(connection, tickets.c.is_unanswered),
        overdue=_count(connection, tickets.c.status == TicketStatus.OPEN, tickets.c.due_at < now),
        topics=Counter(row.topic for row in newest),
        audiences=Counter(row.audience for row in newest),
        certainties=tuple(sorted(row.certainty for row in newest)),
        alarms=_alarms(connection),
        scheduled_at=heartbeat.last(connection),
        store_bytes=_store_bytes(connection),
    )


def waiting(connection: Connection, now: datetime) -> Waiting:
    """Asks for rows that wait alone, so that a schedule may ask every few seconds."""
    mails = _oldest(connection, inbound.c.state, inbound.c.received_at, _UNDECIDED)
    letters = _oldest(connection, outbound.c.state, outbound.c.queued_at, _WAITS)
    is_due = and_(outbound.c.state.in_(_WAITS), outbound.c.due_at <= now)
    return Waiting(
        inbound={state: count for state, (count, _) in mails.items()},
        inbound_since={state: at for state, (_, at) in mails.items()},
        outbound_since={state: at for state, (_, at) in letters.items()},
        due_since=connection.execute(select(func.min(outbound.c.due_at)).where(is_due)).scalar(),
        put_off=_count(connection, outbound.c.state.in_(_WAITS), outbound.c.attempts > 0, outbound.c.due_at > now),
        unacknowledged_since=_unacknowledged_since(connection, is_due),
    )


def _unacknowledged_since(connection: Connection, is_due: ColumnElement[bool]) -> datetime | None:
    """Mails that nobody has looked at yet, and those whose letter is due; history is owed none."""
    unread = select(func.min(inbound.c.arrived_at)).where(inbound.c.state == InboundState.RECEIVED, ~inbound.c.is_silent)
    unsent = select(func.min(inbound.c.arrived_at)).join(outbound, outbound.c.answers == inbound.c.id).where(is_due)
    found = [at for query in (unread, unsent) if (at := connection.execute(query).scalar())]
    return min(found, default=None)


def _lags(connection: Connection, now: datetime) -> tuple[float, ...]:
    newest = select(func.coalesce(func.max(outbound.c.id), 0) - _NEWEST_LETTERS).scalar_subquery()
    rows = connection.execute(
        select(outbound.c.sent_at, inbound.c.arrived_at)
        .join(inbound, inbound.c.id == outbound.c.answers)
        .where(outbound.c.id > newest, outbound.c.sent_at > now - LAG_WINDOW, outbound.c.kind.not_in(TO_STAFF))
    )
    # A server's clock may be ahead of ours.
    return tuple(sorted(max(0.0, (row.sent_at - row.arrived_at).total_seconds()) for row in rows))


def _alarms(connection: Connection) -> Counter[str]:
    """By the first word of their keys: the rest may be a stranger's."""
    keys = connection.execute(select(alarms.c.key).where(alarms.c.over_at.is_(None))).scalars()
    return Counter(key.partition(" ")[0] for key in keys)


def _store_bytes(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    pages, size = (connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("page_count", "page_size"))
    return int(pages * size)


def _by_state(connection: Connection, column: Any, states: type[StrEnum], most: StrEnum) -> dict[str, int]:
    """Nearly all rows end in the state `most`: it is what the others leave of the whole, which SQLite counts in no time."""
    others = [state for state in states if state is not most]
    found = connection.execute(select(column, func.count()).where(column.in_(others)).group_by(column))
    counted = dict.fromkeys(map(str, states), 0) | {row[0]: row[1] for row in found}
    whole = connection.execute(select(func.count()).select_from(column.table)).scalar_one()
    return counted | {str(most): max(0, whole - sum(counted.values()))}


def _oldest(connection: Connection, state: Any, at: Any, states: Any) -> dict[str, tuple[int, datetime]]:
    """{state: (how many, since when)} of those that hold any row."""
    rows = connection.execute(select(state, func.count(), func.min(at)).where(or_(*(state == one for one in states))).group_by(state))
    return {row[0]: (row[1], row[2]) for row in rows}


def _count(connection: Connection, *conditions: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).where(*conditions)).scalar_one()
