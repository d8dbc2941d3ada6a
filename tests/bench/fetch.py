"""How fast mails come in: our Mailbox beside bare imaplib, on the same mails of the same Dovecot in one run.

    python -m tests.bench.fetch [FOLDER] [--count 1000] [--runs 3]

FOLDER holds .eml files; without one, mails of 2 to 200 KB are made up. Rates depend on the machine, ratios hardly.
"""

from __future__ import annotations

import argparse
import imaplib
import random
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from ingest.mailbox import Mailbox
from tests.servers import dovecot
from tests.servers.accounts import account_on
from tests.servers.deliver import deliver

_BATCH = 100


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    mails = list(_mails(options.folder, options.count))
    print(f"{len(mails)} mails, mean {statistics.mean(map(len, mails)) / 1000:.1f} KB, batches of {_BATCH}, Dovecot on loopback, no TLS")
    with dovecot.running() as server:
        for raw in mails:
            deliver(server.maildir("support"), raw)
        _with_imaplib(server.port)  # Dovecot has its caches now
        readers: dict[str, Callable[[int], int]] = {
            "imaplib": _with_imaplib,
            "Mailbox": _with_mailbox,
            "Mailbox, imapclient's log on": _with_log,
        }
        for name, read in readers.items():
            _report(name, len(mails), [_timed(read, server.port, len(mails)) for _ in range(options.runs)])


def _report(name: str, count: int, runs: list[tuple[float, float]]) -> None:
    wall, cpu = (statistics.median(values) for values in zip(*runs, strict=True))
    print(f"{name:30} {count / wall:8.0f} mails/s   {1000 * cpu / count:6.3f} ms of our CPU a mail")


def _timed(read: Callable[[int], int], port: int, count: int) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    assert read(port) == count
    return time.perf_counter() - wall, time.process_time() - cpu


def _with_mailbox(port: int) -> int:
    with Mailbox(account_on(port)) as mailbox:
        mailbox.select()
        return sum(len(batch) for batch in mailbox.fetch(mailbox.uids_after(0)))


def _with_log(port: int) -> int:
    with Mailbox(account_on(port)) as mailbox:
        mailbox.select()
        assert mailbox._client
        mailbox._client._imap.debug = 5
        return sum(len(batch) for batch in mailbox.fetch(mailbox.uids_after(0)))


def _with_imaplib(port: int) -> int:
    client = imaplib.IMAP4("127.0.0.1", port)
    client.login("support", dovecot.PASSWORD)
    client.select("INBOX", readonly=True)
    uids = client.uid("SEARCH", "UID", "1:*")[1][0].split()
    count = 0
    for start in range(0, len(uids), _BATCH):
        _, data = client.uid("FETCH", b",".join(uids[start : start + _BATCH]).decode(), "(RFC822.SIZE INTERNALDATE BODY.PEEK[])")
        count += sum(isinstance(part, tuple) for part in data)
    client.logout()
    return count


def _mails(folder: Path | None, count: int) -> Iterable[bytes]:
    if folder:
        return (path.read_bytes() for path in sorted(folder.rglob("*.eml"))[:count])
    rolls = random.Random(20260803)
    return (_made_up(number, rolls) for number in range(count))


def _made_up(number: int, rolls: random.Random) -> bytes:
    size = int(min(200_000, max(2_000, rolls.lognormvariate(9.0, 1.2))))
    line = b"the camera at the gate shows nothing since this morning, please help\r\n"
    header = b"From: a%d@b.example\r\nMessage-ID: <%d@b.example>\r\nSubject: mail %d\r\n\r\n" % (number, number, number)
    return header + line * (size // len(line))


if __name__ == "__main__":
    main()
