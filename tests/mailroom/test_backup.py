"""`deploy/backup`, and the way back: what was saved while the desk wrote is whole, on both databases."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, make_url, select

from tests import desk as desks
from tests.servers.postgresql import Postgresql
from tickets.schema import events, metadata
from tickets.store import Store

SCRIPT = Path(__file__).parents[2] / "deploy" / "backup"
NOW = datetime(2026, 3, 3, tzinfo=UTC)


def furnish(url: str, count: int) -> None:
    with closing(Store(url)) as store:
        store.upgrade()
        with store.writing() as connection:
            connection.execute(insert(events), [{"at": NOW, "what": f"event {number}"} for number in range(count)])


def rows(url: str) -> dict[str, list[str]]:
    with closing(Store(url)) as store, store.reading() as connection:
        return {table.name: sorted(str(tuple(row)) for row in connection.execute(select(table))) for table in metadata.sorted_tables}


def backup(desk: desks.Desk, to: Path, *, path: str = "") -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "MAILROOM_COMMAND": str(Path(sys.executable).parent / "mailroom"),
        "MAILROOM_CONFIG": str(desk.config),
        "MAILROOM_BACKUPS": "1",
        "PATH": path or os.environ["PATH"],
    }
    return subprocess.run(["sh", str(SCRIPT), str(to)], env=environment, capture_output=True, text=True)


def saved(desk: desks.Desk, to: Path, kind: str) -> Path:
    """Runs the script where an older copy lies, of which one is kept."""
    to.mkdir()
    for older in (kind, "tar.gz"):
        (to / f"mailroom-20200101T000000Z.{older}").touch()
    done = backup(desk, to)
    assert done.returncode == 0, done.stderr
    (archive,) = to.glob("*.tar.gz")
    listed = subprocess.run(["tar", "-tzf", str(archive)], capture_output=True, text=True).stdout.split()
    assert "./mailroom.toml" in listed
    assert not [name for name in listed if name.endswith(".db")], "the database has its own copy"
    (copy,) = to.glob(f"*.{kind}")
    assert copy.stat().st_mode & 0o077 == 0, "nobody else reads customers' mail"
    return copy


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="sqlite3 is not installed (Debian: sqlite3)")
def test_sqlite_is_saved_while_it_is_written_and_brought_back(tmp_path: Path) -> None:
    desk = desks.make(tmp_path / "desk", imap={})
    furnish(desk.settings().store_address(), 500)
    with closing(Store(desk.settings().store_address())) as busy, busy.writing() as connection:
        connection.execute(insert(events).values(at=NOW, what="not committed yet"))
        copy = saved(desk, tmp_path / "backup", "db")
    assert len(rows(f"sqlite:///{copy}")["events"]) == 500


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="sqlite3 is not installed (Debian: sqlite3)")
def test_a_copy_that_failed_leaves_nothing_behind(tmp_path: Path) -> None:
    desk = desks.make(tmp_path / "desk", imap={})
    furnish(desk.settings().store_address(), 1)
    (tmp_path / "desk" / "mailroom.db").write_bytes(b"no database at all" * 1000)
    assert backup(desk, tmp_path / "backup").returncode != 0
    assert not list((tmp_path / "backup").iterdir())


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="sqlite3 is not installed (Debian: sqlite3)")
@pytest.mark.parametrize(("tar", "status", "stays"), [(1, 0, 1), (2, 1, 2)], ids=["written to meanwhile", "a file unread"])
def test_an_archive_that_lacks_a_file_is_told_and_ousts_no_whole_one(tmp_path: Path, tar: int, status: int, stays: int) -> None:
    desk = desks.make(tmp_path / "desk", imap={})
    furnish(desk.settings().store_address(), 1)
    older = tmp_path / "backup" / "mailroom-20200101T000000Z.tar.gz"
    older.parent.mkdir()
    older.touch()
    said = tmp_path / "bin" / "tar"
    said.parent.mkdir()
    said.write_text(f'#!/bin/sh\n{shutil.which("tar")} "$@"\nexit {tar}\n', encoding="utf-8")
    said.chmod(0o755)
    done = backup(desk, older.parent, path=f"{said.parent}:{os.environ['PATH']}")
    assert (done.returncode, "is not whole" in done.stderr) == (status, bool(status))
    assert len(list(older.parent.glob("*.tar.gz"))) == stays


@pytest.mark.server
def test_postgresql_is_saved_and_brought_back(tmp_path: Path, running_postgresql: Postgresql) -> None:
    with running_postgresql.desk() as url, running_postgresql.desk() as other:
        desk = desks.make(tmp_path / "desk", imap={}, store=url)
        furnish(url, 500)
        copy = saved(desk, tmp_path / "backup", "dump")
        back = make_url(other).set(drivername="postgresql").render_as_string()
        done = subprocess.run(["pg_restore", "--clean", "--if-exists", "--no-owner", "--dbname", back, str(copy)], capture_output=True)
        assert done.returncode == 0, done.stderr
        assert rows(other) == rows(url)
        with closing(Store(other)) as store, store.writing() as connection:
            number = connection.execute(insert(events).values(at=NOW, what="the next").returning(events.c.id)).scalar_one()
        assert number == len(rows(url)["events"]) + 1
