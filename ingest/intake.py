"""The door: raw bytes become rows, durably, before anything else happens (G1).

Nothing here understands mail. The content digest reads a header block with a few byte operations, because a repeat must be known
before any parser has seen it; it is total and linear, whatever the bytes are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.mailbox import Fetched
from ingest.our_letters import copy_of
from tickets import copies, leases, ledger, restored
from tickets.ledger import Arrival
from tickets.store import Store

#: providers add dozens of trace headers to each copy of a mail; these are what its sender wrote (decisions 11)
_CONTENT_HEADERS = (b"from", b"to", b"cc", b"date", b"subject", b"message-id")
_HEADER_BYTES = 1_000_000
_EMPTY_LINES = (b"\n\r\n", b"\n\n", b"\r\r")
_MARK = re.compile(rb"(?mi)^x-mailroom-outbound:[ \t]{0,20}([a-z2-7]{16}|\d{1,18})[ \t]{0,20}\r?$")
_FIELD = re.compile(rb"(?m)^([A-Za-z-]{2,12})[ \t]*:(.*)$")


@dataclass(frozen=True, kw_only=True)
class Start:
    """Which mail of a mailbox that we meet is answered: what arrived at `answer_after` or later."""

    answer_after: datetime | None  # None: everything is history (an import)

    def is_silent(self, arrived_at: datetime) -> bool:
        return self.answer_after is None or arrived_at < self.answer_after


#: a mail that waited less than its acknowledgement target when the desk opened can still be answered in time
GRACE = timedelta(hours=1)


def content_digest(raw: bytes) -> str:
    """SHA-256 of From, To, Cc, Date, Subject, Message-ID and the body with its line ends normalised.

    The same mail fetched from two mailboxes, or once by IMAP (CRLF) and once by a pipe (LF), has one digest.
    """
    head, body = _split(raw)
    digest = hashlib.sha256()
    for name, value in sorted(_content_fields(head)):
        digest.update(name + b":" + value + b"\n")
    digest.update(b"\n")
    digest.update(_normalised(body).rstrip(b"\n"))
    return digest.hexdigest()


def message_id(raw: bytes) -> str:
    """The Message-ID as it stands, without angle brackets, for the ledger's index; '' where the mail has none."""
    for name, value in _content_fields(_split(raw)[0]):
        if name == b"message-id":
            return value.strip(b"<> \t").decode("ascii", "replace")[:998]
    return ""


def outbound_mark(raw: bytes) -> str:
    """The mark of our letter, of which this is a copy, as its X-Mailroom-Outbound claims; '' on all other mail."""
    found = _MARK.search(_split(raw)[0])
    return found[1].decode().lower() if found else ""


def keep(
    store: Store,
    cursor: leases.Cursor,
    uidvalidity: int,
    batch: Sequence[Fetched],
    start: Start,
    now: datetime,
    *,
    up_to: int,
    may_be_known: bool = False,
    is_sent: bool = False,
) -> list[int]:
    """One transaction for a fetched batch: raw bytes, rows, and the cursor at the UID `up_to`. Returns the ids of the rows to work on.

    `may_be_known`: the folder was made anew, so its UIDs tell nothing; what we received before gets a row that is done already.
    `is_sent`: copies of our own letters lie there, and get such a row too. Raises LeaseLost when another host took the mailbox meanwhile;
    then nothing is written.
    """
    arrivals = [_arrival(cursor.mailbox, uidvalidity, mail, start) for mail in batch]
    letters = our_letters(arrivals) if is_sent else []
    with store.writing() as connection:
        restored.look(connection, letters, now)
        arrivals = restored.marked(connection, arrivals, now)
        known = ledger.known_digests(connection, [a.digest for a in arrivals]) if may_be_known else set()
        ours = {letter.digest for letter in letters}
        ours |= copies.of_letters(connection, [a for a in arrivals if a.digest not in ours]) if is_sent else set()
        ids = ledger.receive(connection, [a for a in arrivals if a.digest not in known | ours], now)
        ledger.receive_again(connection, [a for a in arrivals if a.digest in known - ours], now)
        ledger.receive_copies(connection, [a for a in arrivals if a.digest in ours], now)
        leases.advance(connection, cursor, uidvalidity=uidvalidity, uid=up_to, now=now)
    return ids


def our_letters(arrivals: Sequence[Arrival]) -> list[restored.Copy]:
    """Those of these mails in a Sent folder that are letters of ours."""
    found = (copy_of(a.raw, digest=a.digest, sent_at=a.arrived_at) for a in arrivals if a.mark)
    return [copy for copy in found if copy is not None]


def keep_one(store: Store, mailbox: str, raw: bytes, *, arrived_at: datetime, now: datetime, is_silent: bool = False) -> list[int]:
    """A mail from the pipe or an import: without a UID, its content alone tells a repeat at the same door. The new row's id, or []."""
    arrival = Arrival(
        mailbox=mailbox,
        uidvalidity=None,
        uid=None,
        raw=raw,
        digest=content_digest(raw),
        message_id=message_id(raw),
        size=len(raw),
        arrived_at=arrived_at,
        is_silent=is_silent,
    )
    with store.writing() as connection:
        if ledger.is_known_at(connection, mailbox, arrival.digest):
            return []
        return ledger.receive(connection, [arrival], now)


def _arrival(mailbox: str, uidvalidity: int, mail: Fetched, start: Start) -> Arrival:
    return Arrival(
        mailbox=mailbox,
        uidvalidity=uidvalidity,
        uid=mail.uid,
        raw=mail.raw,
        digest=content_digest(mail.raw),
        message_id=message_id(mail.raw),
        size=mail.size,
        arrived_at=mail.internal_date,
        is_giant=mail.is_giant,
        is_silent=start.is_silent(mail.internal_date),
        problem=mail.problem,
        mark=outbound_mark(mail.raw),
    )


def _split(raw: bytes) -> tuple[bytes, bytes]:
    """Header and body. A search for each kind of line end: one expression for all would try each octet of the header."""
    end, empty_line = _HEADER_BYTES, b""
    for ends in _EMPTY_LINES:
        at = raw.find(ends, 0, end + len(empty_line))
        if at >= 0:
            end, empty_line = at, ends
    return raw[:end].removesuffix(b"\r") if empty_line else raw[:end], raw[end + len(empty_line) :]


def _content_fields(head: bytes) -> list[tuple[bytes, bytes]]:
    unfolded = re.sub(rb"\n[ \t]+", b" ", _normalised(head))
    fields = ((name.lower(), value.strip()) for name, value in _FIELD.findall(unfolded))
    return [(name, value) for name, value in fields if name in _CONTENT_HEADERS]


def _normalised(octets: bytes) -> bytes:
    return octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
