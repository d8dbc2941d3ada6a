"""Escalations: to whom, when, and each once (issue 5.6, desk-rules 19 and 32)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from mailroom.escalating import escalate
from tests.mailroom.engineers.tickets_at_hand import ticket
from tickets import absences
from tickets.directory import Person, Staff, Team
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.schema import outbound, tickets
from tickets.store import Store

POLICY = Policy.load_default()
DUE = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # Monday, 10 AM Eastern
A_MINUTE = timedelta(minutes=1)
ANA, BEN, LEA = "ana@icrealtime.example", "ben@icrealtime.example", "lea@icrealtime.example"
STAFF = Staff(
    people=(
        Person(name="Ana Reyes", addresses=(ANA,), teams=("support",)),
        Person(name="Ben Ito", addresses=(BEN,), teams=("support",)),
        Person(name="Lea Ortiz", addresses=(LEA,), lead=True, handles=("threat",)),
    ),
    teams=(Team(name="support"),),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(f"sqlite:///{tmp_path / 'desk.db'}")) as opened:
        opened.upgrade()
        yield opened


def owed(store: Store, number: int = 1042, **changes: Any) -> int:
    with store.writing() as connection:
        return ticket(connection, number, **({"due_at": DUE, "audience": "dealer"} | changes))


def mails(store: Store) -> list[tuple[str, int, list[str], bool]]:
    """(recipient, minutes from the due time, tickets of the list, overdue) of each."""
    with store.reading() as connection:
        rows = connection.execute(select(outbound).where(outbound.c.kind == "escalation").order_by(outbound.c.id)).all()
    return [
        (
            row.recipient,
            round((row.queued_at - DUE) / A_MINUTE),
            [one["number"] for one in row.values.get("tickets", ())] or [row.values["ticket"]["number"]],
            bool(row.values.get("is_overdue")),
        )
        for row in rows
    ]


def watch(store: Store, first: int = -60, last: int = 120, staff: Staff = STAFF) -> None:
    """Ask every minute from `first` to `last` around the due time."""
    for minute in range(first, last):
        escalate(store, Desk(), POLICY, staff, DUE + minute * A_MINUTE)


def test_a_ticket_that_nears_its_time_reaches_its_owner_and_once_it_is_past_the_lead(store: Store) -> None:
    owed(store, owner=BEN)
    watch(store)
    assert mails(store) == [(BEN, -15, ["IC-1042"], False), (LEA, 0, ["IC-1042"], True)]


def test_what_nobody_owns_reaches_the_whole_team(store: Store) -> None:
    owed(store)
    watch(store, last=0)
    assert [recipient for recipient, *_ in mails(store)] == [ANA, BEN]


def test_of_an_absent_owner_the_team_is_told(store: Store) -> None:
    owed(store, owner=BEN)
    with store.writing() as connection:
        absences.leave(connection, BEN, DUE + timedelta(days=2), "by #away")
    watch(store, last=0)
    assert [recipient for recipient, *_ in mails(store)] == [ANA]


def test_desk_rule_32_a_person_has_one_mail_in_half_an_hour_and_it_lists_what_came_meanwhile(store: Store) -> None:
    for number in range(5):
        owed(store, 1100 + number, owner=BEN, due_at=DUE + 5 * number * A_MINUTE)
    watch(store, last=16)
    assert mails(store) == [
        (BEN, -15, ["IC-1100"], False),
        (LEA, 0, ["IC-1100"], True),
        (BEN, 15, ["IC-1101", "IC-1102", "IC-1103", "IC-1104"], False),
    ]


def test_nobody_is_told_outside_support_hours(store: Store) -> None:
    evening = datetime(2026, 11, 24, 0, 29, tzinfo=UTC)  # 7:29 PM, a minute before the dealers' lines close
    owed(store, owner=BEN, due_at=evening + A_MINUTE)
    for hour in range(-1, 20):
        escalate(store, Desk(), POLICY, STAFF, evening + timedelta(hours=hour, minutes=1))
    told_at = {recipient: minutes * A_MINUTE + DUE for recipient, minutes, *_ in mails(store)}
    assert told_at[BEN] == told_at[LEA] == datetime(2026, 11, 24, 13, 30, tzinfo=UTC), "when they open"


@pytest.mark.parametrize("reason", [{"status": "PENDING"}, {"snoozed_until": DUE + timedelta(days=1)}, {"due_at": None}], ids=str)
def test_what_is_not_our_turn_is_not_escalated(store: Store, reason: dict[str, object]) -> None:
    owed(store, owner=BEN, **reason)
    watch(store)
    assert mails(store) == []


def test_a_new_due_time_is_escalated_anew(store: Store) -> None:
    owed(store, owner=BEN)
    watch(store, last=1)
    with store.writing() as connection:
        connection.execute(update(tickets).values(due_at=DUE + timedelta(hours=2)))
    watch(store, first=1, last=121)
    assert [(recipient, at) for recipient, at, *_ in mails(store)] == [(BEN, -15), (LEA, 0), (BEN, 105), (LEA, 120)]


def test_desk_rule_19_a_restricted_ticket_reaches_those_who_handle_it_and_names_nothing(store: Store) -> None:
    owed(store, owner=BEN, lane="threat", subject="we will sue you")
    watch(store)
    assert {recipient for recipient, *_ in mails(store)} == {LEA}
    with store.reading() as connection:
        values = str(connection.execute(select(outbound.c["values"])).scalars().all())
    assert "sue" not in values
    assert "bob@" not in values


def test_a_reply_to_the_mail_about_one_ticket_may_answer_it_and_every_line_is_marked_as_ours(store: Store) -> None:
    one = owed(store, owner=BEN)
    watch(store, last=0)
    with store.reading() as connection:
        assert connection.execute(select(outbound.c.ticket_id)).scalar() == one


def test_many_schedules_at_once_tell_each_thing_once(store: Store) -> None:
    for number in range(20):
        owed(store, 1100 + number, owner=BEN)
    with ThreadPoolExecutor(max_workers=4) as pool:
        told = list(pool.map(lambda _: escalate(store, Desk(), POLICY, STAFF, DUE), range(8)))
    assert sum(told) == 2, "one mail to the owner, one to the lead"


def test_a_desk_without_a_directory_tells_nobody_and_asks_no_more(store: Store) -> None:
    owed(store)
    watch(store, staff=Staff())
    assert mails(store) == []
