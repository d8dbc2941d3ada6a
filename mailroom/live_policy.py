"""The policy that serves: the file's newest good version."""

from __future__ import annotations

import threading
from pathlib import Path

import structlog

from tickets.policy import DEFAULT, Policy, PolicyFault

_log = structlog.get_logger()


class LivePolicy:
    """The policy that serves: the file's newest good version. A bad edit is told once and changes nothing (G5)."""

    def __init__(self, path: Path) -> None:
        self._path = path if path.exists() else DEFAULT
        self._stamp = self._stamp_now()
        self._policy = Policy.load(self._path)
        self._lock = threading.Lock()

    def __call__(self) -> Policy:
        stamp = self._stamp_now()
        if stamp != self._stamp:
            with self._lock:
                self._reload(stamp)
        return self._policy

    def _reload(self, stamp: tuple[int, int]) -> None:
        self._stamp = stamp
        try:
            self._policy = Policy.load(self._path)
        except PolicyFault as err:
            _log.error("policy", because=str(err), next="the last good policy serves")

    def _stamp_now(self) -> tuple[int, int]:
        try:
            stat = self._path.stat()
        except OSError:
            return (0, 0)
        return (stat.st_mtime_ns, stat.st_size)
