"""What a mail could do to the process that reads it. A module of its own: each new worker process imports it, and nothing beside."""

from __future__ import annotations

import os
import signal
import time

from mailroom.examine import Examined, examine
from tickets.identity import Desk, TrustSettings

HANG, KILL, EAT, RAISE = b"please hang", b"please die", b"please eat", b"please raise"


def hostile(raw: bytes, desk: Desk, settings: TrustSettings) -> Examined:
    """Does to its own worker what a mail could, where its body asks for it; reads every other mail as the desk does."""
    body = raw.partition(b"\r\n\r\n")[2]
    if HANG in body:
        while True:
            time.monotonic()
    if KILL in body:
        os.kill(os.getpid(), signal.SIGKILL)
    if EAT in body:
        return hostile(b"".join([raw] * 10**9), desk, settings)
    if RAISE in body:
        raise ValueError("a bug of ours")
    return examine(raw, desk, settings)


def hanging_file(raw: bytes, desk: Desk, settings: TrustSettings) -> Examined:
    """Stands for a library that never ends with a hostile file."""
    while True:
        time.monotonic()
