"""Named points between two durable steps, at which the crash tests kill the process. Without their variable each is one comparison.

`MAILROOM_KILL_AT=received:3` kills at the third passage of that point, with SIGKILL, as a power cut would.
"""

from __future__ import annotations

import os
import signal

_name, _, _count = os.environ.get("MAILROOM_KILL_AT", "").partition(":")
_left = int(_count or 1)


def point(name: str) -> None:
    if name == _name:
        _pass()


def _pass() -> None:
    global _left  # noqa: PLW0603  (a process dies once)
    _left -= 1
    if _left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
