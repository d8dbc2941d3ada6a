"""What the second way out of an alarm has told, beside the letters: each fails apart from the other (desk-rules 36).

Any process may post. It claims first, so that two do not tell the same; a post that failed is free again after a minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, or_, select, update

from tickets.alarms import AGAIN, LASTS, Alarm
from tickets.schema import alarm_posts, alarms
from tickets.upsert import insert_new

_LEASE = timedelta(minutes=1)


def is_anything_owed(connection: Connection, now: datetime) -> bool:
    return bool(_owed(connection, now))


def claim(connection: Connection, now: datetime) -> list[Alarm]:
    """What is to be posted now, ours for a minute: what is new, what goes on for another day, and what was posted and is over."""
    return [alarm for alarm in _owed(connection, now) if _is_ours(connection, alarm, now)]


def _is_ours(connection: Connection, alarm: Alarm, now: datetime) -> bool:
    insert_new(connection, alarm_posts, {"key": alarm.key, "text": alarm.text, "since": alarm.since})
    is_free = or_(alarm_posts.c.held_until.is_(None), alarm_posts.c.held_until <= now)
    # The text of an end is that of its beginning: the alarm's own row may be gone.
    values = {"held_until": now + _LEASE} | ({} if alarm.is_over else {"text": alarm.text})
    return connection.execute(update(alarm_posts).where(alarm_posts.c.key == alarm.key, is_free).values(values)).rowcount == 1


def posted(connection: Connection, those: Sequence[Alarm], now: datetime) -> None:
    for alarm in those:
        if alarm.is_over:
            connection.execute(delete(alarm_posts).where(alarm_posts.c.key == alarm.key))
        else:
            connection.execute(update(alarm_posts).where(alarm_posts.c.key == alarm.key).values(posted_at=now, held_until=None))


def _owed(connection: Connection, now: datetime) -> list[Alarm]:
    sounding = connection.execute(select(alarms).where(alarms.c.over_at.is_(None), alarms.c.since <= now - LASTS)).all()
    known = {row.key: row for row in connection.execute(select(alarm_posts))}
    going_on = {row.key for row in sounding}
    fresh = [_alarm(row, is_over=False) for row in sounding if _is_due(known.get(row.key), now)]
    over = [_alarm(row, is_over=True) for row in known.values() if row.key not in going_on and _is_free(row, now)]
    return sorted([*fresh, *over], key=lambda alarm: (alarm.since, alarm.key))


def _is_due(post: Row[Any] | None, now: datetime) -> bool:
    if post is None:
        return True
    return _is_free(post, now) and (post.posted_at is None or post.posted_at <= now - AGAIN)


def _is_free(post: Row[Any], now: datetime) -> bool:
    return post.held_until is None or post.held_until <= now


def _alarm(row: Row[Any], *, is_over: bool) -> Alarm:
    return Alarm(key=row.key, text=row.text, since=row.since, is_over=is_over)
