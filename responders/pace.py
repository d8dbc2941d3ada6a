"""How fast a submission server may be used. A provider that counts thirty a minute blocks the account at the thirty-first."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta

_WINDOW = 60.0  # seconds


class Pace:
    """A bucket of `per_minute` tokens, each back a minute after it was taken: so no minute, wherever it begins, sees more.

    0 means no limit. One bucket a submission server, shared by its connections; `clock` counts seconds.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._taken: deque[float] = deque()
        self._lock = threading.Lock()

    def take(self) -> timedelta:
        """Zero: a token is yours. Else how long until one is back, and nothing was taken."""
        with self._lock:
            wait = self._wait()
            if not wait and self._per_minute:
                self._taken.append(self._clock())
            return wait

    def wait(self) -> timedelta:
        """What `take` would answer, without taking."""
        with self._lock:
            return self._wait()

    def _wait(self) -> timedelta:
        now = self._clock()
        while self._taken and self._taken[0] <= now - _WINDOW:
            self._taken.popleft()
        if not self._per_minute or len(self._taken) < self._per_minute:
            return timedelta()
        return timedelta(seconds=self._taken[0] + _WINDOW - now)
