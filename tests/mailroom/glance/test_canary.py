"""Canaries over hours: one alarm for a way that is blocked, and one word that it is free, however often they fly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailroom import alarming
from mailroom.glance.canary import Flight, fly
from mailroom.glance.figures import of_the_desk
from mailroom.glance.sight import look
from tickets import alarms, brake, canaries
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.store import Store

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLICY = Policy.load_default()
DESK = Desk()
LATE = 10


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'desk.db'}")
    opened.upgrade()
    yield opened
    opened.close()


def flight(every: int) -> Flight:
    return Flight(mailbox="support", address="support@icrealtime.example", every=every * MINUTE, late=LATE * MINUTE)


def lived(store: Store, folder: Path, every: int, minutes: range, is_lost: Callable[[int], bool]) -> list[tuple[int, str]]:
    """The schedule, once a minute: (minute, what was told of the canary). One that is not lost lands two minutes after it left."""
    told: list[tuple[int, str]] = []
    flown, way = set(), flight(every) if every else None
    for minute in minutes:
        now = NOON + minute * MINUTE
        if way:
            fly(store, DESK, way, now)
        with store.writing() as connection:
            last = canaries.last(connection)
            if last and last.queued_at == now - 2 * MINUTE and not is_lost(minute - 2):
                canaries.note(connection, {last.outbound_id: now})
            flown |= {last.outbound_id} if last else set()
        alarming.watch(store, POLICY, now, mailboxes=(), folder=folder, canary_late=way.late if way else None)
        with store.writing() as connection:
            found = [alarm for alarm in alarms.untold(connection, now) if alarm.key == "canary missing"]
            alarms.told(connection, found, now)
        told += [(minute, "over" if alarm.is_over else "missing") for alarm in found]
    assert not way or len(flown) >= len(minutes) // every, "they fly on, whatever becomes of them"
    return told


@pytest.mark.parametrize("every", [5, 10, 30, 60])
def test_a_way_that_is_blocked_for_hours_is_one_alarm_and_one_end(store: Store, tmp_path: Path, every: int) -> None:
    (missing, over) = lived(store, tmp_path, every, range(9 * 60), lambda minute: 60 <= minute < 360)
    assert missing == (60 + LATE + 1 + 2, "missing"), "late, and not over within two minutes"
    assert over == (360 + 2, "over")


@pytest.mark.parametrize("every", [5, 30])
def test_canaries_that_land_are_no_alarm(store: Store, tmp_path: Path, every: int) -> None:
    assert lived(store, tmp_path, every, range(3 * 60), lambda _: False) == []


def test_one_that_is_lost_among_others_that_land_wakes_nobody(store: Store, tmp_path: Path) -> None:
    """With every five minutes the next one shows that the way is free, before the lost one is late."""
    assert lived(store, tmp_path, 5, range(3 * 60), lambda minute: minute == 60) == []


def test_where_no_canary_flies_any_more_the_lost_one_is_no_alarm_and_no_figure(store: Store, tmp_path: Path) -> None:
    assert lived(store, tmp_path, 30, range(60), lambda _: True) == [(13, "missing")]
    assert lived(store, tmp_path, 0, range(60, 180), lambda _: True) == [(60, "over")]
    assert figures(store, None) == {}


def test_the_figure_is_the_wait_of_the_first_that_did_not_come_and_the_patience_stands_beside_it(store: Store, tmp_path: Path) -> None:
    assert lived(store, tmp_path, 30, range(3 * 60), lambda minute: minute >= 60)
    assert figures(store, LATE * MINUTE) == {"seconds": 120.0, "waits_seconds": 119 * 60.0, "patience_seconds": LATE * 60.0}


def test_a_shut_outbox_holds_canaries_too_and_is_no_lost_way(store: Store, tmp_path: Path) -> None:
    with store.writing() as connection:
        brake.pause(connection, "we write nonsense")
    assert lived(store, tmp_path, 30, range(3 * 60), lambda _: True) == []


def figures(store: Store, late: timedelta | None) -> dict[str, float]:
    with store.reading() as connection:
        sight = look(connection, (), NOON + 179 * MINUTE, late)
    kind = "mailroom_canary_"
    return {one.name.removeprefix(kind): sample.value for one in of_the_desk(sight) if one.name.startswith(kind) for sample in one.samples}
