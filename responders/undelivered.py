"""An engineer's answer that did not reach the customer: the ticket is ours again, and the engineer hears of it at once (desk-rules 36).

It is refused while it is sent, or comes back later as a bounce; either way a letter tells what the server said, with the words below.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Connection

from responders.relaying import not_delivered
from tickets import journal, outbox, relays
from tickets.bounces import ReturnedLetter
from tickets.correspondence import correspondence
from tickets.directory import Staff
from tickets.identity import Desk
from tickets.letter import Post
from tickets.policy import Policy
from tickets.tokens import mint
from tickets.verdict import BounceReport


def came_back(
    connection: Connection, letter: ReturnedLetter, report: BounceReport, staff: Staff, desk: Desk, policy: Policy, now: datetime
) -> None:
    """A bounce returned a letter of ours; a delay is none."""
    failed = [found for found in report.recipients if found.action != "delayed"]
    post = outbox.letter_by_id(connection, letter.outbound_id)
    if post.is_relay and failed:
        because = " ".join(part for part in (failed[0].status, failed[0].diagnostic) if part)
        undelivered(connection, post, because, staff, desk, policy, now)


def undelivered(connection: Connection, post: Post, because: str, staff: Staff, desk: Desk, policy: Policy, now: datetime) -> None:
    """Only the letter to the customer himself gives the ticket back; a copy that is lost is told, too."""
    if post.ticket_id is None:
        return
    if not post.to:
        relays.came_back(connection, post.ticket_id, post.sent_at, now)
        journal.note(
            connection, now, "the ticket is ours again", f"its answer did not reach {post.recipient.address}", ticket_id=post.ticket_id
        )
    writer = staff.person(post.by)
    if writer is None:
        return
    ticket = correspondence(connection, post.ticket_id)
    letter = not_delivered(ticket, writer, post.recipient.address, because, str(post.values.get("body", "")), desk, policy)
    outbox.queue(connection, letter, token=mint(secrets.token_bytes(10)), domain=desk.domain, now=now)
