"""Whose turn it is, promises, reminders, endings: desk-rules 1 to 8. Time is travelled by value: the desk's clocks show another moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.engineers import letters_to, text_of
from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage, desk_with
from tests.servers.deliver import deliver
from tickets import chase
from tickets.due import follow_up
from tickets.hours import add_support_days
from tickets.policy import Policy
from tickets.schema import tickets
from tickets.understanding import Audience

pytestmark = pytest.mark.server

WATCHED = desk_with(mailbox='sent_folder = "Sent"')
POLICY = Policy.load_default()
ADDRESS = "ricky@gulfpinessecurity.com"
DEALER = f"Ricky <{ADDRESS}>"
# A dealer who names no serial number, so that there is something to remind of.
REQUEST = (
    "Our client's recorder NVR7000K will not find the second disk since yesterday. We reseated it and swapped the cable,"
    " it still shows No HDD. What do you want us to check next?\n\nGulf Pines Security, TX Lic. B-12345"
)


def moment(value: str | None) -> datetime:
    assert value is not None
    return datetime.fromisoformat(value)


def each_day(at: datetime, first: int, last: int) -> Iterator[datetime]:
    """A moment of each of these days after, at which reminders may leave."""
    return (chase.allowed(POLICY, Audience.DEALER, at + timedelta(days=days)) for days in range(first, last))


def asks_for_help(stage: Stage, **more: str) -> dict[str, Any]:
    stage.write(mail(sender=DEALER, subject="disk not seen", text=REQUEST, message_id="first@gulfpinessecurity.com", **more))
    stage.poll()
    return stage.tickets()[-1]


def answers(stage: Stage, text: str = "Which model is the disk? Please send the number of the recorder too.") -> datetime:
    """Somebody at the desk answers from the shared mailbox; when that was."""
    reply = {"In_Reply_To": "<first@gulfpinessecurity.com>"}
    raw = mail(sender="Ana <support@icrealtime.example>", to=DEALER, subject="Re: disk not seen", text=text, **reply)
    deliver(stage.imap.maildir("support", "Sent"), raw)
    stage.poll()
    return moment(stage.tickets()[-1]["first_response_at"])


def reminders(stage: Stage) -> list[str]:
    """The texts of the reminders that the customer holds."""
    return [text_of(letter) for letter in letters_to(stage.sink, ADDRESS) if "short reminder" in text_of(letter)]


@WATCHED
def test_desk_rule_1_an_automatic_letter_never_moves_the_turn_nor_counts_as_a_response(stage: Stage) -> None:
    ticket = asks_for_help(stage)
    assert len(letters_to(stage.sink, ADDRESS)) == 1
    assert (ticket["status"], ticket["unanswered"], ticket["first_response_at"]) == ("OPEN", True, None)
    at = answers(stage)
    owed = stage.tickets()[-1]["due_at"]
    for day in each_day(at, 1, 4):
        stage.at(day).poll()
    after = stage.tickets()[-1]
    assert (after["status"], after["due_at"], moment(after["first_response_at"])) == ("PENDING", owed, at), "a reminder left"
    assert len(reminders(stage)) == 1


@WATCHED
def test_desk_rule_2_we_owe_the_next_word_a_support_day_after_every_answer_and_every_message_past_the_first(stage: Stage) -> None:
    asks_for_help(stage)
    at = answers(stage)
    ticket = stage.tickets()[-1]
    assert (ticket["status"], moment(ticket["due_at"])) == ("PENDING", follow_up(POLICY, Audience.DEALER, at))
    stage.write(answer_to(stage.letters[0], sender=DEALER, text="It is a WD Purple of 8 TB."))
    stage.poll()
    ticket = stage.tickets()[-1]
    said_at = moment(ticket["conversation"][-1]["at"])
    assert (ticket["status"], ticket["unanswered"]) == ("OPEN", True)
    assert moment(ticket["due_at"]) == follow_up(POLICY, Audience.DEALER, said_at)


@WATCHED
def test_desk_rule_3_the_customer_is_reminded_at_most_twice_by_us_then_the_ticket_ends_in_silence(stage: Stage) -> None:
    assert "serial" in asks_for_help(stage)["missing"]
    at = answers(stage)
    due = chase.first(POLICY, Audience.DEALER, at)
    assert due is not None
    stage.at(due - timedelta(minutes=1)).poll()
    assert reminders(stage) == []
    for _ in range(3):
        stage.at(due).poll()
    (reminder,) = reminders(stage)
    assert "Serial number" in reminder
    letter = letters_to(stage.sink, ADDRESS)[-1]
    assert (letter["In-Reply-To"], letter["Auto-Submitted"]) == ("<first@gulfpinessecurity.com>", "auto-generated")
    for day in each_day(due, 1, 30):
        stage.at(day).poll()
    assert len(reminders(stage)) == 1, "the first letter asked too, and two asks are all"
    ticket = stage.tickets()[-1]
    assert ticket["status"] == "CLOSED"
    ends = [moment(event["at"]) for event in ticket["events"] if event["what"].startswith("became ")]
    calendar = POLICY.calendar(Audience.DEALER)
    assert ends[0] >= add_support_days(at, 10, calendar)
    assert len(letters_to(stage.sink, ADDRESS)) == 2, "nothing is sent at the end"


@WATCHED
def test_desk_rule_3_nobody_is_reminded_before_a_person_has_answered(stage: Stage) -> None:
    opened_at = moment(asks_for_help(stage)["opened_at"])
    for day in each_day(opened_at, 1, 6):
        stage.at(day).poll()
    assert reminders(stage) == []


@WATCHED
def test_desk_rule_3_his_answer_stops_the_reminders(stage: Stage) -> None:
    asks_for_help(stage)
    at = answers(stage)
    stage.write(answer_to(stage.letters[0], sender=DEALER, text="I am on it, back tomorrow with the number."))
    stage.poll()
    for day in each_day(at, 1, 6):
        stage.at(day).poll()
    assert reminders(stage) == []


@WATCHED
def test_desk_rule_3_who_asked_for_no_automatic_answer_is_acknowledged_and_never_reminded(stage: Stage) -> None:
    asks_for_help(stage, X_Auto_Response_Suppress="All")
    at = answers(stage)
    for day in each_day(at, 1, 6):
        stage.at(day).poll()
    assert len(letters_to(stage.sink, ADDRESS)) == 1


@pytest.mark.parametrize("text", ["Our dome is dark.", "How do I export a clip?", "What does the big recorder cost?", "hello"])
def test_desk_rule_4_every_ticket_has_an_internal_due_time(stage: Stage, text: str) -> None:
    stage.write(mail(text=text))
    stage.poll()
    ticket = stage.tickets()[0]
    assert moment(ticket["due_at"]) > moment(ticket["opened_at"])


@WATCHED
def test_desk_rule_5_an_out_of_office_is_no_answer_and_shifts_the_reminder_to_the_day_of_return(stage: Stage) -> None:
    asks_for_help(stage)
    at = answers(stage)
    back = (at + timedelta(days=11)).date()
    away = f"I am out of the office until {back:%B} {back.day}, {back.year} with no access to mail."
    stage.write(
        answer_to(stage.letters[0], sender=DEALER, subject="Automatic reply: disk not seen", text=away, Auto_Submitted="auto-replied")
    )
    stage.poll()
    assert stage.tickets()[-1]["status"] == "PENDING"
    for day in each_day(at, 1, 8):
        stage.at(day).poll()
    assert reminders(stage) == []
    for day in each_day(at, 11, 15):
        stage.at(day).poll()
    assert len(reminders(stage)) == 1


def closed(stage: Stage, ago: timedelta) -> None:
    """A ticket that was closed so long ago."""
    stage.write(mail())
    stage.poll()
    assert stage.desk.call("tickets", "close", "IC-1001").exit_code == 0
    with stage.house.store.writing() as connection:
        at = connection.execute(select(tickets.c.closed_at)).scalar_one()
        connection.execute(update(tickets).values(closed_at=at - ago))


def test_desk_rule_6_a_reply_within_fourteen_days_of_closing_opens_the_ticket_again(stage: Stage) -> None:
    closed(stage, timedelta(days=13))
    stage.write(answer_to(stage.letters[0], sender="bob@example.org", text="It is black again since this morning."))
    stage.poll()
    (ticket,) = stage.tickets()
    assert (ticket["status"], ticket["unanswered"]) == ("OPEN", True)


def test_desk_rule_6_a_later_one_opens_a_new_ticket_linked_to_it(stage: Stage) -> None:
    closed(stage, timedelta(days=15))
    stage.write(answer_to(stage.letters[0], sender="bob@example.org", text="It is black again since this morning."))
    stage.poll()
    old, new = stage.tickets()
    assert (old["status"], new["status"]) == ("CLOSED", "OPEN")
    assert new["links"][0]["number"] == old["number"]


def test_desk_rule_7_a_clock_time_is_promised_only_while_few_wait_ahead(stage: Stage) -> None:
    most = POLICY.promises.capacity_per_hour
    for number in range(most + 1):
        sender = f"Ricky <ricky-{number}@gulfpinessecurity.com>"
        stage.write(mail(sender=sender, subject=f"disk not seen {number}", text=f"{REQUEST}\nJob {number}."))
        stage.poll()
    said = [text_of(message_from_bytes(letter)) for letter in stage.letters]
    assert ["Our aim is to answer by" in text for text in said] == [True] * most + [False]
    assert "Our aim is a first answer within one support hour" in said[-1]


@WATCHED
def test_desk_rule_8_a_letter_that_a_person_has_overtaken_is_not_sent(stage: Stage) -> None:
    stage.desk.call("outbox", "pause")
    asks_for_help(stage)
    answers(stage)
    stage.desk.call("outbox", "resume")
    stage.poll()
    assert stage.letters == []
    assert stage.status()["outbound"]["SUPPRESSED"] == 1


def test_desk_rule_8_a_late_letter_says_so_once_and_names_no_time_that_is_past(stage: Stage) -> None:
    stage.desk.call("outbox", "pause")
    ticket = asks_for_help(stage)
    stage.desk.call("outbox", "resume")
    stage.at(moment(ticket["opened_at"]) + timedelta(days=4)).poll()
    text = text_of(message_from_bytes(stage.letters[0]))
    assert text.count("later than it should have") == 1
    assert "Our aim is to answer by" not in text
