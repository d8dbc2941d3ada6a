"""A desk that runs as in production, in a process of its own, between a Dovecot and an SMTP server; with what its processes cost."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.desk import Desk

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Running:
    process: subprocess.Popen[bytes]
    log: Path

    def await_line(self, words: str, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while words not in self.log.read_text(encoding="utf-8", errors="replace"):
            if time.monotonic() > until or self.process.poll() is not None:
                raise RuntimeError(f"the desk never said {words!r}: {self.log.read_text(encoding='utf-8')[-2000:]}")
            time.sleep(0.02)

    def cpu_seconds(self) -> float:
        """Of the desk and its worker processes, those included that made room for fresh ones."""
        return _cpu_of_ended_children(self.process.pid) + sum(_cpu(pid) for pid in (self.process.pid, *_children(self.process.pid)))

    def memory_bytes(self) -> int:
        return sum(_memory(pid) for pid in (self.process.pid, *_children(self.process.pid)))

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


#: what each kind of process says when it is ready
_READY = {"run": '"running"', "watch": '"watching"', "work": '"working"', "schedule": '"keeping time"'}


@contextmanager
def running(desk: Desk, log: Path, kind: str = "run", *, core: int | None = None) -> Iterator[Running]:
    """`mailroom run`, or one of its parts, until it is ready; stopped with SIGTERM at the end. `core`: the one it has, with its workers."""
    process = desk.start(kind, log)
    if core is not None:
        os.sched_setaffinity(process.pid, {core})
    started = Running(process, log)
    try:
        started.await_line(_READY[kind])
        yield started
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)


def cpu_of_programs(names: Collection[str]) -> float:
    """CPU seconds of every process on this machine whose program has one of these names: the servers beside a desk."""
    found = (path.parent for path in Path("/proc").glob("[0-9]*/comm"))
    return sum(_cpu(int(path.name)) for path in found if _program(path) in names)


def _program(path: Path) -> str:
    try:
        return (path / "comm").read_text().strip()
    except OSError:
        return ""


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task")
    found = []
    for task in path.iterdir() if path.exists() else ():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _cpu(pid: int) -> float:
    """proc(5): utime and stime."""
    return _ticks(pid, 11, 12)


def _cpu_of_ended_children(pid: int) -> float:
    """proc(5): cutime and cstime, of children that were waited for."""
    return _ticks(pid, 13, 14)


def _ticks(pid: int, *fields: int) -> float:
    """Seconds in these fields after the program's name; 0 of a process that has ended."""
    try:
        found = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(found[field]) for field in fields) / _TICK


def _memory(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0
