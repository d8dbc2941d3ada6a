"""A report of a letter that never came back: it stands on a ticket only if whoever wrote it holds the letter."""

from __future__ import annotations

from email import message_from_bytes

import pytest

from tests.engineers import bounce_of
from tests.letters import mail
from tests.scenarios.conftest import Stage, desk_with
from tests.servers.deliver import deliver
from tickets import suppression

pytestmark = pytest.mark.server


def acknowledged(stage: Stage) -> bytes:
    stage.write(mail(sender="bob@example.org"))
    stage.poll()
    (letter,) = stage.letters
    return letter


def is_suppressed(stage: Stage) -> bool:
    with stage.house.store.reading() as connection:
        return bool(suppression.listed(connection))


@pytest.mark.parametrize("number", ["1", "2", "01"])
def test_whoever_counts_our_letters_writes_nothing_into_a_strangers_ticket(stage: Stage, number: str) -> None:
    letter = message_from_bytes(acknowledged(stage))
    letter.replace_header("Message-ID", "<0100@ses.example>")
    letter.replace_header("X-Mailroom-Outbound", number)
    stage.write(bounce_of(letter, "bob@example.org"))
    stage.poll()
    (ticket,) = stage.tickets()
    assert [entry["direction"] for entry in ticket["conversation"]] == ["in", "out"]
    assert stage.status()["inbound"]["IGNORED"] == 1
    assert not is_suppressed(stage)


def test_a_letter_whose_message_id_was_replaced_comes_back_to_its_ticket_by_its_mark(stage: Stage) -> None:
    letter = message_from_bytes(acknowledged(stage))
    letter.replace_header("Message-ID", "<0100@ses.example>")
    stage.write(bounce_of(letter, "bob@example.org"))
    stage.poll()
    (ticket,) = stage.tickets()
    assert len(ticket["conversation"]) == 3
    assert is_suppressed(stage), "only who holds the letter knows its mark"


@pytest.mark.parametrize(("recipient", "state"), [("bob@example.org", "HELD"), ("ana@example.net", "IGNORED")])
def test_a_report_that_names_only_whom_we_wrote_to_waits_for_a_person(stage: Stage, recipient: str, state: str) -> None:
    """Somebody may have had no letter; and anybody can name an address, so it stands on no ticket."""
    acknowledged(stage)
    nameless = bounce_of(message_from_bytes(b"Subject: none\n\n"), recipient)
    stage.write(nameless.replace(b"Message-ID: None\r\nX-Mailroom-Outbound: None", b"Subject: none"))
    stage.poll()
    (ticket,) = stage.tickets()
    assert len(ticket["conversation"]) == 2
    assert stage.status()["inbound"][state] == 1
    assert not is_suppressed(stage)


@desk_with(mailbox='sent_folder = "Sent"')
def test_a_copy_whose_message_id_was_replaced_is_known_by_its_mark_and_its_answer_finds_the_ticket(stage: Stage) -> None:
    letter = acknowledged(stage)
    ours = str(message_from_bytes(letter)["Message-ID"]).encode()
    deliver(stage.imap.maildir("support") / ".Sent", letter.replace(ours, b"<0100@ses.example>"))
    stage.poll()
    stage.write(mail(sender="bob@example.org", text="It is the gatehouse's camera.", In_Reply_To="<0100@ses.example>"))
    stage.poll()
    (ticket,) = stage.tickets()
    assert [entry["direction"] for entry in ticket["conversation"]] == ["in", "out", "in"]
