"""What is normal is learned: how often a mailbox is read, and what an hour of the week brings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, insert

from tickets import habits, leases, ledger, pressing
from tickets.ledger import Arrival
from tickets.schema import mailboxes

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MINUTE, HOUR, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(weeks=1)
QUARTER = 15 * MINUTE


def passes(connection: Connection, every: timedelta, count: int, start: datetime = MONDAY) -> datetime:
    """So many whole passes; the time of the last one."""
    leases.take(connection, "support", "me", start)
    for number in range(count):
        leases.report(connection, "support", "watching", success_at=start + number * every)
    return start + (count - 1) * every


def habit(connection: Connection, now: datetime) -> habits.Habit:
    (found,) = habits.habits(connection, ["support"], now)
    return found


def test_a_watched_mailbox_without_a_pass_for_ten_minutes_is_unread(connection: Connection) -> None:
    last = passes(connection, MINUTE, 20)
    assert not habit(connection, last).is_unread(last + 4 * MINUTE)
    assert habit(connection, last).is_unread(last + 10 * MINUTE)


def test_a_mailbox_that_cron_reads_each_quarter_of_an_hour_is_not(connection: Connection) -> None:
    last = passes(connection, QUARTER, 20)
    assert not habit(connection, last).is_unread(last + 2 * QUARTER)
    assert habit(connection, last).is_unread(last + 8 * QUARTER)


def test_what_a_page_calls_well_is_what_an_alarm_does(connection: Connection) -> None:
    last = passes(connection, QUARTER, 20)
    for now in (last + 2 * QUARTER, last + 8 * QUARTER):
        (shown,) = pressing.health(connection, ["support"], now)
        assert shown.is_well != habit(connection, now).is_unread(now)


def test_an_outage_teaches_little(connection: Connection) -> None:
    last = passes(connection, MINUTE, 20)
    back = passes(connection, MINUTE, 5, start=last + 12 * HOUR)
    assert habit(connection, back).is_unread(back + 10 * MINUTE)


def test_two_passes_by_hand_teach_nothing() -> None:
    assert habits.patience(habits.learned(None, timedelta(seconds=1))) == habits.patience(None)


def test_a_mailbox_that_no_process_ever_read_is_unread(connection: Connection) -> None:
    assert habit(connection, MONDAY).is_unread(MONDAY)


def came(connection: Connection, at: datetime, count: int) -> None:
    for number in range(count):
        mail = Arrival(
            mailbox="support",
            uidvalidity=1,
            uid=None,
            raw=f"{at}{number}".encode(),
            digest=f"{at}{number}",
            message_id="",
            size=1,
            arrived_at=at,
        )
        ledger.receive(connection, [mail], at)


@pytest.fixture
def busy(connection: Connection) -> Connection:
    """Ten mails every Monday at four, for a month; the last mail came this Monday at three."""
    connection.execute(insert(mailboxes).values(name="support", met_at=MONDAY - 10 * WEEK))
    for week in range(1, 5):
        came(connection, MONDAY - week * WEEK + HOUR, 10)
    came(connection, MONDAY, 1)
    return connection


def test_no_mail_in_an_hour_that_always_brings_some_is_too_quiet(busy: Connection) -> None:
    assert not habit(busy, MONDAY + HOUR / 2).is_too_quiet
    quiet = habit(busy, MONDAY + 2 * HOUR)
    assert quiet.is_too_quiet
    assert (quiet.last_mail, quiet.missed) == (MONDAY, 10)


def test_the_same_silence_on_a_night_is_usual(busy: Connection) -> None:
    came(busy, MONDAY + 2 * HOUR, 1)
    assert not habit(busy, MONDAY + 12 * HOUR).is_too_quiet


def test_one_quiet_week_among_the_last_makes_silence_usual(busy: Connection) -> None:
    assert habits._missed(busy, "support", MONDAY, MONDAY - 10 * WEEK, MONDAY + 2 * HOUR) == 10
    assert habits._missed(busy, "support", MONDAY - WEEK + 2 * HOUR, MONDAY - 10 * WEEK, MONDAY - WEEK + 3 * HOUR) == 0


def test_ten_days_without_mail_are_too_quiet(busy: Connection) -> None:
    assert habit(busy, MONDAY + timedelta(days=10)).is_too_quiet


def test_a_mailbox_that_is_new_has_no_habits(connection: Connection) -> None:
    connection.execute(insert(mailboxes).values(name="support", met_at=MONDAY - 2 * HOUR))
    came(connection, MONDAY - HOUR, 30)
    assert not habit(connection, MONDAY + 20 * HOUR).is_too_quiet
