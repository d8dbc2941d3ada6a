"""A private PostgreSQL on a loopback port: own folder, own user, gone with the session.

PostgreSQL does not start as root; then it runs as the account that Debian's package made.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from tests.servers.ports import free_port
from tickets.schema import metadata
from tickets.store import Store

_ACCOUNT = "postgres"
_names = count(1)


@dataclass(frozen=True)
class Postgresql:
    port: int
    idle: list[str] = field(default_factory=list)  # the databases of tests that are over, empty again
    root: Path = Path()

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{_ACCOUNT}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def desk(self) -> Iterator[str]:
        """The URL of a desk's empty database, with the tables of this version."""
        name = self.idle.pop() if self.idle else self._made()
        yield self.url(name)
        with suppress(psycopg.Error):  # one that a test still holds is not lent again
            self._emptied(name)
            self.idle.append(name)

    def restart(self) -> None:
        """As a crash does: every connection ends, and what was not committed is gone."""
        _run(self._program("pg_ctl"), "-D", str(self.root / "data"), "-m", "immediate", "-w", "-l", str(self.root / "log"), "restart")

    def dump(self, url: str, to: Path) -> None:
        """A backup, as the runbook makes it: while the desk runs."""
        with to.open("wb") as output:
            subprocess.run([self._program("pg_dump"), "--format=custom", _plain(url)], stdout=output, check=True, timeout=60)

    @contextmanager
    def restored(self, dump: Path) -> Iterator[str]:
        """The URL of a database that was put back from a backup."""
        name = f"restored{next(_names)}"
        with self._connect("postgres") as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = self.url(name)
        subprocess.run([self._program("pg_restore"), "--no-owner", f"--dbname={_plain(url)}", str(dump)], check=True, timeout=60)
        yield url

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Every process of it stopped: the kernel accepts connections for it, and nobody speaks."""
        pids = self._pids()
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    @contextmanager
    def read_only(self, url: str) -> Iterator[None]:
        """As a standby, or a disk that is full: the database answers questions and takes nothing."""
        name = sql.Identifier(url.rpartition("/")[2])
        self._end_sessions_after(sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name))
        try:
            yield
        finally:
            self._end_sessions_after(sql.SQL("ALTER DATABASE {} RESET default_transaction_read_only").format(name))

    def _end_sessions_after(self, statement: sql.Composed) -> None:
        with self._connect("postgres") as connection:
            connection.execute(statement)
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'desk%'")

    def _pids(self) -> list[int]:
        """The postmaster and its children."""
        first = int((self.root / "data" / "postmaster.pid").read_text().splitlines()[0])
        return [first, *(int(pid) for pid in Path(f"/proc/{first}/task/{first}/children").read_text().split())]

    @staticmethod
    def _program(name: str) -> Path:
        binaries = _binaries()
        assert binaries is not None
        return binaries / name

    def _made(self) -> str:
        name = f"desk{next(_names)}"
        with self._connect("postgres") as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        with closing(Store(self.url(name))) as store:
            store.upgrade()
        return name

    def _emptied(self, name: str) -> None:
        with self._connect(name) as connection:
            connection.execute("SET lock_timeout = '2s'")
            connection.execute("SET session_replication_role = replica")  # rows go in any order
            for table in metadata.tables:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            connection.execute("SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences")

    def _connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(host="127.0.0.1", port=self.port, user=_ACCOUNT, dbname=database, autocommit=True)


def absence() -> str:
    """Why it cannot run here; '' where it can."""
    if _binaries() is None:
        return "PostgreSQL is not installed (Debian: postgresql)"
    if os.getuid() == 0 and not _has_account():
        return f"PostgreSQL does not run as root, and there is no account {_ACCOUNT}"
    return ""


@contextmanager
def running(*, waits_for_disk: bool = False) -> Iterator[Postgresql]:
    """`waits_for_disk`: each commit is durable, as at a desk; nothing of a test outlives it, so tests need none of that."""
    binaries = _binaries()
    assert binaries is not None
    root = Path(tempfile.mkdtemp(prefix="postgresql-"))
    port = free_port()
    try:
        if os.getuid() == 0:
            shutil.chown(root, _ACCOUNT, _ACCOUNT)
        _run(binaries / "initdb", "-D", str(root / "data"), "-A", "trust", "-U", _ACCOUNT, "-E", "UTF8", "--no-sync")
        durable = "on" if waits_for_disk else "off"
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={root} -c fsync={durable} -c max_connections=200"
        options += " -c deadlock_timeout=500ms"  # tests wait for it
        _run(binaries / "pg_ctl", "-D", str(root / "data"), "-l", str(root / "log"), "-w", "-o", options, "start")
        try:
            yield Postgresql(port, root=root)
        finally:
            _run(binaries / "pg_ctl", "-D", str(root / "data"), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _plain(url: str) -> str:
    """For PostgreSQL's own programs."""
    return url.replace("+psycopg", "")


def _run(program: Path, *arguments: str) -> None:
    user = _ACCOUNT if os.getuid() == 0 else None
    done = subprocess.run([str(program), *arguments], user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60)
    if done.returncode:
        raise RuntimeError(f"{program.name}: {done.stderr.decode(errors='replace')}")


def _binaries() -> Path | None:
    """Debian keeps them away from the path, a folder a version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _has_account() -> bool:
    try:
        pwd.getpwnam(_ACCOUNT)
    except KeyError:
        return False
    return True
