"""One log line, one count; and no address in any line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from mailroom.glance.tally import BUCKETS, COUNTED, Tally
from mailroom.logs import to_standard_error
from mailroom.silences import CAPPED

MAIL = {"event": "mail", "inbound": 7, "verdict": "personal", "state": "FILED", "because": "a new request", "silence": None, "ms": 210}


def counted(*lines: dict[str, Any]) -> Tally:
    tally = Tally()
    for line in lines:
        assert tally.count(None, "info", line) is line
    return tally


def test_a_mail_is_counted_by_verdict_and_state() -> None:
    tally = counted(MAIL, MAIL, MAIL | {"state": "HELD"})
    assert tally.of("mailroom_mails") == {("personal", "FILED"): 2, ("personal", "HELD"): 1}
    upto, seconds = tally.mail_seconds()
    assert upto[BUCKETS.index(0.2)] == 0
    assert upto[BUCKETS.index(0.5)] == upto[-1] == 3
    assert seconds == pytest.approx(0.63)


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ({"state": "SENT"}, "2yz"),
        ({"state": "postponed", "because": "450 4.2.1 mailbox busy"}, "4yz"),
        ({"state": "FAILED", "because": "550 5.1.1 no such user"}, "5yz"),
        ({"state": "postponed", "because": "in doubt, and the Sent folder cannot be asked"}, "none"),
    ],
)
def test_a_letter_is_counted_by_the_class_of_the_reply(line: dict[str, str], reply: str) -> None:
    tally = counted({"event": "letter", "outbound": 1, "kind": "acknowledgement"} | line)
    assert tally.of("mailroom_letters") == {("acknowledgement", line["state"], reply): 1}


def test_an_edit_of_a_letter_is_no_letter() -> None:
    assert counted({"event": "letter", "because": "line 3", "next": "the last good one serves"}).of("mailroom_letters") == {}


@pytest.mark.parametrize(("cap", "words"), CAPPED.items())
def test_a_cap_is_counted_by_its_kind(cap: str, words: str) -> None:
    assert counted(MAIL | {"silence": f"3 {words}"}).of("mailroom_caps_hit") == {(cap,): 1}


def test_nothing_that_a_stranger_wrote_becomes_a_label() -> None:
    """Reasons, subjects and servers' words vary without end, and so would the series."""
    words = {label for some in COUNTED.values() for one in some for label in one.labels}
    assert words == {"verdict", "state", "kind", "reply", "cap", "mailbox", "job"}
    assert counted(MAIL | {"silence": "bob@example.org was answered"}).of("mailroom_caps_hit") == {}


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """What was written since it was asked last."""
    yield lambda: capsys.readouterr().err
    structlog.reset_defaults()


def test_no_address_stands_in_a_line_whatever_a_reason_repeats(log: Callable[[], str]) -> None:
    to_standard_error(form="json")
    structlog.get_logger().warning("letter", because="550 5.1.1 <bob.o'neil+x@example.org>: no such user; ask ann@example.net, please")
    line = json.loads(log())
    assert "@" not in line["because"]
    assert line["because"].startswith("550 5.1.1 <")


def test_the_log_is_json_or_words_as_asked(log: Callable[[], str]) -> None:
    to_standard_error(form="words")
    structlog.get_logger().info("mail", inbound=7)
    line = log()
    assert "inbound" in line
    assert not line.startswith("{")


def test_a_line_is_counted_as_it_is_written(log: Callable[[], str]) -> None:
    tally = Tally()
    to_standard_error(form="json", count=tally.count)
    structlog.get_logger().info(**MAIL)
    assert sum(tally.of("mailroom_mails").values()) == len(log().splitlines()) == 1
