"""Two worker processes against one, over PostgreSQL and RabbitMQ, with the servers on the same cores.

    python -m tests.bench.workers [--mails 1000] [--workers 1 2]

All mails lie in the Maildir when the clock starts. Each `work` has one core for itself and its worker processes, since one alone would
take both; watch, schedule and the servers run on either. Targets: with two, the client's CPU a mail is at most 1.2 times that with one, and
the rate 1.5 times it wherever the servers hold under half a core.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests import desk as desks
from tests.bench.books import await_all
from tests.bench.mails import support_mails
from tests.bench.running_desk import cpu_of_programs, running
from tests.servers import brokers, dovecot, postgresql, smtp_sink
from tests.servers.deliver import deliver

SERVERS = ("postgres", "beam.smp", "imap", "dovecot", "smtp-sink")


@dataclass(frozen=True, kw_only=True)
class Figure:
    workers: int
    rate: float  # mails a second
    cpu: float  # seconds a mail, of all processes of the desk
    servers: float  # cores that the servers held

    def __str__(self) -> str:
        return (
            f"{self.workers} work: {self.rate:.0f} mails/s, {1000 * self.cpu:.2f} ms CPU a mail; the servers held {self.servers:.2f} cores"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    with postgresql.running() as database, brokers.running("amqp") as broker:
        figures = []
        for workers in options.workers:
            with database.desk() as url:
                figures.append(measure(url, broker.url, workers, options.mails))
            print(figures[-1], flush=True)
    one, two = figures[0], figures[-1]
    print(f"{two.workers} against {one.workers}: {two.rate / one.rate:.2f} times the rate, {two.cpu / one.cpu:.2f} times the CPU a mail")


def measure(url: str, broker: str, workers: int, mails: int) -> Figure:
    kinds = ("watch", "schedule", *["work"] * workers)
    with tempfile.TemporaryDirectory() as folder, dovecot.running(("support",)) as imap, smtp_sink.running() as sink, ExitStack() as stack:
        desk = desks.make(Path(folder), imap={"support": imap.port}, smtp=(sink.port,), store=url, broker=broker)
        desk.poll()
        cores = sorted(os.sched_getaffinity(0))
        processes = []
        for number, kind in enumerate(kinds):
            core = cores[number % len(cores)] if kind == "work" else None
            processes.append(stack.enter_context(running(desk, Path(folder) / f"{number}.log", kind, core=core)))
        _post(imap, 4, "warm")
        await_all(desk, 4)
        cpu, servers, began = sum(each.cpu_seconds() for each in processes), cpu_of_programs(SERVERS), time.monotonic()
        _post(imap, mails, "bench")
        await_all(desk, mails + 4)
        seconds = time.monotonic() - began
        cpu = sum(each.cpu_seconds() for each in processes) - cpu
        return Figure(workers=workers, rate=mails / seconds, cpu=cpu / mails, servers=(cpu_of_programs(SERVERS) - servers) / seconds)


def _post(imap: dovecot.Dovecot, mails: int, run: str) -> None:
    for _, raw in support_mails(mails, run=run):
        deliver(imap.maildir("support"), raw)


if __name__ == "__main__":
    main()
