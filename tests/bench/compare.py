"""mailroom beside django-helpdesk and Roundup: the same mails from one Dovecot, acknowledgements to one smtp-sink, one after the other.

    python -m tests.bench.compare [MAILS] [--environments FOLDER]

The mails lie in fresh mailboxes and are those of `tests.bench.mixture`. CPU is that of all processes of a program, start-up taken off;
mailroom's time begins when the first file is laid into the Maildir, theirs when all lie there.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from mailroom.foundation import open_store
from tests import desk as desks
from tests.bench.mixture import mixture
from tests.bench.peers import Peer, django_helpdesk, roundup
from tests.bench.running_desk import running
from tests.bench.throughput import await_letters, warm
from tests.servers import dovecot, smtp_sink
from tests.servers.deliver import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import Sink
from tickets.schema import tickets


@dataclass(frozen=True, kw_only=True)
class Figures:
    name: str
    mails: int
    seconds: float
    cpu_seconds: float
    letters: int
    tickets: int

    @property
    def rate(self) -> float:
        return self.mails / self.seconds

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu_seconds / self.mails

    def __str__(self) -> str:
        return f"{self.name:16} {self.rate:7.1f} mails/s {self.cpu_ms:7.2f} ms CPU a mail {self.letters:6} letters {self.tickets:6} tickets"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("mails", type=int, nargs="?", default=2000)
    parser.add_argument("--environments", type=Path, help="where the peers' environments are kept for the next run; else thrown away")
    options = parser.parse_args()
    mails = list(mixture(options.mails))
    with (
        tempfile.TemporaryDirectory() as folder,
        dovecot.running(("support", "helpdesk", "roundup")) as imap,
        smtp_sink.running() as sink,
    ):
        home = options.environments or Path(folder)
        ours = show(of_mailroom(Path(folder) / "desk", imap, sink, mails))
        for make in (django_helpdesk, roundup):
            work = Path(folder) / make.__name__
            work.mkdir()
            theirs = show(_of_peer(make(work, home / f"{make.__name__}-venv", imap, sink.port), imap, sink, mails))
            print(f"  {ours.rate / theirs.rate:.1f} times its rate at {ours.cpu_ms / theirs.cpu_ms:.0%} of its CPU a mail", flush=True)


def show(figures: Figures) -> Figures:
    print(figures, flush=True)
    return figures


def of_mailroom(folder: Path, imap: Dovecot, sink: Sink, mails: Sequence[bytes]) -> Figures:
    """One `mailroom run` on these mails."""
    desk = desks.make(folder, imap={"support": imap.port}, smtp=(sink.port,))
    desk.poll()
    with running(desk, folder / "log") as process:
        warm(desk, imap)
        cpu, began, letters = process.cpu_seconds(), time.monotonic(), sink.accepted()
        for raw in mails:
            deliver(imap.maildir("support"), raw)
        await_letters(desk, len(mails) + 1)
        seconds, cpu = time.monotonic() - began, process.cpu_seconds() - cpu
    store = open_store(desk.settings())
    with store.reading() as connection:
        opened = connection.execute(select(func.count()).select_from(tickets)).scalar_one() - 1  # the warm-up's
    store.close()
    return Figures(name="mailroom", mails=len(mails), seconds=seconds, cpu_seconds=cpu, letters=sink.accepted() - letters, tickets=opened)


def _of_peer(peer: Peer, imap: Dovecot, sink: Sink, mails: Sequence[bytes]) -> Figures:
    peer.poll()  # its caches of compiled code
    start_up = peer.poll()
    letters = sink.accepted()
    for raw in mails:
        deliver(imap.maildir(peer.user), raw)
    cost = peer.poll().without(start_up)
    return Figures(
        name=peer.name,
        mails=len(mails),
        seconds=cost.seconds,
        cpu_seconds=cost.cpu_seconds,
        letters=sink.accepted() - letters,
        tickets=peer.tickets(),
    )


if __name__ == "__main__":
    main()
