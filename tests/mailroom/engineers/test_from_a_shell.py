"""The same commands at a shell, on a ticket that came by the pipe."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import desk as desks
from tests.desk import Desk
from tests.mailroom.engineers import tickets_at_hand
from tickets.store import Store


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = desks.make(tmp_path, imap={})
    store = Store(made.settings().store_address())
    store.upgrade()
    with store.writing() as connection:
        tickets_at_hand.ticket(connection)
    store.close()
    return made


def test_a_correction_changes_the_scope_and_says_so(desk: Desk) -> None:
    done = desk.call("tickets", "correct", "IC-1042", "--topic", "login", "--audience", "dealer", "--serial", "7E77893PAZBED9B")
    assert done.exit_code == 0, done.output
    assert "IC-1042: now troubleshooting.login, dealer: supported (clause " in done.output
    shown = desk.json("tickets", "show", "1042")
    assert (shown["topic"], shown["audience"], shown["serials"]) == ("troubleshooting.login", "dealer", ["7E77893PAZBED9B"])
    assert [event["what"] for event in shown["events"]] == ["topic corrected", "audience corrected", "serial corrected"]


def test_a_snooze_is_told_in_the_desks_zone(desk: Desk) -> None:
    assert "IC-1042: snoozed until " in desk.call("tickets", "snooze", "1042", "2 days").output


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("correct", "1042"), 2, "say what to correct"),
        (("correct", "1042", "--topic", "nonsense", "--serial", "7E77893PAZBED9B"), 1, 'there is no one topic "nonsense"'),
        (("snooze", "1042", "soon"), 1, '"soon" is no time ahead of us'),
        (("snooze", "9", "fri"), 1, "there is no ticket 9"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(desk: Desk, arguments: tuple[str, ...], status: int, said: str) -> None:
    done = desk.call("tickets", *arguments)
    assert (done.exit_code, said in done.output) == (status, True), done.output
    assert desk.json("tickets", "show", "1042")["events"] == []
