"""Whose turn it is, and the clocks that a human answer sets (desk-rules 1, 2, 3 and 5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from tests.mailroom.engineers.tickets_at_hand import BOB, now_is, story, ticket
from tickets import desk as conversation
from tickets.policy import Policy
from tickets.schema import tickets
from tickets.turns import Answer, answered, away

POLICY = Policy.load_default()
MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 10 AM Eastern
FRIDAY = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)


def answer(connection: Connection, ticket_id: int, at: datetime = MONDAY, **more: bool) -> None:
    answered(connection, POLICY, ticket_id, Answer(by="Ana@icrealtime.example", at=at, **more))


def test_after_a_human_answer_the_customer_has_the_turn_and_we_owe_the_next_word_a_support_day_later(connection: Connection) -> None:
    one = ticket(connection)
    answer(connection, one, FRIDAY)
    row = now_is(connection, one)
    assert (row.status, row.is_unanswered, row.owner) == ("PENDING", False, "ana@icrealtime.example")
    assert row.first_response_at == row.answered_at == FRIDAY
    assert row.due_at == datetime(2026, 3, 9, 14, 0, tzinfo=UTC), "10 AM on Monday, after the clocks were changed"


def test_an_answer_that_promises_keeps_the_ticket_ours(connection: Connection) -> None:
    one = ticket(connection)
    answer(connection, one, keeps_turn=True)
    row = now_is(connection, one)
    assert (row.status, row.is_unanswered, row.due_at) == ("OPEN", False, MONDAY + A_DAY)
    assert row.chase_at is None, "who promised cannot remind"


def test_a_second_answer_leaves_the_first_response_as_it_was(connection: Connection) -> None:
    one = ticket(connection)
    answer(connection, one, MONDAY)
    answer(connection, one, MONDAY + A_DAY)
    row = now_is(connection, one)
    assert (row.first_response_at, row.answered_at) == (MONDAY, MONDAY + A_DAY)


def test_the_owner_stays_when_a_colleague_answers(connection: Connection) -> None:
    one = ticket(connection, owner="ben@icrealtime.example")
    answer(connection, one)
    assert now_is(connection, one).owner == "ben@icrealtime.example"


def test_an_answer_on_a_solved_ticket_leaves_it_solved(connection: Connection) -> None:
    one = ticket(connection, status="SOLVED", closed_at=MONDAY - A_DAY)
    answer(connection, one)
    row = now_is(connection, one)
    assert (row.status, row.answered_at) == ("SOLVED", MONDAY)


def test_a_promise_is_kept_by_the_next_answer(connection: Connection) -> None:
    one = ticket(connection, promised_for=MONDAY + 2 * A_DAY)
    answer(connection, one, keeps_turn=True)
    assert now_is(connection, one).due_at == MONDAY + 2 * A_DAY, "the promise that this very answer makes"
    answer(connection, one, MONDAY + A_DAY)
    row = now_is(connection, one)
    assert (row.promised_for, row.due_at) == (None, MONDAY + 2 * A_DAY)


def test_the_first_answer_arms_the_reminders_the_next_cancels_them_and_ask_arms_them_again(connection: Connection) -> None:
    one = ticket(connection, missing=["serial"])
    answer(connection, one)
    assert now_is(connection, one).chase_at == MONDAY + A_DAY
    answer(connection, one)
    assert now_is(connection, one).chase_at is None
    answer(connection, one, asks=True)
    assert now_is(connection, one).chase_at == MONDAY + A_DAY


@pytest.mark.parametrize(
    "reason",
    [
        {"missing": []},
        {"missing": ["firmware", "steps"]},  # work can begin without them
        {"scope": "refer_to_dealer"},
        {"topic": "question.usage"},
        {"asks_no_answer": True},
    ],
    ids=str,
)
def test_nobody_is_reminded_where_nothing_essential_may_be_asked(connection: Connection, reason: dict[str, object]) -> None:
    one = ticket(connection, **reason)
    answer(connection, one)
    assert now_is(connection, one).chase_at is None


def test_the_customers_word_gives_us_the_turn_and_every_message_past_the_first_a_support_day(connection: Connection) -> None:
    one = ticket(connection)
    answer(connection, one)
    at = MONDAY + timedelta(hours=5)
    conversation.customer_wrote(connection, one, at, at + A_DAY, [])
    row = now_is(connection, one)
    assert (row.status, row.is_unanswered, row.due_at) == ("OPEN", True, at + A_DAY)


@pytest.mark.parametrize("is_unanswered", [True, False], ids=["his first mail", "a promise of ours"])
def test_of_two_due_times_the_earlier_one_stands(connection: Connection, is_unanswered: bool) -> None:
    one = ticket(connection, due_at=MONDAY, is_unanswered=is_unanswered)
    conversation.customer_wrote(connection, one, MONDAY, MONDAY + A_DAY, [])
    assert now_is(connection, one).due_at == MONDAY


def test_the_customers_word_wakes_a_snoozed_ticket(connection: Connection) -> None:
    one = ticket(connection, snoozed_until=MONDAY + 9 * A_DAY)
    conversation.customer_wrote(connection, one, MONDAY, MONDAY + A_DAY, [])
    assert now_is(connection, one).snoozed_until is None


def test_an_out_of_office_shifts_what_waits_to_the_day_of_return(connection: Connection) -> None:
    one = ticket(connection)
    answer(connection, one)
    away(connection, POLICY, one, BOB, date(2026, 3, 14), MONDAY)  # a Saturday
    row = now_is(connection, one)
    back = datetime(2026, 3, 16, 13, 0, tzinfo=UTC)  # Monday, 9 AM, daylight saving
    assert (row.chase_at, row.due_at, row.pending_since) == (back, back, back)
    assert (row.status, row.is_unanswered) == ("PENDING", False), "it is never an answer"
    assert ("waits for the customer's return", "his out-of-office names 2026-03-14") in story(connection, one)


@pytest.mark.parametrize(("sender", "until"), [("carol@example.org", date(2026, 3, 14)), (BOB, date(2027, 3, 14)), (BOB, date(2026, 1, 1))])
def test_another_persons_absence_or_an_unlikely_one_shifts_nothing(connection: Connection, sender: str, until: date) -> None:
    one = ticket(connection)
    answer(connection, one)
    away(connection, POLICY, one, sender, until, MONDAY)
    assert now_is(connection, one).due_at == MONDAY + A_DAY


def test_an_absence_brings_nothing_forward(connection: Connection) -> None:
    one = ticket(connection)
    answer(connection, one)
    connection.execute(update(tickets).values(due_at=MONDAY + 20 * A_DAY))
    away(connection, POLICY, one, BOB, date(2026, 3, 10), MONDAY)
    assert now_is(connection, one).due_at == MONDAY + 20 * A_DAY
