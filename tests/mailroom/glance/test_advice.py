"""What `doctor` says of the canary."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailroom.glance.advice import of_canary
from tickets.canaries import Canary

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATE = 10 * MINUTE


def flown(ago: int, took: float | None = None) -> Canary:
    queued_at = NOW - ago * MINUTE
    came_at = queued_at + timedelta(seconds=took) if took is not None else None
    return Canary(outbound_id=7, mailbox="support", queued_at=queued_at, came_at=came_at)


@pytest.mark.parametrize(
    ("missed", "home", "is_well", "told"),
    [
        (None, None, True, "none has flown yet"),
        (flown(1), None, True, "the first one is under way"),
        (flown(1), flown(31, 4), True, "took 4.0 s"),
        (None, flown(31, 4), True, "took 4.0 s"),
        (None, flown(31, 1000), False, "took 1000.0 s"),
        (flown(60), flown(90, 4), False, "that of Monday, November 23 at 9:00 AM Eastern has not landed; the last one"),
        (flown(60), None, False, "none ever did. `mailroom outbox show 7`"),
    ],
)
def test_one_that_is_missing_is_told_although_an_earlier_one_landed(
    missed: Canary | None, home: Canary | None, is_well: bool, told: str
) -> None:
    verdict, because = of_canary(missed, home, LATE, NOW)
    assert verdict is is_well
    assert told in because
