"""The life of a mail, as a support person reads it."""

from __future__ import annotations

from typing import Any

import pytest

from mailroom.story import story
from tickets.states import InboundState, OutboundState

MAIL = {
    "id": 7,
    "message_id": "a@example.org",
    "mailbox": "support",
    "uid": 9,
    "arrived_at": "2026-11-23T10:00:00+00:00",
    "received_at": "2026-11-23T10:00:01+00:00",
    "state": "FILED",
    "because": "a new request",
}
LETTER = {
    "letter": "missing_information",
    "recipient": "bob@example.org",
    "state": "SENT",
    "sent_at": "2026-11-23T10:00:02+00:00",
    "attempts": 1,
    "reply": "",
}


def told(mail: dict[str, Any] | None = None, letters: list[dict[str, Any]] | None = None, ticket: str | None = "IC-1007") -> list[str]:
    event = {"at": "2026-11-23T10:00:01+00:00", "what": "opened IC-1007", "because": "it refers to nothing that we know"}
    return story({"inbound": MAIL | (mail or {}), "events": [event], "ticket": ticket, "outbound": letters or []}).splitlines()


def test_a_story_is_told_in_order() -> None:
    assert told(letters=[LETTER]) == [
        "Mail 7 (a@example.org)",
        "2026-11-23 10:00:00  It arrived in the mailbox support as UID 9.",
        "2026-11-23 10:00:01  We stored it, byte for byte.",
        "2026-11-23 10:00:01  Opened IC-1007 (it refers to nothing that we know)",
        "Now: It is filed. (a new request) Its ticket is IC-1007.",
        "Letter: the missing information to bob@example.org left 2026-11-23 10:00:02.",
    ]


def test_a_mail_by_the_pipe_has_no_uid_and_perhaps_no_message_id() -> None:
    lines = told({"uid": None, "message_id": "", "mailbox": "pipe:support@icrealtime.example"}, ticket=None)
    assert lines[0] == "Mail 7 (without a Message-ID)"
    assert lines[1].endswith("It arrived in the mailbox pipe:support@icrealtime.example.")
    assert "ticket is" not in lines[-1]


@pytest.mark.parametrize("state", InboundState)
def test_every_state_of_a_mail_can_be_told(state: InboundState) -> None:
    assert told({"state": state.value})[-1].startswith("Now: It ")


@pytest.mark.parametrize("state", OutboundState)
def test_every_state_of_a_letter_can_be_told(state: OutboundState) -> None:
    line = told(letters=[LETTER | {"state": state.value, "sent_at": None, "attempts": 3, "reply": "451 later"}])[-1]
    assert line.startswith("Letter: the missing information to bob@example.org ")
    assert line.endswith(", after 3 attempts. The server said: 451 later")
