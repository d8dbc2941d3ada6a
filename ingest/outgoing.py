"""Which ticket a mail answers that one of us wrote to people outside, past this desk: seen in the Sent folder, or as a copy.

A newcomer would weigh it like a customer's reply. Its sender takes part in no ticket; whoever it was sent to does. So the nearest thing
that it refers to counts, if one of its readers is of that ticket; a mail to other people about a ticket stands beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ingest.thread import Place, Placement
from tickets.message import Address
from tickets.recall import Evidence


def answered(evidence: Evidence, readers: Collection[Address]) -> Placement:
    """JOIN: an answer to one of its people; LINK: about the ticket, to others; COPY: filed already; NEW: about nothing that we know."""
    if evidence.copy_of is not None:
        return Placement(Place.COPY, evidence.copy_of, "the same mail stands in this ticket already")
    addresses = {reader.address.lower() for reader in readers}
    refers = list(_refers(evidence))
    for ticket_id, because in refers:
        if addresses & evidence.thread(ticket_id).participants:
            return Placement(Place.JOIN, ticket_id, because)
    if refers:
        ticket_id, because = refers[0]
        return Placement(Place.LINK, ticket_id, f"{because}, but went to other people")
    return Placement(Place.NEW, None, "it refers to nothing that we know")


def _refers(evidence: Evidence) -> Iterator[tuple[int, str]]:
    """The tickets that it names, the nearest first. A number in the subject is enough: one of us wrote it."""
    for message_id, ticket_id in (*evidence.referred, *evidence.named):
        yield ticket_id, f"refers to {message_id}"
    for token in evidence.tokens:
        yield token.ticket_id, "answers a letter of ours"
    for token in evidence.body_tokens:
        yield token.ticket_id, "quotes a letter of ours"
    if evidence.tagged is not None:
        yield evidence.tagged, "the ticket's number in the subject"
