"""The worker processes: nothing outside them looks into the body of a mail (decisions 16).

A regular expression that never ends, a decompression bomb or a crash in a C library costs one worker and one attempt; the pool
starts another worker, and no other mail notices. A regular expression holds the interpreter's lock, so no thread could stop it.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from types import TracebackType

from pebble import ProcessExpired, ProcessPool

from mailroom.examine import Examined, examine, examine_header
from tickets.identity import Desk, TrustSettings

PARSE_SECONDS = 10.0
PARSE_ATTEMPTS = 2
_MEMORY = 2 * 1024**3
_MAILS_PER_WORKER = 5000  # a fresh process now and then: whatever leaks in a C library, leaks for an hour
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Poison:
    """A mail that no worker could read; `examined` is what its header tells."""

    because: str
    examined: Examined


class Workers:
    """A pool of processes that examine mails. Start it once, before threads: it spawns, and never forks."""

    def __init__(self, desk: Desk, settings: TrustSettings, *, processes: int | None = None, seconds: float = PARSE_SECONDS) -> None:
        self._desk = desk
        self._settings = settings
        self._seconds = seconds
        self._pool = ProcessPool(
            max_workers=processes or max(1, os.cpu_count() or 1),
            max_tasks=_MAILS_PER_WORKER,
            initializer=_confine,
            initargs=(os.getpid(),),
            context=multiprocessing.get_context("spawn"),
        )

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self, raw: bytes) -> Future[Examined]:
        """Begin to examine a mail. The result is for `finish`."""
        return self._schedule(examine, raw)

    def start_header(self, raw: bytes) -> Future[Examined]:
        """The same for a giant, of which only the header was fetched."""
        return self._schedule(examine_header, raw)

    def finish(self, raw: bytes, started: Future[Examined]) -> Examined | Poison:
        """The examined mail; after a second attempt that fails too, what its header tells."""
        because = ""
        for attempt in range(PARSE_ATTEMPTS):
            try:
                return (started if attempt == 0 else self.start(raw)).result()
            except FutureTimeout:
                because = f"reading it took longer than {self._seconds:g} s"
            except (ProcessExpired, MemoryError, CancelledError) as err:
                because = f"reading it ended its worker ({type(err).__name__})"
            except Exception as err:  # noqa: BLE001  (one mail meets the loop that runs it: our own bug becomes this mail's FAILED row)
                because = f"reading it failed ({type(err).__name__}: {str(err)[:200]})"
        return Poison(because, self._header(raw))

    def _header(self, raw: bytes) -> Examined:
        """What the header of a mail tells whose body could not be read."""
        try:
            return self.start_header(raw).result()
        except Exception:  # noqa: BLE001  (the last rung of the ladder: an empty mail, so that its ticket exists all the same)
            return self._schedule(examine, b"").result()

    def close(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def _schedule(self, function: Callable[[bytes, Desk, TrustSettings], Examined], raw: bytes) -> Future[Examined]:
        future: Future[Examined] = self._pool.schedule(function, args=(raw, self._desk, self._settings), timeout=self._seconds)
        return future


def _confine(parent: int) -> None:
    """In a new worker: die with the parent, and never take more than a worker's share of memory."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
