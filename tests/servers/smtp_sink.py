"""Postfix's `smtp-sink`, which accepts everything and keeps nothing: where a benchmark must not wait for a server written in Python."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

_PROGRAM = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin")


@contextmanager
def running() -> Iterator[int]:
    """Its port on loopback. Raises RuntimeError where Postfix is not installed."""
    if _PROGRAM is None:
        raise RuntimeError("smtp-sink is missing: install Debian's `postfix`")
    port = _free_port()
    process = subprocess.Popen([_PROGRAM, "-u", "nobody", f"127.0.0.1:{port}", "100"])
    try:
        _await(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return
