"""Incidents: their members, and that one goes on a topic at a time (desk-rules 21)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, select

from tests.mailroom.engineers.tickets_at_hand import BOB, NOW, acknowledge, now_is, ticket
from tickets import incidents, suppression
from tickets.schema import outbound
from tickets.understanding import Audience
from tickets.waiting import Refused

VIDEO = "troubleshooting.video_loss"
BACK = timedelta(hours=2)


def begin(connection: Connection) -> incidents.Incident:
    return incidents.start(connection, VIDEO, "the cloud is down", by="ana@icrealtime.example", now=NOW, reaches_back=BACK)[0]


def test_desk_rule_21_it_takes_in_what_nobody_answered_yet_and_nothing_that_a_person_must_read(connection: Connection) -> None:
    one = ticket(connection, lane="", urgent="")
    others = [
        {"topic": "question.usage"},
        {"opened_at": NOW - timedelta(hours=3)},
        {"answered_at": NOW},
        {"status": "SOLVED"},
        {"lane": "threat"},
        {"urgent": "it smokes"},
    ]
    for number, other in enumerate(others, 2000):
        ticket(connection, number=number, **other)
    assert incidents.members(connection, begin(connection).id) == [one]


def test_desk_rule_21_what_waits_for_its_members_is_not_sent_but_an_engineers_words_are(connection: Connection) -> None:
    one = ticket(connection)
    letter = {"recipient": BOB, "letter": "x", "language": "en", "values": {}, "state": "QUEUED", "queued_at": NOW, "due_at": NOW}
    for kind in ("acknowledgement", "notice", "relay", "receipt"):
        connection.execute(insert(outbound).values(letter | {"kind": kind, "message_id": kind, "ticket_id": one}))
    begin(connection)
    states = {row.kind: row.state for row in connection.execute(select(outbound.c.kind, outbound.c.state))}
    assert states == {"acknowledgement": "SUPPRESSED", "notice": "SUPPRESSED", "relay": "QUEUED", "receipt": "QUEUED"}


def test_one_incident_a_topic_goes_on_at_a_time(connection: Connection) -> None:
    first = begin(connection)
    with pytest.raises(Refused, match="goes on already"):
        begin(connection)
    incidents.end(connection, first, by="ana@icrealtime.example", now=NOW)
    with pytest.raises(Refused, match="has ended"):
        incidents.end(connection, first, by="ana@icrealtime.example", now=NOW)
    assert begin(connection).id != first.id


def test_when_it_ends_its_members_are_owed_their_answer_from_then(connection: Connection) -> None:
    one = ticket(connection)
    left = incidents.end(connection, begin(connection), by="ana@icrealtime.example", now=NOW)
    incidents.owe_again(connection, left, dict.fromkeys(Audience, NOW + timedelta(days=1)))
    row = now_is(connection, one)
    assert (row.incident_id, row.due_at) == (None, NOW + timedelta(days=1))


def test_its_letter_goes_where_an_automatic_one_went_or_was_owed(connection: Connection) -> None:
    reached, silent, gone = ticket(connection), ticket(connection, 1043, "c@example.org"), ticket(connection, 1044, "d@example.org")
    acknowledge(connection, reached)
    acknowledge(connection, gone, "d@example.org")
    suppression.suppress(connection, "d@example.org", "5.1.1 no such user", NOW)
    assert suppression.reachable(connection, [reached, silent, gone]) == [reached]


def test_desk_rule_21_a_digest_tells_it_in_one_line(connection: Connection) -> None:
    ticket(connection)
    ticket(connection, number=1043)
    begin(connection)
    assert [(line.topic, line.members, line.known) for line in incidents.lines(connection)] == [(VIDEO, 2, "the cloud is down")]
