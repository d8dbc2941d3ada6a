"""What a mail that breaks into its worker process finds there: no secret, no connection, no file but code, and nothing to write to."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailroom import landlock
from mailroom.workers import Workers
from tickets.identity import Desk, TrustSettings

SECRET = "correct-horse-battery"

needs_landlock = pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock (5.13 and later)")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    os.environ["SOME_PASSWORD"] = SECRET
    with Workers(Desk, TrustSettings(), processes=1) as pool:
        pool.begin()
        yield pool
    del os.environ["SOME_PASSWORD"]


def told(workers: Workers, what) -> str:  # type: ignore[no-untyped-def]
    return str(workers._schedule(what, b"").result())


def environment(*_: object) -> str:
    return Path("/proc/self/environ").read_bytes().decode() + str(dict(os.environ))


def connections(*_: object) -> list[str]:
    links = [str(entry.readlink()) for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink()]
    return [link for link in links if link.startswith("socket:") or link.endswith((".db", "-wal"))]


def refused(act) -> str:  # type: ignore[no-untyped-def]
    try:
        act()
    except OSError as err:
        return type(err).__name__
    return "done"


def writing(*_: object) -> str:
    return refused(lambda: tempfile.mkstemp(dir="/tmp"))


def running(*_: object) -> str:
    return refused(lambda: subprocess.run(["/bin/true"], check=False))


def reading(raw: bytes, *_: object) -> str:
    return refused(lambda: Path(raw.decode()).read_bytes())


def test_no_password_stands_in_its_environment(workers: Workers) -> None:
    found = told(workers, environment)
    assert "PATH=" in found
    assert SECRET not in found


def test_it_holds_no_connection_and_no_database(workers: Workers) -> None:
    assert told(workers, connections) == "[]"


@needs_landlock
def test_it_writes_nothing_and_starts_no_program(workers: Workers) -> None:
    assert told(workers, writing) != "done"
    assert told(workers, running) == "PermissionError"


@needs_landlock
def test_it_reads_neither_the_desks_folder_nor_another_process(workers: Workers, tmp_path: Path) -> None:
    settings = tmp_path / "mailroom.toml"
    settings.write_text("[desk]\n", encoding="utf-8")
    for path in (str(settings), f"/proc/{os.getpid()}/environ", "/etc/passwd"):
        assert workers._schedule(reading, path.encode()).result() == "PermissionError"
    assert workers._schedule(reading, os.__file__.encode()).result() == "done"
