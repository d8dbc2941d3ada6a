"""Alarms are told once, daily, and once when they are over (desk-rules 36); an unusual rate of one topic is one (desk-rules 21)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from tests.mailroom.engineers.tickets_at_hand import ticket
from tickets import alarms, rates
from tickets.policy import Policy

POLICY = Policy.load_default()
MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
A_MINUTE, A_DAY, A_WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(weeks=1)
DISK = "disk of the store"
VIDEO = "troubleshooting.video_loss"


def told(connection: Connection, at: datetime) -> list[tuple[str, bool]]:
    """Tell what is to be told then: (text, is over)."""
    found = alarms.untold(connection, at)
    alarms.told(connection, found, at)
    return [(alarm.text, alarm.is_over) for alarm in found]


def test_desk_rule_36_an_alarm_is_told_once_again_each_day_and_once_when_it_is_over(connection: Connection) -> None:
    alarms.sound(connection, DISK, "the disk is full: make room", MONDAY)
    assert told(connection, MONDAY + 3 * A_MINUTE) == [("the disk is full: make room", False)]
    alarms.sound(connection, DISK, "the disk is full: make room", MONDAY + 5 * A_MINUTE)
    assert told(connection, MONDAY + 5 * A_MINUTE) == []
    assert told(connection, MONDAY + A_DAY + 3 * A_MINUTE) == [("the disk is full: make room", False)]
    alarms.settle(connection, [DISK], MONDAY + 2 * A_DAY)
    assert told(connection, MONDAY + 2 * A_DAY) == [("the disk is full: make room", True)]
    assert told(connection, MONDAY + 9 * A_DAY) == []


def test_what_mends_itself_at_once_is_told_to_nobody(connection: Connection) -> None:
    alarms.sound(connection, DISK, "full", MONDAY)
    assert told(connection, MONDAY + A_MINUTE) == []
    alarms.settle(connection, [DISK], MONDAY + A_MINUTE)
    assert told(connection, MONDAY + A_DAY) == []


def test_what_is_wrong_again_before_its_end_was_told_goes_on(connection: Connection) -> None:
    alarms.sound(connection, DISK, "full", MONDAY)
    told(connection, MONDAY + 3 * A_MINUTE)
    alarms.settle(connection, [DISK], MONDAY + 4 * A_MINUTE)
    alarms.sound(connection, DISK, "full", MONDAY + 5 * A_MINUTE)
    assert told(connection, MONDAY + 6 * A_MINUTE) == []


def test_of_the_kinds_that_somebody_watches_only_what_is_wrong_now_goes_on(connection: Connection) -> None:
    kinds = ("disk ", "mailbox ")
    alarms.sound(connection, "schedule", "none is alive", MONDAY)
    alarms.follow(connection, kinds, {"disk full": "50 MB are left", "mailbox a": "never read"}, MONDAY)
    told(connection, MONDAY + 3 * A_MINUTE)
    alarms.follow(connection, kinds, {"disk full": "40 MB are left"}, MONDAY + 4 * A_MINUTE)
    assert alarms.sounding(connection, kinds) == {"disk full": "40 MB are left"}
    assert told(connection, MONDAY + 5 * A_MINUTE) == [("never read", True)]
    assert alarms.sounding(connection, ("schedule",)) == {"schedule": "none is alive"}, "that is another's watch"


def burst(connection: Connection, count: int, at: datetime, number: int = 2000) -> None:
    for more in range(count):
        ticket(connection, number=number + more, topic=VIDEO, opened_at=at - more * A_MINUTE)


def test_desk_rule_21_an_unusual_rate_of_one_topic_is_found(connection: Connection) -> None:
    burst(connection, POLICY.incident.tickets - 1, MONDAY)
    assert rates.unusual(connection, POLICY, MONDAY) == []
    burst(connection, 1, MONDAY, number=3000)
    (rate,) = rates.unusual(connection, POLICY, MONDAY)
    assert (rate.topic, rate.tickets, rate.usual) == (VIDEO, POLICY.incident.tickets, 0)
    assert rates.unusual(connection, POLICY, MONDAY + timedelta(hours=3)) == [], "it is over"


def test_a_usual_monday_morning_alarms_nobody(connection: Connection) -> None:
    burst(connection, 10, MONDAY)
    burst(connection, 5, MONDAY - 3 * A_WEEK, number=3000)
    assert rates.unusual(connection, POLICY, MONDAY) == []
    burst(connection, 1, MONDAY, number=4000)
    assert [rate.usual for rate in rates.unusual(connection, POLICY, MONDAY)] == [5]
