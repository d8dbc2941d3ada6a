"""Listening to an IMAP server that speaks when something happens (RFC 2177).

News hide in two places where no wait on the socket sees them: in the answers to earlier commands, and right behind the `+` that
opens IDLE, already read into a buffer. Dovecot does the second for every mail that arrives between a fetch and the IDLE after it.
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

_STOP_CHECK = 0.05  # seconds: how soon `stop` is noticed
_FAREWELL = 2.0  # seconds for the answer to DONE

Told = tuple[object, ...]  # (6, b"EXISTS"), (b"OK", b"Still here")


class Idler(Protocol):
    def socket(self) -> socket.socket: ...

    def told(self) -> list[Told]:
        """What came along with the answers since the folder was opened."""

    def noop(self) -> object: ...

    def idle(self) -> None: ...

    def idle_check(self) -> list[Told]:
        """What can be read now; never waits."""

    def idle_done(self) -> tuple[object, list[Told]]: ...


@dataclass
class Ear:
    """Knows how many mails the folder held, so that a server which repeats itself does not wake us again and again."""

    known: int

    def hears_news(self, told: Iterable[Told]) -> bool:
        for line in told:
            match line:
                case (int() as count, b"EXISTS") if count != self.known:
                    return True
                case (int(), b"EXPUNGE"):
                    self.known = -1  # one gone and one come would be the same count
                case _:
                    pass
        return False


def idle_once(client: Idler, ear: Ear, until: float, stop: threading.Event) -> bool:
    """One IDLE up to the monotonic time `until`; True when something new is there. It may end early for no visible reason."""
    client.noop()  # some servers tell in IDLE only what happens from then on
    if ear.hears_news(client.told()):
        return True
    client.idle()
    is_new = _listen(client, ear, until, stop)
    if stop.is_set():
        client.socket().settimeout(_FAREWELL)  # who is told to stop does not wait for a server that hangs
    _, late = client.idle_done()
    return is_new or ear.hears_news(late)


def _listen(client: Idler, ear: Ear, until: float, stop: threading.Event) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(client.socket(), selectors.EVENT_READ)
        is_woken = False
        while not stop.is_set() and time.monotonic() < until:
            told = client.idle_check()
            if ear.hears_news(told):
                return True
            if is_woken and not told:
                return False  # the end of the connection, or TLS talking to itself: DONE will show which
            is_woken = bool(selector.select(_STOP_CHECK))
    return False
