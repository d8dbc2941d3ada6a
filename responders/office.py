"""What delivering needs: the store, the words, the servers, and the Sent folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Lock

import structlog

from responders.enclosing import Enclosed
from responders.letters import Letters
from responders.smtp import Smtp
from tickets.directory import Staff
from tickets.identity import Desk
from tickets.outbox import Post
from tickets.policy import Policy
from tickets.store import Store

_log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Route:
    """One `[[outgoing]]` server and how copies reach the Sent folder: "server", "append" or "none"."""

    smtp: Smtp
    name: str
    sent_copy: str


class Courier:
    """One a process: connections are kept, and the order holds."""

    def __init__(self) -> None:
        self.busy = Lock()
        self.rung = Event()  # somebody asked for a pass while one was going on
        self.caught_up = Event()  # no more letters are due than it has in hand
        self.caught_up.set()
        self._trouble = ""

    def cannot_leave(self, because: str) -> None:
        """No submission server takes letters: told once, however many passes find it so."""
        if because != self._trouble:
            _log.warning("submission", state="gone", because=because, next="the letters wait; every pass tries again")
            self._trouble = because

    def has_left(self) -> None:
        if self._trouble:
            _log.info("submission", state="back", next="what waits leaves now")
            self._trouble = ""


@dataclass(frozen=True, kw_only=True)
class Office:
    """What delivering needs. `find_sent` gives the Message-IDs under which the Sent folder holds a letter, or None where it cannot tell."""

    store: Store
    desk: Desk
    staff: Callable[[], Staff]
    letters: Callable[[int], Letters]  # of an edition
    policy: Callable[[], Policy]
    routes: Sequence[Route]
    find_sent: Callable[[Post], Sequence[str] | None]
    append_sent: Callable[[bytes], None]
    enclose: Callable[[Post], Sequence[Enclosed]]  # the files of a letter; raises FileGone
    plus_addressing: bool
    holder: str
    clock: Callable[[], datetime]
    point: Callable[[str], None]  # where the crash tests end the process
    courier: Courier = field(default_factory=Courier)
