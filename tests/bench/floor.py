"""How near the desk comes to the least that any Python program must do for the same mails, measured in one run.

    python -m tests.bench.floor [MAILS]

The floor: fetch in batches of 100, parse with the standard library and decode every part, one durable commit a mail (SQLite, WAL, FULL),
one letter of 1.5 KB a mail over one kept SMTP connection. No understanding, no ticket, no retry, no check; one thread on one core. The desk
does all of it on the cores that it has, and leaves machines and repeats unanswered.
"""

from __future__ import annotations

import imaplib
import os
import smtplib
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from pathlib import Path

from tests.bench.compare import Figures, of_mailroom, show
from tests.bench.mixture import mixture
from tests.servers import dovecot, smtp_sink
from tests.servers.deliver import deliver
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp_sink import Sink

_BATCH = 100
_LETTER = (
    b"From: support@icrealtime.example\r\nSubject: [IC-1] Re: your mail\r\n\r\n" + b"We have your mail and answer it in order.\r\n" * 35
)


def main(count: int = 2000) -> None:
    mails = list(mixture(count))
    with tempfile.TemporaryDirectory() as folder, dovecot.running(("support", "floor")) as imap, smtp_sink.running() as sink:
        ours = show(of_mailroom(Path(folder) / "desk", imap, sink, mails))
        for raw in mails:
            deliver(imap.maildir("floor"), raw)
        floor = show(_floor(Path(folder) / "floor.db", imap, sink, count))
    share, cpu_share = ours.rate / floor.rate, floor.cpu_ms / ours.cpu_ms
    print(f"  the desk runs at {share:.0%} of the floor's rate; of its CPU, {cpu_share:.0%} is the floor's")


def _floor(database: Path, imap: Dovecot, sink: Sink, mails: int) -> Figures:
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    letters, cpu, began = sink.accepted(), time.process_time(), time.monotonic()
    _do_the_least(database, imap.port, sink.port)
    seconds, cpu = time.monotonic() - began, time.process_time() - cpu
    os.sched_setaffinity(0, cores)
    return Figures(name="floor", mails=mails, seconds=seconds, cpu_seconds=cpu, letters=sink.accepted() - letters, tickets=0)


def _do_the_least(database: Path, imap_port: int, smtp_port: int) -> None:
    store = sqlite3.connect(database, isolation_level=None)
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE mail (id INTEGER PRIMARY KEY, raw, words)"):
        store.execute(statement)
    with imaplib.IMAP4("127.0.0.1", imap_port) as mailbox, smtplib.SMTP("127.0.0.1", smtp_port) as submission:
        mailbox.login("floor", PASSWORD)
        mailbox.select("INBOX", readonly=True)
        for raw in _fetched(mailbox):
            contents = [(part.get_content_maintype(), part.get_payload(decode=True)) for part in message_from_bytes(raw).walk()]
            words = b"".join(octets for kind, octets in contents if kind == "text" and isinstance(octets, bytes))
            store.execute("INSERT INTO mail (raw, words) VALUES (?, ?)", (raw, words))
            submission.sendmail("support@icrealtime.example", ["person@company.example"], _LETTER)
    store.close()


def _fetched(mailbox: imaplib.IMAP4) -> Iterator[bytes]:
    uids: Sequence[bytes] = mailbox.uid("SEARCH", "ALL")[1][0].split()
    for start in range(0, len(uids), _BATCH):
        _, rows = mailbox.uid("FETCH", b",".join(uids[start : start + _BATCH]).decode(), "(BODY.PEEK[])")
        yield from (row[1] for row in rows if isinstance(row, tuple))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
