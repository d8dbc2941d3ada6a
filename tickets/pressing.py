"""What presses now: tickets that are late or nearly so, mailboxes that are not reached, letters that failed, alarms. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, or_, select

from tickets.habits import readings
from tickets.listing import Line, lines
from tickets.schema import alarms, inbound, outbound, tickets
from tickets.states import InboundState, OutboundState, TicketStatus

AT_RISK = timedelta(hours=4)  # due within these: what somebody has to begin now
_MOST = 10  # of a table; the rest is counted


@dataclass(frozen=True, kw_only=True)
class Some:
    """The first of many."""

    lines: tuple[Line, ...]
    count: int


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    name: str
    state: str
    last_success: datetime | None
    behind: int  # mails that are stored and not worked on yet
    is_well: bool


@dataclass(frozen=True, kw_only=True)
class Alarm:
    text: str
    since: datetime


def late(connection: Connection, now: datetime, hidden: Collection[str]) -> Some:
    """Our turn, and past due; the latest first. What is snoozed presses nobody."""
    return _some(connection, hidden, tickets.c.due_at < now, _awake(now))


def at_risk(connection: Connection, now: datetime, hidden: Collection[str]) -> Some:
    return _some(connection, hidden, tickets.c.due_at >= now, tickets.c.due_at < now + AT_RISK, _awake(now))


def unowned(connection: Connection, hidden: Collection[str]) -> int:
    query = select(func.count()).where(tickets.c.status == TicketStatus.OPEN, tickets.c.owner.is_(None), _visible(hidden))
    return int(connection.execute(query).scalar_one())


def failed_letters(connection: Connection, now: datetime) -> int:
    """Of the last week: what is older was looked at, or never will be."""
    is_new = outbound.c.due_at > now - timedelta(days=7)
    return int(connection.execute(select(func.count()).where(outbound.c.state == OutboundState.FAILED, is_new)).scalar_one())


def sounding(connection: Connection) -> tuple[Alarm, ...]:
    rows = connection.execute(select(alarms.c.text, alarms.c.since).where(alarms.c.over_at.is_(None)).order_by(alarms.c.since))
    return tuple(Alarm(text=row.text, since=row.since) for row in rows)


def health(connection: Connection, watched: Collection[str], now: datetime) -> tuple[Mailbox, ...]:
    """Of the mailboxes that the desk is to read, whether it met them or not."""
    waiting = select(inbound.c.mailbox, func.count()).where(inbound.c.state == InboundState.RECEIVED).group_by(inbound.c.mailbox)
    behind = {row[0]: row[1] for row in connection.execute(waiting)}
    return tuple(
        Mailbox(
            name=reading.name,
            state=reading.state,
            last_success=reading.last_success,
            behind=behind.get(reading.name, 0),
            is_well=not reading.is_unread(now),
        )
        for reading in readings(connection, watched)
    )


def _some(connection: Connection, hidden: Collection[str], *conditions: ColumnElement[bool]) -> Some:
    chosen = (tickets.c.status == TicketStatus.OPEN, tickets.c.is_unanswered, _visible(hidden), *conditions)
    ids = list(connection.execute(select(tickets.c.id).where(*chosen).order_by(tickets.c.due_at).limit(_MOST)).scalars())
    count = connection.execute(select(func.count()).where(*chosen)).scalar_one()
    return Some(lines=tuple(lines(connection, ids)), count=count)


def _awake(now: datetime) -> ColumnElement[bool]:
    return or_(tickets.c.snoozed_until.is_(None), tickets.c.snoozed_until <= now)


def _visible(hidden: Collection[str]) -> ColumnElement[bool]:
    return tickets.c.lane.not_in(hidden)
