"""One watcher a mailbox, and a position that moves only with the rows it counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tickets import leases
from tickets.leases import LEASE, Cursor, LeaseLost
from tickets.store import Store

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LATER = NOW + LEASE + timedelta(seconds=1)
ONE, OTHER = "desk-1:100:1", "desk-2:200:2"  # hosts that are not this one: nothing is known of their processes


def take(store: Store, holder: str, now: datetime = NOW) -> Cursor | None:
    with store.writing() as connection:
        return leases.take(connection, "support", holder, now)


def taken(store: Store, holder: str, now: datetime = NOW) -> Cursor:
    cursor = take(store, holder, now)
    assert cursor is not None
    return cursor


def advance(store: Store, cursor: Cursor, uid: int, now: datetime = NOW) -> None:
    with store.writing() as connection:
        leases.advance(connection, cursor, uidvalidity=1, uid=uid, now=now)


def test_a_mailbox_that_was_never_met_has_no_position(store: Store) -> None:
    cursor = taken(store, ONE)
    assert (cursor.uidvalidity, cursor.uid, cursor.met_at) == (None, 0, None)


def test_of_two_holders_one_has_the_mailbox(store: Store) -> None:
    assert take(store, ONE) is not None
    assert take(store, OTHER) is None
    assert take(store, ONE) is not None


def test_a_lease_that_expired_or_was_given_back_goes_to_the_next(store: Store) -> None:
    taken(store, ONE)
    assert take(store, OTHER, LATER) is not None
    with store.writing() as connection:
        leases.give_back(connection, "support", OTHER)
    assert take(store, ONE, LATER) is not None


def test_a_lease_is_given_back_by_its_holder_alone(store: Store) -> None:
    taken(store, ONE)
    with store.writing() as connection:
        leases.give_back(connection, "support", OTHER)
    assert take(store, OTHER) is None


def test_who_stalled_and_woke_writes_nothing(store: Store) -> None:
    stalled = taken(store, ONE)
    heir = taken(store, OTHER, LATER)
    assert heir.fence > stalled.fence
    with pytest.raises(LeaseLost):
        advance(store, stalled, 9)
    advance(store, heir, 3)
    assert taken(store, OTHER, LATER).uid == 3


def test_renewing_keeps_the_fence(store: Store) -> None:
    assert taken(store, ONE).fence == taken(store, ONE).fence


def test_the_first_meeting_is_remembered_and_the_position_moves_on(store: Store) -> None:
    with store.writing() as connection:
        cursor = leases.take(connection, "support", ONE, NOW)
        assert cursor is not None
        cursor = leases.meet(connection, cursor, uidvalidity=1, uid=40, now=NOW)
    advance(store, cursor, 42, NOW + timedelta(seconds=5))
    cursor = taken(store, ONE)
    assert (cursor.uidvalidity, cursor.uid, cursor.met_at) == (1, 42, NOW)


def test_a_rewind_never_moves_on(store: Store) -> None:
    advance(store, taken(store, ONE), 42)
    for uid, position in ((50, 42), (7, 7), (9, 7)):
        with store.writing() as connection:
            leases.rewind(connection, "support", uid)
        assert taken(store, ONE).uid == position
