"""`deploy/backup`, and the way back: what was saved while the desk wrote is whole, on both databases."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, make_url, select

from tests import desk as desks
from tests.servers.postgresql import Postgresql
from tickets import backups
from tickets.schema import events, metadata
from tickets.store import Store

MAILROOM = str(Path(sys.executable).parent / "mailroom")
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


def backup(desk: desks.Desk, to: Path, *, path: str = "", command: str = MAILROOM) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "MAILROOM_COMMAND": command,
        "MAILROOM_CONFIG": str(desk.config),
        "MAILROOM_BACKUPS": "1",
        "PATH": path or os.environ["PATH"],
    }
    return subprocess.run(["sh", str(SCRIPT), str(to)], env=environment, capture_output=True, text=True)


def that_notes_nothing(folder: Path) -> str:
    """As the command is while another holds the database for long."""
    command = folder / "mailroom"
    command.write_text(f'#!/bin/sh\ntest "$2" != saved && exec {MAILROOM} "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return str(command)


def saved(desk: desks.Desk, to: Path, kind: str, *, command: str = MAILROOM) -> Path:
    """Runs the script where an older copy lies, of which one is kept."""
    to.mkdir()
    for older in (kind, "tar.gz"):
        (to / f"mailroom-20200101T000000Z.{older}").touch()
    done = backup(desk, to, command=command)
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
        copy = saved(desk, tmp_path / "backup", "db", command=that_notes_nothing(tmp_path))
    assert len(rows(f"sqlite:///{copy}")["events"]) == 500


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="sqlite3 is not installed (Debian: sqlite3)")
def test_a_copy_that_failed_leaves_nothing_behind(tmp_path: Path) -> None:
    desk = desks.make(tmp_path / "desk", imap={})
    furnish(desk.settings().store_address(), 1)
    (tmp_path / "desk" / "mailroom.db").write_bytes(b"no database at all" * 1000)
    done = backup(desk, tmp_path / "backup")
    assert done.returncode != 0
    assert "file is not a database" in done.stderr, "what was kept for the alarm is shown all the same"
    assert not list((tmp_path / "backup").iterdir())


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="sqlite3 is not installed (Debian: sqlite3)")
def test_a_backup_that_failed_is_an_alarm_until_one_succeeds(tmp_path: Path) -> None:
    desk = desks.make(tmp_path / "desk", imap={})
    desk.poll()
    (tmp_path / "full").write_text("no folder", encoding="utf-8")
    assert backup(desk, tmp_path / "full").returncode != 0
    desk.poll()
    (told,) = desk.json("status")["alarms"]
    assert "The backup of" in told
    assert "File exists" in told, "the tool's own words"
    assert "MEND  backups: the last one failed: " in desk.call("doctor").output
    assert backup(desk, tmp_path / "backup").returncode == 0
    desk.poll()
    assert desk.json("status")["alarms"] == []
    assert "ok    backups: the last one was made on" in desk.call("doctor").output


def test_whatever_else_saves_the_desk_may_say_so(tmp_path: Path) -> None:
    desk = desks.make(tmp_path, imap={})
    assert "ok    backups: none was ever made" in desk.call("doctor").output
    assert desk.call("db", "saved", "--failed", "").exit_code == 0
    assert "MEND  backups: the last one failed: no reason was given" in desk.call("doctor").output
    assert desk.call("db", "saved", "--no-more").exit_code == 0
    assert "ok    backups: none was ever made" in desk.call("doctor").output
    assert desk.call("db", "saved", "--no-more", "--failed", "x").exit_code == 2


def test_a_second_try_within_the_hour_is_no_rhythm(tmp_path: Path) -> None:
    with closing(Store(f"sqlite:///{tmp_path}/desk.db")) as store:
        store.upgrade()
        with store.writing() as connection:
            for minutes in (0, 10, 20, 24 * 60, 48 * 60):
                backups.succeeded(connection, NOW + timedelta(minutes=minutes))
            made = backups.read(connection)
    assert made.usual == timedelta(hours=24)
    assert not made.is_late(NOW + timedelta(hours=83))
    assert made.is_late(NOW + timedelta(hours=85))


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
        before = rows(url)
        copy = saved(desk, tmp_path / "backup", "dump")
        back = make_url(other).set(drivername="postgresql").render_as_string()
        done = subprocess.run(["pg_restore", "--clean", "--if-exists", "--no-owner", "--dbname", back, str(copy)], capture_output=True)
        assert done.returncode == 0, done.stderr
        assert rows(other) == before
        with closing(Store(other)) as store, store.writing() as connection:
            number = connection.execute(insert(events).values(at=NOW, what="the next").returning(events.c.id)).scalar_one()
        assert number == len(rows(url)["events"]) + 1
