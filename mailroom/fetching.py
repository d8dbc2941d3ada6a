"""One pass over one mailbox: everything new becomes rows, then the mailbox is tidied. Steps 2 and 3 of the path.

In a long pass, such as the storm after a bad update, whoever writes now would wait behind thousands. So what arrives meanwhile is received
between its batches; the cursor stays where the backlog is, and passes those mails at the end. A crash in between fetches them again, which
is a no-op by constraint.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from ingest.intake import GRACE, Start, keep
from ingest.mailbox import Fetched, FolderState, Mailbox
from mailroom.points import point
from mailroom.settings import MailboxTable
from tickets import leases
from tickets.folders import is_sent_folder
from tickets.store import Store

_LONG = 500  # mails of a pass: more are a backlog, which waits for whoever writes now; fewer are read within some seconds


class Ring(Protocol):
    """Tells the workers of new rows; those of a backlog come after all others."""

    def __call__(self, ids: Sequence[int], *, is_backlog: bool = False) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Fetching:
    """What a pass needs: where mail comes from, where it goes, and whom to ring."""

    store: Store
    table: MailboxTable
    mailbox: Mailbox
    holder: str
    ring: Ring
    clock: Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class _Pass:
    """One pass over a folder, under one lease."""

    fetching: Fetching
    cursor: leases.Cursor
    uidvalidity: int
    start: Start
    is_made_anew: bool

    def receive(self, batch: Sequence[Fetched], up_to: int, *, is_backlog: bool) -> int:
        """Keep a batch with the cursor at `up_to`, ring for it and tidy it; the number of new mails."""
        fetching = self.fetching
        point("fetched")
        ids = keep(
            fetching.store,
            self.cursor,
            self.uidvalidity,
            batch,
            self.start,
            fetching.clock(),
            up_to=up_to,
            may_be_known=self.is_made_anew,
            is_sent=is_sent_folder(self.cursor.mailbox),
        )
        point("received")
        fetching.ring(ids, is_backlog=is_backlog)
        if fetching.table.after != "leave":
            # A giant, or a mail that the server could not read out, stays as it is there: we do not have it (decisions 13).
            fetching.mailbox.tidy([mail.uid for mail in batch if mail.is_whole], fetching.table.after)
            point("tidied")
        return len(ids)


def fetch(fetching: Fetching) -> int | None:
    """Receive all that is new; the number of mails, or None where another host holds the mailbox.

    Raises Transient and Permanent from the server, and LeaseLost when another host took over in between: what is durable stays so.
    """
    now = fetching.clock()
    with fetching.store.writing() as connection:
        cursor = leases.take(connection, fetching.table.name, fetching.holder, now)
    if cursor is None:
        return None
    folder = fetching.mailbox.select()
    is_made_anew = cursor.uidvalidity not in (None, folder.uidvalidity)
    if cursor.uidvalidity != folder.uidvalidity:
        cursor = _meet(fetching, cursor, folder, now)
    start = Start(answer_after=(cursor.met_at or now) - GRACE)
    count = _receive_all(
        _Pass(fetching=fetching, cursor=cursor, uidvalidity=folder.uidvalidity, start=start, is_made_anew=is_made_anew),
    )
    with fetching.store.writing() as connection:
        leases.report(connection, cursor.mailbox, "watching", success_at=fetching.clock())
    return count


def _receive_all(this: _Pass) -> int:
    mailbox, cursor = this.fetching.mailbox, this.cursor
    uids = mailbox.uids_after(cursor.uid)
    if len(uids) <= _LONG:
        return sum(this.receive(batch, batch[-1].uid, is_backlog=False) for batch in mailbox.fetch(uids))
    count, newest = 0, uids[-1]
    for batch in mailbox.fetch(uids):
        position = batch[-1].uid
        count += this.receive(batch, position, is_backlog=True)
        fresh = mailbox.uids_after(newest)
        newest = max(fresh, default=newest)
        count += sum(this.receive(new, position, is_backlog=False) for new in mailbox.fetch(fresh))
    with this.fetching.store.writing() as connection:
        leases.advance(connection, cursor, uidvalidity=this.uidvalidity, uid=newest, now=this.fetching.clock())
    return count


def _meet(fetching: Fetching, cursor: leases.Cursor, folder: FolderState, now: datetime) -> leases.Cursor:
    """A first meeting begins where `start` says; a folder made anew is fetched whole: the UIDs we know are void (RFC 9051 2.3.1.1)."""
    uid = _first_position(fetching, folder) if cursor.uidvalidity is None else 0
    with fetching.store.writing() as connection:
        return leases.meet(connection, cursor, uidvalidity=folder.uidvalidity, uid=uid, now=now)


def _first_position(fetching: Fetching, folder: FolderState) -> int:
    start = fetching.table.start
    if start == "all":
        return 0
    newest = folder.highest_uid
    if isinstance(start, date):
        return min(fetching.mailbox.uids_since(start), default=newest + 1) - 1
    return newest
