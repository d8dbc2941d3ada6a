"""What a provider permits is obeyed by the whole desk: letters wait or take the next server, and the leads hear when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailroom import running
from mailroom.workers import Workers
from tests import desk as desks
from tests.letters import mail
from tests.scenarios.conftest import Stage
from tests.servers import smtp
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tickets import rests

pytestmark = pytest.mark.server

_DAILY = "550 5.4.5 Daily user sending limit exceeded. For more information go to https://support.google.example"
_STAFF = '[[people]]\nname = "Lee"\naddresses = ["lee@icrealtime.example"]\nlead = true\n'


@pytest.fixture
def staged(imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers) -> Iterator[Stage]:
    """A desk with a lead."""
    desk = desks.make(tmp_path, imap={"support": imap_server.port}, smtp=(sink.port,))
    (tmp_path / "staff.toml").write_text(_STAFF, encoding="utf-8")
    with desk.house(readers) as house:
        running.poll(house)
        yield Stage(house, imap_server, sink, desk)


def letters(stage: Stage, kind: str) -> list[str]:
    return [row["state"] for row in stage.desk.json("outbox", "list") if row["letter"] == kind]


def test_a_daily_limit_ends_no_letter_and_is_told_once_with_when_it_ends(staged: Stage, readers: Workers) -> None:
    staged.sink.switches.at_end = _DAILY
    for number in range(3):
        staged.write(mail(sender=f"c{number}@example.org", text=f"Recorder {number} beeps all night."))
    staged.poll()
    staged.poll()
    assert staged.sink.sessions == 1, "a server that asked for a day is left alone"
    assert letters(staged, "acknowledgement") == ["QUEUED"] * 3
    for minutes in (0, 3, 6):
        staged.at(datetime.now(UTC) + timedelta(minutes=minutes)).house.schedule.tick()
    assert letters(staged, "alarm") == ["QUEUED"]
    staged.sink.switches.at_end = ""
    (account,) = staged.house.schedule.outgoing
    with staged.house.store.writing() as connection:
        rest = rests.of(connection, account)
        rests.end(connection, account)
    assert rest is not None
    assert rest.ends_by is not None
    with staged.desk.house(readers) as house:
        replace(staged, house=house).at(datetime.now(UTC) + timedelta(minutes=7)).house.pipeline.deliver()
    assert letters(staged, "acknowledgement") == ["SENT"] * 3
    (alarm,) = [letter for letter in staged.sink.mails if letter.header("Subject") == "The desk needs you"]
    assert f"{rest.ends_by:%B %-d, %H:%M} UTC".encode() in b" ".join(alarm.raw.split())


def test_while_one_server_has_reached_its_limit_the_next_one_takes_the_letters(
    imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers
) -> None:
    sink.switches.at_mail = _DAILY
    with smtp.running() as second:
        desk = desks.make(tmp_path, imap={"support": imap_server.port}, smtp=(sink.port, second.port))
        with desk.house(readers) as house:
            stage = Stage(house, imap_server, sink, desk)
            stage.poll()
            for number in range(2):
                stage.write(mail(sender=f"c{number}@example.org", text=f"Recorder {number} beeps all night."))
                assert stage.poll().sent == 1
        assert (len(sink.mails), len(second.mails), sink.sessions) == (0, 2, 1)


def test_two_processes_together_send_no_more_than_a_minute_may_see(
    imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers
) -> None:
    desk = desks.make(tmp_path, imap={"support": imap_server.port}, smtp=(sink.port,), outgoing="rate_per_minute = 3")
    with desk.house(readers) as one, desk.house(readers) as two:
        running.poll(one)
        for number in range(5):
            Stage(one, imap_server, sink, desk).write(mail(sender=f"c{number}@example.org", text=f"Recorder {number} beeps all night."))
        assert running.poll(one).sent + running.poll(two).sent == 3
        assert len(sink.mails) == 3
