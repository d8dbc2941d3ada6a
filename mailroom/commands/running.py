"""`run` and its parts `watch`, `work`, `schedule`; `poll`, `receive`, `import`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Annotated

import structlog
import typer
from rich.progress import Progress

from ingest.archive import count_mails, mails
from ingest.intake import keep_one
from mailroom import running
from mailroom.commands.shared import DEFAULT_CONFIG, USAGE, Config, desk_store, err, fail, out, refusals, settings_of
from mailroom.glance.beside import lookout_of, watched_over
from mailroom.glance.tally import Tally
from mailroom.jobs import MEMORY
from mailroom.logs import to_standard_error
from mailroom.settings import load
from mailroom.wiring import House, open_house, open_store

_log = structlog.get_logger()

AGAIN = 75  # EX_TEMPFAIL: the MTA keeps the mail and tries again
_BIGGEST = 100 * 1024 * 1024


def run(config: Config = DEFAULT_CONFIG) -> None:
    """Everything in one process: mail in, reading, filing, sending, clocks, the console. Stops cleanly on SIGTERM."""
    _until_stopped(config, running.run)


def watch(config: Config = DEFAULT_CONFIG) -> None:
    """Mail in: one kind of process of several. Needs a broker that they share; any number may run."""
    _until_stopped(config, running.watch, reads=False, is_one_of_many=True)


def work(config: Config = DEFAULT_CONFIG) -> None:
    """Reading, filing and sending: one kind of process of several. Needs a broker that they share; any number may run."""
    _until_stopped(config, running.work, is_one_of_many=True)


def schedule(config: Config = DEFAULT_CONFIG) -> None:
    """The sweep, clocks and digests: one kind of process of several. Needs a broker that they share; any number may run."""
    _until_stopped(config, running.schedule, reads=False, is_one_of_many=True)


def _until_stopped(config: Path, kind: Callable[[House, Event], None], *, reads: bool = True, is_one_of_many: bool = False) -> None:
    settings = settings_of(config)
    if is_one_of_many and settings.broker.url.startswith(MEMORY):
        fail(f'broker.url is "{settings.broker.url}", which no other process hears: set redis:// or amqp://, or use `mailroom run`', USAGE)
    tally = Tally()
    to_standard_error(form=settings.logs.format, count=tally.count)
    stop = running.stop_on_signals()
    with refusals(), open_house(settings, reads=reads) as house, watched_over(house, kind.__name__, tally):
        kind(house, stop)
    _log.info("stopped")


def poll(config: Config = DEFAULT_CONFIG) -> None:
    """One pass over every mailbox, all work done, then exit (for cron). 1 where a mailbox could not be reached."""
    settings = settings_of(config)
    to_standard_error(form=settings.logs.format)
    with refusals(), open_house(settings) as house:
        done = running.poll(house)
        lookout_of(house).post_what_is_owed()
    for trouble in done.troubles:
        err.print(trouble, markup=False)
    out.print(f"{done.received} received, {done.processed} processed, {done.sent} letters sent.")
    if done.troubles:
        raise typer.Exit(1)


def receive(to: Annotated[str, typer.Option("--to", help="the address it was sent to")], config: Config = DEFAULT_CONFIG) -> None:
    """One raw mail on standard input (an MTA's pipe). 0 only when it is durable, else 75: nothing else ever bounces a customer's mail."""
    try:
        raw = sys.stdin.buffer.read(_BIGGEST + 1)
        if not raw or len(raw) > _BIGGEST:
            raise ValueError(f"a mail has 1 to {_BIGGEST} bytes")
        store = open_store(load(config))
        now = datetime.now(UTC)
        keep_one(store, f"pipe:{to.lower()}", raw, arrived_at=now, now=now)
        store.close()
    except BaseException as wrong:  # noqa: BLE001  (decisions 12: Postfix bounces a customer's mail on most other statuses)
        err.print(f"not received, the MTA tries again: {wrong}", markup=False)
        sys.stderr.flush()
        os._exit(AGAIN)


def import_(
    path: Path,
    mailbox: Annotated[str, typer.Option("--mailbox", help="the name under which they are filed")],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """An mbox, a Maildir or a folder of .eml as silent history: real dates, no answers, no clocks."""
    with desk_store(config) as (_, store):
        total = count_mails(path)
        new = 0
        with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
            for mail in progress.track(mails(path), total=total, description="importing"):
                now = datetime.now(UTC)
                new += len(keep_one(store, mailbox, mail.raw, arrived_at=mail.date or now, now=now, is_silent=True))
    out.print(f"{total} mails read, {new} new; they are filed with the next pass, and nobody is written to.")
