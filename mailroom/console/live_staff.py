"""Who is one of us, as `staff.toml` says now: whoever leaves the file has no way in with the next click."""

from __future__ import annotations

import threading
from pathlib import Path

import structlog

from tickets.directory import Staff
from tickets.errors import Permanent

_log = structlog.get_logger()


class LiveStaff:
    """Called, the directory. A file that cannot be read leaves the last good one in force, and is told once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp = self._stamp_now()
        self._staff = Staff.load(path)

    def __call__(self) -> Staff:
        stamp = self._stamp_now()
        if stamp != self._stamp:
            with self._lock:
                self._reload(stamp)
        return self._staff

    def _reload(self, stamp: tuple[int, int]) -> None:
        self._stamp = stamp
        try:
            self._staff = Staff.load(self._path)
        except Permanent as err:
            _log.error("staff", because=str(err), next="the last good directory serves")

    def _stamp_now(self) -> tuple[int, int]:
        try:
            stat = self._path.stat()
        except OSError:
            return (0, 0)
        return (stat.st_mtime_ns, stat.st_size)
