"""Every mail that reached us has one row, in one worker's hands at a time."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tickets import ledger
from tickets.ledger import WORK_LEASE, Arrival, Claimed, Outcome
from tickets.states import InboundState
from tickets.store import Store

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LATER = NOW + WORK_LEASE + timedelta(seconds=1)
ONE, OTHER = "desk-1:100:1", "desk-2:200:2"


def arrival(uid: int | None, raw: bytes = b"Subject: hello\r\n\r\nhello\r\n", mailbox: str = "support") -> Arrival:
    digest = hashlib.sha256(raw).hexdigest()
    return Arrival(
        mailbox=mailbox, uidvalidity=1, uid=uid, raw=raw, digest=digest, message_id="a@example.org", size=len(raw), arrived_at=NOW
    )


def receive(store: Store, *arrivals: Arrival) -> list[int]:
    with store.writing() as connection:
        return ledger.receive(connection, arrivals, NOW)


def claim(store: Store, ids: list[int], holder: str, now: datetime = NOW) -> list[Claimed]:
    with store.writing() as connection:
        return ledger.claim(connection, ids, holder, now)


def settle(store: Store, row: int, holder: str, state: InboundState = InboundState.IGNORED) -> bool:
    outcome = Outcome(row=row, state=state, because="a newsletter", kind="bulk", sender="a@example.org", subject="hello", ticket_id=None)
    with store.writing() as connection:
        return ledger.settle(connection, [outcome], holder)


def waiting(store: Store, now: datetime = NOW) -> list[int]:
    with store.reading() as connection:
        return ledger.waiting(connection, now)


def test_fetching_twice_is_receiving_once(store: Store) -> None:
    first = receive(store, arrival(1), arrival(2))
    assert len(first) == 2
    again = receive(store, arrival(1), arrival(2), arrival(3, b"another"))
    assert len(again) == 1
    assert again[0] > max(first)


def test_the_same_bytes_at_two_doors_are_two_rows_and_kept_once(store: Store) -> None:
    assert len(receive(store, arrival(1), arrival(1, mailbox="sales"))) == 2
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM raws").scalar() == 1


def test_a_row_is_in_one_workers_hands(store: Store) -> None:
    ids = receive(store, arrival(1), arrival(2))
    assert [row.id for row in claim(store, ids, ONE)] == ids
    assert claim(store, ids, OTHER) == []
    assert waiting(store) == []


def test_an_expired_lease_is_swept_and_counted(store: Store) -> None:
    ids = receive(store, arrival(1))
    assert [row.attempts for row in claim(store, ids, ONE)] == [1]
    assert waiting(store, LATER) == ids
    assert [row.attempts for row in claim(store, ids, OTHER, LATER)] == [2]


def test_who_lost_the_lease_settles_nothing(store: Store) -> None:
    (row,) = receive(store, arrival(1))
    claim(store, [row], ONE)
    claim(store, [row], OTHER, LATER)
    assert not settle(store, row, ONE)
    assert settle(store, row, OTHER)
    assert not settle(store, row, OTHER)


def test_a_settled_row_waits_for_nobody(store: Store) -> None:
    (row,) = receive(store, arrival(1))
    claim(store, [row], ONE)
    settle(store, row, ONE)
    assert waiting(store, LATER) == []
    assert claim(store, [row], OTHER, LATER) == []


def test_the_work_of_the_dead_is_free_at_once(store: Store) -> None:
    ids = receive(store, arrival(1), arrival(2))
    claim(store, ids, ONE)
    with store.writing() as connection:
        assert ledger.holders(connection) == {ONE}
        ledger.release(connection, ONE)
    assert waiting(store) == ids


def test_a_person_moves_a_row_only_where_the_table_allows_it(store: Store) -> None:
    (row,) = receive(store, arrival(1))
    claim(store, [row], ONE)
    settle(store, row, ONE)
    with store.writing() as connection:
        assert not ledger.move(connection, row, InboundState.HELD, "no such move")
        assert ledger.move(connection, row, InboundState.RECEIVED, "released")
        assert not ledger.move(connection, row, InboundState.RECEIVED, "released twice")


def test_mail_of_a_folder_made_anew_is_counted_and_not_worked_on(store: Store) -> None:
    with store.writing() as connection:
        ledger.receive_again(connection, [arrival(1)], NOW)
        held = ledger.holdings(connection, "support", 1)
    assert (held.uids, held.accounted) == (frozenset({1}), 1)
    assert waiting(store) == []


def test_a_mail_is_known_at_the_door_where_it_came_in(store: Store) -> None:
    known = arrival(None)
    receive(store, known)
    with store.reading() as connection:
        assert ledger.is_known_at(connection, "support", known.digest)
        assert not ledger.is_known_at(connection, "sales", known.digest)
        assert ledger.known_digests(connection, [known.digest, "0" * 64]) == {known.digest}


def test_what_was_received_comes_back_octet_for_octet(store: Store) -> None:
    raw = bytes(range(256)) * 3
    (row,) = receive(store, replace(arrival(1, raw), problem="cut short"))
    (claimed,) = claim(store, [row], ONE)
    assert (claimed.raw, claimed.problem, claimed.received_at) == (raw, "cut short", NOW)
    with store.reading() as connection:
        assert ledger.raw_of(connection, row) == raw
        assert ledger.raw_of(connection, row + 1) is None


@given(st.binary())
def test_packing_loses_nothing(raw: bytes) -> None:
    assert ledger.unpack(ledger.pack(raw)) == raw
