"""`run` and its parts `watch`, `work`, `schedule`; `poll`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import structlog
import typer

from mailroom import running
from mailroom.commands.shared import DEFAULT_CONFIG, USAGE, Config, err, fail, out, refusals, settings_to_run
from mailroom.glance.beside import lookout_of, watched_over
from mailroom.glance.tally import Tally
from mailroom.jobs import MEMORY
from mailroom.live_files import Unfit, unfit
from mailroom.logs import to_standard_error
from mailroom.settings import Settings
from mailroom.wiring import House, open_house

_log = structlog.get_logger()


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
    settings = settings_to_run(config)
    if is_one_of_many and settings.broker.url.startswith(MEMORY):
        fail(f'broker.url is "{settings.broker.url}", which no other process hears: set redis:// or amqp://, or use `mailroom run`', USAGE)
    tally = Tally()
    to_standard_error(form=settings.logs.format, count=tally.count)
    stop = running.stop_on_signals()
    with refusals(), _fit(settings), open_house(settings, reads=reads) as house, watched_over(house, kind.__name__, tally):
        kind(house, stop)
    _log.info("stopped")


@contextmanager
def _fit(settings: Settings) -> Iterator[None]:
    """A file that cannot serve is configuration: every one is told, and exit 2, with which nothing starts the desk again and again."""
    try:
        yield
    except Unfit as wrong:
        fail("\n".join(dict.fromkeys([*unfit(settings), str(wrong)])), USAGE)


def poll(config: Config = DEFAULT_CONFIG) -> None:
    """One pass over every mailbox, all work done, then exit (for cron). 1 where a mailbox could not be reached."""
    settings = settings_to_run(config)
    to_standard_error(form=settings.logs.format)
    with refusals(), _fit(settings), open_house(settings) as house:
        done = running.poll(house)
        lookout_of(house).post_what_is_owed()
    for trouble in done.troubles:
        err.print(trouble, markup=False)
    out.print(f"{done.received} received, {done.processed} processed, {done.sent} letters sent.")
    if done.troubles:
        raise typer.Exit(1)
