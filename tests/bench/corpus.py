"""A folder of mails through Dovecot and the whole desk: each has an outcome with its reason, and the server keeps its flags.

    python -m tests.bench.corpus FOLDER [--count 1000]

Some of the mails carry flags before the desk sees them. A second pass must change nothing.
"""

from __future__ import annotations

import argparse
import imaplib
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from mailroom.foundation import open_store
from tests import desk as desks
from tests.bench.books import outcomes
from tests.desk import Desk
from tests.servers import dovecot, smtp
from tests.servers.deliver import deliver
from tickets import views

_FLAGGED = ("(\\Seen)", "(\\Flagged)", "(\\Answered \\Seen)")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    options = parser.parse_args()
    paths = sorted(path for path in options.folder.rglob("*") if path.is_file() and path.suffix in (".eml", ".msg", ".txt", ""))
    passed_through([path.read_bytes() for path in paths[: options.count]])


def passed_through(mails: Sequence[bytes]) -> None:
    """Print what became of the mails; raises AssertionError where one has no outcome, or anything changed that must not."""
    with tempfile.TemporaryDirectory() as folder, dovecot.running(("support",)) as imap, smtp.running() as sink:
        desk = desks.make(Path(folder), imap={"support": imap.port}, smtp=(sink.port,))
        desk.poll()
        for raw in mails:
            deliver(imap.maildir("support"), raw)
        flags = _flag_some(imap.port)
        began = time.monotonic()
        desk.poll()
        took = time.monotonic() - began
        found = outcomes(desk)
        states = Counter(state for state, _ in found)
        print(f"{len(mails)} mails: {len(found)} rows in {took:.0f} s, {dict(states)}, {len(sink.mails)} letters")
        assert len(found) == len(mails)
        assert not states["RECEIVED"]
        assert all(because for _, because in found), "an outcome without its reason"
        assert _flags(imap.port) == flags, "flags on the server changed"
        before, letters = _standing(desk), len(sink.mails)
        desk.poll()
        assert (_standing(desk), len(sink.mails)) == (before, letters), "a second pass changed something"
    print("each has an outcome with its reason; the flags are as they were; a second pass changed nothing")


def _standing(desk: Desk) -> list[Any]:
    with closing(open_store(desk.settings())) as store, store.reading() as connection:
        status = views.status(connection)
        status.pop("mailboxes")
        return [status, views.ticket_list(connection, str, limit=100_000), views.outbox_list(connection, limit=100_000)]


def _flag_some(port: int) -> dict[bytes, bytes]:
    client = _client(port, readonly=False)
    count = int(client.select("INBOX")[1][0] or b"0")
    for number, flags in enumerate(_FLAGGED):
        chosen = ",".join(map(str, range(number + 1, count + 1, 7)))
        if chosen:
            client.store(chosen, "+FLAGS.SILENT", flags)
    client.logout()
    return _flags(port)


def _flags(port: int) -> dict[bytes, bytes]:
    """FETCH answers by UID, without \\Recent: that belongs to a session and not to a mail (RFC 9051 2.3.2)."""
    client = _client(port, readonly=True)
    _, rows = client.uid("FETCH", "1:*", "(FLAGS)")
    client.logout()
    return {row.split(b"UID ")[1].split()[0].rstrip(b")"): row.replace(b"\\Recent", b"").replace(b"( ", b"(") for row in rows if row}


def _client(port: int, *, readonly: bool) -> imaplib.IMAP4:
    client = imaplib.IMAP4("127.0.0.1", port)
    client.login("support", dovecot.PASSWORD)
    client.select("INBOX", readonly=readonly)
    return client


if __name__ == "__main__":
    main()
