"""The clock on the wall is set, forward by a day or back by an hour: nothing is lost, nothing comes twice, nobody waits for the jump."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailroom import running
from tests.engineers import LEAD, letters_to, staff
from tests.scenarios.balance import balanced, write
from tests.scenarios.conftest import Stage

pytestmark = pytest.mark.server


def at(stage: Stage, jump: timedelta) -> running.Polled:
    return stage.at(datetime.now(UTC) + jump).poll()


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(hours=-1)], ids=["a day ahead", "an hour back"])
def test_mail_is_filed_and_answered_once_before_during_and_after_the_jump(stage: Stage, jump: timedelta) -> None:
    for number, now in enumerate((timedelta(0), jump, timedelta(0))):
        write(stage, number)
        at(stage, now)
    balanced(stage, 3)


def test_what_failed_while_the_clock_was_a_day_ahead_is_tried_again_when_it_is_right(stage: Stage) -> None:
    stage.sink.switches.refuse["c0@example.org"] = "450 4.2.1 mailbox busy"
    write(stage, 0)
    at(stage, timedelta(days=1))
    stage.sink.switches.refuse.clear()
    assert at(stage, timedelta(minutes=1)).sent == 1


def test_a_night_that_comes_twice_has_one_digest(stage: Stage) -> None:
    """The digest of tomorrow leaves early, once; the nights go on from there."""
    (stage.desk.folder / "staff.toml").write_text(staff(), encoding="utf-8")
    with stage.desk.house(stage.house.pipeline.workers) as house:
        led = Stage(house, stage.imap, stage.sink, stage.desk)
        opened_at = datetime.now(UTC)  # no night has passed since
        for days in (0, 1, 0, 1, 2):
            led.at(opened_at + timedelta(days=days)).poll()
        told = [letter["Subject"] for letter in letters_to(led.sink, LEAD) if "digest" in letter["Subject"].lower()]
        assert len(told) == len(set(told)) == 2, "one a night"
