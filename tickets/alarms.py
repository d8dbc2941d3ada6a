"""Alarms: what is wrong with the desk itself, told once, again each day, and once more when it is over (desk-rules 36).

Whoever finds something wrong raises it under a key, as often as he likes, and says when it is over; telling is the schedule's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, or_, select, update

from tickets.schema import alarms
from tickets.upsert import insert_new

AGAIN = timedelta(days=1)
LASTS = timedelta(minutes=2)  # what is over sooner, such as a mailbox that was not read while the desk was off, is told to nobody


@dataclass(frozen=True, kw_only=True)
class Alarm:
    key: str
    text: str  # what is wrong, and what to do
    since: datetime
    is_over: bool


def sound(connection: Connection, key: str, text: str, now: datetime) -> None:
    """It is wrong, or still wrong, or wrong again; `text` says what to do."""
    if insert_new(connection, alarms, {"key": key, "text": text, "since": now}):
        return
    connection.execute(update(alarms).where(alarms.c.key == key).values(text=text, over_at=None))


def settle(connection: Connection, keys: Collection[str], now: datetime) -> None:
    """These are over; of one that nobody was told of, nothing is left."""
    if keys:
        connection.execute(delete(alarms).where(alarms.c.key.in_(keys), alarms.c.told_at.is_(None)))
        connection.execute(update(alarms).where(alarms.c.key.in_(keys), alarms.c.over_at.is_(None)).values(over_at=now))


def sounding(connection: Connection, kinds: tuple[str, ...]) -> dict[str, str]:
    """{key: text} of the alarms that go on, of the kinds with which their keys begin."""
    going_on = connection.execute(select(alarms.c.key, alarms.c.text).where(alarms.c.over_at.is_(None)))
    return {row.key: row.text for row in going_on if row.key.startswith(kinds)}


def follow(connection: Connection, kinds: tuple[str, ...], wrong: Mapping[str, str], now: datetime) -> None:
    """Of these kinds, let those go on that are wrong now, in these words, and no other. For whoever looks again and again."""
    known = sounding(connection, kinds)
    for key in (key for key, text in wrong.items() if known.get(key) != text):
        sound(connection, key, wrong[key], now)
    settle(connection, known.keys() - wrong.keys(), now)


def untold(connection: Connection, now: datetime) -> list[Alarm]:
    """What is to be told now, the oldest first. What came and went before anybody was told is nobody's matter."""
    is_new = and_(alarms.c.told_at.is_(None), alarms.c.since <= now - LASTS)
    goes_on = and_(alarms.c.over_at.is_(None), or_(is_new, alarms.c.told_at <= now - AGAIN))
    is_over = and_(alarms.c.over_at.is_not(None), alarms.c.told_at.is_not(None))
    rows = connection.execute(select(alarms).where(or_(goes_on, is_over)).order_by(alarms.c.since, alarms.c.key))
    return [Alarm(key=row.key, text=row.text, since=row.since, is_over=row.over_at is not None) for row in rows]


def told(connection: Connection, those: Sequence[Alarm], now: datetime) -> None:
    """They were told in this transaction: what goes on is told again in a day, what is over is forgotten."""
    over = [alarm.key for alarm in those if alarm.is_over]
    connection.execute(delete(alarms).where(alarms.c.key.in_(over)))
    connection.execute(update(alarms).where(alarms.c.key.in_([alarm.key for alarm in those])).values(told_at=now))
