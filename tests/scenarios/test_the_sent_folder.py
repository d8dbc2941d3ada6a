"""Engineers who answer from the shared mailbox, and whatever else lies in its Sent folder (issue 5.3)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.letters import mail
from tests.scenarios.conftest import Stage, desk_with
from tests.servers.deliver import deliver

pytestmark = pytest.mark.server

WATCHED = desk_with(mailbox='sent_folder = "Sent"')
COPIED = desk_with(mailbox='sent_folder = "Sent"', outgoing='sent_copy = "server"')
BOB = "Bob Jones <bob@example.org>"


def sends(stage: Stage, raw: bytes) -> None:
    """Somebody sends this from the shared mailbox, with a client that files the copy."""
    deliver(stage.imap.maildir("support", "Sent"), raw)


def answer(*, to: str = BOB, text: str = "Please swap the cables of camera 3.", **more: str) -> bytes:
    return mail(sender="Ana <support@icrealtime.example>", to=to, subject="Re: camera 3 is black", text=text, **more)


@WATCHED
def test_an_answer_from_the_shared_mailbox_stops_the_clocks_and_is_not_sent_again(stage: Stage) -> None:
    stage.write(mail(sender=BOB, message_id="first@example.org"))
    stage.poll()
    sends(stage, answer(In_Reply_To="<first@example.org>"))
    stage.poll()
    (ticket,) = stage.tickets()
    assert (ticket["status"], ticket["unanswered"]) == ("PENDING", False)
    assert ticket["first_response_at"]
    said = [entry for entry in ticket["conversation"] if entry["kind"] == "answer"]
    assert [(entry["direction"], entry["text"].strip()) for entry in said] == [("out", "Please swap the cables of camera 3.")]
    assert len(stage.letters) == 1  # the acknowledgement


@WATCHED
def test_the_customers_reply_to_such_an_answer_lands_in_his_ticket(stage: Stage) -> None:
    stage.write(mail(sender=BOB, message_id="first@example.org"))
    stage.poll()
    sends(stage, answer(In_Reply_To="<first@example.org>", message_id="hers@icrealtime.example"))
    stage.poll()
    proven = "mx.icrealtime.example; dmarc=pass header.from=example.org"
    reply = mail(sender=BOB, text="Still black.", In_Reply_To="<hers@icrealtime.example>", Authentication_Results=proven)
    stage.write(reply)
    stage.poll()
    (ticket,) = stage.tickets()
    assert (ticket["status"], ticket["unanswered"]) == ("OPEN", True)


@WATCHED
def test_an_answer_to_our_own_letter_finds_the_ticket(stage: Stage) -> None:
    """Reply-all in the shared mailbox, to the acknowledgement that lies beside the customer's mail."""
    stage.write(mail(sender=BOB))
    stage.poll()
    ours = stage.sink.mails[0].header("Message-ID")
    sends(stage, answer(In_Reply_To=ours))
    stage.poll()
    (ticket,) = stage.tickets()
    assert ticket["status"] == "PENDING"


@WATCHED
def test_an_answer_to_somebody_else_answers_nobody(stage: Stage) -> None:
    stage.write(mail(sender=BOB, message_id="first@example.org"))
    stage.poll()
    sends(stage, answer(to="Vendor <sales@chips.example>", text="Can you replace this?", In_Reply_To="<first@example.org>"))
    stage.poll()
    bobs, vendors = stage.tickets()
    assert (bobs["status"], bobs["unanswered"]) == ("OPEN", True)
    assert (vendors["requester"], vendors["status"]) == ("sales@chips.example", "PENDING")
    assert vendors["links"][0]["number"] == bobs["number"]
    assert len(stage.letters) == 1


@WATCHED
def test_a_conversation_that_we_begin_is_a_ticket_of_whom_we_write_to(stage: Stage) -> None:
    sends(stage, answer(to=f"{BOB}, Carl <carl@example.net>", message_id="hers@icrealtime.example"))
    stage.poll()
    (ticket,) = stage.tickets()
    assert (ticket["requester"], ticket["status"]) == ("bob@example.org", "PENDING")
    assert {person["address"] for person in ticket["participants"]} == {"bob@example.org", "carl@example.net"}
    assert stage.letters == []


@WATCHED
def test_a_conversation_among_ourselves_is_no_ticket(stage: Stage) -> None:
    sends(stage, answer(to="Leo <leo@icrealtime.example>"))
    stage.poll()
    assert stage.tickets() == []
    assert stage.status()["inbound"]["IGNORED"] == 1


@COPIED
def test_our_own_letters_in_the_sent_folder_are_nobodys_answer(stage: Stage) -> None:
    stage.sink.switches.copy_to = stage.imap.maildir("support", "Sent")
    stage.write(mail(sender=BOB))
    stage.poll()
    stage.poll()
    (ticket,) = stage.tickets()
    assert (ticket["status"], ticket["unanswered"]) == ("OPEN", True)
    assert len(stage.letters) == 1


@COPIED
def test_another_message_id_on_our_letters_copy_leads_to_the_ticket(stage: Stage) -> None:
    """SES and Outlook.com replace it; customers answer to theirs (decisions 1)."""
    stage.sink.switches.copy_to = stage.imap.maildir("support", "Sent")
    stage.sink.switches.replace_message_id = "<0100@email.amazonses.example>"
    stage.write(mail(sender=BOB))
    stage.poll()
    stage.poll()
    stage.write(mail(sender=BOB, text="And camera 4 too.", In_Reply_To="<0100@email.amazonses.example>"))
    stage.poll()
    assert len(stage.tickets()) == 1


@WATCHED
def test_an_answer_that_is_seen_late_does_not_answer_what_the_customer_wrote_since(stage: Stage) -> None:
    """The desk was down: both his mails are filed before the answer between them is fetched."""
    now = datetime.now(UTC).timestamp()
    inbox, sent = stage.imap.maildir("support"), stage.imap.maildir("support", "Sent")
    proven = {"Authentication_Results": "mx.icrealtime.example; dmarc=pass header.from=example.org"}
    deliver(inbox, mail(sender=BOB, message_id="first@example.org"), arrived=now - 600)
    deliver(sent, answer(In_Reply_To="<first@example.org>"), arrived=now - 400)
    deliver(inbox, mail(sender=BOB, text="Camera 4 is black too.", In_Reply_To="<first@example.org>", **proven), arrived=now - 200)
    stage.poll()
    (ticket,) = stage.tickets()
    assert (ticket["status"], ticket["unanswered"]) == ("OPEN", True)
    assert ticket["first_response_at"]


@WATCHED
def test_an_answer_that_promises_more_keeps_the_ticket_our_turn(stage: Stage) -> None:
    stage.write(mail(sender=BOB, message_id="first@example.org"))
    stage.poll()
    sends(stage, answer(In_Reply_To="<first@example.org>", text="Let me check with our engineers, I will get back to you tomorrow."))
    stage.poll()
    (ticket,) = stage.tickets()
    assert (ticket["status"], ticket["unanswered"]) == ("OPEN", False)


@WATCHED
def test_two_passes_over_the_sent_folder_file_an_answer_once(stage: Stage) -> None:
    stage.write(mail(sender=BOB, message_id="first@example.org"))
    stage.poll()
    sends(stage, answer(In_Reply_To="<first@example.org>"))
    stage.poll()
    stage.poll()
    (ticket,) = stage.tickets()
    assert len([entry for entry in ticket["conversation"] if entry["kind"] == "answer"]) == 1


@WATCHED
def test_an_answer_that_copies_the_desk_is_filed_once(stage: Stage) -> None:
    """The same mail in the Sent folder and in the mailbox."""
    stage.write(mail(sender=BOB, message_id="first@example.org"))
    stage.poll()
    raw = answer(In_Reply_To="<first@example.org>", Cc="support@icrealtime.example")
    sends(stage, raw)
    stage.write(raw)
    stage.poll()
    stage.poll()
    (ticket,) = stage.tickets()
    assert [entry["direction"] for entry in ticket["conversation"]] == ["in", "out", "out"]
    assert len(stage.letters) == 1
    assert stage.status()["inbound"]["HELD"] == 0


@WATCHED
def test_flags_in_the_sent_folder_stay_as_they_are(stage: Stage) -> None:
    sends(stage, answer())
    stage.poll()
    assert "S" not in "".join(stage.imap.flags("support", "Sent"))
