"""After a restore: look at the servers, catch the ledger up, and only then let letters leave (desk-rules 35, decisions 14).

A process looks into the Sent folders before its first letter leaves, past the positions that its database remembers: a letter of ours
that lies there and is unknown shows the restore (`tickets.restored`). A Sent folder that cannot be asked then is looked at by its watcher
later; it keeps no mail waiting (G8).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from ingest import our_letters
from ingest.intake import content_digest
from ingest.mailbox import Mailbox
from mailroom.access.keys import keys_of
from mailroom.settings import MailboxTable, Settings
from mailroom.watching import LONGEST_PASS
from mailroom.wiring import House, account_of, utc_now
from tickets import alarms, brake, desk, holder, leases, restored
from tickets.errors import WorldError
from tickets.store import Store

_log = structlog.get_logger()

T = TypeVar("T")

_EVERY = timedelta(seconds=30)
_PATIENCE = 10.0  # seconds of silence: the desk waits for this before it starts
_SUBJECTS = 5000  # of the newest mails of a folder: numbers only grow


def look_back(house: House) -> None:
    """Before anything leaves. What cannot be asked is told, and waits."""
    try:
        _look(house.settings, house.store, utc_now())
        catch_up(house.settings, house.store, utc_now())
    except WorldError as err:
        _log.warning("restore", because=str(err), next="looked for again in half a minute")


class LookingBack(threading.Thread):
    """Catches up, every half minute, with a restore that was recognised meanwhile."""

    def __init__(self, house: House, stop: threading.Event) -> None:
        super().__init__(name="restore", daemon=True)
        self._house, self._halt, self._beat = house, stop, house.pulse.of("restore")

    def run(self) -> None:
        while not self._halt.wait(_EVERY.total_seconds()):
            self._beat(_EVERY + LONGEST_PASS)
            try:
                catch_up(self._house.settings, self._house.store, utc_now())
            except Exception as err:  # noqa: BLE001  (nobody else opens the outbox: this loop must outlive our own faults)
                because = f"{type(err).__name__}: {err}"
                _log.warning("restore", because=because, next="the outbox stays shut if it is; tried again in half a minute")


def after_restore(settings: Settings, store: Store, now: datetime, *, is_said: bool) -> None:
    """What `mailroom reconcile` does beside its balance, for a person who then has looked; `is_said`: he says that there was a restore."""
    with store.writing() as connection:
        if is_said:
            restored.say(connection, "a person says so", _kind(settings), now)
        is_looked_at = not brake.is_shut_after_restore(connection)
        if is_looked_at:
            alarms.settle(connection, {restored.ALARM}, now)
    if not is_looked_at:
        catch_up(settings, store, now)


def catch_up(settings: Settings, store: Store, now: datetime) -> None:
    """Where a restore is known and the outbox still shut: bring the ledger up to the server, and open. Raises WorldError: it stays shut."""
    _believe_witnesses(settings, store, now)
    with store.reading() as connection:
        if not brake.is_shut_after_restore(connection):
            return
    _look(settings, store, now)
    seen = _seen(settings, store)
    ours, theirs = max((one.ours for one in seen), default=0), max((one.theirs for one in seen), default=0)
    with store.writing() as connection:
        known = max(desk.last_number(connection), settings.desk.first_number - 1)
        surely = max(ours, known + restored.unfiled(connection) + sum(one.mails for one in seen))  # a mail opens one ticket, at most
        highest = max(surely, our_letters.believable(theirs, surely))
        desk.skip_numbers(connection, highest)
        doubtful = restored.doubt_what_waited(connection) if _kind(settings) == restored.BLIND else 0
        text = _told(f"{settings.desk.ticket_prefix}-{highest + 1}", doubtful, _kind(settings))
        restored.caught_up(connection, text, now)
    _log.warning("restore", because=text, next="the outbox is open again")


def _believe_witnesses(settings: Settings, store: Store, now: datetime) -> None:
    with store.reading() as connection:
        if not restored.witnesses(connection):
            return
    with store.writing() as connection:
        restored.heard(connection)
        restored.say(connection, "several people answered letters that it does not know", _kind(settings), now)


def _look(settings: Settings, store: Store, now: datetime) -> None:
    """Past our position in each Sent folder. Nothing is received and no position moves: that is its watcher's."""

    def look(table: MailboxTable, mailbox: Mailbox) -> None:
        with store.reading() as connection:
            position = leases.position(connection, table.name)
        if position is None:
            return  # never met: nothing there was ours
        uidvalidity, uid = position
        begin = uid if mailbox.select().uidvalidity == uidvalidity else 0
        for batch in mailbox.fetch(mailbox.uids_after(begin)):
            found = (our_letters.copy_of(m.raw, digest=content_digest(m.raw), sent_at=m.internal_date) for m in batch)
            with store.writing() as connection:
                restored.look(connection, [copy for copy in found if copy is not None], now)

    _ask(settings, store, settings.sent_folders(), look)


@dataclass(frozen=True)
class _Seen:
    """What one mailbox tells of tickets that this database forgot."""

    ours: int  # the highest number in its Sent folder
    theirs: int  # in what others wrote
    mails: int  # that came since the backup, at most; the deleted ones count too


def _seen(settings: Settings, store: Store) -> list[_Seen]:
    words = f"[{settings.desk.ticket_prefix}-"

    def see(table: MailboxTable, mailbox: Mailbox) -> _Seen:
        folder = mailbox.select()
        with store.reading() as connection:
            uidvalidity, uid = leases.position(connection, table.name) or (0, 0)
        mails = max(0, folder.highest_uid - uid) if uidvalidity == folder.uidvalidity else folder.exists
        theirs = our_letters.highest(mailbox.subjects(table.folder, words, _SUBJECTS))
        ours = our_letters.highest(mailbox.subjects(table.sent_folder, words, _SUBJECTS)) if table.sent_folder else 0
        return _Seen(ours, theirs, mails)

    return _ask(settings, store, settings.mailboxes, see)


def _ask(settings: Settings, store: Store, tables: Sequence[MailboxTable], question: Callable[[MailboxTable, Mailbox], T]) -> list[T]:
    """Ask all at once, over connections of our own: a watcher in IDLE keeps its to itself. At the end the first trouble is raised."""
    keys = keys_of(settings, store, holder.name(), utc_now)

    def answer(table: MailboxTable) -> T:
        account = account_of(table, keys)
        with Mailbox(replace(account, timeout_seconds=min(account.timeout_seconds, _PATIENCE))) as mailbox:
            return question(table, mailbox)

    with ThreadPoolExecutor(max_workers=max(1, len(tables))) as pool:
        asked = [pool.submit(answer, table) for table in tables]
    return [one.result() for one in asked]


def _kind(settings: Settings) -> str:
    has_copies = any(table.sent_copy != "none" for table in settings.outgoing) and bool(settings.sent_folders())
    return restored.SEEN if has_copies else restored.BLIND


def _told(number: str, doubtful: int, kind: str) -> str:
    """The lead's alarm: what was done, and what is his."""
    answered = {
        restored.SEEN: "what was answered meanwhile is known from the Sent folder, and is not answered again",
        restored.BLIND: "mail that came meanwhile is HELD, since nothing tells whether it was answered: `mailroom held list`",
    }[kind]
    waits = (
        f" {doubtful} letters that waited then are FAILED, and may have left: `mailroom outbox list --state FAILED`." if doubtful else ""
    )
    return (
        f"this database was put back from a backup. The next ticket is {number}; {answered}.{waits} Engineers' answers of that time are"
        " HELD too. When you have looked, `mailroom reconcile` ends this alarm"
    )
