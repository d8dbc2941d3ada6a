"""One IMAP folder: what is new in it, waiting for more, and tidying what is safely kept.

`n:*` answers at least one mail, servers need not sort, and only BODY.PEEK under EXAMINE is sure to leave flags alone. UIDs belong to
a UIDVALIDITY: under another one nothing is flagged or moved. Threads take turns; a watcher in IDLE keeps its Mailbox to itself.
"""

from __future__ import annotations

import contextlib
import imaplib
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from types import TracebackType
from typing import Self

from ingest.account import FolderState as FolderState
from ingest.account import MailboxAccount as MailboxAccount
from ingest.fetch import Fetched as Fetched
from ingest.fetch import Fetcher, Row
from ingest.idle import Ear, idle_once
from ingest.imap_client import ImapClient, connect
from ingest.imap_trouble import Cut, asks_for_time, suggested_wait
from tickets.errors import Permanent, Transient, shown
from tickets.tokens import in_message_id

IDLE_RENEWAL = timedelta(minutes=28)  # RFC 2177: before 29 minutes, or the server may hang up

_FAREWELL = 2.0  # seconds for LOGOUT
_FRESH = 30.0  # seconds: a connection that rested for longer is tried first; servers end it after some minutes
_SEARCHED_AT_ONCE = 50_000  # UIDs: imaplib refuses an answer line of a megabyte
_STORED_AT_ONCE = 500  # one STORE for many: 0.027 ms a mail in a full Maildir, against 3.4 ms one by one


class Mailbox:
    """Connects at the first question, and again after each trouble. Every method raises Transient or Permanent and nothing else."""

    def __init__(self, account: MailboxAccount) -> None:
        self.account = account
        self._lock = threading.RLock()
        self._client: ImapClient | None = None
        self._used_at = 0.0
        self._opened: tuple[str, bool] | None = None  # folder, read-only
        self._state: FolderState | None = None  # of our own folder, when it was last opened
        self._has_news = False  # it was opened again since `select`, and had grown
        self._fetcher = Fetcher(self._fetch, account.limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def select(self) -> FolderState:
        """Open the folder for reading (EXAMINE) and say how it stands; every pass begins with it."""
        before, state = self._state, self._open(self.account.folder, readonly=True)
        if before is not None and before.uidvalidity != state.uidvalidity:
            self._fetcher.strikes.clear()
        self._state, self._has_news = state, False
        return state

    def uids_after(self, uid: int) -> list[int]:
        """The higher UIDs that the folder holds now, sorted. A full folder is asked in windows; else `*`, which names the last mail even
        where its UID is lower."""
        with self._reading() as client:
            client.noop()  # Dovecot looks for new mail at a NOOP, and at no SEARCH or FETCH
            state = self._known_state()
            lows = range(uid + 1, max(state.uidnext, uid + 2), _SEARCHED_AT_ONCE) if state.exists > _SEARCHED_AT_ONCE else [uid + 1]
            ranges = [f"{low}:{low + _SEARCHED_AT_ONCE - 1}" for low in lows[:-1]] + [f"{lows[-1]}:*"]
            found = {each for part in ranges for each in client.search(["UID", part])}
        return sorted(each for each in found if each > uid)

    def fetch(self, uids: Sequence[int]) -> Iterator[list[Fetched]]:
        """These mails, in batches sorted by UID. The caller may commit, tidy and ask for others between batches.

        A mail that vanished is left out; flags stay as they are.
        """
        for run in self._fetcher.runs(uids):
            with self._reading():
                listed = self._fetcher.listed(run, datetime.now(UTC))
            for batch in self._fetcher.batches(listed):
                with self._reading():
                    mails = self._fetcher.read(batch)
                if mails:
                    yield mails

    def uids_since(self, day: date) -> list[int]:
        """UIDs of the mails that arrived on that day or later, by the server's own calendar; sorted."""
        with self._reading() as client:
            return sorted(client.search(["SINCE", day]))

    def idle(self, timeout: timedelta, stop: threading.Event) -> bool:
        """Wait until something new is there (True), `stop` is set, or the time is over. Without IDLE on the server it only waits."""
        until = time.monotonic() + timeout.total_seconds()
        with self._reading() as client:
            if not client.has_capability("IDLE"):
                stop.wait(timeout.total_seconds())
                return False
            ear = Ear(self._known_state().exists)
            if self._has_news:
                return True
            while not stop.is_set() and time.monotonic() < until:
                renewal = min(until, time.monotonic() + IDLE_RENEWAL.total_seconds())
                if idle_once(client, ear, renewal, stop):
                    return True
        return False

    def tidy(self, uids: Sequence[int], action: str, uidvalidity: int | None = None) -> None:
        """Flag or move mails that are safely kept: "leave", "seen" or "move:FOLDER". Giants are never passed here (decisions 13).

        `uidvalidity` is the one under which the UIDs were seen; default: that of the last `select`. Under another one nothing is touched.
        """
        if action == "leave" or not uids:
            return
        with self._talk(f"tidying {len(uids)} mails ({action})") as client:
            self._reopen(readonly=False, uidvalidity=uidvalidity)
            for start in range(0, len(uids), _STORED_AT_ONCE):
                some = uids[start : start + _STORED_AT_ONCE]
                if action == "seen":
                    client.add_flags(some, [rb"\Seen"], silent=True)
                else:
                    self._move(client, some, action.removeprefix("move:"))

    def find_message_id(self, folder: str, message_id: str, mark: str) -> list[str]:
        """Message-IDs, without brackets, of the copies of one letter in a folder: found by either mark, since some servers replace the
        Message-ID (decisions 1). Empty: there is no copy."""
        with self._talk(f"looking for a letter in {folder}") as client:
            self._open(folder, readonly=True)
            uids = {*client.search(["HEADER", "Message-ID", message_id]), *_by_our_mark(client, mark)}
            rows = client.fetch(sorted(uids), ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID X-MAILROOM-OUTBOUND)]"])
        copies = [_marks(row) for row in rows.values()]
        # SEARCH HEADER finds parts of a value too; only an equal one is a copy. A mark under another Message-ID of ours is none: earlier
        # versions wrote numbers, which a restored database gives again.
        return [found for found, marked in copies if found == message_id or (marked == mark != "" and not in_message_id(found))]

    def subjects(self, folder: str, words: str, newest: int) -> list[str]:
        """The subjects that hold these words, encoded as they are, of the newest mails in a folder."""
        with self._talk(f"reading subjects in {folder}") as client:
            self._open(folder, readonly=True)
            uids = sorted(client.search(["SUBJECT", words]))[-newest:]
            rows = client.fetch(uids, ["BODY.PEEK[HEADER.FIELDS (SUBJECT)]"]) if uids else {}
        return [str(_header(row).get("Subject", "")) for row in rows.values()]

    def append(self, folder: str, raw: bytes, internal_date: datetime) -> None:
        """Put a copy of a letter into a folder, marked as read. imaplib turns every line end into CRLF on the way."""
        with self._talk(f"filing a copy in {folder}") as client, self._using_folder(client, folder):
            client.append(folder, raw, [rb"\Seen"], internal_date)

    def noop(self) -> None:
        """Ask whether the server is there and lets us in."""
        with self._talk("asking for a sign of life") as client:
            client.noop()

    def close(self) -> None:
        """Say goodbye, without waiting long for the answer. The next question connects again."""
        client, self._client, self._opened = self._client, None, None
        self.account.rise()
        if client is None:
            return
        try:
            client.socket().settimeout(_FAREWELL)
            client.logout()
        except (OSError, imaplib.IMAP4.error):
            client.hang_up()

    def _fetch(self, uids: Sequence[int], items: Sequence[str]) -> Mapping[int, Row]:
        """For the Fetcher: a refusal passes through as imaplib's error, a broken connection is a Cut."""
        assert self._client is not None  # _reading() stands around every use
        try:
            rows: Mapping[int, Row] = self._client.fetch(uids, items)
        except (imaplib.IMAP4.abort, OSError) as err:
            raise self._cut("fetching", err) from err
        return rows

    def _move(self, client: ImapClient, uids: Sequence[int], folder: str) -> None:
        with self._using_folder(client, folder):
            if client.has_capability("MOVE"):
                client.move(uids, folder)
                return
            client.copy(uids, folder)
        client.add_flags(uids, [rb"\Deleted"], silent=True)
        if client.has_capability("UIDPLUS"):  # a plain EXPUNGE would take what others have marked
            client.uid_expunge(uids)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[ImapClient]:
        with self._talk("reading") as client:
            self._reopen(readonly=True)
            yield client

    def _reopen(self, *, readonly: bool, uidvalidity: int | None = None) -> None:
        """Have our folder open in this way, in the same life as before."""
        state = self._known_state()
        expected = uidvalidity or state.uidvalidity
        if self._opened == (self.account.folder, readonly) and state.uidvalidity == expected:
            return
        now = self._open(self.account.folder, readonly=readonly)
        if now.uidvalidity != expected:
            raise Transient(
                f"{self.account.where}: {self.account.folder} was made anew (UIDVALIDITY {expected}, now {now.uidvalidity}); read again"
            )
        self._state, self._has_news = now, self._has_news or now.uidnext > state.uidnext

    def _known_state(self) -> FolderState:
        return self._state or self.select()

    def _open(self, folder: str, *, readonly: bool) -> FolderState:
        with self._talk(f"opening {folder}") as client:
            self._opened = None
            with self._using_folder(client, folder):
                said = client.select_folder(folder, readonly)
            self._opened = (folder, readonly)
            uidnext = said.get(b"UIDNEXT") or max(client.search(["UID", "*"]), default=0) + 1
            return FolderState(uidvalidity=said.get(b"UIDVALIDITY", 0), uidnext=uidnext, exists=said.get(b"EXISTS", 0))

    @contextlib.contextmanager
    def _using_folder(self, client: ImapClient, folder: str) -> Iterator[None]:
        try:
            yield
        except imaplib.IMAP4.readonly as err:
            raise Permanent(f'{self.account.where}: {folder} may only be read by this account; set after = "leave"') from err
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as err:
            raise self._refused_folder(client, folder, str(err)) from err

    def _refused_folder(self, client: ImapClient, folder: str, text: str) -> Transient | Permanent:
        names = [] if asks_for_time(text) else sorted(str(name) for _, _, name in client.list_folders())
        if not names or folder in names:
            return Transient(f"{self.account.where}: {folder} cannot be used: {shown(text)}", suggested_wait(text))
        return Permanent(f"{self.account.where}: there is no folder {folder}; the server has: {', '.join(names)}")

    @contextlib.contextmanager
    def _talk(self, doing: str) -> Iterator[ImapClient]:
        """A connected client; what goes wrong with it becomes Transient, and the next question connects again."""
        with self._lock:
            try:
                yield self._connected()
            except (imaplib.IMAP4.abort, OSError) as err:
                raise self._cut(doing, err) from err
            except (imaplib.IMAP4.error, ValueError) as err:
                self._hang_up()
                raise Transient(f"{self.account.where}: {doing} was refused: {shown(err)}", suggested_wait(str(err))) from err
            finally:
                self._used_at = time.monotonic()

    def _connected(self) -> ImapClient:
        if not self.account.sit():
            self._drop()  # another process may have its place by now
        if self._client is not None and time.monotonic() - self._used_at > _FRESH and not self._client.is_alive():
            self._hang_up()
        if self._client is None:
            self._client = connect(self.account)
        self._used_at = time.monotonic()
        return self._client

    def _cut(self, doing: str, err: Exception) -> Cut:
        self._hang_up()
        text = str(err) or type(err).__name__
        return Cut(f"{self.account.where}: the connection broke while {doing}: {shown(text)}", suggested_wait(text))

    def _hang_up(self) -> None:
        self._drop()
        self.account.rise()

    def _drop(self) -> None:
        client, self._client, self._opened = self._client, None, None
        if client is not None:
            client.hang_up()


def _by_our_mark(client: ImapClient, mark: str) -> list[int]:
    if not mark:  # an empty value would find every letter of ours
        return []
    try:
        return list(client.search(["HEADER", "X-Mailroom-Outbound", mark]))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:  # not every server searches headers that it does not know; the Message-ID remains
        return []


def _header(row: Row) -> Message:
    return message_from_bytes(next((value for key, value in row.items() if key.startswith(b"BODY[") and isinstance(value, bytes)), b""))


def _marks(row: Row) -> tuple[str, str]:
    """Message-ID and X-Mailroom-Outbound of a fetched header."""
    headers = _header(row)
    return str(headers.get("Message-ID", "")).strip().strip("<>"), str(headers.get("X-Mailroom-Outbound", "")).strip()
