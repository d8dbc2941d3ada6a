"""A customer writes, is acknowledged, and answers: the same ticket, one letter where one is owed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
from sqlalchemy import update

from tests.engineers import text_of
from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage, on_both_databases
from tickets.schema import tickets

pytestmark = [pytest.mark.server, on_both_databases]

DEALER = "Ricky <ricky@gulfpinessecurity.com>"
PROVEN = "mx.icrealtime.example; dmarc=pass (p=reject) header.from=example.org"
REQUEST = (
    "Our client's recorder NVR7000K will not find the second disk since yesterday. We reseated it and swapped the cable,"
    " it still shows No HDD. What do you want us to check next?\n\nGulf Pines Security, TX Lic. B-12345"
)


def test_a_mail_becomes_an_acknowledged_ticket(stage: Stage) -> None:
    stage.write(mail(text="Camera 3 shows video loss. Serial 7E77893PAZBED9B."))
    assert stage.poll().sent == 1
    (ticket,) = stage.tickets()
    assert ticket["number"] == "IC-1001"
    assert ticket["serials"] == ["7E77893PAZBED9B"]
    assert ticket["acknowledged_at"]
    letter = message_from_bytes(stage.letters[0])
    assert "IC-1001" in letter["Subject"]
    assert letter["Auto-Submitted"] == "auto-replied"
    assert [part.get_content_type() for part in letter.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_the_customers_answer_lands_in_the_same_ticket_and_earns_no_second_letter(stage: Stage) -> None:
    stage.write(mail())
    stage.poll()
    stage.write(answer_to(stage.letters[0], sender="bob@example.org", text="It is the one above the door, by the way."))
    stage.poll()
    (ticket,) = stage.tickets()
    assert [entry["direction"] for entry in ticket["conversation"]] == ["in", "out", "in"]
    assert "our letter, answered by the address it was sent to" in ticket["conversation"][-1]["proof"]
    assert len(stage.letters) == 1


def test_a_letter_sent_to_the_reply_to_of_his_own_domain_may_be_answered_from_his_own_address(stage: Stage) -> None:
    stage.write(mail(sender="bob@example.org", Reply_To="service@example.org"))
    stage.poll()
    assert message_from_bytes(stage.letters[0])["To"] == "service@example.org"
    stage.write(answer_to(stage.letters[0], sender="bob@example.org", text="It is the one above the door, by the way."))
    stage.poll()
    assert len(stage.tickets()) == 1


def test_a_reply_to_at_a_strangers_domain_is_not_written_to(stage: Stage) -> None:
    stage.write(mail(sender="bob@example.org", Reply_To="victim@elsewhere.example"))
    stage.poll()
    assert "bob@example.org" in message_from_bytes(stage.letters[0])["To"]


def test_a_reply_to_at_the_same_provider_of_free_mail_is_a_strangers(stage: Stage) -> None:
    stage.write(mail(sender="vic@gmail.com", Reply_To="eve@gmail.com"))
    stage.poll()
    assert "vic@gmail.com" in message_from_bytes(stage.letters[0])["To"]


def test_a_reply_to_that_names_this_desk_is_not_written_to(stage: Stage) -> None:
    stage.write(mail(sender="bob@example.org", Reply_To="support@icrealtime.example.", Authentication_Results=PROVEN))
    stage.poll()
    assert "bob@example.org" in message_from_bytes(stage.letters[0])["To"]


def test_half_an_answer_is_asked_once_for_the_rest(stage: Stage) -> None:
    stage.write(mail(sender=DEALER, subject="disk not seen", text=REQUEST))
    stage.poll()
    asked = stage.tickets()[0]["missing"]
    assert "serial" in asked
    stage.write(answer_to(stage.letters[0], sender=DEALER, text="Serial number: 8D06F17PAJ0B44A"))
    stage.poll()
    assert len(stage.letters) == 2
    assert stage.tickets()[0]["missing"] == [fact for fact in asked if fact != "serial"]
    stage.write(answer_to(stage.letters[1], sender=DEALER, text="System Version 4.001.0000003.1.R"))
    stage.poll()
    assert len(stage.letters) == 2, "at most two automatic asks a ticket"


OUTLOOK = "\n________________________________\nFrom: IC Realtime Support <support@icrealtime.example>\nSent: Monday, November 23, 2026\n"


def inside(letter: bytes, words: str) -> str:
    """Our letter as Outlook quotes it, with words between its lines and no mark on any."""
    lines = text_of(message_from_bytes(letter)).split("\n")
    middle = len(lines) // 2
    return OUTLOOK + "\n".join([*lines[:middle], words, *lines[middle:]])


@pytest.mark.parametrize(("words", "is_ours"), [("It is an NVR7000K in the garage", True), ("", False)], ids=["answer", "nothing"])
def test_an_answer_between_the_lines_of_our_letter_is_one(stage: Stage, words: str, is_ours: bool) -> None:
    stage.write(mail(sender=DEALER, subject="disk not seen", text=REQUEST))
    stage.poll()
    with stage.house.store.writing() as connection:
        connection.execute(update(tickets).values(status="PENDING", is_unanswered=False))
    stage.write(answer_to(stage.letters[0], sender=DEALER, text=inside(stage.letters[0], words)))
    stage.poll()
    assert stage.tickets()[0]["unanswered"] is is_ours


def test_rule_6_a_late_reply_opens_a_ticket_that_asks_nothing_which_the_old_one_knew(stage: Stage) -> None:
    stage.write(mail(sender=DEALER, subject="disk not seen", text=REQUEST))
    stage.poll()
    with stage.house.store.writing() as connection:
        ended = datetime.now(UTC) - timedelta(days=30)
        connection.execute(update(tickets).values(status="CLOSED", is_unanswered=False, closed_at=ended, missing=[]))
    stage.write(answer_to(stage.letters[0], sender=DEALER, text="The disk is not seen again. What can we do?"))
    stage.poll()
    assert [ticket["number"] for ticket in stage.tickets()[1]["links"]] == [stage.tickets()[0]["number"]]
    assert "serial number" not in text_of(message_from_bytes(stage.letters[1])).lower()


def test_thanks_alone_reopens_nothing_and_earns_nothing(stage: Stage) -> None:
    stage.write(mail())
    stage.poll()
    assert stage.desk.call("tickets", "solve", "IC-1001").exit_code == 0
    stage.write(answer_to(stage.letters[0], sender="bob@example.org", text="Thanks!"))
    stage.poll()
    assert stage.tickets()[0]["status"] == "SOLVED"
    assert len(stage.letters) == 1


def test_a_new_word_on_a_solved_ticket_reopens_it(stage: Stage) -> None:
    stage.write(mail())
    stage.poll()
    stage.desk.call("tickets", "solve", "IC-1001")
    stage.write(answer_to(stage.letters[0], sender="bob@example.org", text="It is black again since this morning, sorry."))
    stage.poll()
    ticket = stage.tickets()[0]
    assert (ticket["status"], ticket["unanswered"]) == ("OPEN", True)
    assert len(stage.letters) == 2


def test_a_spanish_mail_is_answered_in_spanish(stage: Stage) -> None:
    words = "Buenos días, la cámara de la entrada no muestra imagen desde ayer por la tarde y la grabadora dice pérdida de video."
    stage.write(mail(subject="cámara sin imagen", text=words))
    stage.poll()
    assert stage.tickets()[0]["language"] == "es"
    assert b"Content-Type: multipart/alternative" in stage.letters[0]
    text = message_from_bytes(stage.letters[0]).get_payload(0).get_payload(decode=True).decode()
    assert "IC-1001" in text
    assert "Gracias" in text


def test_a_dealer_and_his_client_about_one_recorder_are_shown_to_engineers_and_to_neither_of_them(stage: Stage) -> None:
    words = "Camera 3 shows video loss. Serial 7E77893PAZBED9B."
    stage.write(mail(sender="bob@example.org", text=words))
    stage.poll()
    stage.write(mail(sender=DEALER, subject="client's recorder", text=words))
    stage.poll()
    shown = stage.desk.call("tickets", "show", "IC-1002").output
    assert "see also   IC-1001: the same serial number 7E77893PAZBED9B; other person: do not quote" in shown
    assert not [letter for letter in stage.letters if b"see also" in letter]
    assert b"IC-1001" not in stage.letters[1]
