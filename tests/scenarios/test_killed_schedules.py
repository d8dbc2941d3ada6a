"""A schedule that is killed in the middle of a duty: each clock strikes once all the same (G3)."""

from __future__ import annotations

import signal
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from mailroom.foundation import open_store
from mailroom.workers import Workers
from tests import desk as desks
from tests.desk import Desk
from tests.engineers import ANA, LEAD, staff
from tests.letters import mail
from tests.servers.deliver import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tickets import alarms, turns
from tickets.policy import DEFAULT, Policy
from tickets.schema import tickets
from tickets.turns import Answer

pytestmark = pytest.mark.server

AT_ANY_HOUR = 'days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], opens = 00:00:00, closes = 23:59:59'


@pytest.fixture
def desk(imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers) -> Desk:
    """A desk at which a reminder, an escalation and an alarm are due at any hour of any day."""
    desk = desks.make(tmp_path, imap={"support": imap_server.port}, smtp=(sink.port,))
    (tmp_path / "staff.toml").write_text(staff(), encoding="utf-8")
    (tmp_path / "policy.toml").write_text(_always_open(DEFAULT.read_text(encoding="utf-8")), encoding="utf-8")
    desk.poll(readers)
    for person in ("bob", "eve"):
        text = f"{person}: I manage the site. Recorder NVR7000K will not find its disk.\n\nGulf Pines Security, TX Lic. B-12345"
        deliver(imap_server.maildir("support"), mail(sender=f"{person}@gulfpinessecurity.com", subject=f"disk of {person}", text=text))
    desk.poll(readers)
    sink.mails.clear()
    _make_due(desk, tmp_path)
    return desk


def _always_open(policy: str) -> str:
    hours = policy.replace('days = ["mon", "tue", "wed", "thu", "fri"], opens = 08:30:00, closes = 19:30:00', AT_ANY_HOUR)
    hours = hours.replace('days = ["mon", "tue", "wed", "thu", "fri"], opens = 08:30:00, closes = 17:30:00', AT_ANY_HOUR)
    return hours.replace("not_before = 09:00:00", "not_before = 00:00:00").replace("not_after = 17:00:00", "not_after = 23:59:59")


def _make_due(desk: Desk, folder: Path) -> None:
    policy, now = Policy.load(folder / "policy.toml"), datetime.now(UTC)
    ago = now - timedelta(hours=1)
    with closing(open_store(desk.settings())) as store, store.writing() as connection:
        turns.answered(connection, policy, 1, Answer(by=ANA, at=ago))
        connection.execute(update(tickets).where(tickets.c.id == 1).values(chase_at=ago, missing=["serial"]))
        connection.execute(update(tickets).where(tickets.c.id == 2).values(due_at=ago, owner=ANA))
        alarms.sound(connection, "a disk", "the disk is full: make room", ago)


def kinds(sink: Sink) -> Counter[tuple[str, str]]:
    """(recipient, what it is) of what was sent, digests aside."""
    words = {"IC-1001": "reminder", "Overdue": "escalation", "needs you": "alarm"}
    found = [(letter.recipients[0], word) for letter in sink.mails for mark, word in words.items() if mark in letter.header("Subject")]
    return Counter(found)


@pytest.mark.parametrize("point", ["reminding", *(pytest.param(point, marks=pytest.mark.soak) for point in ("escalating", "alarming"))])
def test_killed_in_the_middle_of_a_duty_each_clock_strikes_once(desk: Desk, sink: Sink, readers: Workers, point: str) -> None:
    killed = desk.command("poll", MAILROOM_KILL_AT=point)
    assert killed.returncode == -signal.SIGKILL, f"it never passed {point}: {killed.stderr.decode()}"
    for _ in range(3):
        desk.poll(readers)
    assert kinds(sink) == {
        ("bob@gulfpinessecurity.com", "reminder"): 1,
        (ANA, "escalation"): 1,
        (LEAD, "escalation"): 1,
        (LEAD, "alarm"): 1,
    }
