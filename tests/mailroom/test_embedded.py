"""The demo's servers, used as the desk will use them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ingest.mailbox import Mailbox
from mailroom.embedded import EmbeddedImap
from tests.servers.accounts import account_on


@pytest.fixture
def server() -> Iterator[EmbeddedImap]:
    with EmbeddedImap(["support", "sales"], password="demo") as running:
        yield running


@pytest.fixture
def mailbox(server: EmbeddedImap) -> Iterator[Mailbox]:
    with Mailbox(account_on(server.port, password="demo")) as opened:
        yield opened


def test_mails_are_read_in_order_with_their_dates(server: EmbeddedImap, mailbox: Mailbox) -> None:
    arrived = datetime(2026, 3, 3, 10, 4, tzinfo=UTC)
    for number in range(3):
        server.add("support", b"Subject: %d\n\nx\n" % number, arrived=arrived + timedelta(minutes=number))
    server.add("sales", b"Subject: other\n\nx\n")
    ((first, _, last),) = mailbox.fetch(mailbox.uids_after(0))
    assert first.raw == b"Subject: 0\r\n\r\nx\r\n"
    assert last.internal_date == arrived + timedelta(minutes=2)
    assert list(mailbox.fetch(mailbox.uids_after(last.uid))) == []


@pytest.mark.parametrize("raw", [b"", b"\n", b"\xff\xfe\x00", b":::\n\n", b"Content-Type: multipart/mixed\n\n--\n--\n", b"a" * 100_000])
def test_a_mangled_mail_comes_as_it_is(server: EmbeddedImap, mailbox: Mailbox, raw: bytes) -> None:
    server.add("support", raw)
    ((mail,),) = mailbox.fetch(mailbox.uids_after(0))
    assert mail.raw == raw.replace(b"\n", b"\r\n")


def test_a_new_mail_ends_an_idle_at_once(server: EmbeddedImap, mailbox: Mailbox) -> None:
    mailbox.select()
    timer = threading.Timer(0.1, server.add, ("support", b"Subject: now\n\nx\n"))
    timer.start()
    began = time.monotonic()
    assert mailbox.idle(timedelta(seconds=10), threading.Event())
    assert time.monotonic() - began < 1
    mailbox.select()
    assert len(list(mailbox.fetch(mailbox.uids_after(0)))) == 1


def test_a_mail_that_came_before_the_idle_ends_it_too(server: EmbeddedImap, mailbox: Mailbox) -> None:
    mailbox.select()
    server.add("support", b"Subject: early\n\nx\n")  # pymap tells in IDLE only what happens from then on
    began = time.monotonic()
    assert mailbox.idle(timedelta(seconds=10), threading.Event())
    assert time.monotonic() - began < 1


def test_seen_and_moved_mails_are_where_they_belong(server: EmbeddedImap, mailbox: Mailbox) -> None:
    for number in range(3):
        server.add("support", b"Subject: %d\n\nx\n" % number)
    first, second, _ = mailbox.uids_after(0)
    mailbox.tidy([first], "seen")
    mailbox.tidy([second], "move:Sent")
    assert mailbox.select().exists == 2
    assert server.mails("support", "Sent") == [b"Subject: 1\r\n\r\nx\r\n"]


def test_our_letter_is_found_in_the_sent_folder(server: EmbeddedImap, mailbox: Mailbox) -> None:
    server.add("support", b"Message-ID: <mr.a@desk.example>\nX-Mailroom-Outbound: 7\n\nx\n", folder="Sent")
    assert mailbox.find_message_id("Sent", "mr.a@desk.example", "7") == ["mr.a@desk.example"]
    assert mailbox.find_message_id("Sent", "mr.b@desk.example", "8") == []


def test_a_user_name_may_be_odd() -> None:
    name = 'IC\\support "desk"'
    with EmbeddedImap([name], password="a b") as server, Mailbox(account_on(server.port, username=name, password="a b")) as mailbox:
        assert mailbox.select().exists == 0


def test_twenty_servers_leave_nothing_behind() -> None:
    before = threading.active_count()
    for _ in range(20):
        with EmbeddedImap(["a"]):
            pass
    assert threading.active_count() <= before
