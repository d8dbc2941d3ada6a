"""After tickets were merged, split and parted again every later mail lands right (issue 5.7, desk-rules 28)."""

from __future__ import annotations

from email import message_from_bytes

import pytest

from tests.engineers import bounce_of
from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage

pytestmark = pytest.mark.server

BOB = "bob@example.org"


def two_tickets(stage: Stage) -> tuple[bytes, bytes]:
    """Bob's IC-1001 about a camera and IC-1002 about a doorbell, and the letter to each."""
    stage.write(mail(subject="camera 3 is black", text="Camera 3 shows video loss since Monday."))
    stage.poll()
    stage.write(mail(subject="the doorbell app", text="I cannot log in to the doorbell app, it says wrong password."))
    stage.poll()
    first, second = stage.letters
    return first, second


def said_in(stage: Stage, number: str) -> list[str]:
    """What Bob wrote in a ticket and no other."""
    (ticket,) = (ticket for ticket in stage.tickets() if ticket["number"] == number)
    return [entry["text"].strip() for entry in ticket["conversation"] if entry["direction"] == "in"]


def does(stage: Stage, *command: str) -> str:
    done = stage.desk.call("tickets", *command)
    assert done.exit_code == 0, done.output
    stage.poll()
    return str(done.output)


def answers(stage: Stage, letter: bytes, text: str) -> None:
    stage.write(answer_to(letter, sender=BOB, text=text))
    stage.poll()


@pytest.mark.parametrize(("number", "into"), [("IC-1001", "IC-1002"), ("IC-1002", "IC-1001")])
def test_answers_to_either_letter_land_in_the_ticket_that_stays(stage: Stage, number: str, into: str) -> None:
    letters = two_tickets(stage)
    does(stage, "merge", number, into)
    for at, letter in enumerate(letters):
        answers(stage, letter, f"Word {at} about it.")
    assert {"Word 0 about it.", "Word 1 about it."} <= set(said_in(stage, into))


def test_a_merged_ticket_shows_what_both_had(stage: Stage) -> None:
    two_tickets(stage)
    does(stage, "merge", "IC-1001", "IC-1002")
    assert len(said_in(stage, "IC-1002")) == 2


def test_after_an_undone_merge_each_answer_lands_in_its_own_ticket(stage: Stage) -> None:
    first, second = two_tickets(stage)
    does(stage, "merge", "IC-1001", "IC-1002")
    does(stage, "undo", "IC-1002")
    answers(stage, first, "The camera again.")
    answers(stage, second, "The app again.")
    assert said_in(stage, "IC-1001")[-1] == "The camera again."
    assert said_in(stage, "IC-1002")[-1] == "The app again."


def test_a_circle_by_commands_is_refused_in_words(stage: Stage) -> None:
    two_tickets(stage)
    does(stage, "merge", "IC-1001", "IC-1002")
    done = stage.desk.call("tickets", "merge", "IC-1002", "IC-1001")
    assert done.exit_code != 0
    assert "one already" in done.output


def test_rule_28_tickets_of_two_people_are_linked_and_never_merged(stage: Stage) -> None:
    two_tickets(stage)
    stage.write(mail(sender="eve@elsewhere.example", text="My recorder beeps all the time, please help me."))
    stage.poll()
    assert "different people" in does(stage, "merge", "IC-1003", "IC-1001")
    assert len(said_in(stage, "IC-1001")) == 1


def test_a_mail_that_was_split_off_takes_its_letter_and_the_answers_to_it_along(stage: Stage) -> None:
    letter, _ = two_tickets(stage)
    answers(stage, letter, "The serial is 7E77893PAZBED9B. And at my second house the gate does not open.")
    does(stage, "undo", "IC-1001")
    assert len(said_in(stage, "IC-1001")) == 1
    assert said_in(stage, "IC-1003") == ["The serial is 7E77893PAZBED9B. And at my second house the gate does not open."]
    answers(stage, stage.letters[2], "The gate is a Viking.")  # the letter that answered the mail which left
    assert said_in(stage, "IC-1003")[-1] == "The gate is a Viking."
    answers(stage, letter, "The camera is still black.")
    assert said_in(stage, "IC-1001")[-1] == "The camera is still black."


def test_a_bounce_of_a_letter_of_a_merged_ticket_stands_in_the_one_that_stays(stage: Stage) -> None:
    letter, _ = two_tickets(stage)
    does(stage, "merge", "IC-1001", "IC-1002")
    stage.write(bounce_of(message_from_bytes(letter), BOB))
    stage.poll()
    (ticket,) = (ticket for ticket in stage.tickets() if ticket["number"] == "IC-1002")
    assert any(event["what"] == "the letter came back" for event in ticket["events"])
