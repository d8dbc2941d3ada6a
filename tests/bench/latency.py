"""How long a customer waits: from the mail's arrival to the moment at which the SMTP server has accepted the acknowledgement.

    python -m tests.bench.latency [--seconds 120] [--rate 5]

Two beginnings: the file in the Maildir, and the server's EXISTS as a client in IDLE of our own hears it (Dovecot holds a lone EXISTS
back half a second). Targets: from EXISTS median under 0.2 s, 99th percentile under 1 s; from the file 0.8 s and 2 s.
"""

from __future__ import annotations

import argparse
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from tests import desk as desks
from tests.bench.books import await_all
from tests.bench.mails import support_mails
from tests.bench.running_desk import running
from tests.servers import dovecot, smtp
from tests.servers.deliver import deliver


class Ear(threading.Thread):
    """A client in IDLE that notes when the server first told of the n-th mail."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.heard: list[float] = []  # Unix time, one for each mail in the order of the folder
        self._connection = socket.create_connection(("127.0.0.1", port))
        self._lines = self._connection.makefile("rb")
        self._lines.readline()
        for number, command in enumerate(("LOGIN support", "EXAMINE INBOX")):
            words = f'{command} "{dovecot.PASSWORD}"' if command.startswith("LOGIN") else command
            self._ask(f"a{number}", words)
        self._connection.sendall(b"i IDLE\r\n")
        self._lines.readline()

    def run(self) -> None:
        for line in self._lines:
            words = line.split()
            if words[2:3] == [b"EXISTS"]:
                self.heard += [time.time()] * (int(words[1]) - len(self.heard))

    def close(self) -> None:
        self._connection.shutdown(socket.SHUT_RDWR)
        self.join()
        self._connection.close()

    def _ask(self, tag: str, command: str) -> None:
        self._connection.sendall(f"{tag} {command}\r\n".encode())
        while not (line := self._lines.readline()).startswith(tag.encode()):
            if line.split()[2:3] == [b"EXISTS"]:
                self.heard = [0.0] * int(line.split()[1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--rate", type=float, default=5)
    options = parser.parse_args()
    mails = list(support_mails(int(options.seconds * options.rate), run="latency"))
    with tempfile.TemporaryDirectory() as folder, dovecot.running(("support",)) as imap, smtp.running() as sink:
        desk = desks.make(Path(folder), imap={"support": imap.port}, smtp=(sink.port,))
        desk.poll()
        with running(desk, Path(folder) / "log"):
            _warm(imap, sink)
            ear = Ear(imap.port)
            ear.start()
            written = _post(imap.maildir("support"), mails, 1 / options.rate)
            await_all(desk, len(mails) + 1)
            ear.close()
        heard = ear.heard[-len(mails) :]
        accepted = {letter.recipients[0]: letter.at for letter in sink.mails}
    answered = [number for number, (sender, _) in enumerate(mails) if sender in accepted]
    print(f"{len(mails)} mails at {options.rate:g} a second, {len(answered)} letters")
    _report("from EXISTS", [accepted[mails[number][0]] - heard[number] for number in answered])
    _report("from the file", [accepted[mails[number][0]] - written[number] for number in answered])


def _warm(imap: dovecot.Dovecot, sink: smtp.Sink) -> None:
    """One mail through everything, so that no start-up is measured."""
    ((_, raw),) = support_mails(1, run="warm")
    deliver(imap.maildir("support"), raw)
    sink.await_mails(1, 60)


def _post(maildir: Path, mails: Sequence[tuple[str, bytes]], pause: float) -> list[float]:
    """Write each mail at its time, and note when it was there."""
    began, written = time.monotonic(), []
    for number, (_, raw) in enumerate(mails):
        time.sleep(max(0.0, began + number * pause - time.monotonic()))
        deliver(maildir, raw)
        written.append(time.time())
    return written


def _report(name: str, seconds: Sequence[float]) -> None:
    at_99 = statistics.quantiles(seconds, n=100)[98]
    print(f"{name:14} median {statistics.median(seconds):.3f} s   99th {at_99:.3f} s   longest {max(seconds):.3f} s")


if __name__ == "__main__":
    main()
