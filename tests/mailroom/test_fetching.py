"""A long pass: the backlog waits for whoever writes now, and nobody is received twice or passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ingest.mailbox import Mailbox, MailboxAccount
from mailroom.fetching import Fetching, fetch
from mailroom.settings import MailboxTable
from mailroom.wiring import utc_now
from tests.letters import mail
from tests.servers.deliver import deliver
from tests.servers.dovecot import Dovecot
from tickets import leases, ledger
from tickets.store import Store

pytestmark = pytest.mark.server

STORM = 220


@dataclass
class Bell:
    """Hears the rings; at the first one a customer writes, at the `deaf_at`-th the process ends."""

    imap: Dovecot
    deaf_at: int = 0
    rings: list[tuple[int, bool]] = field(default_factory=list)  # how many rows, and whether they are a backlog

    def __call__(self, ids: Sequence[int], *, is_backlog: bool = False) -> None:
        self.rings.append((len(ids), is_backlog))
        if len(self.rings) == 1:
            deliver(self.imap.maildir("support"), mail(sender="now@example.org"))
        if len(self.rings) == self.deaf_at:
            raise ConnectionAbortedError


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(f"sqlite:///{tmp_path}/mailroom.db")) as opened:
        opened.upgrade()
        yield opened


@pytest.fixture
def mailbox(imap_server: Dovecot, account: MailboxAccount, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    monkeypatch.setattr("mailroom.fetching._LONG", 100)
    for number in range(STORM):
        deliver(imap_server.maildir("support"), mail(sender=f"person{number}@example.org"))
    with Mailbox(account) as opened:
        yield opened


def one_pass(store: Store, mailbox: Mailbox, bell: Bell) -> int | None:
    table = MailboxTable(name="support", address="support@icrealtime.example", host="127.0.0.1", start="all")
    return fetch(Fetching(store=store, table=table, mailbox=mailbox, holder="me", ring=bell, clock=utc_now))


def received(store: Store, mailbox: Mailbox) -> tuple[int, int]:
    """(rows, the cursor)."""
    with store.writing() as connection:
        held = ledger.holdings(connection, "support", mailbox.select().uidvalidity)
        cursor = leases.take(connection, "support", "me", utc_now())
    assert cursor is not None
    return len(held.uids), cursor.uid


def test_who_writes_during_a_storm_is_received_before_its_end(store: Store, mailbox: Mailbox, imap_server: Dovecot) -> None:
    bell = Bell(imap_server)
    assert one_pass(store, mailbox, bell) == STORM + 1
    assert bell.rings[:3] == [(100, True), (1, False), (100, True)]
    assert received(store, mailbox) == (STORM + 1, STORM + 1)
    assert one_pass(store, mailbox, bell) == 0


def test_a_pass_that_breaks_in_a_storm_is_begun_where_the_backlog_was(store: Store, mailbox: Mailbox, imap_server: Dovecot) -> None:
    with pytest.raises(ConnectionAbortedError):
        one_pass(store, mailbox, Bell(imap_server, deaf_at=3))
    assert received(store, mailbox) == (201, 200), "the cursor does not pass over what is still to come"
    assert one_pass(store, mailbox, Bell(imap_server)) == STORM - 200
    assert received(store, mailbox) == (STORM + 1, STORM + 1)


def test_a_short_pass_is_no_backlog(store: Store, imap_server: Dovecot, account: MailboxAccount) -> None:
    for number in range(3):
        deliver(imap_server.maildir("support"), mail(sender=f"person{number}@example.org"))
    bell = Bell(imap_server)
    with Mailbox(account) as mailbox:
        assert one_pass(store, mailbox, bell) == 3
    assert bell.rings == [(3, False)]
