"""The signs of life of one process: loops that say by when they will speak again, threads that must not end, and the jobs it did.

A loop that hangs raises nothing and logs nothing. So each says how long it may be silent, before it begins what may take long.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta

Beat = Callable[[timedelta], None]


def unheard(within: timedelta) -> None:
    """For a loop that nobody watches over: a single pass, or a test."""


class Pulse:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._silent_until: dict[str, float] = {}
        self._followed: dict[str, Sequence[threading.Thread]] = {}
        self._jobs: Counter[str] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def of(self, loop: str) -> Beat:
        """By which a loop says that it lives, and by when it will say so again."""
        return lambda within: self._silent_until.__setitem__(loop, self._clock() + within.total_seconds())

    def follow(self, name: str, threads: Sequence[threading.Thread]) -> None:
        """These live as long as the process."""
        self._followed[name] = threads

    def forget(self) -> None:
        """The process is about to stop: what ends now ends rightly."""
        self._silent_until.clear()
        self._followed.clear()

    def standing_still(self) -> list[str]:
        """The loops that should have spoken by now, and those with a thread that ended."""
        now = self._clock()
        late = [loop for loop, until in dict(self._silent_until).items() if until < now]
        ended = [name for name, threads in dict(self._followed).items() if not all(thread.is_alive() for thread in threads)]
        return sorted({*late, *ended})

    def did(self, job: str, seconds: float) -> None:
        with self._lock:
            self._jobs[job] += 1
            self._seconds[job] += seconds

    def jobs(self) -> dict[str, tuple[int, float]]:
        """{job: (how many, seconds in all)} since the start."""
        with self._lock:
            return {job: (count, self._seconds[job]) for job, count in self._jobs.items()}
