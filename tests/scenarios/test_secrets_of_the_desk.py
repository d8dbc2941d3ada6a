"""The desk's own passwords: in no log, in no process list, in no file of its own, and in no process that reads customers' mail."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import desk as desks
from tests.servers.dovecot import Dovecot
from tests.servers.ports import soon
from tests.servers.smtp import Sink

pytestmark = pytest.mark.server

SECRET = "hunter2-that-the-server-refuses"


def words(process: str, file: str) -> str:
    try:
        return Path("/proc", process, file).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def family(pid: int) -> Iterator[str]:
    """A process and all that it started."""
    yield str(pid)
    for child in words(str(pid), f"task/{pid}/children").split():
        yield from family(int(child))
    for thread in Path(f"/proc/{pid}/task").glob("*"):
        if thread.name != str(pid):
            for child in words(str(pid), f"task/{thread.name}/children").split():
                yield from family(int(child))


def test_a_refused_password_is_told_and_shown_nowhere(tmp_path: Path, imap_server: Dovecot, sink: Sink) -> None:
    desk = desks.make(tmp_path, imap={"support": imap_server.port}, smtp=(sink.port,))
    log = tmp_path / "log"
    with log.open("wb") as output:
        running = subprocess.Popen(
            [str(Path(sys.executable).parent / "mailroom"), "run", "--config", str(desk.config)],
            stdout=output,
            stderr=output,
            env={**os.environ, "MAILROOM_TEST_PASSWORD": SECRET},
        )
    try:
        assert soon(lambda: b"needs_a_person" in log.read_bytes(), 60), "the refusal is told"
        workers = [pid for pid in family(running.pid) if "spawn_main" in words(pid, "cmdline")]
        assert workers, "processes that read mails run"
        assert soon(lambda: not any(SECRET in words(pid, "environ") for pid in workers), 10)
        assert not [pid for pid in family(running.pid) if SECRET in words(pid, "cmdline")]
    finally:
        running.kill()
        running.wait()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert log in files
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]
