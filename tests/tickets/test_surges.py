"""When many people write about one thing at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from tests.tickets import databases
from tickets.policy import Policy
from tickets.schema import facts, messages, tickets
from tickets.surges import Surge, surges

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
RULE = Policy.load_default().incident
VERSION = "4.003.0000000.1.R"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with databases.empty(tmp_path) as store, store.writing() as opened:
        yield opened


class Desk:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.number = 1000

    def opened(self, topic: str, requester: str, *, at: datetime = NOW - timedelta(minutes=5), firmware: str = "") -> None:
        self.number += 1
        row = {"number": self.number, "status": "OPEN", "subject": "", "requester": requester, "opened_at": at, "last_message_at": at}
        ticket_id = self.connection.execute(insert(tickets).values(topic=topic, **row)).inserted_primary_key[0]
        said = {"ticket_id": ticket_id, "direction": "in", "kind": "personal", "sender": requester, "at": at}
        message_id = self.connection.execute(insert(messages).values(said)).inserted_primary_key[0]
        if firmware:
            fact = {"ticket_id": ticket_id, "message_id": message_id, "kind": "firmware", "value": firmware, "place": "new"}
            self.connection.execute(insert(facts).values(fact))

    def surges(self) -> list[Surge]:
        return surges(self.connection, RULE, NOW)


@pytest.fixture
def desk(connection: Connection) -> Desk:
    return Desk(connection)


def test_several_people_with_one_firmware_and_topic_are_one_surge(desk: Desk) -> None:
    for number in range(4):
        desk.opened("defect.software", f"p{number}@example.org", at=NOW - timedelta(hours=number), firmware=VERSION)
    (found,) = desk.surges()
    assert (found.topic, found.firmware, found.people, found.numbers) == ("defect.software", VERSION, 4, (1001, 1002, 1003, 1004))
    assert found.key == f"surge defect.software {VERSION}"


def test_one_dealer_with_many_sites_is_no_surge(desk: Desk) -> None:
    for _ in range(9):
        desk.opened("defect.software", "dealer@example.org", firmware=VERSION)
    assert desk.surges() == []


def test_many_people_on_one_topic_are_one_without_any_version(desk: Desk) -> None:
    for number in range(8):
        desk.opened("troubleshooting.remote_access", f"p{number}@example.org")
    assert [(found.topic, found.firmware, found.people) for found in desk.surges()] == [("troubleshooting.remote_access", "", 8)]


def test_what_is_usual_at_this_hour_of_the_week_alerts_nobody(desk: Desk) -> None:
    for week in range(5):
        for number in range(8):
            desk.opened("question.usage", f"p{number}@example.org", at=NOW - timedelta(weeks=week, minutes=10))
    assert desk.surges() == []


def test_what_came_in_the_morning_is_over_by_the_evening(desk: Desk) -> None:
    for number in range(8):
        desk.opened("troubleshooting.remote_access", f"p{number}@example.org", at=NOW - timedelta(hours=8), firmware=VERSION)
    assert desk.surges() == []


def test_spam_in_masses_is_no_surge(desk: Desk) -> None:
    for number in range(20):
        desk.opened("spam", f"p{number}@example.org")
    assert desk.surges() == []
