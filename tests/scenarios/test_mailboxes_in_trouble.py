"""A mailbox that is cut off, gone, shut, silent, or full of giants: nothing is lost, and no other mailbox waits for it (G1, G8)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mailroom import running
from mailroom.wiring import House
from mailroom.workers import Workers
from tests import desk as desks
from tests.bench.running_desk import running as running_process
from tests.conftest import OpenProxy
from tests.desk import Desk
from tests.letters import mail
from tests.scenarios.conftest import Stage, desk_with
from tests.servers.deliver import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.proxy import Trouble
from tests.servers.smtp import Sink

pytestmark = pytest.mark.server


@contextmanager
def watching(house: House) -> Iterator[None]:
    """The desk as `mailroom run` has it, in a thread."""
    stop = threading.Event()
    thread = threading.Thread(target=running.run, args=(house, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def state_of(stage: Stage, mailbox: str) -> str:
    (row,) = [row for row in stage.status()["mailboxes"] if row["name"] == mailbox]
    return str(row["state"])


@desk_with(mailbox='after = "seen"\nmax_bytes = 65536')
def test_a_giant_is_known_by_its_header_and_left_as_it_is(stage: Stage) -> None:
    stage.write(mail(subject="forty pictures of the gate", text="x" * 60 + "\n" + ("picture " * 9 + "\n") * 2000))
    stage.write(mail(sender="ann@example.net", text="The doorbell app shows a grey screen since the update."))
    assert stage.poll().sent == 2
    giant, small = stage.tickets()
    assert giant["subject"] == "forty pictures of the gate"
    assert stage.desk.json("outbox", "list")[-1]["letter"] == "too_large"
    assert sorted(stage.imap.flags("support")) == ["", "S"]
    assert small["acknowledged_at"]
    assert stage.poll().received == 0


def _two(tmp_path: Path, support: int, sales: int, smtp: int, **changes: str) -> Desk:
    return desks.make(tmp_path, imap={"support": support, "sales": sales}, smtp=(smtp,), **changes)


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ('username = "sales"\n', 'username = "sales"\nfolder = "Desk"\n', "there is no folder Desk; the server has: INBOX, Sent"),
        ('username = "sales"\n', 'username = "somebody"\n', "login refused for somebody"),
    ],
    ids=["folder gone", "login refused"],
)
def test_a_mailbox_that_cannot_be_opened_is_told_and_the_other_is_served(
    written: str, instead: str, told: str, imap_server: Dovecot, sink: Sink, desk: Desk, readers: Workers
) -> None:
    desk.config.write_text(desk.config.read_text(encoding="utf-8").replace(written, instead), encoding="utf-8")
    with desk.house(readers) as house:
        stage = Stage(house, imap_server, sink, desk)
        stage.poll()
        stage.write(mail())
        done = stage.poll()
        assert done.sent == 1
        assert [told in trouble for trouble in done.troubles] == [True], done.troubles
        assert told in state_of(stage, "sales")


@desk_with(mailbox='folder = "Desk"')
def test_a_folder_that_vanishes_and_returns_is_fetched_again(stage: Stage) -> None:
    first = mail()
    _make_desk_folder(stage, first)
    stage.poll()
    stage.imap.drop_folder("support", "Desk")
    assert any("there is no folder Desk" in trouble for trouble in stage.poll().troubles)
    _make_desk_folder(stage, first, mail(sender="ann@example.net", text="The doorbell app shows a grey screen since the update."))
    stage.poll()
    assert len(stage.tickets()) == 2


def _make_desk_folder(stage: Stage, *mails: bytes) -> None:
    for raw in mails:
        deliver(stage.imap.make_folder("support", "Desk"), raw)


@pytest.mark.parametrize("cut_after", [800, 3_000, 9_000, 14_000])
def test_a_connection_cut_in_the_middle_of_a_mail_costs_a_pass(
    cut_after: int, imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers, open_proxy: OpenProxy
) -> None:
    proxy = open_proxy(imap_server.port)
    desk = desks.make(tmp_path, imap={"support": proxy.port}, smtp=(sink.port,))
    with desk.house(readers) as house:
        stage = Stage(house, imap_server, sink, desk)
        stage.poll()
        for number in range(4):
            stage.write(mail(sender=f"c{number}@example.org", text=f"Recorder {number} beeps.\n" + "It does so all night long.\n" * 150))
        proxy.trouble = Trouble(cut_after=cut_after, block=500)
        assert stage.poll().troubles
        proxy.trouble = Trouble()
        assert stage.poll().troubles == ()
        assert len(stage.tickets()) == 4
        assert len(stage.letters) == 4


def test_a_mailbox_that_hangs_delays_no_other(
    imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers, open_proxy: OpenProxy
) -> None:
    proxy = open_proxy(imap_server.port)
    desk = _two(tmp_path, imap_server.port, proxy.port, sink.port)
    with desk.house(readers) as house:
        running.poll(house)
        proxy.trouble = Trouble(stall_after=0)
        with watching(house):
            for number in range(3):
                deliver(imap_server.maildir("support"), mail(sender=f"c{number}@example.org", text=f"Recorder {number} beeps all night."))
                sink.await_mails(number + 1, 5)
            proxy.stop()


def test_a_submission_server_that_hangs_delays_no_mailbox(stage: Stage) -> None:
    stage.sink.switches.hang_at = "end"
    with watching(stage.house):
        stage.write(mail())
        stage.sink.await_mails(1, 5)
        stage.write(mail(sender="ann@example.net", text="The doorbell app shows a grey screen since the update."))
        _await_tickets(stage, 2)
        stage.sink.switches.hang_at = ""
        stage.sink.stopped.set()


def test_two_processes_share_a_mailbox_and_the_second_takes_over_when_the_first_is_stopped(stage: Stage, tmp_path: Path) -> None:
    with running_process(stage.desk, tmp_path / "run.log") as first:
        stage.write(mail())
        stage.sink.await_mails(1)
        stage.write(mail(sender="ann@example.net", text="The doorbell app shows a grey screen since the update."))
        assert [trouble.partition(": ")[2] for trouble in stage.poll().troubles] == ["another process watches this mailbox"] * 2
        stage.sink.await_mails(2)
    assert first.process.returncode == 0, "SIGTERM ends it cleanly"
    assert '"stopped"' in first.log.read_text(encoding="utf-8")
    stage.write(mail(sender="carl@example.net", text="My account cannot log in to the portal any more."))
    assert stage.poll().troubles == ()
    assert len(stage.letters) == 3
    assert len(stage.tickets()) == 3


def _await_tickets(stage: Stage, count: int, seconds: float = 5) -> list[dict[str, Any]]:
    until = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if len(found := stage.tickets()) >= count:
            return found
        until.wait(0.05)
    raise AssertionError(f"{len(stage.tickets())} tickets after {seconds} s, {count} expected")
