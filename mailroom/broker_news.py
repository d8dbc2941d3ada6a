"""That the broker is gone, told once, and once that it is back: however often, and by however many threads, it is tried meanwhile.

Its libraries tell each try of each thread with a traceback; `mailroom.logs` leaves those out, since all of them pass by here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from tickets.errors import shown

_log = structlog.get_logger()


class BrokerNews:
    """Of one process. Whoever listens and whoever rings are told apart: a full broker refuses rings, and is listened to all the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._down: set[str] = set()

    @contextmanager
    def of(self, doing: str, *, is_answered: bool = True) -> Iterator[None]:
        """While this is done with the broker: whatever it raises is told, and goes on. `is_answered`: its end is the broker's word."""
        try:
            yield
        except Exception as err:
            self._is_gone(doing, err)
            raise
        if is_answered:
            self._is_there(doing)

    def _is_gone(self, doing: str, err: Exception) -> None:
        with self._lock:
            is_new, self._down = not self._down, self._down | {doing}
        if is_new:
            next_ = "mail is kept; it is tried until it is back, and the sweep rings again"
            _log.warning("broker", state="gone", because=f"{type(err).__name__}: {shown(err)}", next=next_)

    def _is_there(self, doing: str) -> None:
        if doing not in self._down:
            return
        with self._lock:
            was_down, self._down = bool(self._down), set()
        if was_down:
            _log.info("broker", state="back", next="what waits is rung for")


class Told:
    """A consumer of dramatiq's, each of whose answers is news of the broker; all else is its own."""

    def __init__(self, consumer: Any, news: BrokerNews) -> None:
        self._consumer, self._news = consumer, news

    def __iter__(self) -> Told:
        return self

    def __next__(self) -> Any:
        with self._news.of("listening"):
            return next(self._consumer)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._consumer, name)


def telling(consume: Callable[..., Any], news: BrokerNews) -> Callable[..., Any]:
    """A broker's `consume`, whose troubles are told."""

    def told(*args: Any, **kwargs: Any) -> Told:
        with news.of("listening", is_answered=False):  # Redis is not asked before the first message is
            return Told(consume(*args, **kwargs), news)

    return told
