"""Tickets end in silence (desk-rules 3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.mailroom.engineers.tickets_at_hand import now_is, story, ticket
from tickets import handling
from tickets.endings import end
from tickets.policy import Policy
from tickets.states import TicketStatus
from tickets.waiting import Refused

POLICY = Policy.load_default()
MONDAY = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)  # 10 AM Eastern
WEEK = timedelta(weeks=1)


def pending(connection: Connection, **changes: Any) -> int:
    values = {"status": "PENDING", "is_unanswered": False, "pending_since": MONDAY, "due_at": MONDAY + timedelta(days=1)}
    return ticket(connection, **(values | changes))


def test_desk_rule_3_pending_ends_after_ten_support_days_and_solved_after_five_more(connection: Connection) -> None:
    one = pending(connection)
    assert end(connection, POLICY, MONDAY + 2 * WEEK - timedelta(minutes=1)) == []
    assert now_is(connection, one).status == "PENDING"
    end(connection, POLICY, MONDAY + 2 * WEEK)
    assert now_is(connection, one).status == "SOLVED"
    assert end(connection, POLICY, MONDAY + 3 * WEEK) == [one]
    row = now_is(connection, one)
    assert (row.status, row.closed_at) == ("CLOSED", MONDAY + 3 * WEEK)
    assert [what for what, _ in story(connection, one)] == ["became SOLVED", "became CLOSED"]


def test_a_second_schedule_ends_nothing_twice(connection: Connection) -> None:
    one = pending(connection)
    end(connection, POLICY, MONDAY + 2 * WEEK)
    end(connection, POLICY, MONDAY + 2 * WEEK)
    assert len(story(connection, one)) == 1


@pytest.mark.parametrize(
    "reason",
    [
        {"due_at": MONDAY + 9 * WEEK},
        {"snoozed_until": MONDAY + 9 * WEEK},
        {"pending_since": MONDAY + WEEK},  # an out-of-office, or a later answer
        {"status": "OPEN"},
        {"scope": "review"},  # its outcome is owed (desk-rules 17)
    ],
    ids=str,
)
def test_what_still_waits_for_something_does_not_end(connection: Connection, reason: dict[str, object]) -> None:
    one = pending(connection, **reason)
    end(connection, POLICY, MONDAY + 2 * WEEK)
    assert now_is(connection, one).status == reason.get("status", "PENDING")


def test_desk_rule_17_by_whatever_door_a_review_without_its_outcome_does_not_end(connection: Connection) -> None:
    one = ticket(connection, scope="review")
    with pytest.raises(Refused, match="a review ends with its outcome"):
        handling.move(connection, 1042, TicketStatus.CLOSED, by="a shell", because="", now=MONDAY)
    assert now_is(connection, one).status == "OPEN"
