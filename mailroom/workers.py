"""The worker processes: nothing outside them looks into the body of a mail (decisions 16).

A regular expression that never ends, a decompression bomb or a crash in a C library costs one worker and one attempt; the pool
starts another worker, and no other mail notices. A regular expression holds the interpreter's lock, so no thread could stop it.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from types import TracebackType
from typing import TypeVar

import structlog
from pebble import ProcessExpired, ProcessPool

from classify.model import Stamp, serve, stamp
from mailroom.confining import confine
from mailroom.examine import Examined, examine, examine_header, examine_text, files
from tickets.errors import Transient, WorldError
from tickets.identity import Desk, TrustSettings

Reader = Callable[[bytes, Desk, TrustSettings], Examined]
Result = TypeVar("Result")

_log = structlog.get_logger()

PARSE_SECONDS = 10.0
_MAILS_PER_WORKER = 5000  # a fresh process now and then: whatever leaks in a C library, leaks for an hour
_POOLS = 3  # that may end in a row before a mail was begun; then the machine is in trouble, and the mail waits
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Poison:
    """A mail that no worker could read; `examined` is what its header tells."""

    because: str
    examined: Examined


@dataclass(eq=False)
class Reading:
    """A mail that is being examined: one attempt after the other, and at last by its header alone, which makes it Poison."""

    raw: bytes
    readers: Sequence[Reader]  # one an attempt
    attempt: int = 0
    because: str = ""  # why the attempts before this one failed
    pools: int = 0  # that ended before they began it
    future: Future[Examined] = field(init=False)

    @property
    def reader(self) -> Reader:
        return examine_header if self.is_given_up else self.readers[self.attempt]

    @property
    def is_given_up(self) -> bool:
        return self.attempt >= len(self.readers)

    @property
    def octets(self) -> bytes:
        """On the last rung of the ladder an empty mail, so that its ticket exists all the same."""
        return self.raw if self.attempt <= len(self.readers) else b""

    def failed(self, because: str) -> None:
        self.because = self.because if self.is_given_up else because
        self.attempt += 1
        if self.attempt > len(self.readers) + 1:
            raise Transient(f"worker processes read not even an empty mail: {because}")
        _log.warning("reading", because=because, next="its header is read" if self.is_given_up else "another reader tries")

    def was_not_begun(self) -> None:
        """A pool that ended before it began the mail says nothing of it: the next one is asked."""
        self.pools += 1
        if self.pools == _POOLS:
            raise Transient("worker processes end before they read anything; see the lines above, and how much memory is free")


class Workers:
    """A pool of processes that examine mails. They are spawned, never forked, with the first mail or by `begin`."""

    def __init__(
        self,
        desk: Callable[[], Desk],
        settings: TrustSettings,
        *,
        processes: int | None = None,
        seconds: float = PARSE_SECONDS,
        readers: Sequence[Reader] = (examine, examine_text),
        model: Path | None = None,
    ) -> None:
        """`desk`: who we are, asked anew for each mail. `readers`: one an attempt. `model`: the desk's own, if it has one."""
        self._desk = desk
        self._settings = settings
        self._seconds = seconds
        self._readers = readers
        self._model = model
        self._processes = processes or len(os.sched_getaffinity(0))
        # A worker dies with the *thread* that spawned it (prctl(2)), so all are spawned by one that lives as long as we do.
        self._keeper = ThreadPoolExecutor(max_workers=1, thread_name_prefix="workers")
        self._lock = Lock()
        self._pool: ProcessPool | None = None
        self._judged_by: Stamp = ()  # the desk's model, as the pool's processes found it

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def begin(self) -> None:
        """Spawn the processes now: they import while the desk opens its other doors."""
        self._renewed(None)

    def start(self, raw: bytes) -> Reading:
        """Begin to examine a mail."""
        return self._begun(Reading(raw, self._readers))

    def start_header(self, raw: bytes) -> Reading:
        """The same for a giant, of which only the header was fetched."""
        return self._begun(Reading(raw, (examine_header, *self._readers[1:])))

    def go_on(self, reading: Reading) -> Examined | Poison | None:
        """What a reading came to; None where it takes another attempt, which is begun. Waits while the attempt lasts.

        Raises Transient where no worker stays alive to read it: that is no fault of the mail's.
        """
        try:
            examined = reading.future.result()
        except BrokenProcessPool:
            reading.was_not_begun()
        except WorldError:
            raise
        except FutureTimeout:
            reading.failed(f"reading it took longer than {self._seconds:g} s")
        except (ProcessExpired, MemoryError, CancelledError) as err:
            reading.failed(f"reading it ended its worker ({type(err).__name__})")
        except Exception as err:  # noqa: BLE001  (one mail meets the loop that runs it: our own bug becomes this mail's FAILED row)
            reading.failed(f"reading it failed ({type(err).__name__}: {str(err)[:200]})")
        else:
            return Poison(reading.because, examined) if reading.is_given_up else examined
        self._begun(reading)
        return None

    def finish(self, reading: Reading) -> Examined | Poison:
        """The examined mail; after the last attempt that fails too, what its header tells."""
        while (read := self.go_on(reading)) is None:
            pass
        return read

    def _begun(self, reading: Reading) -> Reading:
        reading.future = self._schedule(reading.reader, reading.octets)
        return reading

    def files(self, raw: bytes) -> dict[str, bytes]:
        """The octets of a mail's files by part number; of a mail that no worker can read, none."""
        return self.look(files, raw) or {}

    def look(self, function: Callable[[bytes, Desk, TrustSettings], Result], raw: bytes) -> Result | None:
        """What a function sees in a mail; None of a mail that no worker can read."""
        for _ in range(_POOLS):
            try:
                return self._schedule(function, raw).result()
            except BrokenProcessPool:
                continue
            except (FutureTimeout, ProcessExpired, MemoryError, CancelledError):
                break
        return None

    def close(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
        self._keeper.shutdown()

    def _schedule(self, function: Callable[[bytes, Desk, TrustSettings], Result], raw: bytes) -> Future[Result]:
        """Hand a mail to a worker; a pool whose idle workers were all killed says so only here, and is made anew."""
        arguments = (raw, self._desk(), self._settings)
        pool = self._current()
        try:
            return pool.schedule(function, args=arguments, timeout=self._seconds)
        except RuntimeError:
            return self._renewed(pool).schedule(function, args=arguments, timeout=self._seconds)

    def _current(self) -> ProcessPool:
        """The pool whose processes judge by the model that is promoted now."""
        pool = self._pool
        return self._renewed(pool) if pool is None or self._judged_by != stamp(self._model) else pool

    def _renewed(self, old: ProcessPool | None) -> ProcessPool:
        """A pool in the place of an old one, which finishes the mails that it has."""
        with self._lock:
            if self._pool is None or self._pool is old:
                self._judged_by = stamp(self._model)
                self._pool = self._keeper.submit(self._new_pool).result()
                if old is not None:
                    old.close()  # type: ignore[no-untyped-call]
                    Thread(target=old.join, name="retired workers").start()
            return self._pool

    def _new_pool(self) -> ProcessPool:
        pool = ProcessPool(
            max_workers=self._processes,
            max_tasks=_MAILS_PER_WORKER,
            initializer=_prepare,
            initargs=(os.getpid(), self._model),
            context=multiprocessing.get_context("spawn"),
        )
        pool.schedule(os.getpid)  # pebble spawns at the first task
        return pool


def _prepare(parent: int, model: Path | None) -> None:
    """In a new worker: die with the parent, hold no secret and no more than a worker's share, and judge by the desk's own model."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    confine(model)
    serve(model)
