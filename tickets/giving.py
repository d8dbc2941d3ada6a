"""A ticket that stands in an engineer's name, since nobody could tell whose mail he passed on, becomes the customer's (desk-rules 27)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, update

from tickets import desk as conversation
from tickets import journal
from tickets.message import Address
from tickets.schema import participants, tickets


def give(connection: Connection, ticket_id: int, person: Address, *, by: str, now: datetime) -> bool:
    """False: it is not in his name any more, so he has said it before."""
    mine = update(tickets).where(tickets.c.id == ticket_id, tickets.c.requester == by)
    if connection.execute(mine.values(requester=person.address, requester_name=person.name)).rowcount != 1:
        return False
    connection.execute(delete(participants).where(participants.c.ticket_id == ticket_id, participants.c.address == by.lower()))
    conversation.add_participant(connection, ticket_id, person.address, "requester", f"{by} passed on his mail")
    journal.note(connection, now, "given to its customer", f"{by} says that it is {person.address}'s", ticket_id=ticket_id)
    return True
