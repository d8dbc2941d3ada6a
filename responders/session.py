"""A session with a submission server in which each reply comes whole within the time that the server may be silent, or not at all.

smtplib waits anew for every octet and every line: a server that drips, or whose reply never ends, would hold the outbox for ever.
"""

from __future__ import annotations

import io
import smtplib
import socket
import time
from typing import Any


class Session(smtplib.SMTP):
    def getreply(self) -> tuple[int, bytes]:
        """(code, text). Raises smtplib's error, in the context of a TimeoutError where time was over."""
        if self.file is None:  # at the greeting, and again once TLS began
            assert self.sock is not None
            self._replies = _Replies(self.sock, self.timeout)
            self.file = io.BufferedReader(self._replies)
        self._replies.until = time.monotonic() + self.timeout
        return super().getreply()


class TlsSession(Session, smtplib.SMTP_SSL):
    """With TLS from the first byte."""


class _Replies(io.RawIOBase):
    """What the server says until then."""

    def __init__(self, line: socket.socket, seconds: float) -> None:
        self._line, self._seconds = line, seconds
        self.until = 0.0

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out in the middle of a reply")
        self._line.settimeout(left)
        try:
            return self._line.recv_into(room)
        finally:
            self._line.settimeout(self._seconds)  # of what is sent, which the socket counts as a whole itself
