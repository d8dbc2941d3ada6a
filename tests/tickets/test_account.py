"""What a provider permits holds for all processes of the desk together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tickets import rests
from tickets.account import Account
from tickets.errors import Transient
from tickets.rests import Rest
from tickets.store import Store

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def process(store: Store, clock: Clock) -> Callable[..., Account]:
    """The account as one more process sees it."""
    return lambda **limits: Account(name="smtp.example:587 support", store=store, holder="elsewhere:1:1", clock=clock, **limits)


def test_a_minute_sees_so_many_letters_whichever_process_sends_them(process: Callable[..., Account], clock: Clock) -> None:
    one, two = process(per_minute=3), process(per_minute=3)
    assert [one.take(), two.take()] == [timedelta()] * 2
    clock.forward(seconds=40)
    assert one.take() == timedelta()
    assert (one.wait(), two.take()) == (timedelta(seconds=20), timedelta(seconds=20))
    clock.forward(seconds=20)
    assert [two.take(), two.take()] == [timedelta()] * 2
    assert one.take() == timedelta(seconds=40)


def test_what_a_server_asked_of_one_process_holds_for_all(process: Callable[..., Account], clock: Clock) -> None:
    one, two = process(), process()
    one.rest("421 busy", asked=timedelta(minutes=2))
    rest = two.resting()
    assert rest is not None
    assert timedelta(minutes=2) <= rest.until - NOON <= timedelta(minutes=3)
    clock.forward(minutes=3)
    assert two.resting() is None


def test_two_processes_that_are_refused_in_the_same_moment_both_leave_it_alone(process: Callable[..., Account], store: Store) -> None:
    one, two = process(), process()
    with ThreadPoolExecutor(1) as pool:
        with store.writing() as connection:
            rests.begin(connection, Rest(server=one.name, until=NOON, because="421", since=NOON, times=1))
            other = pool.submit(two.rest, "421 busy", asked=timedelta(minutes=2))
            wait([other], timeout=0.1)  # on PostgreSQL it has read that there is none, and waits to write its own
        assert other.result().because == "421 busy"
    assert one.resting() == other.result()


def test_a_rest_that_was_begun_while_the_clock_was_a_day_ahead_is_over_when_it_is_right(
    process: Callable[..., Account], clock: Clock
) -> None:
    one, two = process(), process()
    clock.forward(days=1)
    one.rest("550 daily limit", asked=timedelta(hours=1))
    assert two.resting()
    clock.forward(days=-1)
    assert (one.resting(), two.resting()) == (None, None)


def test_rests_grow_until_a_letter_leaves(process: Callable[..., Account], clock: Clock) -> None:
    account = process()
    spans = []
    for _ in range(8):
        spans.append(account.rest("421 busy", asked=None).until - clock())
        clock.forward(hours=1)
    assert spans[0] < timedelta(seconds=20)
    assert timedelta(minutes=10) <= spans[-1] <= timedelta(minutes=12)
    assert account.resting() is None
    account.is_well()
    assert account.rest("421 busy", asked=None).times == 1


def test_a_daily_limit_keeps_the_hour_at_which_it_ends(process: Callable[..., Account], clock: Clock) -> None:
    account = process()
    account.rest("550 daily limit", asked=timedelta(hours=1), lasts=timedelta(days=1))
    clock.forward(hours=2)
    assert account.rest("550 daily limit", asked=timedelta(hours=1), lasts=timedelta(days=1)).ends_by == NOON + timedelta(days=1)
    clock.forward(hours=2)
    assert account.rest("421 busy", asked=None).ends_by is None


def test_there_are_no_more_connections_than_are_permitted(process: Callable[..., Account], clock: Clock) -> None:
    first, second, third = (process(connections=2) for _ in range(3))
    assert [first.sit(), second.sit()] == [False, False]
    with pytest.raises(Transient, match="its 2 connections are in use"):
        third.sit()
    clock.forward(minutes=3)
    assert first.sit(), "it is kept by using it"
    clock.forward(minutes=3)
    assert not third.sit(), "the second one fell silent, and its place is free"
    first.rise()
    assert not second.sit()


def test_without_limits_nothing_is_counted(process: Callable[..., Account]) -> None:
    account = process()
    assert account.sit()
    assert [account.take() for _ in range(100)] == [timedelta()] * 100
