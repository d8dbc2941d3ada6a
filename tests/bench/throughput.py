"""Mails a second of one `mailroom run` from Dovecot to SMTP, acknowledgements and all.

    python -m tests.bench.throughput [MAILS]

All mails lie in the Maildir when the clock starts; it stops when the last letter was accepted. CPU is that of the desk's own processes.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from mailroom.foundation import open_store
from tests import desk as desks
from tests.bench.books import await_all
from tests.bench.mails import support_mails
from tests.bench.running_desk import running
from tests.servers import dovecot, smtp_sink
from tests.servers.deliver import deliver
from tickets import views


def main(mails: int = 1000) -> None:
    with tempfile.TemporaryDirectory() as folder, dovecot.running(("support",)) as imap, smtp_sink.running() as sink:
        desk = desks.make(Path(folder), imap={"support": imap.port}, smtp=(sink.port,))
        desk.poll()
        prepared = list(support_mails(mails))
        with running(desk, Path(folder) / "log") as process:
            warm(desk, imap)
            cpu, began = process.cpu_seconds(), time.monotonic()
            for _, raw in prepared:
                deliver(imap.maildir("support"), raw)
            delivered = time.monotonic() - began
            letters = await_letters(desk, mails + 1) - 1
            seconds = time.monotonic() - began
            cpu = process.cpu_seconds() - cpu
            memory = process.memory_bytes()
    size = sum(len(raw) for _, raw in prepared) / mails / 1024
    print(f"{mails} mails of {size:.1f} KB: {mails / seconds:.0f} mails/s, {letters} letters, {1000 * cpu / mails:.2f} ms CPU a mail,")
    print(f"{memory / 2**20:.0f} MB in all processes; delivering the files took {delivered:.1f} of {seconds:.1f} s")


def warm(desk: desks.Desk, imap: dovecot.Dovecot) -> None:
    """One mail through everything, so that no start-up is measured."""
    ((_, raw),) = support_mails(1, run="warm")
    deliver(imap.maildir("support"), raw)
    await_letters(desk, 1)


def await_letters(desk: desks.Desk, filed: int) -> int:
    """How many letters have left, once so many mails are filed and nothing waits."""
    await_all(desk, filed, 600)
    with closing(open_store(desk.settings())) as store, store.reading() as connection:
        return int(views.status(connection)["outbound"]["SENT"])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
