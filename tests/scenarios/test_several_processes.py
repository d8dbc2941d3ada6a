"""`watch`, `work` and `schedule` as processes of their own, over PostgreSQL and a broker: any of them, and the broker, may go and come."""

from __future__ import annotations

import json
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count as numbered
from pathlib import Path

import pytest

from tests import desk as desks
from tests.desk import Desk
from tests.letters import mail
from tests.servers.brokers import Broker
from tests.servers.deliver import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.ports import soon
from tests.servers.postgresql import Postgresql
from tests.servers.smtp import Sink

pytestmark = pytest.mark.server

PATIENCE = 90  # seconds; a lease of a killed process is 60

_starts = numbered(1)


@pytest.fixture
def desk(tmp_path: Path, imap_server: Dovecot, sink: Sink, running_postgresql: Postgresql, broker: Broker) -> Iterator[Desk]:
    with running_postgresql.desk() as url:
        made = desks.make(tmp_path, imap={"support": imap_server.port}, smtp=(sink.port,), store=url, broker=broker.url)
        made.poll()
        yield made


@contextmanager
def process(desk: Desk, kind: str) -> Iterator[subprocess.Popen[bytes]]:
    started = desk.start(kind, desk.folder / f"{kind}-{next(_starts)}.log")
    try:
        yield started
    finally:
        if started.poll() is None:
            started.send_signal(signal.SIGTERM)
            started.wait(60)


def write(imap: Dovecot, numbers: range) -> None:
    for number in numbers:
        text = f"My recorder {'x' * number} beeps since yesterday and shows no disk."
        deliver(imap.maildir("support"), mail(sender=f"person{number}@example.org", text=text))


def people(count: int) -> set[str]:
    return {f"person{number}@example.org" for number in range(count)}


def holds_one_letter_each(sink: Sink, count: int) -> bool:
    sink.await_mails(count, PATIENCE)
    return Counter(to for received in sink.mails for to in received.recipients) == dict.fromkeys(people(count), 1)


@pytest.mark.parametrize("broker", ["redis"], indirect=True)
def test_two_of_each_kind_file_and_answer_each_mail_once(desk: Desk, imap_server: Dovecot, sink: Sink) -> None:
    with ExitStack() as stack:
        for kind in ("watch", "work", "schedule") * 2:
            stack.enter_context(process(desk, kind))
        write(imap_server, range(12))
        assert holds_one_letter_each(sink, 12)
    assert desk.json("status")["inbound"] == {"RECEIVED": 0, "FILED": 12, "IGNORED": 0, "HELD": 0, "FAILED": 0}
    assert len(desk.json("tickets", "list")) == 12


@pytest.mark.parametrize("broker", ["amqp", pytest.param("redis", marks=pytest.mark.soak)], indirect=True)
def test_a_broker_that_is_gone_costs_time_and_no_mail(desk: Desk, imap_server: Dovecot, sink: Sink, broker: Broker) -> None:
    with process(desk, "watch"), process(desk, "work"), process(desk, "schedule"):
        write(imap_server, range(3))
        assert holds_one_letter_each(sink, 3)
        broker.stop()
        write(imap_server, range(3, 6))
        broker.start()
        assert holds_one_letter_each(sink, 6)
        told = states(desk, "work")
        assert told == (["gone", "back"] * 2)[: len(told)], "at each change, and not at each try; it may stagger while it starts"
    assert desk.json("reconcile")["mailboxes"][0]["missing"] == 0


def states(desk: Desk, kind: str) -> list[str]:
    """What its newest process told of the broker; each line of its log is one object."""
    log = max(desk.folder.glob(f"{kind}-*.log"), key=lambda path: path.stat().st_mtime)
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return [line["state"] for line in lines if line["event"] == "broker"]


@pytest.mark.parametrize("broker", ["redis"], indirect=True)
def test_a_worker_that_is_killed_leaves_its_mail_to_another(desk: Desk, imap_server: Dovecot, sink: Sink) -> None:
    with process(desk, "watch"), process(desk, "schedule"), process(desk, "work") as first:
        write(imap_server, range(4))
        sink.await_mails(1, PATIENCE)
        first.kill()
        first.wait()
        with process(desk, "work"):
            write(imap_server, range(4, 8))
            assert soon(lambda: {to for received in sink.mails for to in received.recipients} == people(8), PATIENCE)
            assert soon(lambda: all_are_acknowledged(desk), PATIENCE), "the letter that the kill left in doubt is settled too"
    assert len(desk.json("tickets", "list")) == 8
    assert all_are_acknowledged(desk)


def all_are_acknowledged(desk: Desk) -> bool:
    return all(row["acknowledged_at"] for row in desk.json("tickets", "list"))
