"""One pass over one mailbox: everything new becomes rows, then the mailbox is tidied. Steps 2 and 3 of the path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from ingest.intake import GRACE, Start, keep
from ingest.mailbox import FolderState, Mailbox
from mailroom.points import point
from mailroom.settings import MailboxTable
from tickets import leases
from tickets.folders import is_sent_folder
from tickets.store import Store

Ring = Callable[[list[int]], None]


@dataclass(frozen=True, kw_only=True)
class Fetching:
    """What a pass needs: where mail comes from, where it goes, and whom to ring."""

    store: Store
    table: MailboxTable
    mailbox: Mailbox
    holder: str
    ring: Ring
    clock: Callable[[], datetime]


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
    count = 0
    for batch in fetching.mailbox.fetch_after(cursor.uid):
        point("fetched")
        ids = keep(
            fetching.store,
            cursor,
            folder.uidvalidity,
            batch,
            start,
            fetching.clock(),
            may_be_known=is_made_anew,
            is_sent=is_sent_folder(cursor.mailbox),
        )
        point("received")
        fetching.ring(ids)
        count += len(ids)
        if fetching.table.after != "leave":
            # A giant, or a mail that the server could not read out, stays as it is there: we do not have it (decisions 13).
            fetching.mailbox.tidy([mail.uid for mail in batch if mail.is_whole], fetching.table.after)
            point("tidied")
    with fetching.store.writing() as connection:
        leases.report(connection, cursor.mailbox, "watching", success_at=fetching.clock())
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
