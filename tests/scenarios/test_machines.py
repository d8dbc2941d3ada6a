"""No loops (G4): machines, lists, bounces and ourselves are never answered."""

from __future__ import annotations

import pytest

from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage

pytestmark = pytest.mark.server


def test_two_desks_without_any_header_are_silent_after_three_mails(stage: Stage) -> None:
    """The other side answers each of our letters with a new mail, says who it is nowhere, and never refers to ours."""
    words = "Hello there. Somebody at Acme looks at what you sent us and will say something about it. It is our number {}."
    for number in range(8):
        stage.write(mail(sender="help@acme.example", subject=f"About what you sent, {number}", text=words.format(48210 + number)))
        stage.poll()
    assert len(stage.letters) == 3


@pytest.mark.parametrize("sender", ["person{}@example.org", "bot@example.org"], ids=["many senders", "one"])
def test_a_reply_to_that_names_somebody_else_floods_nobody(stage: Stage, sender: str) -> None:
    proof = "mx.icrealtime.example; dmarc=pass (p=reject) header.from=example.org"
    for number in range(8):
        stage.write(mail(sender=sender.format(number), Reply_To="victim@elsewhere.example", Authentication_Results=proof))
    stage.poll()
    assert len(stage.letters) <= 3


def test_an_autoresponder_in_our_thread_is_never_answered_twice(stage: Stage) -> None:
    stage.write(mail(sender="help@acme.example", text="The recorder at our warehouse has no picture on two channels."))
    stage.poll()
    for _ in range(5):
        stage.write(answer_to(stage.letters[-1], sender="help@acme.example", text="Thank you, we received your mail and will answer soon."))
        stage.poll()
    assert len(stage.letters) == 1
    assert len(stage.tickets()) == 1


def test_an_out_of_office_stands_on_its_ticket_unanswered_by_us(stage: Stage) -> None:
    stage.write(mail())
    stage.poll()
    away = answer_to(
        stage.letters[0],
        sender="bob@example.org",
        subject="Automatic reply: camera 3 is black",
        text="I am out of the office until December 1.",
        Auto_Submitted="auto-replied",
    )
    stage.write(away)
    stage.poll()
    (ticket,) = stage.tickets()
    assert [entry["kind"] for entry in ticket["conversation"]] == ["personal", "acknowledgement", "automatic"]
    assert len(stage.letters) == 1


def test_a_bounce_of_our_letter_shows_on_the_ticket_and_stops_letters_to_the_address(stage: Stage) -> None:
    stage.write(mail())
    stage.poll()
    stage.write(bounce_of(stage.letters[0], "bob@example.org"))
    stage.poll()
    (ticket,) = stage.tickets()
    assert any("came back" in event["what"] for event in ticket["events"])
    assert [row["address"] for row in stage.desk.json("suppressed", "list")] == ["bob@example.org"]
    assert len(stage.letters) == 1


def test_good_mail_from_a_suppressed_address_lifts_the_suppression(stage: Stage) -> None:
    stage.write(mail())
    stage.poll()
    stage.write(bounce_of(stage.letters[0], "bob@example.org"))
    stage.poll()
    stage.write(mail(text="My mailbox works again. The doorbell app also asks for a login now."))
    stage.poll()
    assert stage.desk.json("suppressed", "list") == []
    assert len(stage.letters) == 2


@pytest.mark.parametrize(
    ("headers", "state"),
    [
        ({"List_Id": "<news.example.com>", "List_Unsubscribe": "<mailto:off@example.com>", "Precedence": "bulk"}, "IGNORED"),
        ({"X_Spam_Flag": "YES"}, "IGNORED"),
    ],
)
def test_bulk_and_proven_spam_are_ignored_with_their_reason(stage: Stage, headers: dict[str, str], state: str) -> None:
    stage.write(mail(sender="news@example.com", subject="Our October deals", text="Buy now.", **headers))
    stage.poll()
    (row,) = stage.desk.json("ignored", "list")
    assert row["because"]
    assert stage.life(row["id"])["inbound"]["state"] == state
    assert stage.letters == []


def test_an_ignored_mail_can_be_released_and_is_answered(stage: Stage) -> None:
    stage.write(
        mail(sender="bob@example.org", text="Camera 3 shows video loss since Monday.", List_Id="<x.example.com>", Precedence="list")
    )
    stage.poll()
    (row,) = stage.desk.json("ignored", "list")
    stage.desk.call("ignored", "release", str(row["id"]))
    stage.poll()
    assert len(stage.tickets()) == 1
    assert len(stage.letters) == 1


def test_a_suppress_header_alone_does_not_make_a_person_a_machine(stage: Stage) -> None:
    stage.write(mail(X_Auto_Response_Suppress="All"))
    stage.poll()
    assert len(stage.letters) == 1


def test_our_own_letter_in_our_own_mailbox_is_ignored(stage: Stage) -> None:
    stage.write(mail())
    stage.poll()
    stage.write(stage.letters[0])
    stage.poll()
    assert stage.status()["inbound"]["IGNORED"] == 1
    assert len(stage.letters) == 1


def bounce_of(letter: bytes, address: str) -> bytes:
    """An RFC 3464 report as Postfix writes it."""
    header = letter.partition(b"\r\n\r\n")[0]
    return b"\r\n".join(
        [
            b"Return-Path: <>",
            b"From: MAILER-DAEMON@mx.example.org (Mail Delivery System)",
            b"To: support@icrealtime.example",
            b"Subject: Undelivered Mail Returned to Sender",
            b"Date: Mon, 23 Nov 2026 10:05:00 +0000",
            b"Message-ID: <bounce-1@mx.example.org>",
            b"Auto-Submitted: auto-replied",
            b"MIME-Version: 1.0",
            b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
            b"",
            b"--b",
            b"Content-Type: text/plain",
            b"",
            b"<" + address.encode() + b">: host mx.example.org said: 550 5.1.1 User unknown",
            b"--b",
            b"Content-Type: message/delivery-status",
            b"",
            b"Reporting-MTA: dns; mx.example.org",
            b"",
            b"Final-Recipient: rfc822; " + address.encode(),
            b"Action: failed",
            b"Status: 5.1.1",
            b"Diagnostic-Code: smtp; 550 5.1.1 User unknown",
            b"",
            b"--b",
            b"Content-Type: text/rfc822-headers",
            b"",
            header,
            b"",
            b"--b--",
            b"",
        ]
    )
