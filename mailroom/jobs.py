"""The jobs, on dramatiq: actors that carry ids and call one function.

Dramatiq's dead letters expire, so they are no record: the database is, and the sweep rings again whatever a job dropped. That is why
no job retries by itself, and a lost broker costs time and never mail: whoever rings in vain says so and goes on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

import dramatiq
import structlog
from dramatiq.brokers.stub import StubBroker

from mailroom.broker_limits import limited
from mailroom.broker_news import BrokerNews, telling
from mailroom.glance.pulse import Pulse
from mailroom.pipeline import Pipeline
from tickets.errors import Permanent, WorldError

_log = structlog.get_logger()

BATCH = 16  # rows a job: enough to keep every worker process busy, few enough that a batch is done within its lease
_SWEEP = timedelta(seconds=5)
_RING_AGAIN = timedelta(seconds=15)
_TICK = timedelta(seconds=5)
_PATIENCE = timedelta(minutes=10)  # for one duty or sweep: a slow database, a big digest
_AFTER_ALL = 10  # dramatiq takes the lowest number first; the queue of its own is for brokers that hand out in order

Duty = tuple[str, Callable[[], object]]  # its name, and what does it

MEMORY = "memory"
#: scheme: the library's module and class, and our extra that installs it
_BROKERS = {
    "redis": ("dramatiq.brokers.redis", "RedisBroker", "redis"),
    "rediss": ("dramatiq.brokers.redis", "RedisBroker", "redis"),
    "amqp": ("dramatiq.brokers.rabbitmq", "RabbitmqBroker", "rabbitmq"),
    "amqps": ("dramatiq.brokers.rabbitmq", "RabbitmqBroker", "rabbitmq"),
}


@dataclass(frozen=True, kw_only=True)
class Jobs:
    broker: dramatiq.Broker
    process: dramatiq.Actor[[list[int]], None]
    backlog: dramatiq.Actor[[list[int]], None]
    post: dramatiq.Actor[[], None]
    pulse: Pulse
    news: BrokerNews

    def ring(self, ids: Sequence[int], *, is_backlog: bool = False) -> None:
        """Tell the workers of new rows; those of a backlog come after all others."""
        for start in range(0, len(ids), BATCH):
            self._ring(self.backlog if is_backlog else self.process, list(ids[start : start + BATCH]))

    def deliver(self) -> None:
        """Tell the workers of letters that may be due."""
        self._ring(self.post)

    def _ring(self, actor: dramatiq.Actor[Any, None], *ids: list[int]) -> None:
        try:
            with self.news.of("ringing"):
                actor.send(*ids)
        except Exception:  # noqa: BLE001, S110  (each broker's library has its own; it was told, and the row stands in the database)
            pass


def broker_of(url: str) -> dramatiq.Broker:
    """The doorbell of this URL: `memory://` within one process; `redis://` or `amqp://` between many. Raises Permanent."""
    scheme = url.partition(":")[0]
    if scheme == MEMORY:
        return _in_memory()
    module, name, extra = _BROKERS[scheme]
    try:
        made: dramatiq.Broker = getattr(import_module(module), name)(url=limited(url), middleware=[])
    except ImportError as err:
        raise Permanent(f"broker.url: {scheme}:// needs a library more: pip install 'mailroom[{extra}]'") from err
    return made


def _in_memory() -> dramatiq.Broker:
    broker = StubBroker(middleware=[])
    broker.emit_after("process_boot")
    return broker


def declare(broker: dramatiq.Broker, pipeline: Pipeline, pulse: Pulse) -> Jobs:
    """The actors, on this broker. An error of the world leaves the row for the sweep."""

    @dramatiq.actor(broker=broker, queue_name="process")
    def process(ids: list[int]) -> None:
        with _left_to_the_sweep("process", pulse):
            pipeline.process(ids, jobs.deliver)

    @dramatiq.actor(broker=broker, queue_name="backlog", priority=_AFTER_ALL)
    def backlog(ids: list[int]) -> None:
        with _left_to_the_sweep("backlog", pulse):
            pipeline.process(ids, jobs.deliver, is_backlog=True)

    @dramatiq.actor(broker=broker, queue_name="deliver")
    def post() -> None:
        with _left_to_the_sweep("deliver", pulse):
            pipeline.deliver()

    news = BrokerNews()
    broker.consume = telling(broker.consume, news)  # type: ignore[method-assign]
    jobs = Jobs(broker=broker, process=process, backlog=backlog, post=post, pulse=pulse, news=news)
    return jobs


class Sweeper(threading.Thread):
    """Rings again, every few seconds, for whatever waits: the repair of every lost ring and every dead worker."""

    def __init__(self, pipeline: Pipeline, jobs: Jobs, stop: threading.Event) -> None:
        super().__init__(name="sweep", daemon=True)
        self._pipeline, self._jobs, self._halt = pipeline, jobs, stop
        self._beat = jobs.pulse.of("sweep")
        self._rung: dict[int, float] = {}  # row: when we rang for it

    def run(self) -> None:
        while not self._halt.is_set():
            self._beat(_SWEEP + _PATIENCE)
            with _left_to_the_sweep("sweep", self._jobs.pulse):
                self._jobs.ring(self._silent(self._pipeline.sweep()), is_backlog=True)
                self._jobs.deliver()
            self._halt.wait(_SWEEP.total_seconds())

    def _silent(self, ids: Sequence[int]) -> list[int]:
        """Those for which we have not just rung: in a storm the rest wait in the broker already, and would wait there many times."""
        now = time.monotonic()
        self._rung = {row: at for row, at in self._rung.items() if now - at < _RING_AGAIN.total_seconds()}
        fresh = [row for row in ids if row not in self._rung]
        self._rung.update(dict.fromkeys(fresh, now))
        return fresh


class Clockwork(threading.Thread):
    """Does, every few seconds, what is owed by now. A duty that fails is told, and its time comes again; the others are done.

    `duties` are those of one kind: what may wait for somebody outside has a clockwork of its own, and keeps no other waiting (G8).
    """

    def __init__(self, kind: str, duties: Callable[[], Iterable[Duty]], jobs: Jobs, stop: threading.Event) -> None:
        super().__init__(name=kind, daemon=True)
        self._duties, self._jobs, self._halt = duties, jobs, stop
        self._beat = jobs.pulse.of(kind)

    def run(self) -> None:
        while not self._halt.is_set():
            for name, do in self._duties():
                self._beat(_TICK + _PATIENCE)
                with _left_to_the_sweep(name, self._jobs.pulse):
                    do()
            self._jobs.deliver()
            self._halt.wait(_TICK.total_seconds())


class _left_to_the_sweep:  # noqa: N801  (reads as the statement it is)
    """Where one job meets the loop that runs it: whatever went wrong is told, and its rows wait for the next sweep."""

    def __init__(self, job: str, pulse: Pulse) -> None:
        self._job, self._pulse = job, pulse

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        self._pulse.did(self._job, time.monotonic() - self._began)
        if isinstance(error, WorldError):
            _log.warning("job", job=self._job, because=str(error), next="the sweep rings again")
        elif isinstance(error, Exception):
            _log.error("job", job=self._job, because=f"{type(error).__name__}: {error}", next="the sweep rings again", exc_info=error)
        return error is None or isinstance(error, Exception)
