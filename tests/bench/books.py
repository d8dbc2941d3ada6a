"""What a desk's database says after a measurement, held against what was sent in and what the SMTP server accepted.

It reads the tables and not the product's own views, so that a view which hides something hides nothing here.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import func, select

from mailroom.foundation import open_store
from tests.desk import Desk
from tests.servers.smtp import Received
from tickets.schema import inbound, outbound, tickets
from tickets.states import InboundState, OutboundState
from tickets.store import Store

_WAITING = (OutboundState.QUEUED, OutboundState.SENDING)


@dataclass(frozen=True, kw_only=True)
class Books:
    """A desk whose mails came from different senders, one readable mail each."""

    lost: int  # senders without any row that has an outcome
    misjudged: int  # called unreadable, though every one can be read
    tickets_twice: int
    letters_lost: int  # owed by the database, never seen by the SMTP server
    under_two_message_ids: int
    sent_twice: int  # the same letter, under its one Message-ID
    letters: int

    def __str__(self) -> str:
        return (
            f"{self.lost} lost, {self.misjudged} misjudged, {self.tickets_twice} tickets twice; of {self.letters} letters"
            f" {self.letters_lost} lost, {self.under_two_message_ids} under two Message-IDs, {self.sent_twice} sent twice"
        )


def books(desk: Desk, senders: Iterable[str], accepted: Iterable[Received]) -> Books:
    with closing(open_store(desk.settings())) as store, store.reading() as connection:
        done = set(connection.execute(select(inbound.c.sender).where(inbound.c.state != InboundState.RECEIVED)).scalars())
        failed = connection.execute(select(func.count()).where(inbound.c.state == InboundState.FAILED)).scalar_one()
        opened = Counter(connection.execute(select(tickets.c.requester)).scalars())
        owed = set(connection.execute(select(outbound.c.message_id).where(outbound.c.state != OutboundState.SUPPRESSED)).scalars())
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for letter in accepted:
        seen[letter.recipients[0]][letter.header("Message-ID").strip("<>")] += 1
    return Books(
        lost=len(set(senders) - done),
        misjudged=failed,
        tickets_twice=sum(count - 1 for count in opened.values()),
        letters_lost=len(owed - {message_id for named in seen.values() for message_id in named}),
        under_two_message_ids=sum(len(named) > 1 for named in seen.values()),
        sent_twice=sum(count - 1 for named in seen.values() for count in named.values()),
        letters=len(owed),
    )


def outcomes(desk: Desk) -> list[tuple[str, str]]:
    """(state, because) of every received mail."""
    with closing(open_store(desk.settings())) as store, store.reading() as connection:
        rows = connection.execute(select(inbound.c.state, inbound.c.because).order_by(inbound.c.id))
        return [(str(row.state), row.because) for row in rows]


def unfinished(store: Store) -> int:
    """Mails without an outcome and letters that have not left."""
    with store.reading() as connection:
        mails = connection.execute(select(func.count()).where(inbound.c.state == InboundState.RECEIVED)).scalar_one()
        letters = connection.execute(select(func.count()).where(outbound.c.state.in_(_WAITING))).scalar_one()
    return int(mails + letters)


def await_all(desk: Desk, mails: int, seconds: float = 900) -> None:
    """Until that many mails have their outcome and no letter waits."""
    until = time.monotonic() + seconds
    with closing(open_store(desk.settings())) as store:
        while time.monotonic() < until:
            with store.reading() as connection:
                # Copies in the Sent folder have rows too, under the mailbox's name and a slash.
                received = connection.execute(select(func.count()).where(inbound.c.mailbox.not_like("%/%"))).scalar_one()
            if received >= mails and not unfinished(store):
                return
            time.sleep(0.25)  # the question costs the cores that are measured
        raise RuntimeError(f"{received} of {mails} mails received and {unfinished(store)} unfinished after {seconds:.0f} s")
