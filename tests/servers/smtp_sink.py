"""Postfix's `smtp-sink`, which accepts everything and keeps nothing: where a benchmark must not wait for a server written in Python."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.ports import free_port, listens, soon

_PROGRAM = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin")


@contextmanager
def running() -> Iterator[int]:
    """Its port on loopback. Raises RuntimeError where Postfix is not installed."""
    if _PROGRAM is None:
        raise RuntimeError("smtp-sink is missing: install Debian's `postfix`")
    port = free_port()
    process = subprocess.Popen([_PROGRAM, "-u", "nobody", f"127.0.0.1:{port}", "100"])
    try:
        if not soon(lambda: listens(port)):
            raise RuntimeError("smtp-sink did not start")
        yield port
    finally:
        process.terminate()
        process.wait(10)
