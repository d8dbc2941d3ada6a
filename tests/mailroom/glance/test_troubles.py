"""What wakes somebody, and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailroom.glance.troubles import KINDS, Room, Watched, troubles
from tickets.backups import Backups
from tickets.canaries import Canary
from tickets.habits import Habit
from tickets.vitals import Waiting

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NOTHING = Waiting(inbound={}, inbound_since={}, outbound_since={}, due_since=None, put_off=0, unacknowledged_since=None)
READ = Habit(name="support", state="watching", last_success=NOW, patience=5 * MINUTE, last_mail=NOW, missed=0)
WELL = Watched(
    waiting=NOTHING,
    shut_because="",
    mailboxes=(READ,),
    canary=None,
    canary_late=10 * MINUTE,
    room=Room(free=50 * 1024**3, whole=100 * 1024**3),
    backups=Backups(),
    now=NOW,
)
FLOWN = Canary(outbound_id=7, mailbox="support", queued_at=NOW - 20 * MINUTE)


def nightly(*days_ago: int) -> Backups:
    return Backups(succeeded=tuple(NOW - timedelta(days=ago) for ago in sorted(days_ago, reverse=True)))


def waiting(**changes: object) -> Watched:
    return replace(WELL, waiting=replace(NOTHING, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("watched", "key"),
    [
        (waiting(due_since=NOW - 11 * MINUTE), "letters waiting"),
        (replace(waiting(due_since=NOW - 61 * MINUTE), shut_because="we write nonsense"), "letters shut"),
        (waiting(put_off=20), "letters put off"),
        (waiting(unacknowledged_since=NOW - 31 * MINUTE), "mails waiting"),
        (waiting(inbound={"FAILED": 5}), "mails failed"),
        (waiting(inbound={"HELD": 25}), "mails held"),
        (replace(WELL, room=Room(free=400 * 1024**2, whole=10 * 1024**3)), "disk full"),
        (replace(WELL, room=Room(free=4 * 1024**3, whole=100 * 1024**3)), "disk full"),
        (replace(WELL, canary=FLOWN), "canary missing"),
        (replace(WELL, backups=Backups(failed_at=NOW, because="No space left on device" * 30)), "backup failed"),
        (replace(WELL, backups=nightly(2, 3, 4)), "backup late"),
        (replace(WELL, mailboxes=(replace(READ, last_success=NOW - 16 * MINUTE),)), "mailbox support"),
        (replace(WELL, mailboxes=(replace(READ, last_success=None),)), "mailbox support"),
        (replace(WELL, mailboxes=(replace(READ, missed=9),)), "quiet support"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_trouble_is_told_with_what_to_do(watched: Watched, key: str) -> None:
    ((found, text),) = troubles(watched)
    assert found == key
    assert found.startswith(KINDS)
    assert "`mailroom " in text or "`systemctl " in text or key.startswith("quiet")
    assert len(text) < 500, "as much as the letter shows"


@pytest.mark.parametrize(
    "watched",
    [
        WELL,
        waiting(due_since=NOW - 9 * MINUTE, unacknowledged_since=NOW - 29 * MINUTE, put_off=19, inbound={"FAILED": 4, "HELD": 24}),
        replace(waiting(due_since=NOW - 50 * MINUTE, unacknowledged_since=NOW - 50 * MINUTE), shut_because="a moment, please"),
        replace(WELL, canary=replace(FLOWN, came_at=NOW)),
        replace(WELL, canary=replace(FLOWN, queued_at=NOW - 9 * MINUTE)),
        replace(WELL, mailboxes=(replace(READ, last_success=NOW - 14 * MINUTE, missed=4),)),
        replace(WELL, mailboxes=(replace(READ, last_success=NOW - 3 * timedelta(hours=1), patience=75 * MINUTE),)),
        replace(WELL, backups=nightly(1, 2, 3)),
        replace(WELL, backups=nightly(40)),  # by hand, once
        replace(WELL, backups=nightly(20, 30, 60)),  # by hand, before upgrades
    ],
)
def test_what_mends_itself_or_waits_for_the_digest_wakes_nobody(watched: Watched) -> None:
    assert list(troubles(watched)) == []
