"""Files of a desk that people edit while it runs: the newest good version is in force, read again when the file changes.

A bad edit is told once and changes nothing (G5).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

import structlog

from mailroom.foundation import desk_of
from mailroom.settings import Settings
from tickets.directory import Staff
from tickets.errors import Permanent
from tickets.identity import Desk
from tickets.policy import DEFAULT, Policy, PolicyFault

_log = structlog.get_logger()

Words = TypeVar("Words")

_GONE = (0, 0)


class Unfit(Permanent):
    """What people edit cannot serve, and no good version is known: a desk does not start with it, however often it is tried."""


class LiveFile(Generic[Words]):
    """Called, it is what the file says. Making it raises Unfit where `load` raises `fault`: not even the first version is good.

    A file that is gone is a mishap of the machine, or an editor's moment between two versions, and changes nothing.
    """

    def __init__(self, name: str, path: Path, load: Callable[[Path], Words], fault: type[Exception]) -> None:
        self._name, self._path, self._load, self._fault = name, path, load, fault
        self._lock = threading.Lock()
        self._stamp = stamp_of(path)
        self._because = ""
        try:
            self._words = load(path)
        except fault as err:
            raise Unfit(str(err)) from err

    def __call__(self) -> Words:
        with self._lock:
            if (stamp := stamp_of(self._path)) not in (self._stamp, _GONE):
                self._stamp = stamp
                self._reload()
            return self._words

    @property
    def fault(self) -> str:
        """Why the file as it stands cannot serve, and the last good version does; or ''."""
        return self._because

    def _reload(self) -> None:
        try:
            self._words, self._because = self._load(self._path), ""
        except self._fault as err:
            self._because = str(err)
            _log.error(self._name, because=str(err), next=f"the last good {self._name} serves")


def stamp_of(path: Path) -> tuple[int, int]:
    """When a file was last written, in ns, and its size."""
    try:
        stat = path.stat()
    except OSError:
        return _GONE
    return (stat.st_mtime_ns, stat.st_size)


def live_policy(path: Path) -> LiveFile[Policy]:
    """The policy in force; the shipped one where the file is absent."""
    return LiveFile("policy", path if path.exists() else DEFAULT, Policy.load, PolicyFault)


def live_staff(path: Path) -> LiveFile[Staff]:
    """Who is one of us: whoever leaves the file has no way in with the next click, and no say with the next mail."""
    return LiveFile("staff", path, Staff.load, Permanent)


def unfit(settings: Settings) -> Iterator[str]:
    """What keeps a desk from starting, of every file at once."""
    for live, name in ((live_staff, settings.files.staff), (live_policy, settings.files.policy)):
        try:
            live(settings.path(name))
        except Unfit as err:
            yield str(err)


class LiveDesk:
    """Called, it is who the desk is, with the people who are one of us now."""

    def __init__(self, settings: Settings, staff: Callable[[], Staff]) -> None:
        self._settings, self._staff = settings, staff
        self._of = staff()
        self._desk = desk_of(settings, self._of)

    def __call__(self) -> Desk:
        if (staff := self._staff()) is not self._of:
            self._desk, self._of = desk_of(self._settings, staff), staff
        return self._desk
