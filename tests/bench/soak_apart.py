"""Two hundred SIGKILLs of random processes while twenty thousand mails come in, over PostgreSQL and RabbitMQ.

    python -m tests.bench.soak_apart [--mails 20000] [--kills 200] [--seed 20261123]

Two each of `watch`, `work` and `schedule`; whatever is killed is started again at once. Nothing may be lost, and nothing done twice. The
submission server files Sent copies before its 250, so no letter may go twice either (decisions 1).
"""

from __future__ import annotations

import argparse
import random
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests import desk as desks
from tests.bench.books import Books, await_all, books
from tests.bench.mails import support_mails
from tests.desk import Desk
from tests.servers import brokers, dovecot, postgresql, smtp
from tests.servers.deliver import deliver

KINDS = ("watch", "work", "schedule") * 2
_PAUSE = (0.2, 1.8)  # seconds between two kills


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261123)
    options = parser.parse_args()
    began = time.monotonic()
    found, killed, balance = soak(options.mails, options.kills, random.Random(options.seed))
    print(f"{options.mails} mails, {killed.total()} kills ({killed}), {time.monotonic() - began:.0f} s: {found}")
    print(f"reconcile: {balance}")
    assert not any((found.lost, found.misjudged, found.tickets_twice, found.under_two_message_ids, found.letters_lost, found.sent_twice))


def soak(mails: int, kills: int, rolls: random.Random) -> tuple[Books, Counter[str], object]:
    """The books at the end, who was killed how often, and what reconcile says."""
    prepared = list(support_mails(mails, run="soak"))
    with (
        tempfile.TemporaryDirectory() as folder,
        dovecot.running(("support",)) as imap,
        smtp.running() as sink,
        postgresql.running() as database,
        brokers.running("amqp") as broker,
        database.desk() as url,
    ):
        sink.switches.copy_to = imap.maildir("support", "Sent")
        made = {"imap": {"support": imap.port}, "smtp": (sink.port,), "mailbox": 'sent_folder = "Sent"', "outgoing": 'sent_copy = "server"'}
        desk = desks.make(Path(folder), store=url, broker=broker.url, **made)
        desk.poll()
        with _fleet(desk) as fleet:
            killed = _storm(desk, fleet, imap.maildir("support"), prepared, kills, rolls)
            await_all(desk, mails, 1800)
        return books(desk, [sender for sender, _ in prepared], sink.mails), killed, desk.json("reconcile")


Fleet = list[tuple[str, subprocess.Popen[bytes]]]
_logs = count(1)


@contextmanager
def _fleet(desk: Desk) -> Iterator[Fleet]:
    fleet = [_started(desk, kind) for kind in KINDS]
    try:
        yield fleet
    finally:
        for _, process in fleet:
            process.terminate()
        for _, process in fleet:
            process.wait(60)


def _started(desk: Desk, kind: str) -> tuple[str, subprocess.Popen[bytes]]:
    return kind, desk.start(kind, desk.folder / f"{kind}-{next(_logs)}.log")


def _storm(desk: Desk, fleet: Fleet, maildir: Path, mails: Sequence[tuple[str, bytes]], kills: int, rolls: random.Random) -> Counter[str]:
    """An equal share of the mails before each kill."""
    killed: Counter[str] = Counter()
    for turn in range(kills):
        for _, raw in mails[turn * len(mails) // kills : (turn + 1) * len(mails) // kills]:
            deliver(maildir, raw)
        time.sleep(rolls.uniform(*_PAUSE))
        victim = rolls.randrange(len(fleet))
        kind, process = fleet[victim]
        process.kill()
        process.wait()
        killed[kind] += 1
        fleet[victim] = _started(desk, kind)
    return killed


if __name__ == "__main__":
    main()
