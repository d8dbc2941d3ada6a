"""A ticket nears its due time: its engineers hear of it, then the lead (issue 5.6); and the mail can be answered like a notice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import Message

import pytest
from sqlalchemy import update

from tests.desk import Desk
from tests.engineers import ANA, LEAD, letters_to, reply, text_of
from tests.letters import mail
from tests.scenarios.conftest import Stage
from tickets.policy import Policy
from tickets.schema import tickets
from tickets.understanding import Audience

pytestmark = pytest.mark.server

BOB = "bob@example.org"


@pytest.fixture
def desk(desk_of_engineers: Desk) -> Desk:
    return desk_of_engineers


def _in_the_middle_of_a_day() -> datetime:
    """Whatever the clock shows while we test: a quarter of an hour before, support is open."""
    calendar = Policy.load_default().calendar(Audience.UNKNOWN)
    today = calendar.local(datetime.now(UTC)).date()
    opens, _ = calendar.hours(next(calendar.support_days(today + timedelta(days=1))))
    return opens + timedelta(hours=3)


def escalated(stage: Stage, minutes: int) -> Message:
    """A ticket that is due in so many minutes; the newest mail that Ana or, once it is past, the lead holds."""
    if not stage.tickets():
        stage.write(mail(sender=BOB))
        stage.poll()
        with stage.house.store.writing() as connection:
            connection.execute(update(tickets).values(due_at=_in_the_middle_of_a_day()))
    due = datetime.fromisoformat(stage.tickets()[0]["due_at"])
    stage.at(due - timedelta(minutes=minutes)).poll()
    wanted = "Due soon" if minutes > 0 else "Overdue"
    person = ANA if minutes > 0 else LEAD
    return next(letter for letter in reversed(letters_to(stage.sink, person)) if wanted in str(letter["Subject"]))


def test_the_owner_hears_of_it_in_time_and_the_lead_when_it_is_past(stage: Stage) -> None:
    near = text_of(escalated(stage, minutes=15))
    assert "IC-1001" in near
    assert BOB in near
    assert "was due" in text_of(escalated(stage, minutes=0))


def test_a_reply_to_it_reaches_the_customer_and_none_of_its_lines_do(stage: Stage) -> None:
    letter = escalated(stage, minutes=15)
    stage.write(reply(letter, "Please swap the cables of camera 3."))
    stage.poll()
    answer = text_of(letters_to(stage.sink, BOB)[-1])
    assert "Please swap the cables" in answer
    assert "Due soon" not in answer
    assert "Nobody owns it" not in answer
    (ticket,) = stage.tickets()
    assert (ticket["status"], ticket["owner"]) == ("PENDING", ANA)


def test_its_lines_among_ones_own_words_do_not_leave(stage: Stage) -> None:
    letter = escalated(stage, minutes=15)
    line = next(line for line in text_of(letter).split("\n") if "owns it" in line)
    stage.write(reply(letter, f"Please swap the cables.\n{line}", quotes=False))
    stage.poll()
    assert not [held for held in letters_to(stage.sink, BOB) if "owns it" in text_of(held)]
