"""What became of a letter, written down: it left, waits for another attempt, or was refused for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from responders.office import Office
from responders.smtp import Outcome
from responders.undelivered import undelivered
from tickets import journal, outbox, relays
from tickets.outbox import Post
from tickets.pauses import growing

_log = structlog.get_logger()

_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(minutes=30)
_GIVE_UP = timedelta(days=4)  # RFC 5321 4.5.4.1: at least 4 to 5 days


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A letter that a server took."""

    post: Post
    server: str  # '': handed over by a process that ended before it could settle the letter
    reply: str
    at: datetime

    @property
    def event(self) -> journal.Event:
        because = f"{self.server} took it: {self.reply[:3]}" if self.server else "it was taken before the process that sent it ended"
        return journal.Event(at=self.at, what="the letter left", because=because, ticket_id=self.post.ticket_id, outbound_id=self.post.id)


def mark(office: Office, letter: Taken) -> None:
    """In one statement, so that whoever finds the letter after a crash does not send it again."""
    with office.store.marking(goes_on=True) as connection:
        outbox.accepted(connection, letter.post.id, letter.at, letter.reply)
    office.point("marked")


def found(posts: Sequence[Post]) -> list[Taken]:
    """Those that were marked by a process that then ended."""
    return [Taken(post=post, server="", reply=post.reply, at=post.sent_at) for post in posts if post.was_accepted and post.sent_at]


def settle(office: Office, taken: Sequence[Taken]) -> int:
    """These letters left: in one transaction, with what that means to their tickets. Returns how many."""
    if not taken:
        return 0
    with office.store.marking() as connection:
        settled = outbox.all_sent(connection, {letter.post.id: (letter.at, letter.reply) for letter in taken})
        left = [letter for letter in taken if letter.post.id in settled]
        outbox.stamp_tickets(connection, [(letter.post, letter.at) for letter in left])
        for letter in left:
            if letter.post.is_relay:
                relays.left(connection, office.policy(), letter.post, letter.at)
        journal.write(connection, [letter.event for letter in left])
    office.point("settled")
    for post, server in ((letter.post, letter.server) for letter in left):
        _log.info("letter", outbound=post.id, kind=post.kind, state="SENT", server=server, attempts=post.attempts + 1)
    return len(left)


def stamp(office: Office, connection: Connection, post: Post, now: datetime) -> None:
    """What a letter that left means to its ticket: an acknowledgement, or an answer that moves the turn."""
    outbox.stamp_ticket(connection, post, now)
    if post.is_relay:
        relays.left(connection, office.policy(), post, now)


def refused(office: Office, post: Post, outcome: Outcome) -> None:
    if outcome.is_permanent or office.clock() - post.queued_at > _GIVE_UP:
        _failed(office, post, f"{outcome.code} {outcome.text}")
    else:
        postpone(office, post, f"{outcome.code} {outcome.text}", in_doubt=False)


def _failed(office: Office, post: Post, because: str) -> None:
    with office.store.writing() as connection:
        refuse(office, connection, post, because)


def refuse(office: Office, connection: Connection, post: Post, because: str) -> None:
    outbox.failed(connection, post.id, because)
    note(office, connection, post, "the letter was refused for good", because)
    if post.is_relay:
        undelivered(connection, post, because, office.staff(), office.desk, office.policy(), office.clock())
    _log.warning("letter", outbound=post.id, kind=post.kind, state="FAILED", because=because)


def postpone(office: Office, post: Post, because: str, *, in_doubt: bool) -> None:
    pause = growing(post.attempts, _FIRST_PAUSE, _LONGEST_PAUSE)
    with office.store.writing() as connection:
        outbox.postponed(connection, post.id, office.clock() + pause, because, is_in_doubt=in_doubt)
        note(office, connection, post, "the letter is postponed", f"{because}; tried again in {pause.total_seconds():.0f} s")
    _log.warning("letter", outbound=post.id, kind=post.kind, state="postponed", because=because, again_in=pause.total_seconds())


def note(office: Office, connection: Connection, post: Post, what: str, because: str) -> None:
    journal.note(connection, office.clock(), what, because, ticket_id=post.ticket_id, outbound_id=post.id)
