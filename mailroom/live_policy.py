"""The policy in force, read again when its file changes. A bad edit is told once and changes nothing (G5)."""

from __future__ import annotations

import threading
from pathlib import Path

import structlog

from tickets.policy import DEFAULT, Policy, PolicyFault

_log = structlog.get_logger()


class LivePolicy:
    """Called, it is the file's newest good version."""

    def __init__(self, path: Path) -> None:
        self._path = path if path.exists() else DEFAULT
        self._stamp = self._stamp_now()
        self._policy = Policy.load(self._path)
        self._lock = threading.Lock()

    def __call__(self) -> Policy:
        with self._lock:
            if (stamp := self._stamp_now()) != self._stamp:
                self._stamp = stamp
                self._reload()
            return self._policy

    def _reload(self) -> None:
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
