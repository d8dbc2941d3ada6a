"""The name under which a process holds leases: host, process id and its start, so that a dead one is known and a reused id is not."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def name() -> str:
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{_started(os.getpid())}"


def is_dead(holder: str) -> bool:
    """True for a process of this host that has ended. Of other hosts we know nothing: their leases expire."""
    host, _, rest = holder.partition(":")
    pid, _, started = rest.partition(":")
    return host == socket.gethostname()[:60] and pid.isdecimal() and _started(int(pid)) != started


def _started(pid: int) -> str:
    """The start time of a process in clock ticks since boot (proc(5), field 22); '' where it does not run."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]
