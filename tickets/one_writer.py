"""SQLite has one writer at a time, and lets the others sleep and try again; in one process they wait for each other instead.

Who files mail writes for tens of milliseconds, and the next one waits already. A letter that left is marked in one: behind them all,
fifteen letters a second left where a hundred mails were filed. So marks go first, and whoever will mark again at once finds the way free
for a moment; the others go in the order in which they came.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

_KEPT = 0.02  # seconds for the next letter: a submission server that is slower delays no filing further


class OneWriter:
    """Which of the threads of one process may write."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._is_writing = False
        self._marks: deque[object] = deque()
        self._others: deque[object] = deque()
        self._kept_until = 0.0  # for the next mark; by the monotonic clock

    @contextmanager
    def long(self) -> Iterator[None]:
        """For a transaction that writes more than a mark."""
        self._take(self._others)
        try:
            yield
        finally:
            self._end()

    @contextmanager
    def short(self, *, goes_on: bool = False) -> Iterator[None]:
        """For a mark; `goes_on`: another follows in a moment."""
        self._take(self._marks)
        try:
            yield
        finally:
            self._end(_KEPT if goes_on else 0)

    def _take(self, queue: deque[object]) -> None:
        me = object()
        with self._changed:
            queue.append(me)
            try:
                while (pause := self._pause(queue, me)) != 0:
                    self._changed.wait(pause)
                self._is_writing = True
            finally:
                queue.remove(me)
                if not self._is_writing:  # interrupted: whoever stands behind is first now
                    self._changed.notify_all()

    def _pause(self, queue: deque[object], me: object) -> float | None:
        """Seconds until this one may go; None: when something changes."""
        if self._is_writing or queue[0] is not me or (self._marks and queue is not self._marks):
            return None
        return 0 if queue is self._marks else max(0, self._kept_until - time.monotonic())

    def _end(self, kept: float = 0) -> None:
        with self._changed:
            self._is_writing = False
            self._kept_until = time.monotonic() + kept
            self._changed.notify_all()
