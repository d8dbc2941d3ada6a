"""Tickets are found by any words of them, on both databases, and no more once they are erased."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, insert, text

from tickets import handling, journal, search
from tickets.erasing import forget
from tickets.facts import Place
from tickets.listing import Wanted, number_of, page
from tickets.schema import facts, messages, participants, tickets
from tickets.states import TicketStatus

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def ticket(connection: Connection, number: int, said: str, *, requester: str = "bob@example.org", serial: str = "", **more: object) -> int:
    row = {"number": number, "status": TicketStatus.OPEN, "subject": f"camera {number}", "requester": requester, "opened_at": NOW}
    result = connection.execute(insert(tickets).values(row | {"last_message_at": NOW} | more))
    assert result.inserted_primary_key
    ticket_id = int(result.inserted_primary_key[0])
    mail = {"ticket_id": ticket_id, "direction": "in", "kind": "personal", "sender": requester, "at": NOW, "text": said}
    inserted = connection.execute(insert(messages).values(mail))
    assert inserted.inserted_primary_key
    if serial:
        detail = {"confidence": 1.0, "line": serial, "did_you_mean": "", "masked": False}
        fact = {"ticket_id": ticket_id, "message_id": inserted.inserted_primary_key[0], "place": Place.NEW, "detail": detail}
        connection.execute(insert(facts).values(fact | {"kind": "serial", "value": serial}))
    return ticket_id


def found(connection: Connection, asked: str, **more: object) -> list[int]:
    while search.catch_up(connection):
        pass
    lines, _ = page(connection, Wanted(words=asked, **more))  # type: ignore[arg-type]
    return [line.number for line in lines]


@pytest.mark.parametrize(
    "asked",
    [
        "gatehouse",
        "GATEHOUSE black",
        "gateh",
        "7E77893PAZBED9B",
        "7e77893",
        "bob@example.org",
        "example.org",
        "cámara",
        "camara sotano",
        "camera 1001",
        'gatehouse" OR "x',
        "gatehouse' | 'x",
    ],
)
def test_a_ticket_is_found_by(connection: Connection, asked: str) -> None:
    ticket(connection, 1001, "The gatehouse picture is black, and so is the cámara del sótano. x or", serial="7E77893PAZBED9B")
    ticket(connection, 1002, "How do I export a clip?", requester="ann@acme.example")
    assert found(connection, asked) == [1001]


def test_every_word_must_be_there_and_short_ones_whole(connection: Connection) -> None:
    ticket(connection, 1001, "no video on channel 3")
    assert found(connection, "video channel") == [1001]
    assert found(connection, "video audio") == []
    assert found(connection, "ch") == []


def test_a_question_without_a_word_finds_all(connection: Connection) -> None:
    ticket(connection, 1001, "a")
    ticket(connection, 1002, "b")
    assert found(connection, "") == found(connection, "?!") == [1002, 1001]


def test_what_is_said_later_is_found_too(connection: Connection) -> None:
    ticket(connection, 1001, "black picture")
    assert found(connection, "transformer") == []
    handling.write_note(connection, 1001, "it was the transformer", by="ana", now=NOW)
    assert found(connection, "transformer") == [1001]


def test_a_serial_number_that_a_person_wrote_down_is_found(connection: Connection) -> None:
    ticket_id = ticket(connection, 1001, "black picture")
    found(connection, "")
    mail = connection.execute(text("SELECT id FROM messages")).scalar_one()
    fact = {"ticket_id": ticket_id, "message_id": mail, "place": Place.NEW, "detail": {}, "kind": "serial", "value": "8D06F17PAJ0B44A"}
    connection.execute(insert(facts).values(fact))
    journal.note(connection, NOW, "serial corrected", ticket_id=ticket_id)
    assert found(connection, "8D06F17PAJ0B44A") == [1001]


def test_filters_and_pages_hold_together(connection: Connection) -> None:
    for number in range(1001, 1131):
        ticket(connection, number, "black picture", topic="other" if number % 2 else "troubleshooting.video_loss")
    found(connection, "")
    seen: list[int] = []
    before, has_more = 0, True
    while has_more:
        lines, has_more = page(connection, Wanted(words="black", topic="other", before=before), size=20)
        seen += [line.number for line in lines]
        before = lines[-1].id
    assert seen == list(range(1129, 1000, -2))


def test_a_restricted_lane_is_found_by_nobody_who_does_not_handle_it(connection: Connection) -> None:
    ticket(connection, 1001, "the police ask for records", lane="legal")
    assert found(connection, "police") == [1001]
    assert page(connection, Wanted(words="police"), hidden=["legal"]) == ([], False)


def test_a_forgotten_person_is_found_by_nothing_and_stands_in_no_page_of_the_index(connection: Connection) -> None:
    ticket_id = ticket(connection, 1001, "my name is zyzzyx")
    connection.execute(insert(participants).values(ticket_id=ticket_id, address="bob@example.org", role="requester"))
    ticket(connection, 1002, "another one", requester="ann@acme.example")
    assert found(connection, "zyzzyx") == [1001]
    forget(connection, "bob@example.org", NOW)
    assert found(connection, "zyzzyx") == found(connection, "bob") == []
    if connection.dialect.name == "sqlite":
        assert not [block for (block,) in connection.execute(text("SELECT block FROM ticket_words_data")) if b"zyzzyx" in block]


def test_an_index_that_reaches_further_than_its_tables_begins_anew(connection: Connection) -> None:
    ticket(connection, 1001, "black picture")
    assert found(connection, "black") == [1001]
    for name in ("messages", "tickets"):
        connection.execute(text(f"DELETE FROM {name}"))
    assert found(connection, "black") == []
    ticket(connection, 1002, "green picture")
    assert found(connection, "green") == [1002]


@pytest.mark.parametrize(("asked", "number"), [("IC-1042", 1042), ("ic-1042", 1042), ("#1042", 1042), ("1042", 1042), ("1043", None)])
def test_a_number_is_looked_up(connection: Connection, asked: str, number: int | None) -> None:
    ticket(connection, 1042, "black picture")
    assert number_of(connection, asked, "IC") == number
