"""The database: SQLite (WAL) by default, PostgreSQL where several machines work. One transaction per intent, opened by the caller.

SQLite's own defaults lose updates: a transaction that reads first and writes later fails or works on stale rows. So the driver's
transaction handling is off, and `writing()` begins IMMEDIATE; `reading()` begins deferred and never waits for a writer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.pool import ConnectionPoolEntry

from tickets.errors import Conflict, Permanent, Transient
from tickets.one_writer import OneWriter
from tickets.postgresql import be_patient

PATIENCE = timedelta(seconds=60)  # for one answer of PostgreSQL; ours take milliseconds, the widest search some seconds

REPEATED = "; the work is repeated"  # how each refusal ends: true of a process that runs, and not of a command, which a person calls again

_MIGRATIONS = Path(__file__).parent / "migrations"
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # G1: what is committed survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 30000",
    "PRAGMA journal_size_limit = 67108864",
)
# PostgreSQL, appendix A: serialization_failure, deadlock_detected. One of two transactions must go back, and then finds its way free.
_GO_BACK = ("40001", "40P01")
#: SQLite, "Result and Error Codes": what a person has to mend
_DAMAGED = (
    "the database is damaged or no database ({}): stop the desk, restore the file from a backup, then call `mailroom reconcile --restored`"
)
_SQLITE_MEANS = {
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_FULL: "the disk of the database is full ({}): make room on it",
    sqlite3.SQLITE_IOERR: "the disk of the database is full or fails ({}): make room on it, or see its own log",
    sqlite3.SQLITE_READONLY: "the database may not be written ({}): let this user write to the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "the database cannot be opened ({}): let this user read and write the file and its folder",
}
_READ_ONLY = "25006"  # a standby, or a disk that its keeper shut against writing before it was full


class Store:
    """A handle on the database; cheap to pass, safe between threads."""

    def __init__(self, url: str, patience: timedelta = PATIENCE) -> None:
        self.url = url
        self.engine = _engine(url, patience)
        self._writer = OneWriter() if self.engine.dialect.name == "sqlite" else None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that may write; all of it or nothing. A database that cannot be had raises Transient."""
        alone = self._writer.long() if self._writer else nullcontext()
        with _translated(), alone, self.engine.begin() as connection:
            _begin(connection, waits_for_the_disk=True)
            yield connection

    @contextmanager
    def marking(self, *, goes_on: bool = False) -> Iterator[Connection]:
        """The same for a mark that may be forgotten in a power cut, since it repairs itself: a lease, or that a letter was accepted.

        It does not wait for the disk. A process that is killed loses none of it; a power cut leaves a lease free or a letter in doubt.
        It waits for no more than one other writer; `goes_on`: the next mark follows in a moment.
        """
        alone = self._writer.short(goes_on=goes_on) if self._writer else nullcontext()
        with _translated(), alone, self.engine.begin() as connection:
            _begin(connection, waits_for_the_disk=False)
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with _translated(), self.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                _driver(connection).execute("BEGIN")
            yield connection

    def upgrade(self) -> None:
        """Bring the tables to this version (`mailroom db upgrade`). Running it twice changes nothing.

        Those of a later version stay as they are: a version only ever adds to them, so the old one may start again beside the new one.
        """
        if self._is_ahead():
            return
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        with _translated(), self._unhurried() as engine, engine.begin() as connection:
            _begin(connection, waits_for_the_disk=True)
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(0)")  # several processes start at once
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def scrub(self) -> None:
        """Write the file anew: SQLite leaves what was deleted in free pages and in its journal. PostgreSQL's own vacuum takes its rows."""
        if self._writer is None:
            return
        with _translated(), self._writer.long(), self.engine.connect() as connection:
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                _driver(connection).execute(statement).fetchall()

    def is_behind(self) -> bool:
        """Whether the tables are those of an earlier version. A later one may stand beside us while the desk is upgraded."""
        _, *earlier = _versions()
        return self._revision() in (None, *earlier)

    def _is_ahead(self) -> bool:
        return self._revision() not in (None, *_versions())

    def _revision(self) -> str | None:
        """Of the tables as they stand; None where there are none."""
        with self.reading() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _unhurried(self) -> Iterator[Engine]:
        """An index over a million rows takes its minutes."""
        if self.engine.dialect.name == "sqlite":
            yield self.engine
            return
        engine = _engine(self.url, None)
        try:
            yield engine
        finally:
            engine.dispose()


@cache
def _versions() -> tuple[str, ...]:
    """Of the tables, as far as this version knows them; the newest first."""
    return tuple(version.revision for version in ScriptDirectory(str(_MIGRATIONS)).walk_revisions())


def _engine(url: str, patience: timedelta | None) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, pool_size=16, pool_pre_ping=True, hide_parameters=True)
        be_patient(engine, patience)
        return engine
    if parsed.database and parsed.database != ":memory:":
        _make(Path(parsed.database).parent)
    engine = create_engine(parsed, pool_size=16, max_overflow=16, hide_parameters=True)  # words and tokens stand in no error's text
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise Permanent(f"{folder}, the database's folder, cannot be made ({err.strerror}): make it for this user") from err


def _prepare_sqlite(driver: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:  # noqa: ARG001
    driver.isolation_level = None  # SQLAlchemy's BEGIN is ours alone
    for pragma in _SQLITE_PRAGMAS:
        driver.execute(pragma)


def _begin(connection: Connection, *, waits_for_the_disk: bool) -> None:
    """Called, not listened for: an engine with one listener asks for more at each statement, which costs a seventh of it."""
    if connection.dialect.name == "sqlite":
        driver = _driver(connection)
        driver.execute(f"PRAGMA synchronous = {'FULL' if waits_for_the_disk else 'NORMAL'}")
        driver.execute("BEGIN IMMEDIATE")
    elif not waits_for_the_disk:
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


def _driver(connection: Connection) -> sqlite3.Connection:
    driver: Any = connection.connection.dbapi_connection
    return cast(sqlite3.Connection, driver)


@contextmanager
def _translated() -> Iterator[None]:
    """A database that is locked, full, restarting or gone costs time, never mail (G5)."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.DatabaseError as err:  # at BEGIN and at connecting, which are ours and not SQLAlchemy's
        raise Transient(f"{_sqlite_says(err)}{REPEATED}") from err
    except NoConnectionFree as err:
        raise Transient(f"the database did not answer: every connection waits for it{REPEATED}") from err
    except DBAPIError as err:
        trouble = _trouble(err)
        if trouble is None:
            raise
        raise trouble from err


def _trouble(err: DBAPIError) -> Transient | None:
    """What the database's refusal means to us; None: a constraint, or a fault of ours."""
    state = getattr(err.orig, "sqlstate", None)
    if state in _GO_BACK:
        return Conflict(f"another process wrote there first: {_first_line(err)}{REPEATED}")
    if err.connection_invalidated:
        return Transient(f"the database closed the connection: {_first_line(err)}{REPEATED}")
    if type(err.orig) in (sqlite3.DatabaseError, sqlite3.OperationalError):
        return Transient(f"{_sqlite_says(err.orig)}{REPEATED}")
    if isinstance(err, OperationalError) or state == _READ_ONLY:
        return Transient(f"the database did not answer: {_first_line(err)}{REPEATED}")
    return None


def _sqlite_says(err: BaseException | None) -> str:
    """Its words, and what to do where they name something that no waiting mends."""
    told = _SQLITE_MEANS.get(getattr(err, "sqlite_errorcode", 0) & 0xFF, "the database did not answer: {}")  # above: SQLite's finer codes
    return told.format(err)


def _first_line(err: DBAPIError) -> str:
    text: Any = err.orig
    return str(text).partition("\n")[0]
