"""The database hangs, restarts, is full, read-only, cut off or in a deadlock: mail stays on the server, and the desk goes on by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from mailroom.workers import Workers
from tests import desk as desks
from tests.conftest import OpenProxy
from tests.scenarios.balance import balanced, read, write
from tests.scenarios.conftest import Stage
from tests.servers.dovecot import Dovecot
from tests.servers.ports import soon
from tests.servers.postgresql import Postgresql
from tests.servers.proxy import Trouble
from tests.servers.smtp import Sink
from tickets import kinship
from tickets.errors import Transient
from tickets.store import Store

pytestmark = pytest.mark.server

CUTS = 5  # of what PostgreSQL says during one pass


@contextmanager
def on(url: str, imap: Dovecot, sink: Sink, folder: Path, readers: Workers) -> Iterator[Stage]:
    """A desk over this database, which waits three seconds for an answer."""
    desk = desks.make(folder, imap={"support": imap.port}, smtp=(sink.port,), store=f'{url}"\ntimeout_seconds = "3')
    text = desk.config.read_text(encoding="utf-8").replace('timeout_seconds = "3"', "timeout_seconds = 3")
    desk.config.write_text(text, encoding="utf-8")
    with desk.house(readers) as house:
        stage = Stage(house, imap, sink, desk)
        stage.poll()
        yield stage


@pytest.fixture
def stage(running_postgresql: Postgresql, imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers) -> Iterator[Stage]:
    with running_postgresql.desk() as url, on(url, imap_server, sink, tmp_path, readers) as made:
        yield made


def fails(stage: Stage) -> None:
    with pytest.raises(Transient):
        stage.poll()


def test_postgresql_that_restarts_is_found_again(stage: Stage, running_postgresql: Postgresql) -> None:
    write(stage, 0)
    stage.poll()
    running_postgresql.restart()
    write(stage, 1)
    assert stage.poll().sent in (1, 2), "what was marked in its last half second it may have forgotten: that letter was in doubt"
    balanced(stage, 2, most=2)


def test_postgresql_that_hangs_costs_its_timeout(stage: Stage, running_postgresql: Postgresql) -> None:
    write(stage, 0)
    with running_postgresql.frozen(), pytest.raises(Transient, match=r"did not answer: (connection|wait) timeout expired"):
        read(stage)
    assert stage.poll().sent == 1
    balanced(stage, 1)


def test_postgresql_that_takes_nothing_leaves_the_mail_on_its_server(stage: Stage, running_postgresql: Postgresql) -> None:
    """A standby, or a disk that its keeper shut before it was full."""
    write(stage, 0)
    with running_postgresql.read_only(stage.house.store.url):
        fails(stage)
        assert stage.status()["inbound"]["RECEIVED"] == 0
    stage.house.store.engine.dispose()
    assert stage.poll().sent == 1
    balanced(stage, 1)


@pytest.mark.soak
def test_postgresql_cut_in_every_part_of_a_pass_costs_that_pass(
    running_postgresql: Postgresql, imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers, open_proxy: OpenProxy
) -> None:
    proxy = open_proxy(running_postgresql.port)
    with (
        running_postgresql.desk() as url,
        on(url.replace(str(running_postgresql.port), str(proxy.port)), imap_server, sink, tmp_path, readers) as stage,
    ):
        write(stage, 0)
        stage.house.store.engine.dispose()
        stage.poll()
        length = len(proxy.said)
        for number in range(1, CUTS + 1):
            write(stage, number)
            stage.house.store.engine.dispose()
            proxy.trouble = Trouble(cut_after=length * number // (CUTS + 1), block=200)
            with suppress(Transient):
                stage.poll()
            proxy.trouble = Trouble()
            stage.poll()
        stage.at(datetime.now(UTC) + timedelta(minutes=6)).poll()  # past the leases of what was cut
        balanced(stage, CUTS + 1, most=2)


def test_a_deadlock_is_no_matter_of_minutes(stage: Stage) -> None:
    """Somebody holds the number of the next ticket and waits for this customer, whose mail is being filed: PostgreSQL sends one back."""
    write(stage, 0)
    stage.poll()
    write(stage, 1)
    read(stage)
    ids = stage.house.pipeline.sweep()
    with psycopg.connect(stage.house.store.url.replace("+psycopg", "")) as other:
        other.execute("SET deadlock_timeout = '20s'")  # whoever notices first is sent back, and that is to be the desk
        other.execute("SELECT * FROM notebook WHERE key = 'next ticket number' FOR UPDATE")
        work = threading.Thread(target=stage.house.pipeline.process, args=(ids,))
        work.start()
        assert soon(lambda: other.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'").fetchone() is not None)
        other.execute("SELECT pg_advisory_xact_lock(%s)", [kinship._lock("c1@example.org")])
        other.rollback()
    work.join()
    assert stage.status()["inbound"]["FILED"] == 2, "filed at once, and not after a lease"
    stage.poll()
    balanced(stage, 2)


def test_a_process_that_is_stopped_in_a_transaction_does_not_keep_its_locks(stage: Stage) -> None:
    write(stage, 0)
    stage.poll()
    write(stage, 1)
    with closing(Store(stage.house.store.url, timedelta(milliseconds=300))) as stopped:
        connection = stopped.engine.connect()
        connection.exec_driver_sql("SELECT * FROM notebook WHERE key = 'next ticket number' FOR UPDATE")
        assert stage.poll().sent == 1, "its server ended it"
        connection.invalidate()
        connection.close()
    balanced(stage, 2)


def test_a_full_disk_under_sqlite_leaves_the_mail_on_its_server(imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers) -> None:
    desk = desks.make(tmp_path, imap={"support": imap_server.port}, smtp=(sink.port,))
    with desk.house(readers) as house:
        stage = Stage(house, imap_server, sink, desk)
        stage.poll()
        disk = Disk(stage)
        for number in range(3):
            write(stage, number)
        disk.is_full = True
        fails(stage)
        disk.is_full = False
        assert stage.poll().sent == 3
        balanced(stage, 3)


class Disk:
    """Beneath a desk's SQLite; while it is full the file does not grow."""

    def __init__(self, stage: Stage) -> None:
        self.is_full = False
        event.listen(stage.house.store.engine, "checkout", self._limit)

    def _limit(self, driver: Any, *_: object) -> None:
        pages = driver.execute("PRAGMA page_count").fetchone()[0] if self.is_full else 2**30
        driver.execute(f"PRAGMA max_page_count = {pages}")
