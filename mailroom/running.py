"""A desk in one process: watchers, workers and the sweep around the memory broker (`run`), or one pass with everything drained (`poll`)."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import dramatiq
import structlog

from ingest.mailbox import Mailbox
from mailroom.fetching import fetch
from mailroom.jobs import BATCH, Clockwork, Jobs, Sweeper, declare, memory_broker
from mailroom.settings import MailboxTable
from mailroom.watching import Watcher
from mailroom.wiring import House
from tickets import leases
from tickets.errors import WorldError
from tickets.leases import LeaseLost

_log = structlog.get_logger()

_WAKE = 0.5  # seconds: Python runs a signal's handler in this thread alone, and a signal that another thread got ends no wait here
_JOB_THREADS = 4  # they wait for worker processes and for the database; more would only queue there


@contextmanager
def working(house: House) -> Iterator[Jobs]:
    """Workers, the sweep and the clocks, until the block ends; what is in hand is finished first."""
    broker = memory_broker()
    jobs = declare(broker, house.pipeline)
    stop = threading.Event()
    worker = dramatiq.Worker(broker, worker_threads=_JOB_THREADS, worker_timeout=100)
    loops = (Sweeper(house.pipeline, jobs, stop), Clockwork(house.schedule, jobs, stop))
    worker.start()
    for loop in loops:
        loop.start()
    try:
        yield jobs
    finally:
        stop.set()
        for loop in loops:
            loop.join()
        worker.stop(timeout=60_000)


def run(house: House, stop: threading.Event) -> None:
    """Watch every mailbox until `stop`."""
    with working(house) as jobs:
        watched = (*house.settings.mailboxes, *house.settings.sent_folders())
        watchers = [Watcher(house.fetching(table, jobs.ring), stop) for table in watched]
        for watcher in watchers:
            watcher.start()
        _log.info("running", mailboxes=len(watchers))
        while not stop.wait(_WAKE):
            pass
        for watcher in watchers:
            watcher.join(timeout=10)
    _log.info("stopped")


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set: the desk then finishes what is in hand, and leaves the rest where the next start finds it."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


@dataclass(frozen=True, kw_only=True)
class Polled:
    """What one pass did."""

    received: int
    processed: int
    sent: int
    troubles: tuple[str, ...]

    def and_then(self, more: Polled) -> Polled:
        return Polled(
            received=self.received + more.received,
            processed=self.processed + more.processed,
            sent=self.sent + more.sent,
            troubles=self.troubles + more.troubles,
        )


def poll(house: House) -> Polled:
    """One pass over every mailbox; then all work that waits, and every letter that is due.

    The Sent folders come when the mailboxes are filed, so that an answer finds the mail which it answers.
    """
    first = _round(house, house.settings.mailboxes)
    return first.and_then(_round(house, house.settings.sent_folders())) if house.settings.sent_folders() else first


def _round(house: House, tables: Sequence[MailboxTable]) -> Polled:
    """Each mailbox in its own thread."""
    with ThreadPoolExecutor(max_workers=max(1, len(tables))) as pool:
        passes = list(pool.map(lambda table: _pass(house, table), tables))
    processed, sent = drain(house)
    house.schedule.tick()
    sent += house.pipeline.deliver()
    troubles = tuple(trouble for _, trouble in passes if trouble)
    return Polled(received=sum(count for count, _ in passes), processed=processed, sent=sent, troubles=troubles)


def drain(house: House) -> tuple[int, int]:
    """Process everything that waits and send everything that is due; (processed, sent)."""
    processed, sent = 0, 0
    with ThreadPoolExecutor(max_workers=_JOB_THREADS) as pool:
        while ids := house.pipeline.sweep():
            batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
            done = sum(pool.map(house.pipeline.process, batches))
            processed += done
            sent += house.pipeline.deliver()
            if not done:
                break  # in other hands
    return processed, sent + house.pipeline.deliver()


def _pass(house: House, table: MailboxTable) -> tuple[int, str]:
    mailbox: Mailbox = house.mailboxes[table.name]
    try:
        count = fetch(house.fetching(table, lambda ids: None))  # noqa: ARG005  (the drain that follows finds them)
    except (WorldError, LeaseLost) as err:
        with house.store.writing() as connection:
            leases.report(connection, table.name, f"{err}; tried again with the next pass")
        return 0, f"{table.name}: {err}"
    finally:
        mailbox.close()
        with house.store.writing() as connection:
            leases.give_back(connection, table.name, house.pipeline.holder)
    return (count, "") if count is not None else (0, f"{table.name}: another process watches this mailbox")
