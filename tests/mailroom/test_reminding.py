"""Reminders: what speaks against one, and that each is queued once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from mailroom.recalling import Rules
from mailroom.reminding import decide, remind
from tests.mailroom.engineers.tickets_at_hand import BOB, mail, story, ticket
from tickets import outbox, suppression, turns
from tickets.free_mail import FREE_MAIL
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.reminders import Chase
from tickets.schema import facts, inbound, outbound, tickets
from tickets.states import InboundState
from tickets.store import Store
from tickets.turns import Answer
from tickets.understanding import Audience, ScopeDecision

POLICY = Policy.load_default()
RULES = Rules(desk=Desk(), policy=POLICY, free_mail=FREE_MAIL, first_number=1001)
MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 10 AM Eastern
A_DAY = timedelta(days=1)
DUE = Chase(
    ticket_id=1,
    requester=BOB,
    audience=Audience.DEALER,
    topic="troubleshooting.login",
    scope=ScopeDecision.SUPPORTED,
    missing=("serial", "firmware"),
    is_answered=True,
    asks=1,
    chases=0,
    asks_no_answer=False,
    is_restricted=False,
    is_urgent=False,
    in_incident=False,
    suppressed="",
    has_held_joiner=False,
    reminded=0,
)


def test_a_reminder_asks_for_what_is_essential_alone() -> None:
    assert decide(DUE, POLICY, MONDAY).facts == ("serial",)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"asks": 2}, "asked 2 times"),
        ({"asks_no_answer": True}, "asks for no automatic answer"),
        ({"is_restricted": True}, "a person follows it up"),
        ({"is_urgent": True}, "a person follows it up"),
        ({"in_incident": True}, "an incident"),
        ({"suppressed": "5.1.1 no such user"}, "5.1.1"),
        ({"missing": ("firmware",)}, "nothing is missing"),
        ({"is_answered": False}, "nothing is missing"),
    ],
    ids=str,
)
def test_what_speaks_against_a_reminder_for_good_stops_its_clock(change: dict[str, Any], because: str) -> None:
    decision = decide(replace(DUE, **change), POLICY, MONDAY)
    assert (decision.facts, decision.at) == ((), None)
    assert because in decision.because


@pytest.mark.parametrize(
    ("change", "later"),
    [
        ({"has_held_joiner": True}, timedelta(hours=1)),
        ({"reminded": 1}, A_DAY),
    ],
    ids=str,
)
def test_what_speaks_against_it_for_now_puts_its_clock_forward(change: dict[str, Any], later: timedelta) -> None:
    decision = decide(replace(DUE, **change), POLICY, MONDAY)
    assert (decision.facts, decision.at) == ((), MONDAY + later)


def test_at_night_it_waits_for_the_morning() -> None:
    assert decide(DUE, POLICY, MONDAY + timedelta(hours=12)).at == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


def test_a_desk_that_writes_to_no_customer_reminds_nobody() -> None:
    assert decide(DUE, POLICY, MONDAY, answers_on=False).facts == ()


def asked(store: Store, **changes: Any) -> int:
    """A ticket whose customer was answered and asked on Monday, so that he is reminded on Tuesday."""
    with store.writing() as connection:
        one = ticket(connection, audience="dealer", **changes)
        turns.answered(connection, POLICY, one, Answer(by="ana@icrealtime.example", at=MONDAY))
    return one


def reminders_to(store: Store, address: str = BOB) -> list[Any]:
    with store.reading() as connection:
        sent = select(outbound).where(outbound.c.kind == "reminder", outbound.c.recipient == address).order_by(outbound.c.id)
        return list(connection.execute(sent))


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with closing(Store(f"sqlite:///{tmp_path / 'desk.db'}")) as opened:
        opened.upgrade()
        yield opened


def days(store: Store, until: int) -> None:
    """Ask every hour, as a schedule would, for so many days from the answer on."""
    for hour in range(1, until * 24):
        remind(store, RULES, MONDAY + timedelta(hours=hour))


def test_desk_rule_3_the_customer_is_reminded_on_support_days_one_and_three_and_never_again(store: Store) -> None:
    asked(store)
    days(store, 14)
    first, second = reminders_to(store)
    assert (first.queued_at, second.queued_at) == (MONDAY + A_DAY, MONDAY + 3 * A_DAY)
    assert (first.letter, first.in_reply_to) == ("follow_up", "1@example.org")
    assert [row["fact"] for row in first.values["missing"]] == ["serial"]


def test_desk_rule_3_with_the_first_letters_question_there_are_two_asks_in_all(store: Store) -> None:
    asked(store, asks=1)
    days(store, 8)
    assert len(reminders_to(store)) == 1


def test_desk_rule_3_one_person_with_two_tickets_has_one_reminder_a_day(store: Store) -> None:
    asked(store)
    asked(store, number=1043)
    days(store, 3)
    first, second = reminders_to(store)
    assert (first.queued_at.date(), second.queued_at.date()) == ((MONDAY + A_DAY).date(), (MONDAY + 2 * A_DAY).date())
    assert first.ticket_id != second.ticket_id


def test_desk_rule_3_his_answer_stops_the_reminders(store: Store) -> None:
    one = asked(store)
    with store.writing() as connection:
        connection.execute(update(tickets).values(status="OPEN", is_unanswered=True))
    days(store, 3)
    assert reminders_to(store) == []
    assert one


def test_desk_rule_3_a_human_answer_cancels_what_is_left_and_ask_arms_it_again(store: Store) -> None:
    one = asked(store)
    with store.writing() as connection:
        turns.answered(connection, POLICY, one, Answer(by="ana@icrealtime.example", at=MONDAY))
    days(store, 5)
    assert reminders_to(store) == []
    with store.writing() as connection:
        turns.answered(connection, POLICY, one, Answer(by="ana@icrealtime.example", at=MONDAY, asks=True))
    days(store, 3)
    assert len(reminders_to(store)) == 1


def test_desk_rule_25_a_held_joiner_stops_the_reminders_until_he_is_placed(store: Store) -> None:
    one = asked(store)
    with store.writing() as connection:
        held = mail(connection, one, "carol@example.org", InboundState.HELD)
    remind(store, RULES, MONDAY + A_DAY)
    assert reminders_to(store) == []
    with store.writing() as connection:
        connection.execute(update(inbound).where(inbound.c.id == held).values(state=InboundState.FILED))
    days(store, 2)
    assert len(reminders_to(store)) == 1


def test_nothing_is_asked_that_a_picture_has_told(store: Store) -> None:
    one = asked(store)
    with store.writing() as connection:
        seen = {"kind": "serial", "value": "7E77893PAZBED9B", "place": "picture", "detail": {}}
        connection.execute(insert(facts).values(seen | {"ticket_id": one, "message_id": 1}))
    remind(store, RULES, MONDAY + A_DAY)
    assert reminders_to(store) == []
    with store.reading() as connection:
        assert story(connection, one)[-1] == ("no reminder", "what is missing was told in a picture or an earlier mail")


def test_a_suppressed_address_is_not_reminded(store: Store) -> None:
    asked(store)
    with store.writing() as connection:
        suppression.suppress(connection, BOB, "5.1.1 no such user", MONDAY)
    days(store, 2)
    assert reminders_to(store) == []


def test_many_schedules_at_once_queue_each_reminder_once(store: Store) -> None:
    for number in range(20):
        asked(store, number=1100 + number, requester=f"person-{number}@example.org")
    with ThreadPoolExecutor(max_workers=4) as pool:
        queued = list(pool.map(lambda _: remind(store, RULES, MONDAY + A_DAY), range(8)))
    assert sum(queued) == 20
    with store.reading() as connection:
        rows = connection.execute(select(outbound.c.ticket_id)).scalars().all()
    assert len(rows) == len(set(rows)) == 20


def test_a_reminder_that_a_person_overtakes_is_not_sent(store: Store) -> None:
    one = asked(store)
    remind(store, RULES, MONDAY + A_DAY)
    with store.writing() as connection:
        turns.answered(connection, POLICY, one, Answer(by="ana@icrealtime.example", at=MONDAY + A_DAY + timedelta(minutes=1)))
        posts = outbox.claim(connection, "me", MONDAY + 2 * A_DAY, limit=5)
        assert list(outbox.overtaken(connection, posts).values()) == ["somebody at the desk has answered meanwhile"]


def test_the_policy_may_name_a_fact_that_is_chased_before_anybody_answers() -> None:
    asking = POLICY.asking.model_copy(update={"before_an_answer": ("serial",)})
    policy = POLICY.model_copy(update={"asking": asking})
    assert decide(replace(DUE, is_answered=False), policy, MONDAY).facts == ("serial",)
