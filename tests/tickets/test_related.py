"""What an engineer sees beside a ticket: the same device, the same person with the same matter."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, insert

from tickets.related import OTHER_PERSON, related
from tickets.schema import facts, messages, tickets

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SERIAL = "7E77893PAZBED9B"
BOB, DEALER = "bob@example.org", "ann@acme.example"


def ticket(connection: Connection, number: int, requester: str, topic: str = "other", serial: str = "", **more: str) -> int:
    row = {"status": "OPEN", **more, "number": number, "subject": "", "requester": requester, "opened_at": NOW, "last_message_at": NOW}
    ticket_id = connection.execute(insert(tickets).values(topic=topic, **row)).inserted_primary_key[0]
    said = {"ticket_id": ticket_id, "direction": "in", "kind": "personal", "sender": requester, "at": NOW}
    message_id = connection.execute(insert(messages).values(said)).inserted_primary_key[0]
    if serial:
        fact = {"ticket_id": ticket_id, "message_id": message_id, "kind": "serial", "value": serial, "place": "new"}
        connection.execute(insert(facts).values(fact))
    return int(ticket_id)


def test_a_dealer_and_his_client_about_one_recorder_are_shown_to_engineers_as_two_people(connection: Connection) -> None:
    one, other = ticket(connection, 1, BOB, serial=SERIAL), ticket(connection, 2, DEALER, serial=SERIAL)
    found = related(connection, [one, other])
    assert [(r.number, r.told) for r in found[one]] == [(2, f"the same serial number {SERIAL}; {OTHER_PERSON}")]
    assert [r.number for r in found[other]] == [1]


def test_the_same_person_and_matter_is_shown_and_another_matter_is_not(connection: Connection) -> None:
    one = ticket(connection, 1, BOB, "privacy")
    ticket(connection, 2, BOB, "privacy")
    ticket(connection, 3, BOB, "rma")
    assert [(r.number, r.told) for r in related(connection, [one])[one]] == [(2, "the same person and matter")]


def test_desk_rule_19_a_restricted_ticket_is_shown_beside_those_of_its_lane_alone(connection: Connection) -> None:
    plain, restricted = ticket(connection, 1, BOB, serial=SERIAL), ticket(connection, 2, DEALER, serial=SERIAL, lane="legal")
    ticket(connection, 3, BOB, serial=SERIAL, lane="legal")
    ticket(connection, 4, BOB, serial=SERIAL, lane="privacy")
    found = related(connection, [plain, restricted])
    assert plain not in found
    assert [r.number for r in found[restricted]] == [3, 1]


def test_what_is_closed_or_merged_is_not_shown(connection: Connection) -> None:
    one = ticket(connection, 1, BOB, serial=SERIAL)
    ticket(connection, 2, DEALER, serial=SERIAL, status="CLOSED")
    assert related(connection, [one]) == {}


def test_a_placeholder_on_a_hundred_tickets_fills_no_notice(connection: Connection) -> None:
    one, *_ = [ticket(connection, number, f"p{number}@example.org", serial=SERIAL) for number in range(1, 40)]
    assert [r.number for r in related(connection, [one])[one]] == [39, 38, 37, 36, 35]
