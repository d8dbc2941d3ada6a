"""Files of a desk that people edit while it runs: the newest good version is in force, read again when the file changes.

A bad edit is told once and changes nothing (G5).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import structlog

from tickets.directory import Staff
from tickets.errors import Permanent
from tickets.policy import DEFAULT, Policy, PolicyFault

_log = structlog.get_logger()

Words = TypeVar("Words")


class LiveFile(Generic[Words]):
    """Called, it is what the file says. Making it raises `fault` where not even the first version is good."""

    def __init__(self, name: str, path: Path, load: Callable[[Path], Words], fault: type[Exception]) -> None:
        self._name, self._path, self._load, self._fault = name, path, load, fault
        self._lock = threading.Lock()
        self._stamp = self._stamp_now()
        self._words = load(path)

    def __call__(self) -> Words:
        with self._lock:
            if (stamp := self._stamp_now()) != self._stamp:
                self._stamp = stamp
                self._reload()
            return self._words

    def _reload(self) -> None:
        try:
            self._words = self._load(self._path)
        except self._fault as err:
            _log.error(self._name, because=str(err), next=f"the last good {self._name} serves")

    def _stamp_now(self) -> tuple[int, int]:
        try:
            stat = self._path.stat()
        except OSError:
            return (0, 0)
        return (stat.st_mtime_ns, stat.st_size)


def live_policy(path: Path) -> LiveFile[Policy]:
    """The policy in force; the shipped one where the file is absent."""
    return LiveFile("policy", path if path.exists() else DEFAULT, Policy.load, PolicyFault)


def live_staff(path: Path) -> LiveFile[Staff]:
    """Who is one of us: whoever leaves the file has no way in with the next click."""
    return LiveFile("staff", path, Staff.load, Permanent)
