"""An upgrade with both versions at work: mails come in all the while, old processes file beside new ones, and the old ones start again.

    python -m tests.bench.upgrade OLD_CHECKOUT [MAILS]

Over PostgreSQL and Redis, two of each kind become one old and one new; then, on SQLite, an old `run` gives way to a new one and back.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from tests import desk as desks
from tests.bench.mails import support_mails
from tests.desk import Desk
from tests.servers import brokers, dovecot, postgresql, smtp
from tests.servers.deliver import deliver
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp import Sink

NEW = Path(__file__).parents[2]
KINDS = ("watch", "work", "schedule")
_TROUBLE = ('"level": "error"', '"event": "job"', '"event": "watcher"', "Traceback")
_logs = count(1)


def main(old: Path, mails: int = 60) -> None:
    with tempfile.TemporaryDirectory() as folder, dovecot.running(("support",)) as imap, smtp.running() as sink:
        with postgresql.running() as server, brokers.running("redis") as broker:
            with server._connect("postgres") as connection:
                connection.execute("CREATE DATABASE upgraded")  # without the tables of this version
            made = {"imap": {"support": imap.port}, "smtp": (sink.port,), "broker": broker.url}
            desk = desks.make(Path(folder) / "apart", store=server.url("upgraded"), **made)
            _apart(desk, old, imap, sink, mails)
        imap.wipe()
        sink.mails.clear()
        desk = desks.make(Path(folder) / "alone", imap={"support": imap.port}, smtp=(sink.port,))
        _alone(desk, old, imap, sink, mails)


def _apart(desk: Desk, old: Path, imap: Dovecot, sink: Sink, mails: int) -> None:
    mail = support_mails(mails, run="apart")
    print("PostgreSQL and Redis: the old version alone")
    _called(desk, old, "poll")  # meets the empty mailbox: what lies there at the first meeting is left alone
    with ExitStack() as olds:
        for kind in KINDS:
            olds.enter_context(_process(desk, old, kind))
        _some(desk, imap, mail, mails // 4)
        sink.await_mails(mails // 4, 120)
        print("the new version's tables, under the old version at work")
        _called(desk, NEW, "db", "upgrade")
        _some(desk, imap, mail, mails // 4)
        sink.await_mails(mails // 2, 120)
        print("new processes beside the old ones")
        with ExitStack() as news:
            for kind in KINDS:
                news.enter_context(_process(desk, NEW, kind))
            _some(desk, imap, mail, mails // 4)
            sink.await_mails(mails * 3 // 4, 180)
            print("the old ones stop")
            olds.close()
            _some(desk, imap, mail, mails - mails // 4 * 3)
            sink.await_mails(mails, 120)
    _told(desk, sink, mails)
    print("the old version starts once more on the new tables:", _called(desk, old, "poll"))


def _alone(desk: Desk, old: Path, imap: Dovecot, sink: Sink, mails: int) -> None:
    mail = support_mails(mails, run="alone")
    print("SQLite: the old version, then the new one")
    _called(desk, old, "poll")
    for number, version in enumerate((old, NEW), 1):
        with _process(desk, version, "run"):
            _some(desk, imap, mail, mails // 2)
            sink.await_mails(mails // 2 * number, 120)
    _told(desk, sink, mails // 2 * 2)


def _told(desk: Desk, sink: Sink, mails: int) -> None:
    letters = Counter(to for received in sink.mails for to in received.recipients)
    twice = {to: times for to, times in letters.items() if times > 1}
    lines = [line for log in desk.folder.glob("*.log") for line in log.read_text(errors="replace").splitlines()]
    troubles = Counter(line for line in lines if any(sign in line for sign in _TROUBLE))
    print(f"{mails} mails, {len(letters)} people hold a letter, {len(twice)} hold two; {troubles.total()} lines of trouble")
    for line, times in troubles.most_common(8):
        print(f"    {times} times: {line[:300]}")


@contextmanager
def _process(desk: Desk, checkout: Path, kind: str) -> Iterator[None]:
    with (desk.folder / f"{next(_logs)}-{checkout.name}-{kind}.log").open("wb") as log:
        process = subprocess.Popen(_words(desk, kind), stdout=log, stderr=log, env=_environment(checkout))
    try:
        yield
    finally:
        process.terminate()
        process.wait(90)


def _called(desk: Desk, checkout: Path, *words: str) -> str:
    done = subprocess.run(_words(desk, *words), capture_output=True, text=True, env=_environment(checkout))
    return f"exit {done.returncode}: {(done.stdout + done.stderr).strip()[-300:]}"


def _words(desk: Desk, *words: str) -> list[str]:
    return [sys.executable, "-m", "mailroom", *words, "--config", str(desk.config)]


def _environment(checkout: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(checkout), "PYTHONSAFEPATH": "1", "MAILROOM_TEST_PASSWORD": PASSWORD}


def _some(desk: Desk, imap: Dovecot, mails: Iterator[tuple[str, bytes]], number: int) -> None:
    for _ in range(number):
        deliver(imap.maildir("support"), next(mails)[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
