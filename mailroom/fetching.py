"""One pass over one mailbox: everything new becomes rows, then the mailbox is tidied. Steps 2 and 3 of the path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ingest.intake import GRACE, Start, keep
from ingest.mailbox import FolderState, Mailbox
from mailroom.points import point
from mailroom.settings import MailboxTable
from tickets import leases
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
    after = _position(fetching, cursor, folder)
    start = Start(answer_after=(cursor.met_at or now) - GRACE)
    count, passed = 0, after
    for batch in fetching.mailbox.fetch_after(after):
        point("fetched")
        ids = keep(fetching.store, cursor, folder.uidvalidity, batch, start, fetching.clock())
        point("received")
        fetching.ring(ids)
        count += len(ids)
        passed = max(mail.uid for mail in batch)
        if fetching.table.after != "leave":
            # A giant stays as it is on the server: only its header is ours (decisions 13).
            fetching.mailbox.tidy([mail.uid for mail in batch if not mail.is_giant], fetching.table.after)
            point("tidied")
    _seen(fetching, cursor, folder, passed)
    return count


def _position(fetching: Fetching, cursor: leases.Cursor, folder: FolderState) -> int:
    """The UID after which mail is new."""
    if cursor.uidvalidity == folder.uidvalidity:
        return cursor.uid
    if cursor.uidvalidity is not None:
        return 0  # the folder was made anew: everything is fetched, and what is known is dropped by its digest
    return _first_position(fetching, folder)


def _first_position(fetching: Fetching, folder: FolderState) -> int:
    start = fetching.table.start
    if start == "all":
        return 0
    newest = folder.uidnext - 1
    if isinstance(start, date):
        return min(fetching.mailbox.uids_since(start), default=newest + 1) - 1
    return newest


def _seen(fetching: Fetching, cursor: leases.Cursor, folder: FolderState, passed: int) -> None:
    """Say that the pass succeeded; a pass without mail still records the first meeting."""
    now = fetching.clock()
    with fetching.store.writing() as connection:
        if cursor.uidvalidity != folder.uidvalidity:
            leases.advance(connection, cursor, uidvalidity=folder.uidvalidity, uid=passed, now=now)
        leases.report(connection, cursor.mailbox, "watching", success_at=now)


def utc_now() -> datetime:
    return datetime.now(UTC)
