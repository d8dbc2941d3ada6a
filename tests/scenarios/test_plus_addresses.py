"""`plus_addressing = "auto"`: replies come to an address with a token only where such mail has been seen to arrive (decisions 7)."""

from __future__ import annotations

import json
from email import message_from_bytes

import pytest

from mailroom import probing
from tests.letters import mail
from tests.scenarios.conftest import Stage, desk_with
from tests.servers.deliver import deliver

pytestmark = pytest.mark.server


def said(stage: Stage) -> str:
    """What doctor says of plus addresses."""
    found = json.loads(stage.desk.call("doctor", "--json").stdout)
    (because,) = [row["because"] for row in found if row["what"] == "plus addressing"]
    return str(because)


def letter_to(stage: Stage, sender: str) -> str:
    """Where the acknowledgement to a new mail asks for replies, from a desk that starts now."""
    stage.write(mail(sender=sender))
    with stage.desk.house(stage.house.pipeline.workers) as fresh:
        Stage(fresh, stage.imap, stage.sink, stage.desk).poll()
    (letter,) = [received.raw for received in stage.sink.mails if sender in received.recipients]
    return str(message_from_bytes(letter).get("Reply-To", ""))


def test_replies_come_to_a_token_only_once_the_probe_has_come_back(stage: Stage) -> None:
    assert "+" not in letter_to(stage, "ann@example.org")
    assert "a probe has left" in said(stage)
    (probe,) = [received for received in stage.sink.mails if received.recipients[0].startswith("support+")]
    assert "a probe left at" in said(stage), "one is enough"
    assert not probing.is_on(stage.house.settings.desk, stage.house.store)

    stage.write(probe.raw)
    stage.poll()
    assert probing.is_on(stage.house.settings.desk, stage.house.store)
    assert "the probe came back" in said(stage)
    assert letter_to(stage, "bob@example.net").startswith("IC Realtime Support <support+")
    assert len(stage.tickets()) == 2, "a probe is nobody's request"
    assert stage.status()["inbound"]["IGNORED"] == 1


def test_a_probe_that_nobody_sent_proves_nothing(stage: Stage) -> None:
    said(stage)
    stage.write(mail(sender="support@icrealtime.example", to="support+aaaaaaaaaaaaaaaa@icrealtime.example"))
    stage.poll()
    assert not probing.is_on(stage.house.settings.desk, stage.house.store)


@desk_with(mailbox='sent_folder = "Sent"')
def test_a_copy_of_the_probe_in_the_sent_folder_has_travelled_nowhere(stage: Stage) -> None:
    said(stage)
    (probe,) = stage.sink.mails
    deliver(stage.imap.maildir("support", "Sent"), probe.raw)
    stage.poll()
    assert not probing.is_on(stage.house.settings.desk, stage.house.store)
