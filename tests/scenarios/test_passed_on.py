"""What engineers pass on and copy to the desk, and whose mail it then is (issue 5.3, desk-rules 27)."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message

import pytest

from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage

pytestmark = pytest.mark.server

OURS = "mx.icrealtime.example; dmarc=pass (p=reject) header.from=icrealtime.example"
ANA = "Ana Reyes <ana@icrealtime.example>"
BOB = "Bob Jones <bob@example.org>"
FORWARD = """He called twice, please be quick. Internal: he is a difficult one.

---------- Forwarded message ---------
From: Bob Jones <bob@example.org>
Date: Tue, Mar 3, 2026 at 10:04 AM
Subject: camera 3 is black
To: Ana Reyes <ana@icrealtime.example>

Camera 3 shows video loss since Monday. The serial number is 7E77893PAZBED9B.
"""


def forward(text: str = FORWARD, *, sender: str = ANA, proof: str = OURS, to: str = "support@icrealtime.example") -> bytes:
    proven = {"Authentication_Results": proof} if proof else {}
    return mail(sender=sender, to=to, subject="Fwd: camera 3 is black", text=text, **proven)


def recipients(stage: Stage) -> list[str]:
    return [address for received in stage.sink.mails for address in received.recipients]


def test_an_engineers_forward_opens_the_ticket_for_the_customer_and_answers_him_alone(stage: Stage) -> None:
    stage.write(forward())
    stage.poll()
    (ticket,) = stage.tickets()
    assert (ticket["requester"], ticket["subject"], ticket["serials"]) == ("bob@example.org", "camera 3 is black", ["7E77893PAZBED9B"])
    assert ticket["unanswered"]
    assert recipients(stage) == ["bob@example.org"]


def test_the_engineers_words_above_a_forward_stay_with_the_desk(stage: Stage) -> None:
    stage.write(forward())
    stage.poll()
    (ticket,) = stage.tickets()
    assert [(entry["direction"], entry["from"]) for entry in ticket["conversation"] if "difficult" in entry["text"]] == [
        ("note", "ana@icrealtime.example")
    ]
    assert b"difficult" not in stage.letters[0]
    assert b"ana@" not in stage.letters[0]


def test_the_customers_answer_to_that_letter_joins(stage: Stage) -> None:
    stage.write(forward())
    stage.poll()
    stage.write(answer_to(stage.letters[0], sender=BOB, text="The firmware is 4.001.0000005.0.R."))
    stage.poll()
    (ticket,) = stage.tickets()
    assert ticket["firmware"]


@pytest.mark.parametrize(
    "raw",
    [forward(proof=""), forward(proof="mx.icrealtime.example; dmarc=fail (p=reject) header.from=icrealtime.example")],
    ids=["unproven", "forged"],
)
def test_a_forward_in_an_engineers_name_without_proof_writes_to_nobody_inside(stage: Stage, raw: bytes) -> None:
    stage.write(raw)
    stage.poll()
    assert "bob@example.org" not in recipients(stage)
    assert all(ticket["requester"] != "bob@example.org" for ticket in stage.tickets())


def test_rule_27_a_forward_by_somebody_outside_keeps_him_as_the_requester(stage: Stage) -> None:
    stage.write(forward(sender="Dan Dealer <dan@shop.example>", proof=OURS.replace("icrealtime.example)", "shop.example)")))
    stage.poll()
    (ticket,) = stage.tickets()
    assert ticket["requester"] == "dan@shop.example"
    assert recipients(stage) == ["dan@shop.example"]


def test_rule_27_a_forward_in_which_two_people_stand_asks_the_forwarder(stage: Stage) -> None:
    stage.write(forward(FORWARD + "\nOn Mon, Mar 2, 2026 at 9:00 AM Carl Dorn <carl@example.net> wrote:\n> Ask IC Realtime.\n"))
    stage.poll()
    (ticket,) = stage.tickets()
    assert ticket["requester"] == "ana@icrealtime.example"
    assert recipients(stage) == ["ana@icrealtime.example"]
    assert b"bob@example.org" in stage.letters[0]
    assert b"carl@example.net" in stage.letters[0]


def _asked(stage: Stage) -> Message:
    stage.write(forward(FORWARD + "\nOn Mon, Mar 2, 2026 at 9:00 AM Carl Dorn <carl@example.net> wrote:\n> Ask IC Realtime.\n"))
    stage.poll()
    return message_from_bytes(stage.letters[0])


def _says(question: Message, text: str, *, sender: str = ANA, proof: str = OURS) -> bytes:
    proven = {"Authentication_Results": proof} if proof else {}
    return mail(sender=sender, subject=f"Re: {question['Subject']}", text=text, In_Reply_To=str(question["Message-ID"]), **proven)


def test_rule_27_the_forwarder_names_the_customer_and_he_is_acknowledged(stage: Stage) -> None:
    question = _asked(stage)
    stage.write(_says(question, "bob@example.org\n\nThanks, Ana"))
    stage.poll()
    (ticket,) = stage.tickets()
    assert (ticket["requester"], ticket["serials"]) == ("bob@example.org", ["7E77893PAZBED9B"])
    assert [person["address"] for person in ticket["participants"]] == ["bob@example.org"]
    assert recipients(stage) == ["ana@icrealtime.example", "bob@example.org"]
    stage.write(answer_to(stage.letters[1], sender=BOB, text="The firmware is 4.001.0000005.0.R."))
    stage.poll()
    assert stage.tickets()[0]["firmware"]


def test_rule_27_said_twice_the_customer_is_acknowledged_once(stage: Stage) -> None:
    question = _asked(stage)
    for address in ("bob@example.org", "carl@example.net"):
        stage.write(_says(question, address))
        stage.poll()
    assert recipients(stage) == ["ana@icrealtime.example", "bob@example.org"]


@pytest.mark.parametrize(
    ("text", "sender", "proof"),
    [
        ("bob@example.org", ANA, ""),
        ("bob@example.org", "Eve <eve@elsewhere.example>", OURS.replace("icrealtime.example)", "elsewhere.example)")),
        ("bob@example.org", "Leo <leo@icrealtime.example>", OURS),
        ("bob@example.org or carl@example.net, I forget", ANA, OURS),
        ("the first one", ANA, OURS),
    ],
    ids=["unproven", "a stranger", "another engineer", "two", "nobody"],
)
def test_rule_27_nobody_else_and_no_half_word_gives_the_ticket_away(stage: Stage, text: str, sender: str, proof: str) -> None:
    question = _asked(stage)
    stage.write(_says(question, text, sender=sender, proof=proof))
    stage.poll()
    assert stage.tickets()[0]["requester"] == "ana@icrealtime.example"
    assert "bob@example.org" not in recipients(stage)


def test_rule_27_somebody_of_our_domain_who_is_missing_from_the_directory_is_one_of_us(stage: Stage) -> None:
    stage.write(forward(sender="Temp <temp@icrealtime.example>"))
    stage.poll()
    assert recipients(stage) == ["bob@example.org"]


def test_a_copy_to_the_desk_of_a_mail_to_a_customer_is_a_human_answer(stage: Stage) -> None:
    stage.write(mail(sender=BOB, message_id="first@example.org"))
    stage.poll()
    copy = {"Cc": "support@icrealtime.example", "In_Reply_To": "<first@example.org>", "Authentication_Results": OURS}
    stage.write(mail(sender=ANA, to=BOB, subject="Re: camera 3 is black", text="Swap the cables.", **copy))
    stage.poll()
    (ticket,) = stage.tickets()
    assert (ticket["status"], ticket["unanswered"], ticket["owner"]) == ("PENDING", False, "ana@icrealtime.example")
    assert recipients(stage) == ["bob@example.org"]  # the acknowledgement


def test_a_blind_copy_of_a_new_mail_to_a_customer_is_a_ticket_of_his_without_a_letter(stage: Stage) -> None:
    stage.write(mail(sender=ANA, to=BOB, subject="Your camera", text="As we said by phone.", Authentication_Results=OURS))
    stage.poll()
    (ticket,) = stage.tickets()
    assert (ticket["requester"], ticket["status"]) == ("bob@example.org", "PENDING")
    assert recipients(stage) == []


def test_the_customers_answer_to_a_mail_that_was_copied_to_us_joins_it(stage: Stage) -> None:
    copied = mail(sender=ANA, to=BOB, subject="Your camera", text="As we said.", message_id="hers@x.example", Authentication_Results=OURS)
    stage.write(copied)
    stage.poll()
    proven = "mx.icrealtime.example; dmarc=pass header.from=example.org"
    answer = {"In_Reply_To": "<hers@x.example>", "Authentication_Results": proven}
    stage.write(mail(sender=BOB, subject="Re: Your camera", text="It works.", **answer))
    stage.poll()
    assert len(stage.tickets()) == 1


def test_a_copy_in_an_engineers_name_without_proof_is_held_and_stops_no_clock(stage: Stage) -> None:
    stage.write(mail(sender=BOB, message_id="first@example.org"))
    stage.poll()
    stage.write(mail(sender=ANA, to=BOB, text="All is well.", Cc="support@icrealtime.example", In_Reply_To="<first@example.org>"))
    stage.poll()
    (ticket,) = stage.tickets()
    assert ticket["unanswered"]
    assert stage.status()["inbound"]["HELD"] == 1


def test_an_engineers_mail_about_a_ticket_to_a_vendor_stops_no_clock(stage: Stage) -> None:
    stage.write(mail(sender=BOB, message_id="first@example.org"))
    stage.poll()
    copy = {"Cc": "support@icrealtime.example", "References": "<first@example.org>", "Authentication_Results": OURS}
    stage.write(mail(sender=ANA, to="sales@chips.example", text="Can you replace it?", **copy))
    stage.poll()
    bobs, vendors = stage.tickets()
    assert bobs["unanswered"]
    assert (vendors["requester"], vendors["links"][0]["number"]) == ("sales@chips.example", bobs["number"])
