"""A desk with two engineers and tickets with their first mail, for commands to work on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from mailroom.engineers.commands import split
from mailroom.engineers.doing import Done, do
from mailroom.engineers.job import Terms
from tickets import desk as conversation
from tickets import upsert
from tickets.directory import Person, Staff, Team
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.schema import events, inbound, messages, outbound, raws, tickets
from tickets.states import InboundState

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # Monday, 10 AM Eastern
BOB, EVE = "bob@example.org", "eve@elsewhere.example"
ANA = Person(name="Ana Reyes", addresses=("ana@icrealtime.example",), teams=("support",), lead=True)
BEN = Person(name="Ben Ito", addresses=("ben@icrealtime.example",), teams=("support",), timezone="America/Los_Angeles")
STAFF = Staff(people=(ANA, BEN), teams=(Team(name="support"), Team(name="Designs")))
TERMS = Terms(desk=Desk(), policy=Policy.load_default(), staff=STAFF, random=lambda octets: b"\x07" * octets)


def ticket(connection: Connection, number: int = 1042, requester: str = BOB, **changes: Any) -> int:
    """An unanswered ticket of the hour before."""
    opened_at = NOW - timedelta(hours=1)
    values = {"number": number, "status": "OPEN", "subject": "No picture", "requester": requester, "opened_at": opened_at}
    labels = {"audience": "end_customer", "topic": "troubleshooting.video_loss", "scope": "supported", "missing": ["serial"]}
    row = values | labels | {"last_message_at": opened_at, "due_at": NOW + timedelta(hours=3)} | changes
    ticket_id = int(connection.execute(insert(tickets).values(row).returning(tickets.c.id)).scalar_one())
    conversation.add_participant(connection, ticket_id, requester, "requester", "wrote the first mail")
    mail(connection, ticket_id, requester)
    return ticket_id


def mail(connection: Connection, ticket_id: int, sender: str = BOB, state: InboundState = InboundState.FILED) -> int:
    """One more mail of that person: in the ticket, or held at its door."""
    arrived = {
        "mailbox": "support",
        "digest": f"{ticket_id}-{sender}-{datetime.now(UTC)}",
        "size": 1,
        "arrived_at": NOW,
        "received_at": NOW,
    }
    upsert.insert_new(connection, raws, {"sha256": "0" * 64, "size": 1, "zstd": b"", "kept_at": NOW})
    arrived["raw_sha256"] = "0" * 64
    row = insert(inbound).values(arrived | {"state": state, "sender": sender, "ticket_id": ticket_id, "kind": "personal"})
    inbound_id = int(connection.execute(row.returning(inbound.c.id)).scalar_one())
    if state is InboundState.FILED:
        said = {"ticket_id": ticket_id, "inbound_id": inbound_id, "direction": "in", "kind": "personal", "sender": sender, "at": NOW}
        connection.execute(insert(messages).values(said | {"message_id": f"{inbound_id}@example.org", "text": "It is dark."}))
    return inbound_id


def acknowledge(connection: Connection, ticket_id: int, recipient: str = BOB, way: str = "") -> None:
    """Its acknowledgement left; with a `way` it steered the customer there."""
    letter = {
        "kind": "acknowledgement",
        "letter": "acknowledgement",
        "language": "en",
        "recipient": recipient,
        "message_id": f"m{ticket_id}",
    }
    values = {"steer": [{"topic": "troubleshooting.hardware", "way": way}] if way else []}
    row = letter | {"values": values, "state": "SENT", "queued_at": NOW, "sent_at": NOW, "due_at": NOW, "ticket_id": ticket_id}
    connection.execute(insert(outbound).values(row))


def say(connection: Connection, ticket_id: int, reply: str, by: Person = ANA) -> tuple[Done, ...]:
    """Do what a reply says."""
    found = split(reply)
    assert not found.unknown
    return do(connection, TERMS, ticket_id, by, found.commands, NOW, has_text=bool(found.text))


def done(connection: Connection, ticket_id: int, reply: str, by: Person = ANA) -> Done:
    """The same for one command that must succeed."""
    (one,) = say(connection, ticket_id, reply, by)
    assert one.is_done, one.text
    return one


def refused(connection: Connection, ticket_id: int, reply: str, by: Person = ANA) -> str:
    (one,) = say(connection, ticket_id, reply, by)
    assert not one.is_done, one.text
    return one.text


def now_is(connection: Connection, ticket_id: int) -> Row[Any]:
    return connection.execute(select(tickets).where(tickets.c.id == ticket_id)).one()


def story(connection: Connection, ticket_id: int) -> list[tuple[str, str]]:
    """(what, because) of its events."""
    rows = connection.execute(select(events.c.what, events.c.because).where(events.c.ticket_id == ticket_id).order_by(events.c.id))
    return [(row.what, row.because) for row in rows]
