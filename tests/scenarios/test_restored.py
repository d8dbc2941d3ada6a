"""A database put back from yesterday's backup: recognised, caught up from the server, and nothing is answered twice (desk-rules 35)."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mailroom.workers import Workers
from tests import desk as desks
from tests.conftest import OpenProxy
from tests.desk import Desk
from tests.engineers import LEAD, staff
from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage
from tests.servers.deliver import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.postgresql import Postgresql
from tests.servers.proxy import Trouble
from tests.servers.smtp import Sink
from tickets import restored

pytestmark = pytest.mark.server


def a_desk_with_copies(folder: Path, imap: Dovecot, sink: Sink, store: str = "sqlite:///mailroom.db") -> Desk:
    """Its submission server files a copy of each letter."""
    sink.switches.copy_to = imap.maildir("support", "Sent")
    mailbox, outgoing = 'sent_folder = "Sent"', 'sent_copy = "server"'
    return desks.make(folder, imap={"support": imap.port}, smtp=(sink.port,), store=store, mailbox=mailbox, outgoing=outgoing)


@pytest.fixture
def copied(tmp_path: Path, imap_server: Dovecot, sink: Sink) -> Desk:
    return a_desk_with_copies(tmp_path, imap_server, sink)


@pytest.fixture
def bare(tmp_path: Path, imap_server: Dovecot, sink: Sink) -> Desk:
    """A desk that keeps no copies."""
    return desks.make(tmp_path, imap={"support": imap_server.port}, smtp=(sink.port,))


@contextmanager
def opened(desk: Desk, imap: Dovecot, sink: Sink, readers: Workers) -> Iterator[Stage]:
    with desk.house(readers) as house:
        yield Stage(house, imap, sink, desk)


def back_up(desk: Desk) -> Path:
    """As the runbook does, while the desk runs."""
    copy = desk.folder / "backup.db"
    with closing(sqlite3.connect(desk.folder / "mailroom.db")) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def restore(desk: Desk, copy: Path) -> None:
    for name in ("mailroom.db", "mailroom.db-wal", "mailroom.db-shm"):
        (desk.folder / name).unlink(missing_ok=True)
    shutil.copyfile(copy, desk.folder / "mailroom.db")


def write(imap: Dovecot, *names: str) -> None:
    for name in names:
        raw = mail(sender=f"{name}@example.org", subject=f"recorder of {name}", text=f"The recorder of {name} beeps all night long.")
        deliver(imap.maildir("support"), raw)


def readers_of(sink: Sink) -> Counter[str]:
    return Counter(to for letter in sink.mails for to in letter.recipients)


def numbers_of(sink: Sink) -> dict[str, str]:
    """{who was written to: the number that he was told first}"""
    found: dict[str, str] = {}
    for letter in sink.mails:
        (told,) = re.findall(r"\[(IC-\d+)\]", letter.header("Subject"))
        found.setdefault(letter.recipients[0], told)
    return found


def balance(desk: Desk) -> Any:
    return desk.json("reconcile")["mailboxes"][0]


def test_letters_in_the_sent_folder_show_the_restore_and_nobody_is_answered_twice(
    copied: Desk, imap_server: Dovecot, sink: Sink, readers: Workers
) -> None:
    with opened(copied, imap_server, sink, readers) as stage:
        stage.poll()
        write(imap_server, "ann", "bob")
        stage.poll()
        copy = back_up(copied)
        write(imap_server, "carl", "dora")
        stage.poll()
        carls = next(letter.raw for letter in sink.mails if letter.recipients == ("carl@example.org",))
    restore(copied, copy)
    write(imap_server, "eve")
    deliver(imap_server.maildir("support"), answer_to(carls, sender="carl@example.org", text="It stopped by itself this morning."))
    with opened(copied, imap_server, sink, readers) as stage:
        stage.poll()
        stage.poll()
        assert readers_of(sink) == {f"{name}@example.org": 1 for name in ("ann", "bob", "carl", "dora", "eve")}
        assert len(set(numbers_of(sink).values())) == 5, "no number is given twice"
        tickets = {ticket["requester"]: ticket for ticket in stage.tickets()}
        assert len(tickets) == 5, "Carl's reply stands in his ticket"
        assert all(ticket["acknowledged_at"] for ticket in tickets.values())
        assert [entry["direction"] for entry in tickets["carl@example.org"]["conversation"]].count("in") == 2
    found = balance(copied)
    assert (found["on_server"], found["received"], found["accounted"], found["missing"]) == (6, 6, 6, 0)
    assert copied.json("status")["outbound"] == {"QUEUED": 0, "SENDING": 0, "SENT": 5, "FAILED": 0, "SUPPRESSED": 0}


def test_a_dump_of_postgresql_is_recognised_too(
    running_postgresql: Postgresql, imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers
) -> None:
    dump = tmp_path / "mailroom.dump"
    with (
        running_postgresql.desk() as url,
        opened(a_desk_with_copies(tmp_path / "before", imap_server, sink, url), imap_server, sink, readers) as stage,
    ):
        stage.poll()
        running_postgresql.dump(url, dump)
        write(imap_server, "ann")
        stage.poll()
    write(imap_server, "bob")
    with running_postgresql.restored(dump) as url:
        desk = a_desk_with_copies(tmp_path / "after", imap_server, sink, url)
        with opened(desk, imap_server, sink, readers) as stage:
            stage.poll()
        assert readers_of(sink) == {"ann@example.org": 1, "bob@example.org": 1}
        assert len(set(numbers_of(sink).values())) == 2
        assert balance(desk)["missing"] == 0


def test_a_letter_that_waited_in_the_backup_and_left_since_is_not_sent_again(
    copied: Desk, imap_server: Dovecot, sink: Sink, readers: Workers
) -> None:
    with opened(copied, imap_server, sink, readers) as stage:
        stage.poll()
        assert copied.call("outbox", "pause").exit_code == 0
        write(imap_server, "ann")
        stage.poll()
        copy = back_up(copied)
        assert copied.call("outbox", "resume").exit_code == 0
        stage.poll()
    restore(copied, copy)
    assert copied.call("outbox", "resume").exit_code == 0
    with opened(copied, imap_server, sink, readers) as stage:
        stage.poll()
        assert stage.tickets()[0]["acknowledged_at"]
    assert readers_of(sink) == {"ann@example.org": 1}


def test_while_a_server_cannot_be_asked_nothing_leaves_and_the_lead_is_told_when_it_could(
    imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers, open_proxy: OpenProxy
) -> None:
    proxy = open_proxy(imap_server.port)
    desk = desks.make(tmp_path, imap={"support": proxy.port}, smtp=(sink.port,))
    (desk.folder / "staff.toml").write_text(staff(), encoding="utf-8")
    with opened(desk, imap_server, sink, readers) as stage:
        stage.poll()
        assert desk.call("outbox", "pause").exit_code == 0
        write(imap_server, "ann")
        stage.poll()
        assert desk.call("outbox", "resume").exit_code == 0
        proxy.trouble = Trouble(refuse=True)
        assert desk.call("reconcile", "--restored").exit_code == 1
        assert stage.poll().sent == 0, "shut"
        proxy.trouble = Trouble()
        stage.poll()
        failed = {row["recipient"] for row in desk.json("outbox", "list", "--state", "FAILED")}
        assert "ann@example.org" in failed, "her letter may have left: a person decides"
        stage.at(datetime.now(UTC) + timedelta(minutes=3)).poll()
        alarm = sink.mails[-1]
        assert alarm.recipients == (LEAD,)
        assert b"put back from a backup" in alarm.raw
        assert desk.call("reconcile").exit_code == 0
        stage.at(datetime.now(UTC) + timedelta(minutes=4)).poll()
        assert "Over" in sink.mails[-1].header("Subject")


def test_without_copies_a_person_says_so_and_the_mail_of_the_gap_is_held(
    bare: Desk, imap_server: Dovecot, sink: Sink, readers: Workers
) -> None:
    with opened(bare, imap_server, sink, readers) as stage:
        stage.poll()
        copy = back_up(bare)
        write(imap_server, "ann", "bob")
        stage.poll()
    restore(bare, copy)
    assert bare.call("reconcile", "--restored").exit_code == 0
    with opened(bare, imap_server, sink, readers) as stage:
        stage.poll()
        assert stage.status()["inbound"]["HELD"] == 2
        held = bare.json("held", "list")
        assert "between the backup and the restore" in held[0]["because"]
        assert readers_of(sink) == {"ann@example.org": 1, "bob@example.org": 1}
        assert bare.call("held", "release", str(held[0]["id"])).exit_code == 0
        stage.poll()
    assert readers_of(sink).total() == 3, "whom a person releases is answered"
    assert sink.mails[-1].header("Subject").startswith("[IC-1003]"), "each mail of the gap had a number, at most"
    assert balance(bare)["missing"] == 0


def test_three_strangers_words_about_letters_nobody_knows_show_it_and_one_mans_do_not(
    bare: Desk, imap_server: Dovecot, sink: Sink, readers: Workers
) -> None:
    """Without copies a reply is all there is to see; anybody can make one up, so it takes three who are authenticated, of three domains."""
    with opened(bare, imap_server, sink, readers) as stage:
        stage.poll()
        for number, domain in enumerate(("a.example", "a.example", "b.example", "c.example")):
            assert "restored" not in bare.call("outbox", "list").output
            proven = f"mx.icrealtime.example; dmarc=pass header.from={domain}"
            ours = f"<mr.aaaaaaaaaaaaaaa{'abcd'[number]}@icrealtime.example>"
            text = f"The recorder number {number} still beeps."
            raw = mail(sender=f"p{number}@{domain}", text=text, In_Reply_To=ours, Authentication_Results=proven)
            deliver(imap_server.maildir("support"), raw)
            stage.poll()
        stage.poll()
        with stage.house.store.reading() as connection:
            assert restored.gap(connection, datetime.now(UTC)) is not None
    letter = next(received.raw for received in sink.mails if received.recipients == ("p0@a.example",))
    assert b"serial" not in letter.lower(), "what was told in a thread that nobody knows is not asked again"
