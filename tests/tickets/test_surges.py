"""When several people with one firmware version write about one thing at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, insert

from tickets.policy import Policy
from tickets.schema import facts, messages, tickets
from tickets.surges import Surge, surges

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
RULE = Policy.load_default().incident
VERSION = "4.003.0000000.1.R"


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


def test_several_people_with_one_firmware_and_topic_are_a_surge(desk: Desk) -> None:
    for number in range(4):
        desk.opened("defect.software", f"p{number}@example.org", at=NOW - timedelta(hours=number), firmware=VERSION.lower())
    (found,) = desk.surges()
    assert (found.topic, found.firmware, found.people, found.numbers) == ("defect.software", VERSION, 4, (1001, 1002, 1003, 1004))


def test_one_dealer_with_many_sites_is_none(desk: Desk) -> None:
    for _ in range(9):
        desk.opened("defect.software", "dealer@example.org", firmware=VERSION)
    assert desk.surges() == []


def test_a_version_that_half_the_world_runs_is_no_news(desk: Desk) -> None:
    for week in range(5):
        for number in range(5):
            desk.opened("troubleshooting.login", f"p{number}@example.org", at=NOW - timedelta(weeks=week, minutes=10), firmware=VERSION)
    assert desk.surges() == []


def test_one_version_on_many_topics_is_none(desk: Desk) -> None:
    for number, topic in enumerate(("rma", "privacy", "defect.software", "question.usage")):
        desk.opened(topic, f"p{number}@example.org", firmware=VERSION)
    assert desk.surges() == []


def test_what_came_yesterday_is_over(desk: Desk) -> None:
    for number in range(8):
        desk.opened("defect.software", f"p{number}@example.org", at=NOW - timedelta(hours=20), firmware=VERSION)
    assert desk.surges() == []


def test_tickets_without_a_version_are_not_counted_here(desk: Desk) -> None:
    for number in range(20):
        desk.opened("troubleshooting.remote_access", f"p{number}@example.org")
    assert desk.surges() == []
