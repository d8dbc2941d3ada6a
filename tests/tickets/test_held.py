"""A lease and a due time outlive a clock that is set: nobody waits for the length of the jump."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tickets import leases, ledger, outbox
from tickets.leases import LEASE
from tickets.ledger import WORK_LEASE, Arrival
from tickets.letter import Letter, Owed
from tickets.message import Address
from tickets.store import Store
from tickets.tokens import mint

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
ONE, OTHER = "desk-1:100:1", "desk-2:200:2"  # hosts that are not this one: nothing is known of their processes


def a_mail(store: Store) -> int:
    arrival = Arrival(mailbox="support", uidvalidity=1, uid=1, raw=b"x", digest="d", message_id="m@example.org", size=1, arrived_at=NOW)
    with store.writing() as connection:
        return ledger.receive(connection, [arrival], NOW)[0]


def claimed(store: Store, row: int, holder: str, now: datetime) -> bool:
    with store.writing() as connection:
        return bool(ledger.claim(connection, [row], holder, now))


def a_letter(store: Store, now: datetime) -> int:
    letter = Letter(kind="digest", recipient=Address("lead@icrealtime.example"), letter="digest", language="en", values={})
    with store.writing() as connection:
        return outbox.queue_all(connection, [Owed(letter=letter, token=mint(bytes(10)))], domain="icrealtime.example", now=now)[0]


def sends(store: Store, now: datetime, holder: str = ONE) -> int:
    with store.writing() as connection:
        return len(outbox.claim(connection, holder, now, limit=5))


@pytest.mark.parametrize("back", [timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)])
def test_a_clock_set_back_leaves_no_mail_and_no_mailbox_under_a_lease_of_its_future(store: Store, back: timedelta) -> None:
    row = a_mail(store)
    assert claimed(store, row, ONE, NOW)
    with store.writing() as connection:
        assert leases.take(connection, "support", ONE, NOW)
        assert leases.take(connection, "support", OTHER, NOW - back)
    assert claimed(store, row, OTHER, NOW - back)


@pytest.mark.parametrize("apart", [timedelta(0), timedelta(seconds=20), WORK_LEASE])
def test_hosts_whose_clocks_differ_a_little_respect_each_others_leases(store: Store, apart: timedelta) -> None:
    row = a_mail(store)
    assert claimed(store, row, ONE, NOW)
    assert not claimed(store, row, OTHER, NOW - apart)
    with store.writing() as connection:
        assert leases.take(connection, "support", ONE, NOW)
        assert leases.take(connection, "support", OTHER, NOW - min(apart, LEASE)) is None


def test_a_letter_queued_by_a_clock_a_day_ahead_leaves_when_the_clock_is_right_again(store: Store) -> None:
    a_letter(store, NOW + timedelta(days=1))
    assert sends(store, NOW) == 1


def test_a_letter_postponed_by_a_clock_a_day_ahead_is_tried_again_when_it_is_right(store: Store) -> None:
    letter = a_letter(store, NOW)
    with store.writing() as connection:
        outbox.postponed(connection, letter, NOW + timedelta(days=1), "busy")
    assert sends(store, NOW + timedelta(minutes=1)) == 1


def test_a_letter_whose_pause_has_not_ended_waits(store: Store) -> None:
    letter = a_letter(store, NOW)
    with store.writing() as connection:
        outbox.postponed(connection, letter, NOW + timedelta(minutes=30), "busy")
    assert sends(store, NOW + timedelta(minutes=1)) == 0


def test_a_courier_takes_up_what_it_dropped_and_leaves_what_others_hold(store: Store) -> None:
    a_letter(store, NOW)
    assert sends(store, NOW, ONE) == 1
    assert sends(store, NOW, OTHER) == 0
    assert sends(store, NOW, ONE) == 1


def test_work_that_was_broken_off_is_free_at_once_and_no_attempt_of_the_mail(store: Store) -> None:
    row = a_mail(store)
    for _ in range(ledger.ATTEMPTS + 1):
        assert claimed(store, row, ONE, NOW)
        with store.writing() as connection:
            ledger.let_go(connection, [row], ONE)
    with store.writing() as connection:
        (found,) = ledger.claim(connection, [row], OTHER, NOW)
    assert found.attempts == 1


def test_desk_rule_32_answers_leave_first_then_acknowledgements_alarms_notices_and_reminders(store: Store) -> None:
    order = ["relay", "acknowledgement", "alarm", "notice", "digest", "reminder"]
    letters = [Letter(kind=kind, recipient=Address("a@example.org"), letter=kind, language="en", values={}) for kind in reversed(order)]
    with store.writing() as connection:
        owed = [Owed(letter=letter, token=mint(bytes([*bytes(9), place]))) for place, letter in enumerate(letters)]
        outbox.queue_all(connection, owed, domain="icrealtime.example", now=NOW)
        assert [post.kind for post in outbox.claim(connection, ONE, NOW, limit=9)] == order
