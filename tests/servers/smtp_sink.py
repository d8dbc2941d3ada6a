"""Postfix's `smtp-sink`, which accepts everything and keeps nothing: where a benchmark must not wait for a server written in Python."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.ports import free_port, listens, soon

_PROGRAM = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin")
_COUNT = re.compile(r"mesg=(\d+)")


@dataclass(frozen=True)
class Sink:
    port: int
    log: Path

    def accepted(self) -> int:
        """How many letters it has taken so far."""
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 200))
            counts = _COUNT.findall(log.read().decode("ascii", "replace") + "\r")
        return int(counts[-1]) if counts else 0


@contextmanager
def running() -> Iterator[Sink]:
    """One on a loopback port. Raises RuntimeError where Postfix is not installed."""
    if _PROGRAM is None:
        raise RuntimeError("smtp-sink is missing: install Debian's `postfix`")
    port = free_port()
    with tempfile.NamedTemporaryFile() as log:
        process = subprocess.Popen([_PROGRAM, "-u", "nobody", "-c", f"127.0.0.1:{port}", "100"], stdout=log)
        try:
            if not soon(lambda: listens(port)):
                raise RuntimeError("smtp-sink did not start")
            yield Sink(port, Path(log.name))
        finally:
            process.terminate()
            process.wait(10)
