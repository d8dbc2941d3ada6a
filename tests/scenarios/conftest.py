"""A desk over a real Dovecot and a real SMTP server, for every scenario."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mailroom import running
from mailroom.foundation import desk_of, trust_of
from mailroom.wiring import House
from mailroom.workers import Workers
from tests import desk as desks
from tests.desk import Desk
from tests.engineers import staff
from tests.servers.deliver import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tickets import views
from tickets.directory import Staff


@dataclass(frozen=True)
class Stage:
    """A desk that met its mailboxes while they were empty, and the people around it."""

    house: House
    imap: Dovecot
    sink: Sink
    desk: Desk

    def write(self, raw: bytes, mailbox: str = "support") -> None:
        deliver(self.imap.maildir(mailbox), raw)

    def poll(self) -> running.Polled:
        return running.poll(self.house)

    def at(self, moment: datetime) -> Stage:
        """The same desk, all of whose clocks show that moment."""
        house, clock = self.house, lambda: moment
        pipeline = replace(house.pipeline, clock=clock, office=replace(house.pipeline.office, clock=clock))
        return replace(self, house=replace(house, pipeline=pipeline, schedule=replace(house.schedule, clock=clock)))

    @property
    def letters(self) -> list[bytes]:
        """What customers hold, in the order in which it was accepted."""
        return [received.raw for received in self.sink.mails]

    def tickets(self) -> list[dict[str, Any]]:
        """The oldest first, each whole."""
        with self.house.store.reading() as connection:
            rows = views.ticket_list(connection, self.house.desk.ticket)
            whole = [views.ticket(connection, self.house.desk.ticket, int(row["number"].partition("-")[2])) for row in rows]
        return [row for row in reversed(whole) if row is not None]

    def status(self) -> dict[str, Any]:
        with self.house.store.reading() as connection:
            return views.status(connection)

    def life(self, row_id: int) -> dict[str, Any]:
        with self.house.store.reading() as connection:
            return views.life(connection, row_id, self.house.desk.ticket)


def desk_with(**changes: str) -> pytest.MarkDecorator:
    """A test whose desk has these lines more in its settings: `desk=`, `mailbox=`, `outgoing=`."""
    return pytest.mark.parametrize("desk", [pytest.param(changes, id="")], indirect=True)


#: a scenario that holds on both databases
on_both_databases = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database; SQLite's lies in the desk's folder."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield "sqlite:///mailroom.db"
        return
    with request.getfixturevalue("running_postgresql").desk() as lent:
        yield lent


@pytest.fixture
def desk(request: pytest.FixtureRequest, imap_server: Dovecot, sink: Sink, tmp_path: Path, database: str) -> Desk:
    ports = {"support": imap_server.port, "sales": imap_server.port}
    return desks.make(tmp_path, imap=ports, smtp=(sink.port,), store=database, **getattr(request, "param", {}))


@pytest.fixture
def desk_of_engineers(imap_server: Dovecot, sink: Sink, tmp_path: Path, database: str) -> Desk:
    """A desk with two engineers and a lead, whose replies come to tokens; a file of scenarios takes it for its `desk`."""
    ports = {"support": imap_server.port, "sales": imap_server.port}
    made = desks.make(tmp_path, imap=ports, smtp=(sink.port,), desk="plus_addressing = true", store=database)
    (tmp_path / "staff.toml").write_text(staff(), encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    """Worker processes for every scenario: they know nothing of a store, so one pool serves all desks of the same name."""
    settings = desks.make(tmp_path_factory.mktemp("readers"), imap={"support": 1, "sales": 1}).settings()
    with Workers(lambda: desk_of(settings, Staff()), trust_of(settings), processes=1) as workers:
        yield workers


@pytest.fixture
def stage(imap_server: Dovecot, sink: Sink, desk: Desk, readers: Workers) -> Iterator[Stage]:
    with desk.house(readers) as house:
        running.poll(house)
        yield Stage(house, imap_server, sink, desk)
