"""What a digest lists and counts, from records alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from tickets import digest_figures, digest_troubles
from tickets.digest_figures import Share
from tickets.digest_threads import Block, Sight, Thread, threads
from tickets.policy import Policy
from tickets.schema import events, facts, inbound, incidents, mailboxes, messages, outbound, tickets
from tickets.states import InboundState, OutboundState
from tickets.understanding import Audience, ScopeDecision

NOW = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
WHOLE = Sight(at=NOW, is_whole=True)
STEERS = (ScopeDecision.REFER_TO_DEALER,)
ANA, BEN = "ana@desk.example", "ben@desk.example"


def hours_ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def ticket(connection: Connection, number: int, **changes: Any) -> int:
    """Unanswered since an hour ago, and acknowledged at once."""
    at = changes.get("opened_at", hours_ago(1))
    row = {"number": number, "status": "OPEN", "subject": f"ticket {number}", "requester": f"p{number}@example.com", "scope": "supported"}
    row |= {"opened_at": at, "last_message_at": at, "acknowledged_at": at + timedelta(seconds=2), "topic": "question.usage"}
    row |= {"audience": Audience.UNKNOWN, "due_at": at + timedelta(hours=8)}
    return int(connection.execute(insert(tickets).values(row | changes).returning(tickets.c.id)).scalar_one())


def arrival(connection: Connection, at: datetime, *, state: str = "FILED", mailbox: str = "support", **changes: Any) -> int:
    row = {"mailbox": mailbox, "digest": uuid4().hex, "size": 1, "arrived_at": at, "received_at": at, "state": state}
    return int(connection.execute(insert(inbound).values(row | changes).returning(inbound.c.id)).scalar_one())


def message(connection: Connection, ticket_id: int, at: datetime, text: str = "words", direction: str = "in") -> int:
    row = {"ticket_id": ticket_id, "direction": direction, "kind": "personal", "sender": "p@example.com", "at": at, "text": text}
    return int(connection.execute(insert(messages).values(row).returning(messages.c.id)).scalar_one())


def listed(connection: Connection, block: Block, sight: Sight = WHOLE) -> list[Thread]:
    return list(threads(connection, block, sight, STEERS))


def numbers(connection: Connection, block: Block, sight: Sight = WHOLE) -> list[int]:
    return [thread.number for thread in listed(connection, block, sight)]


# Which block a ticket stands in


def test_each_ticket_stands_in_one_block(connection: Connection) -> None:
    ticket(connection, 1)
    ticket(connection, 2, scope="refer_to_dealer")
    ticket(connection, 3, is_unanswered=False, answered_at=hours_ago(0.5))
    ticket(connection, 4, status="PENDING", is_unanswered=False, answered_at=hours_ago(25), due_at=hours_ago(1))
    ticket(connection, 5, status="SOLVED", is_unanswered=False)
    found = {block.value: numbers(connection, block) for block in Block}
    assert found == {"unanswered": [1], "steered": [2], "promised": [3], "waiting": [4]}


def test_desk_rule_2_an_answered_ticket_returns_to_the_digest_when_the_customers_day_is_over(connection: Connection) -> None:
    pending = {"status": "PENDING", "is_unanswered": False, "answered_at": hours_ago(8)}
    ticket(connection, 1, **pending, due_at=NOW + timedelta(hours=16))
    ticket(connection, 2, **pending, due_at=hours_ago(1))
    ticket(connection, 3, **pending, due_at=None)  # answered before this desk, or by an earlier version of it
    assert numbers(connection, Block.WAITING) == [2, 3]


def test_desk_rule_16_who_wrote_again_after_the_letter_that_steered_him_is_unanswered(connection: Connection) -> None:
    ticket(connection, 1, scope="refer_to_dealer", last_message_at=NOW)
    assert (numbers(connection, Block.UNANSWERED), numbers(connection, Block.STEERED)) == ([1], [])


def test_a_steer_whose_letter_never_left_is_unanswered(connection: Connection) -> None:
    ticket(connection, 1, scope="refer_to_dealer", acknowledged_at=None)
    assert numbers(connection, Block.UNANSWERED) == [1]


def test_a_snoozed_ticket_is_out_of_sight_until_its_time(connection: Connection) -> None:
    ticket(connection, 1, snoozed_until=NOW + timedelta(hours=1))
    ticket(connection, 2, snoozed_until=hours_ago(1))
    assert numbers(connection, Block.UNANSWERED) == [2]


def test_restricted_lanes_and_incidents_stand_in_no_block(connection: Connection) -> None:
    running = connection.execute(insert(incidents).values(topic="question.usage", since=NOW, started_by=ANA).returning(incidents.c.id))
    ticket(connection, 1, lane="privacy")
    ticket(connection, 2, incident_id=running.scalar_one())
    assert not any(numbers(connection, block) for block in Block)
    assert digest_figures.standing(connection, WHOLE, NOW).restricted == 1
    assert [(row.topic, row.tickets) for row in digest_troubles.running_incidents(connection)] == [("question.usage", 1)]


# In what order, and with what


def test_the_longest_wait_comes_first_and_counts_from_the_first_unanswered_word(connection: Connection) -> None:
    old = ticket(connection, 1, opened_at=hours_ago(100), answered_at=hours_ago(90), last_message_at=hours_ago(1))
    for at in (100, 80, 1):
        message(connection, old, hours_ago(at))
    ticket(connection, 2, opened_at=hours_ago(85))
    ticket(connection, 3, opened_at=hours_ago(2))
    found = [(thread.number, thread.since) for thread in listed(connection, Block.UNANSWERED)]
    assert found == [(2, hours_ago(85)), (1, hours_ago(80)), (3, hours_ago(2))]


def test_a_thread_brings_its_devices_and_its_last_words(connection: Connection) -> None:
    one = ticket(connection, 1)
    message(connection, one, hours_ago(2), "the first words")
    last = message(connection, one, hours_ago(1), "x" * 5000 + "the last words")
    message(connection, one, NOW, "ours", direction="out")
    for kind, value in (("model", "NVR-1"), ("serial", "7E77"), ("serial", "SECRET"), ("firmware", "4.0")):
        detail = {"masked": value == "SECRET"}
        fact = {"ticket_id": one, "message_id": last, "kind": kind, "value": value, "place": "new", "detail": detail}
        connection.execute(insert(facts).values(fact))
    (thread,) = listed(connection, Block.UNANSWERED)
    assert thread.devices == ("NVR-1", "7E77")
    assert thread.words.endswith("the last words")
    assert len(thread.words) < 1000


def test_a_block_of_many_batches_is_read_whole(connection: Connection) -> None:
    rows = [{"number": number, "status": "OPEN", "subject": "s", "requester": "p@example.com", "opened_at": NOW} for number in range(1201)]
    connection.execute(insert(tickets), [row | {"last_message_at": NOW} for row in rows])
    assert numbers(connection, Block.UNANSWERED) == list(range(1201))


# Who sees what


def test_an_engineer_sees_his_own_and_what_falls_to_his_teams(connection: Connection) -> None:
    ticket(connection, 1, owner=ANA, topic="sales.question")
    ticket(connection, 2, owner=BEN)
    ticket(connection, 3)
    ticket(connection, 4, topic="sales.question")
    ticket(connection, 5, topic="sales.question", team="support")
    ticket(connection, 6, team="designs")
    sight = Sight(at=NOW, addresses=(ANA,), teams=("support",), matters=(("question.usage", "unknown"),))
    assert numbers(connection, Block.UNANSWERED, sight) == [1, 3, 5]
    assert digest_figures.standing(connection, sight, NOW).unanswered == 3


# Figures


def test_every_mail_is_accounted_for_or_waits(connection: Connection) -> None:
    arrival(connection, hours_ago(30))
    for state in ("FILED", "FILED", "IGNORED", "HELD", "RECEIVED"):
        arrival(connection, hours_ago(1), state=state, because="a list" if state == "IGNORED" else "", message_id=state)
    arrival(connection, NOW, is_silent=True)
    told = digest_figures.intake(connection, hours_ago(24))
    assert (told.received, told.accounted) == (5, 4)
    assert told.ignored == {"a list": 1}


def test_the_day_is_held_against_its_targets(connection: Connection) -> None:
    ticket(connection, 1)
    ticket(connection, 2, acknowledged_at=None)
    ticket(connection, 3, opened_at=hours_ago(3), acknowledged_at=hours_ago(1.5))
    ticket(connection, 4, opened_at=hours_ago(60), status="SOLVED", closed_at=NOW)
    told = digest_figures.day(connection, WHOLE, Policy.load_default(), hours_ago(24))
    assert (told.opened, told.ended, told.acknowledged) == (3, 1, Share(kept=1, of=3))


def test_a_first_answer_counts_where_one_was_promised_by_a_time(connection: Connection) -> None:
    monday = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 10 AM Eastern; the policy promises an hour
    for number, minutes in ((1, 30), (2, 90)):
        ticket(connection, number, opened_at=monday, sla=True, first_response_at=monday + timedelta(minutes=minutes))
    ticket(connection, 3, opened_at=monday, sla=False, first_response_at=monday + timedelta(hours=3))
    assert digest_figures.day(connection, WHOLE, Policy.load_default(), hours_ago(24)).responded == Share(kept=1, of=2)


def test_open_tickets_are_on_time_or_not_and_broken_promises_are_counted(connection: Connection) -> None:
    ticket(connection, 1)
    ticket(connection, 2, due_at=hours_ago(1))
    ticket(connection, 3, is_unanswered=False, promised_for=hours_ago(2), due_at=hours_ago(2))
    standing = digest_figures.standing(connection, WHOLE, NOW)
    assert (standing.on_time, standing.broken) == (Share(kept=1, of=3), 1)


def met(connection: Connection, name: str, **changes: Any) -> None:
    connection.execute(insert(mailboxes).values({"name": name, "met_at": hours_ago(9000), "last_success": NOW, "state": ""} | changes))


def test_a_mailbox_silent_for_longer_than_it_ever_was_is_said_to_be(connection: Connection) -> None:
    for name, last in (("support", 50), ("sales", 30), ("new", 0)):
        met(connection, name)
        for hours in (200, 160, 160 - 45, 70):
            arrival(connection, hours_ago(hours), mailbox=name)
        arrival(connection, hours_ago(last), mailbox=name)
    (silence,) = digest_figures.silences(connection, NOW)
    assert (silence.mailbox, silence.since, silence.longest) == ("support", hours_ago(50), timedelta(hours=45))


def test_a_mailbox_without_habits_is_not_called_silent(connection: Connection) -> None:
    met(connection, "support")
    arrival(connection, hours_ago(100))
    assert digest_figures.silences(connection, NOW) == []


# Troubles


def test_people_without_a_letter_are_told_with_the_reason(connection: Connection) -> None:
    silent = ticket(connection, 1, acknowledged_at=None)
    connection.execute(insert(events).values(at=NOW, what="no letter", because="no machine is ever answered", ticket_id=silent))
    waits = ticket(connection, 2, acknowledged_at=None)
    letter(connection, waits, OutboundState.QUEUED, because="451 try later")
    ticket(connection, 3)
    count, people = digest_troubles.unacknowledged(connection, WHOLE, hours_ago(24))
    assert count == 2
    assert [(person.number, person.because) for person in people] == [(1, "no machine is ever answered"), (2, "451 try later")]


def letter(connection: Connection, ticket_id: int | None, state: OutboundState, **changes: Any) -> None:
    row = {"ticket_id": ticket_id, "kind": "acknowledgement", "recipient": "p@example.com", "letter": "acknowledgement", "language": "en"}
    row |= {"message_id": f"{ticket_id}{state}{changes}", "values": {}, "state": state, "queued_at": hours_ago(2), "due_at": hours_ago(1)}
    connection.execute(insert(outbound).values(row | changes))


def test_desk_rule_26_whom_a_cap_has_silenced_is_told_once(connection: Connection) -> None:
    one = ticket(connection, 1)
    for when in (1, 1.5, 30):
        letter(connection, one, OutboundState.SENT, letter="last_answer", due_at=hours_ago(when))
    letter(connection, ticket(connection, 2), OutboundState.SENT)
    letter(connection, ticket(connection, 3), OutboundState.SENT, letter="last_answer", due_at=hours_ago(30))
    letter(connection, ticket(connection, 4, lane="legal"), OutboundState.SENT, letter="last_answer")
    told = digest_troubles.capped(connection, WHOLE, hours_ago(24))
    assert [(row.number, row.requester) for row in told] == [(1, "p1@example.com")]


def test_letters_that_failed_or_wait_too_long_are_told(connection: Connection) -> None:
    one = ticket(connection, 1)
    letter(connection, one, OutboundState.FAILED, because="550 no such user")
    letter(connection, one, OutboundState.QUEUED)
    letter(connection, one, OutboundState.QUEUED, queued_at=NOW)
    letter(connection, one, OutboundState.SENT)
    letter(connection, ticket(connection, 2, lane="legal"), OutboundState.FAILED)
    assert [row.because for row in digest_troubles.undelivered(connection, WHOLE, hours_ago(24))] == ["550 no such user", "it waits"]


def test_a_letter_that_came_back_after_it_left_is_told(connection: Connection) -> None:
    one = ticket(connection, 1)
    letter(connection, one, OutboundState.SENT)
    sent = connection.execute(select(outbound.c.id)).scalar_one()
    bounce = arrival(connection, NOW, kind="bounce")
    for what in ("the letter came back", "joined the ticket"):
        connection.execute(insert(events).values(at=NOW, what=what, because="5.1.1 unknown", inbound_id=bounce, outbound_id=sent))
    bounces = digest_figures.intake(connection, hours_ago(24)).bounces
    assert [(row.number, row.because) for row in digest_troubles.returned(connection, WHOLE, bounces)] == [(1, "5.1.1 unknown")]


def test_held_mails_are_counted_and_those_of_a_restricted_lane_are_not_shown(connection: Connection) -> None:
    arrival(connection, NOW, state="HELD", sender="a@example.com", ticket_id=ticket(connection, 1, owner=ANA))
    arrival(connection, NOW, state="HELD", sender="b@example.com", ticket_id=ticket(connection, 2, lane="privacy"))
    arrival(connection, NOW, state="HELD", sender="c@example.com")
    count, mails = digest_troubles.waiting_mails(connection, WHOLE, InboundState.HELD)
    assert (count, [mail.sender for mail in mails]) == (3, ["a@example.com", "c@example.com"])
    his = Sight(at=NOW, addresses=(ANA,))
    assert [mail.sender for mail in digest_troubles.waiting_mails(connection, his, InboundState.HELD)[1]] == ["a@example.com"]


def test_a_mailbox_that_cannot_be_asked_is_told(connection: Connection) -> None:
    met(connection, "support")
    met(connection, "sales", last_success=hours_ago(3), state="login refused; tried again in 5 min")
    met(connection, "never", last_success=None)
    assert [row.mailbox for row in digest_troubles.unreached(connection, NOW)] == ["never", "sales"]
