"""The second way out keeps its own account: what sounds is posted once, again each day, and once when it is over (desk-rules 36)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from tickets import alarm_posts, alarms

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
DISK = "disk"


def posts(connection: Connection, at: datetime) -> list[tuple[str, bool]]:
    """Post what is to be posted then: (text, is over)."""
    claimed = alarm_posts.claim(connection, at)
    alarm_posts.posted(connection, claimed, at)
    return [(alarm.text, alarm.is_over) for alarm in claimed]


def test_desk_rule_36_it_is_posted_once_again_each_day_and_once_when_it_is_over(connection: Connection) -> None:
    alarms.sound(connection, DISK, "the disk is full: make room", MONDAY)
    assert posts(connection, MONDAY + A_MINUTE) == [], "what mends itself at once is told to nobody"
    assert posts(connection, MONDAY + 3 * A_MINUTE) == [("the disk is full: make room", False)]
    assert posts(connection, MONDAY + 4 * A_MINUTE) == []
    assert posts(connection, MONDAY + A_DAY + 4 * A_MINUTE) == [("the disk is full: make room", False)]
    alarms.settle(connection, [DISK], MONDAY + 2 * A_DAY)
    assert posts(connection, MONDAY + 2 * A_DAY) == [("the disk is full: make room", True)]
    assert posts(connection, MONDAY + 9 * A_DAY) == []


def test_its_end_is_posted_though_the_letters_have_forgotten_it(connection: Connection) -> None:
    alarms.sound(connection, DISK, "full", MONDAY)
    posts(connection, MONDAY + 3 * A_MINUTE)
    alarms.settle(connection, [DISK], MONDAY + 4 * A_MINUTE)
    assert posts(connection, MONDAY + 5 * A_MINUTE) == [("full", True)]


def test_two_processes_do_not_post_the_same(connection: Connection) -> None:
    alarms.sound(connection, DISK, "full", MONDAY)
    assert len(alarm_posts.claim(connection, MONDAY + 3 * A_MINUTE)) == 1
    assert alarm_posts.claim(connection, MONDAY + 3 * A_MINUTE) == []


def test_a_post_that_failed_is_owed_again_after_a_minute(connection: Connection) -> None:
    alarms.sound(connection, DISK, "full", MONDAY)
    assert alarm_posts.claim(connection, MONDAY + 3 * A_MINUTE)
    assert not alarm_posts.is_anything_owed(connection, MONDAY + 3 * A_MINUTE)
    assert posts(connection, MONDAY + 4 * A_MINUTE) == [("full", False)]
