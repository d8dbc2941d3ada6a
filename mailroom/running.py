"""The kinds of process: watchers, workers and clocks in one (`run`) or each in its own, and one pass with everything drained (`poll`)."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import dramatiq
import structlog

from ingest.mailbox import Mailbox
from mailroom import environment
from mailroom.console.installed import beside
from mailroom.fetching import fetch
from mailroom.jobs import BATCH, Clockwork, Jobs, Sweeper, broker_of, declare
from mailroom.restoring import LookingBack, look_back
from mailroom.settings import MailboxTable
from mailroom.watching import LONGEST_PASS, Watcher
from mailroom.wiring import House
from tickets import leases, occupants
from tickets.errors import WorldError
from tickets.leases import LeaseLost

_log = structlog.get_logger()

_WAKE = 0.5  # seconds: Python runs a signal's handler in this thread alone, and a signal that another thread got ends no wait here
_JOB_THREADS = 4  # they wait for worker processes and for the database; more would only queue there


def run(house: House, stop: threading.Event) -> None:
    """Everything in this process, until `stop`."""
    with working(house) as jobs, _watching(house, jobs), beside(house.settings, house.store, house.pipeline.workers):
        _wait("running", house, stop)


@contextmanager
def working(house: House) -> Iterator[Jobs]:
    """All but the watchers, until the block ends; what is in hand is finished first."""
    jobs = _jobs(house)
    look_back(house)
    with _at_work(jobs), _keeping_time(house, jobs):
        yield jobs


def watch(house: House, stop: threading.Event) -> None:
    """Mail in, until `stop`. Any number may run: a mailbox is watched by one of them, under a lease."""
    with _watching(house, _jobs(house)):
        _wait("watching", house, stop)


def work(house: House, stop: threading.Event) -> None:
    """Reading, filing and sending, until `stop`. Any number may run."""
    look_back(house)
    with _at_work(_jobs(house)):
        _wait("working", house, stop)


def schedule(house: House, stop: threading.Event) -> None:
    """The sweep and the clocks, until `stop`. Any number may run: each duty is done once."""
    with _keeping_time(house, _jobs(house)):
        _wait("keeping time", house, stop)


def _jobs(house: House) -> Jobs:
    return declare(broker_of(environment.broker_url(house.settings)), house.pipeline, house.pulse)


def _wait(doing: str, house: House, stop: threading.Event) -> None:
    _log.info(doing, mailboxes=len(house.mailboxes))
    wait_for(stop)
    house.pulse.forget()
    _log.info("stopping", next="what is in hand is finished first")


@contextmanager
def _at_work(jobs: Jobs) -> Iterator[None]:
    worker = dramatiq.Worker(jobs.broker, worker_threads=_JOB_THREADS, worker_timeout=100)
    worker.start()
    jobs.pulse.follow("jobs", worker.workers)
    try:
        yield
    finally:
        worker.stop(timeout=60_000)


@contextmanager
def _keeping_time(house: House, jobs: Jobs) -> Iterator[None]:
    stop = threading.Event()
    kinds = {"schedule": house.schedule.duties, **({"access": house.schedule.keys.duties} if house.schedule.keys.keepers else {})}
    clocks = [Clockwork(kind, duties, jobs, stop) for kind, duties in kinds.items()]
    try:
        with _threads(stop, [Sweeper(house.pipeline, jobs, stop), *clocks, LookingBack(house, stop)]):
            yield
    finally:
        with suppress(WorldError), house.store.marking() as connection:  # the mark ends by itself, only later
            occupants.leave(connection, house.desk.addresses)


@contextmanager
def _watching(house: House, jobs: Jobs) -> Iterator[None]:
    stop = threading.Event()
    watched = (*house.settings.mailboxes, *house.settings.sent_folders())
    with _threads(stop, [_watcher(house, table, jobs, stop) for table in watched]):
        yield


def _watcher(house: House, table: MailboxTable, jobs: Jobs, stop: threading.Event) -> Watcher:
    """Each batch is a sign of life: a first meeting may last for hours."""
    beat = house.pulse.of(f"mailbox {table.name}")

    def ring(ids: Sequence[int], *, is_backlog: bool = False) -> None:
        beat(LONGEST_PASS)
        jobs.ring(ids, is_backlog=is_backlog)

    return Watcher(house.fetching(table, ring), stop, beat)


@contextmanager
def _threads(stop: threading.Event, threads: Sequence[threading.Thread]) -> Iterator[None]:
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=10)


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set: the desk then finishes what is in hand, and leaves the rest where the next start finds it."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def wait_for(stop: threading.Event) -> None:
    while not stop.wait(_WAKE):
        pass


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
    look_back(house)
    for _, renew in house.schedule.keys.duties():
        renew()
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


def _rings_nobody(ids: Sequence[int], *, is_backlog: bool = False) -> None:
    """The drain that follows finds them."""


def _pass(house: House, table: MailboxTable) -> tuple[int, str]:
    mailbox: Mailbox = house.mailboxes[table.name]
    try:
        count = fetch(house.fetching(table, _rings_nobody))
    except (WorldError, LeaseLost) as err:
        with house.store.writing() as connection:
            leases.report(connection, table.name, f"{err}; tried again with the next pass")
        return 0, f"{table.name}: {err}"
    finally:
        mailbox.close()
        with house.store.writing() as connection:
            leases.give_back(connection, table.name, house.pipeline.holder)
    return (count, "") if count is not None else (0, f"{table.name}: another process watches this mailbox")
