"""The rate limit, on a clock that the test turns."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from responders.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_zero_is_no_limit() -> None:
    pace = Pace(0)
    assert not any(pace.take() for _ in range(1000))


def test_a_token_is_back_a_minute_after_it_was_taken() -> None:
    clock = Clock()
    pace = Pace(2, clock)
    assert not pace.take()
    clock.now += 10
    assert not pace.take()
    assert pace.take() == timedelta(seconds=50)
    clock.now += 50
    assert not pace.take()
    assert pace.wait() == timedelta(seconds=10)


@given(st.integers(1, 5), st.lists(st.floats(0, 40), max_size=60))
def test_no_minute_wherever_it_begins_sees_more(per_minute: int, pauses: list[float]) -> None:
    clock = Clock()
    pace = Pace(per_minute, clock)
    taken = []
    for pause in pauses:
        clock.now += pause
        if not pace.take():
            taken.append(clock.now)
    for first in taken:
        assert sum(first <= at < first + 60 for at in taken) <= per_minute


@given(st.integers(1, 5), st.lists(st.floats(0, 40), min_size=1, max_size=30))
def test_after_the_named_wait_there_is_a_token(per_minute: int, pauses: list[float]) -> None:
    clock = Clock()
    pace = Pace(per_minute, clock)
    for pause in pauses:
        clock.now += pause
        if wait := pace.take():
            clock.now += wait.total_seconds() + 1e-5
            assert not pace.take()
