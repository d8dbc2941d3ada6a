"""Drops mails into a Maildir by file, as an MTA does: written in `tmp`, renamed into `new`.

APPEND is no substitute: imaplib rewrites line ends on the way, so what is fetched would not be what was sent (decisions 11).
"""

from __future__ import annotations

import itertools
import os
import time
from pathlib import Path

_numbers = itertools.count()


def deliver(maildir: Path, raw: bytes, *, arrived: float | None = None) -> Path:
    """Put one mail into a Maildir and return its file. `arrived` (Unix time) becomes its INTERNALDATE; default: now."""
    name = f"{time.time_ns() // 1000}.M{os.getpid()}Q{next(_numbers):06d}.test"
    waiting = maildir / "tmp" / name
    waiting.write_bytes(raw)
    waiting.chmod(0o644)  # the mail account of a server run as root must read it
    if arrived is not None:
        os.utime(waiting, (arrived, arrived))
    return waiting.rename(maildir / "new" / name)
