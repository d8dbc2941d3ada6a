"""Two tickets become one and two again, in any order, and nothing runs in a circle."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, select

from tickets import desk, merging, recall, undoing
from tickets.schema import participants, tickets
from tickets.waiting import Refused

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
BOB, EVE = "bob@example.org", "eve@elsewhere.example"


def ticket(connection: Connection, number: int, requester: str = BOB) -> int:
    """An unanswered ticket, due in so many hours as its number says."""
    values = {"number": number, "status": "OPEN", "subject": "x", "requester": requester, "opened_at": NOW, "last_message_at": NOW}
    due = NOW + timedelta(hours=number)
    ticket_id = int(connection.execute(insert(tickets).values(values | {"due_at": due}).returning(tickets.c.id)).scalar_one())
    desk.add_participant(connection, ticket_id, requester, "requester", "wrote the first mail")
    return ticket_id


def merge(connection: Connection, number: int, into: int, after: int = 0) -> bool:
    return merging.merge(connection, number, into, by="ana", now=NOW + timedelta(minutes=after))


@pytest.mark.parametrize("order", [*itertools.permutations([(1, 2), (2, 3), (3, 4)])])
def test_in_whatever_order_tickets_are_merged_all_lead_to_one(connection: Connection, order: tuple[tuple[int, int], ...]) -> None:
    ids = [ticket(connection, number) for number in (1, 2, 3, 4)]
    for number, into in order:
        merge(connection, number, into)
    assert {recall.standing(connection, ticket_id) for ticket_id in ids} == {ids[3]}


@pytest.mark.parametrize(("number", "into"), [(1, 1), (2, 1), (1, 2), (3, 1)])
def test_a_circle_is_refused(connection: Connection, number: int, into: int) -> None:
    for each in (1, 2, 3):
        ticket(connection, each)
    merge(connection, 1, 2)
    merge(connection, 2, 3)
    with pytest.raises(Refused, match="one already"):
        merge(connection, number, into)


def test_a_merged_ticket_is_not_merged_again_elsewhere(connection: Connection) -> None:
    for each in (1, 2, 3):
        ticket(connection, each)
    merge(connection, 1, 2)
    with pytest.raises(Refused, match="merged into 2"):
        merge(connection, 1, 3)


def test_tickets_of_two_people_are_linked_and_stay_two(connection: Connection) -> None:
    one, other = ticket(connection, 1), ticket(connection, 2, EVE)
    assert not merge(connection, 1, 2)
    assert (recall.standing(connection, one), recall.standing(connection, other)) == (one, other)


def test_whoever_takes_part_in_the_merged_ticket_takes_part_in_the_other(connection: Connection) -> None:
    one, other = ticket(connection, 1), ticket(connection, 2)
    desk.add_participant(connection, one, "carl@example.org", "cc", "named in Cc")
    merge(connection, 1, 2)
    assert people(connection, other) == {BOB, "carl@example.org"}
    merging.undo_merge(connection, 1, by="ana", now=NOW)
    assert people(connection, other) == {BOB}


def people(connection: Connection, ticket_id: int) -> set[str]:
    return set(connection.execute(select(participants.c.address).where(participants.c.ticket_id == ticket_id)).scalars())


def test_the_earlier_due_time_is_inherited(connection: Connection) -> None:
    ticket(connection, 1)
    other = ticket(connection, 2)
    merge(connection, 1, 2)
    assert connection.execute(select(tickets.c.due_at).where(tickets.c.id == other)).scalar() == NOW + timedelta(hours=1)


def test_an_undone_merge_leaves_two_tickets_that_wait_for_us(connection: Connection) -> None:
    one, other = ticket(connection, 1), ticket(connection, 2)
    merge(connection, 1, 2)
    union = undoing.last_union(connection, other)
    undoing.undo(connection, other, union, by="ana", now=NOW)
    assert recall.standing(connection, one) == one
    rows = connection.execute(select(tickets.c.status, tickets.c.is_unanswered)).all()
    assert [tuple(row) for row in rows] == [("OPEN", True), ("OPEN", True)]
    with pytest.raises(Refused, match="no mail has joined"):
        undoing.last_union(connection, other)


def test_of_two_merges_the_newer_is_undone_first(connection: Connection) -> None:
    for each in (1, 2):
        ticket(connection, each)
    heir = ticket(connection, 3)
    merge(connection, 2, 3)
    merge(connection, 1, 3, after=5)
    assert undoing.last_union(connection, heir).merged_number == 1


def test_the_merge_of_a_merged_ticket_is_undone_by_its_own_number(connection: Connection) -> None:
    one = ticket(connection, 1)
    ticket(connection, 2)
    merge(connection, 1, 2)
    assert undoing.last_union(connection, one).merged_number == 1
