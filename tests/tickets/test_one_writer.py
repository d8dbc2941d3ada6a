"""Who may write next in one process: a mark before everybody, the others in their order, and nobody for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest

from tests.servers.ports import soon
from tickets import one_writer
from tickets.one_writer import OneWriter


@pytest.fixture
def writer() -> OneWriter:
    return OneWriter()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


class Order:
    """Threads that wait to write, and the order in which they did."""

    def __init__(self, writer: OneWriter, threads: ThreadPoolExecutor) -> None:
        self._writer, self._threads = writer, threads
        self.done: list[str] = []

    def wait(self, name: str, turn: Callable[[], AbstractContextManager[None]]) -> Future[None]:
        """Returns when the thread stands in its queue."""
        before = self._waiting()
        future = self._threads.submit(self._write, name, turn)
        assert soon(lambda: self._waiting() > before)
        return future

    def _write(self, name: str, turn: Callable[[], AbstractContextManager[None]]) -> None:
        with turn():
            self.done.append(name)

    def _waiting(self) -> int:
        return len(self._writer._marks) + len(self._writer._others)


def test_a_mark_goes_before_all_and_the_others_in_their_order(writer: OneWriter, threads: ThreadPoolExecutor) -> None:
    order = Order(writer, threads)
    with writer.long():
        waiting = [order.wait(name, writer.long) for name in ("first", "second", "third")]
        waiting.append(order.wait("mark", writer.short))
    for each in waiting:
        each.result(10)
    assert order.done == ["mark", "first", "second", "third"]


def test_whoever_marks_again_at_once_finds_the_way_free(
    writer: OneWriter, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_writer, "_KEPT", 60)
    order = Order(writer, threads)
    with writer.short(goes_on=True):
        waiting = order.wait("another", writer.long)
    for number in range(3):
        with writer.short(goes_on=number < 2):
            order.done.append(f"mark {number}")
    waiting.result(10)
    assert order.done == ["mark 0", "mark 1", "mark 2", "another"]


def test_nobody_waits_longer_for_a_mark_that_does_not_come(writer: OneWriter, threads: ThreadPoolExecutor) -> None:
    order = Order(writer, threads)
    with writer.short(goes_on=True):
        waiting = order.wait("another", writer.long)
    waiting.result(10)
    assert order.done == ["another"]


def test_a_writer_that_is_interrupted_while_it_waits_stands_in_nobodys_way(writer: OneWriter, threads: ThreadPoolExecutor) -> None:
    order = Order(writer, threads)
    with writer.long():
        other = Interrupted(writer)
        with pytest.raises(KeyboardInterrupt), other.long():
            pass
        waiting = order.wait("behind it", writer.long)
    waiting.result(10)
    assert order.done == ["behind it"]


class Interrupted(OneWriter):
    """The same queues, seen by a thread that Ctrl-C meets while it waits."""

    def __init__(self, writer: OneWriter) -> None:
        self.__dict__ = writer.__dict__

    def _pause(self, queue: object, me: object) -> float | None:
        raise KeyboardInterrupt
