"""The mailbox against a real Dovecot, and against everything that can happen on the way to it."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from ingest.imap_trouble import Cut
from ingest.mailbox import Mailbox, MailboxAccount
from mailroom.embedded import EmbeddedImap
from tests.conftest import OpenProxy
from tests.servers.accounts import account_on
from tests.servers.deliver import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.proxy import Trouble
from tickets.errors import Permanent, Transient

pytestmark = pytest.mark.server

LONG = timedelta(seconds=20)


def mail(number: int, body: bytes = b"hello\n") -> bytes:
    return b"From: a@b.example\nMessage-ID: <%d@b.example>\nSubject: mail %d\n\n" % (number, number) + body


def fill(server: Dovecot, count: int, body: bytes = b"hello\n") -> None:
    for number in range(1, count + 1):
        deliver(server.maildir("support"), mail(number, body))


def uids(mailbox: Mailbox, after: int = 0) -> list[int]:
    return [each.uid for batch in mailbox.fetch(mailbox.uids_after(after)) for each in batch]


class TestReading:
    def test_batches_come_sorted_and_bounded_by_count(self, imap_server: Dovecot) -> None:
        fill(imap_server, 25)
        with Mailbox(account_on(imap_server.port, batch_count=10)) as mailbox:
            batches = list(mailbox.fetch(mailbox.uids_after(0)))
        assert [len(batch) for batch in batches] == [10, 10, 5]
        assert [each.uid for batch in batches for each in batch] == list(range(1, 26))

    def test_batches_are_bounded_by_bytes(self, imap_server: Dovecot) -> None:
        fill(imap_server, 6, b"x" * 900 + b"\n")
        with Mailbox(account_on(imap_server.port, batch_bytes=2500)) as mailbox:
            assert [len(batch) for batch in mailbox.fetch(mailbox.uids_after(0))] == [2, 2, 2]

    def test_a_mail_comes_with_all_its_bytes_and_an_aware_date(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        arrived = datetime(2025, 3, 9, 6, 59, 30, tzinfo=UTC)  # half a minute before a change of clocks
        deliver(imap_server.maildir("support"), b"Subject: \xff\x00\n\n.dot\n\n", arrived=arrived.timestamp())
        with Mailbox(account) as mailbox:
            ((found,),) = mailbox.fetch(mailbox.uids_after(0))
        assert found.raw in (b"Subject: \xff\x00\r\n\r\n.dot\r\n\r\n", b"Subject: \xff\x80\r\n\r\n.dot\r\n\r\n")  # IMAP has no NUL
        assert found.internal_date == arrived
        assert not found.is_giant

    def test_reading_changes_no_flag(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        fill(imap_server, 3)
        with Mailbox(account) as mailbox:
            uids(mailbox)
        assert len(list((imap_server.maildir("support") / "new").iterdir())) + len(imap_server.flags("support")) == 3
        assert not any(imap_server.flags("support"))

    def test_nothing_new_is_nothing_though_the_server_names_the_last_mail(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        fill(imap_server, 2)
        with Mailbox(account) as mailbox:
            assert uids(mailbox, after=2) == []
            assert uids(mailbox, after=900) == []

    def test_an_empty_folder_has_nothing(self, account: MailboxAccount) -> None:
        with Mailbox(account) as mailbox:
            assert mailbox.select().exists == 0
            assert uids(mailbox) == []

    def test_a_limit_ends_the_reading(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        fill(imap_server, 5)
        with Mailbox(account) as mailbox:
            assert sum(len(batch) for batch in mailbox.fetch(mailbox.uids_after(1)[:2])) == 2

    def test_a_full_folder_is_asked_in_windows(
        self, imap_server: Dovecot, account: MailboxAccount, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fill(imap_server, 12)
        monkeypatch.setattr("ingest.mailbox._SEARCHED_AT_ONCE", 5)
        with Mailbox(account) as mailbox:
            assert uids(mailbox, after=1) == list(range(2, 13))

    def test_a_giant_comes_by_its_header_only(self, imap_server: Dovecot) -> None:
        fill(imap_server, 1)
        deliver(imap_server.maildir("support"), mail(2, b"y" * 79 + b"\n" * 5000))
        fill(imap_server, 1)
        with Mailbox(account_on(imap_server.port, max_bytes=4000)) as mailbox:
            first, (giant,), last = mailbox.fetch(mailbox.uids_after(0))
        assert giant.is_giant
        assert giant.raw.endswith(b"Subject: mail 2\r\n\r\n")
        assert giant.size > 5000
        assert not first[0].is_giant
        assert not last[0].is_giant

    def test_a_mail_that_vanishes_between_listing_and_fetching_is_left_out(self, imap_server: Dovecot) -> None:
        fill(imap_server, 4)
        with Mailbox(account_on(imap_server.port, batch_count=1)) as mailbox:
            reading = mailbox.fetch(mailbox.uids_after(0))
            next(reading)
            with Mailbox(account_on(imap_server.port)) as other:
                other.tidy([3], "move:Sent")
            assert [batch[0].uid for batch in reading] == [2, 4]

    def test_one_unreadable_mail_does_not_stop_the_others(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        fill(imap_server, 5)
        with Mailbox(account) as mailbox:
            mailbox.select()
            sorted((imap_server.maildir("support") / "new").iterdir())[2].chmod(0)
            found = keep_asking(mailbox)
        assert list(found) == [1, 2, 3, 4, 5]
        assert [uid for uid, problem in found.items() if problem] == [3]

    def test_mails_since_a_day_are_found(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        deliver(imap_server.maildir("support"), mail(1), arrived=datetime(2024, 1, 1, 12, tzinfo=UTC).timestamp())
        deliver(imap_server.maildir("support"), mail(2), arrived=datetime(2024, 6, 1, 12, tzinfo=UTC).timestamp())
        with Mailbox(account) as mailbox:
            assert mailbox.uids_since(date(2024, 3, 1)) == [2]
            assert mailbox.uids_after(0) == [1, 2]


def keep_asking(mailbox: Mailbox) -> dict[int, str]:
    """Poll as a watcher would, with the cursor behind what came; the problems by UID."""
    found: dict[int, str] = {}
    for _ in range(12):
        try:
            mailbox.select()
            for batch in mailbox.fetch(mailbox.uids_after(max(found, default=0))):
                found |= {each.uid: each.problem for each in batch}
        except Transient:
            continue
    return found


class TestFolders:
    def test_another_uidvalidity_is_seen(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        fill(imap_server, 2)
        with Mailbox(account) as mailbox:
            before = mailbox.select()
        imap_server.set_uidvalidity("support", before.uidvalidity + 7)
        with Mailbox(account) as mailbox:
            after = mailbox.select()
            assert after.uidvalidity == before.uidvalidity + 7
            assert after.highest_uid == 2
            assert uids(mailbox) == [1, 2]

    def test_mails_seen_under_another_uidvalidity_are_not_touched(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        fill(imap_server, 2)
        with Mailbox(account) as mailbox:
            before = mailbox.select()
            mailbox.close()
            imap_server.set_uidvalidity("support", before.uidvalidity + 7)
            with pytest.raises(Transient, match="made anew"):
                mailbox.tidy([1, 2], "seen")
        assert not any(imap_server.flags("support"))

    def test_a_folder_that_is_gone_is_named_with_those_that_are_there(self, imap_server: Dovecot) -> None:
        with Mailbox(account_on(imap_server.port, folder="Hilfe & Käse")) as mailbox, pytest.raises(Permanent) as raised:
            mailbox.select()
        assert "Hilfe & Käse" in str(raised.value)
        assert "INBOX, Sent" in str(raised.value)

    def test_a_folder_name_outside_ascii_can_be_used(self, imap_server: Dovecot) -> None:
        deliver(imap_server.make_folder("support", "K&AOQ-se"), mail(1))
        with Mailbox(account_on(imap_server.port, folder="Käse")) as mailbox:
            assert uids(mailbox) == [1]

    def test_the_folder_may_vanish_between_polls(self, imap_server: Dovecot) -> None:
        deliver(imap_server.make_folder("support", "Help"), mail(1))
        with Mailbox(account_on(imap_server.port, folder="Help")) as mailbox:
            assert uids(mailbox) == [1]
            imap_server.drop_folder("support", "Help")
            mailbox.close()
            with pytest.raises(Permanent, match="there is no folder Help"):
                mailbox.select()


class TestTidying:
    def test_leave_leaves(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        fill(imap_server, 1)
        with Mailbox(account) as mailbox:
            mailbox.tidy(uids(mailbox), "leave")
        assert not any(imap_server.flags("support"))

    def test_seen_marks_these_and_no_others(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        fill(imap_server, 4)
        with Mailbox(account) as mailbox:
            uids(mailbox)
            mailbox.tidy([1, 3, 99], "seen")
        assert imap_server.flags("support").count("S") == 2

    def test_moved_mails_are_in_the_other_folder_and_reading_goes_on(self, imap_server: Dovecot) -> None:
        imap_server.make_folder("support", "Processed")
        fill(imap_server, 4)
        with Mailbox(account_on(imap_server.port, batch_count=2)) as mailbox:
            for batch in mailbox.fetch(mailbox.uids_after(0)):
                mailbox.tidy([each.uid for each in batch], "move:Processed")
            assert mailbox.select().exists == 0
        with Mailbox(account_on(imap_server.port, folder="Processed")) as mailbox:
            assert mailbox.select().exists == 4

    def test_moving_works_without_the_move_command(
        self, imap_server: Dovecot, account: MailboxAccount, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fill(imap_server, 3)
        monkeypatch.setattr("ingest.imap_client.ImapClient.has_capability", lambda self, name: name == "UIDPLUS")
        with Mailbox(account) as mailbox:
            mailbox.tidy([2], "move:Sent")
            assert mailbox.uids_after(0) == [1, 3]

    def test_a_missing_target_is_named(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        fill(imap_server, 1)
        with Mailbox(account) as mailbox, pytest.raises(Permanent, match="there is no folder Done"):
            mailbox.tidy([1], "move:Done")


class TestSentFolder:
    LETTER = b"Message-ID: <mr.abc@desk.example>\r\nX-Mailroom-Outbound: 71\r\nSubject: x\r\n\r\ntext\r\n"

    def test_a_letter_is_found_by_its_message_id(self, account: MailboxAccount) -> None:
        with Mailbox(account) as mailbox:
            mailbox.append("Sent", self.LETTER, datetime.now(UTC))
            assert mailbox.find_message_id("Sent", "mr.abc@desk.example", "71") == ["mr.abc@desk.example"]

    def test_a_letter_whose_message_id_was_replaced_is_found_by_our_own_mark(self, account: MailboxAccount) -> None:
        with Mailbox(account) as mailbox:
            mailbox.append("Sent", self.LETTER.replace(b"mr.abc@desk", b"0100@ses"), datetime.now(UTC))
            assert mailbox.find_message_id("Sent", "mr.abc@desk.example", "71") == ["0100@ses.example"]

    def test_a_part_of_a_mark_is_no_mark(self, account: MailboxAccount) -> None:
        with Mailbox(account) as mailbox:
            mailbox.append("Sent", self.LETTER, datetime.now(UTC))
            assert mailbox.find_message_id("Sent", "r.abc@desk.example", "7") == []
            assert mailbox.find_message_id("Sent", "other@desk.example", "") == []

    def test_the_copy_has_the_date_it_was_given_and_is_read(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        sent_at = datetime(2025, 7, 1, 10, 0, tzinfo=UTC)
        with Mailbox(account) as mailbox:
            mailbox.append("Sent", self.LETTER, sent_at)
        with Mailbox(account_on(imap_server.port, folder="Sent")) as mailbox:
            ((copy,),) = mailbox.fetch(mailbox.uids_after(0))
        assert copy.internal_date == sent_at
        assert copy.raw == self.LETTER
        assert imap_server.flags("support", "Sent") == ["S"]

    def test_our_own_folder_is_read_on_after_looking_into_sent(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        fill(imap_server, 1)
        with Mailbox(account) as mailbox:
            mailbox.select()
            mailbox.find_message_id("Sent", "a@b", "1")
            assert uids(mailbox) == [1]


class TestIdle:
    def test_a_new_mail_ends_the_waiting(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        with Mailbox(account) as mailbox:
            mailbox.select()
            threading.Timer(0.1, deliver, (imap_server.maildir("support"), mail(1))).start()
            began = time.monotonic()
            assert mailbox.idle(LONG, threading.Event())
            assert time.monotonic() - began < 2
            mailbox.select()
            assert uids(mailbox) == [1]

    def test_stop_ends_the_waiting_at_once(self, account: MailboxAccount) -> None:
        stop = threading.Event()
        with Mailbox(account) as mailbox:
            mailbox.select()
            timer = threading.Timer(0.1, stop.set)
            timer.start()
            began = time.monotonic()
            assert not mailbox.idle(LONG, stop)
            assert time.monotonic() - began < 0.3

    def test_stop_is_not_held_up_by_a_server_that_hangs(
        self, imap_server: Dovecot, open_proxy: OpenProxy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ingest.idle._FAREWELL", 0.1)
        stop = threading.Event()
        proxy = open_proxy(imap_server.port)
        with Mailbox(account_on(proxy.port, timeout_seconds=30)) as mailbox:
            mailbox.select()
            threading.Timer(0.1, setattr, (proxy, "trouble", Trouble(stall_after=0))).start()
            threading.Timer(0.2, stop.set).start()
            began = time.monotonic()
            with pytest.raises(Transient):
                mailbox.idle(LONG, stop)
            assert time.monotonic() - began < 2

    def test_a_mail_that_came_before_the_waiting_began_ends_it_at_once(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        with Mailbox(account) as mailbox:
            mailbox.select()
            deliver(imap_server.maildir("support"), mail(1))
            began = time.monotonic()
            assert mailbox.idle(LONG, threading.Event())
            assert time.monotonic() - began < 2

    def test_a_mail_that_came_while_another_was_moved_away_ends_it_too(self, imap_server: Dovecot, account: MailboxAccount) -> None:
        fill(imap_server, 1)
        with Mailbox(account) as mailbox:
            mailbox.select()
            deliver(imap_server.maildir("support"), mail(2))
            mailbox.tidy([1], "move:Sent")
            assert mailbox.idle(LONG, threading.Event())

    def test_silence_ends_with_the_time_and_survives_renewals(self, account: MailboxAccount, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ingest.mailbox.IDLE_RENEWAL", timedelta(seconds=0.1))
        with Mailbox(account) as mailbox:
            mailbox.select()
            assert not mailbox.idle(timedelta(seconds=0.35), threading.Event())

    def test_a_mail_behind_a_renewal_is_heard(self, imap_server: Dovecot, account: MailboxAccount, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ingest.mailbox.IDLE_RENEWAL", timedelta(seconds=0.02))
        with Mailbox(account) as mailbox:
            mailbox.select()
            threading.Timer(0.1, deliver, (imap_server.maildir("support"), mail(1))).start()
            assert mailbox.idle(LONG, threading.Event())

    def test_a_connection_that_ends_while_waiting_is_noticed(self, imap_server: Dovecot, open_proxy: OpenProxy) -> None:
        proxy = open_proxy(imap_server.port)
        with Mailbox(account_on(proxy.port)) as mailbox:
            mailbox.select()
            threading.Timer(0.1, proxy.cut).start()
            with pytest.raises(Cut):
                mailbox.idle(LONG, threading.Event())
            assert mailbox.select().exists == 0  # the next question connects again

    @pytest.mark.usefixtures("trusted_certificate")
    @pytest.mark.parametrize("security", ["none", "starttls"])
    def test_half_a_line_is_waited_for(self, imap_server: Dovecot, open_proxy: OpenProxy, security: str) -> None:
        proxy = open_proxy(imap_server.port)
        with Mailbox(account_on(proxy.port, host="localhost", security=security)) as mailbox:
            mailbox.select()
            proxy.trouble = Trouble(block=3, pause=0.003)
            threading.Timer(0.1, deliver, (imap_server.maildir("support"), mail(1))).start()
            assert mailbox.idle(LONG, threading.Event())

    def test_without_idle_it_only_waits(self, account: MailboxAccount, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ingest.imap_client.ImapClient.has_capability", lambda self, name: False)
        with Mailbox(account) as mailbox:
            began = time.monotonic()
            assert not mailbox.idle(timedelta(seconds=0.1), threading.Event())
            assert time.monotonic() - began >= 0.1


class TestTroubleOnTheWay:
    def test_a_connection_cut_within_a_literal_loses_nothing(self, imap_server: Dovecot, open_proxy: OpenProxy) -> None:
        fill(imap_server, 20, b"z" * 70 + b"\n" * 2000)
        proxy = open_proxy(imap_server.port)
        proxy.trouble = Trouble(cut_after=20_000)
        with Mailbox(account_on(proxy.port)) as mailbox:
            with pytest.raises(Cut, match="the connection broke while fetching"):
                uids(mailbox)
            proxy.trouble = Trouble()
            assert uids(mailbox) == list(range(1, 21))

    def test_a_mail_that_breaks_every_connection_is_fetched_by_its_header(self, imap_server: Dovecot, open_proxy: OpenProxy) -> None:
        fill(imap_server, 2)
        deliver(imap_server.maildir("support"), mail(3, b"w" * 70 + b"\n" * 50_000))
        fill(imap_server, 1)
        proxy = open_proxy(imap_server.port)
        proxy.trouble = Trouble(cut_after=20_000)  # the big one never gets through
        with Mailbox(account_on(proxy.port)) as mailbox:
            found = keep_asking(mailbox)
        assert list(found) == [1, 2, 3, 4]
        assert "broke 3 times" in found[3]
        assert not found[1] + found[2] + found[4]

    def test_a_server_that_falls_silent_is_left_after_the_timeout(self, imap_server: Dovecot, open_proxy: OpenProxy) -> None:
        fill(imap_server, 3)
        proxy = open_proxy(imap_server.port)
        proxy.trouble = Trouble(stall_after=1500)
        with Mailbox(account_on(proxy.port, timeout_seconds=0.3)) as mailbox, pytest.raises(Transient, match="timed out"):
            uids(mailbox)

    def test_a_slow_server_is_waited_for(self, imap_server: Dovecot, open_proxy: OpenProxy) -> None:
        fill(imap_server, 3)
        proxy = open_proxy(imap_server.port)
        proxy.trouble = Trouble(block=100, pause=0.005)
        with Mailbox(account_on(proxy.port, timeout_seconds=0.5)) as mailbox:
            assert uids(mailbox) == [1, 2, 3]

    def test_a_server_that_hangs_up_at_once_is_asked_again_later(self, imap_server: Dovecot, open_proxy: OpenProxy) -> None:
        proxy = open_proxy(imap_server.port)
        proxy.trouble = Trouble(refuse=True)
        with Mailbox(account_on(proxy.port)) as mailbox:
            with pytest.raises(Transient):
                mailbox.select()
            proxy.trouble = Trouble()
            assert mailbox.select().exists == 0

    def test_a_connection_that_died_at_rest_costs_nothing(
        self, imap_server: Dovecot, open_proxy: OpenProxy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ingest.mailbox._FRESH", -1.0)
        proxy = open_proxy(imap_server.port)
        with Mailbox(account_on(proxy.port)) as mailbox:
            for _ in range(3):
                mailbox.append("Sent", mail(1), datetime.now(UTC))
                proxy.cut()
        assert len(imap_server.flags("support", "Sent")) == 3

    def test_nobody_at_the_port_is_transient(self) -> None:
        with Mailbox(account_on(1)) as mailbox, pytest.raises(Transient, match=r"127\.0\.0\.1:1\): no connection"):
            mailbox.noop()


class TestLogin:
    def test_a_wrong_password_says_what_to_mend_and_is_not_shown(self, imap_server: Dovecot) -> None:
        with Mailbox(account_on(imap_server.port, password="hunter2")) as mailbox, pytest.raises(Permanent) as raised:
            mailbox.noop()
        assert "password_env" in str(raised.value)
        assert "hunter2" not in str(raised.value) + repr(mailbox.account)

    def test_a_password_outside_ascii_is_only_wrong(self, imap_server: Dovecot) -> None:
        with Mailbox(account_on(imap_server.port, password="pässwörd")) as mailbox, pytest.raises(Permanent, match="login refused"):
            mailbox.noop()

    def test_a_connection_that_breaks_during_the_login_is_no_refusal(self, imap_server: Dovecot, open_proxy: OpenProxy) -> None:
        proxy = open_proxy(imap_server.port)
        proxy.trouble = Trouble(cut_after=len("* OK [CAPABILITY") + 300)
        with Mailbox(account_on(proxy.port)) as mailbox, pytest.raises(Transient):
            mailbox.noop()

    def test_plain_text_stays_on_this_machine(self) -> None:
        with Mailbox(account_on(143, host="imap.example")) as mailbox, pytest.raises(Permanent, match="plain text"):
            mailbox.noop()


@pytest.mark.usefixtures("trusted_certificate")
class TestProtection:
    def test_tls_with_a_trusted_certificate(self, imap_server: Dovecot) -> None:
        fill(imap_server, 1)
        with Mailbox(account_on(imap_server.tls_port, host="localhost", security="tls")) as mailbox:
            assert uids(mailbox) == [1]

    def test_starttls_and_idle_over_it(self, imap_server: Dovecot) -> None:
        with Mailbox(account_on(imap_server.port, host="localhost", security="starttls")) as mailbox:
            mailbox.select()
            threading.Timer(0.1, deliver, (imap_server.maildir("support"), mail(1))).start()
            assert mailbox.idle(LONG, threading.Event())

    def test_a_certificate_for_another_name_is_refused(self, imap_server: Dovecot) -> None:
        with Mailbox(account_on(imap_server.tls_port, security="tls")) as mailbox, pytest.raises(Permanent, match="not trusted"):
            mailbox.noop()

    def test_an_unknown_authority_is_refused(self, imap_server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("SSL_CERT_FILE")
        for port, security in ((imap_server.tls_port, "tls"), (imap_server.port, "starttls")):
            with Mailbox(account_on(port, host="localhost", security=security)) as mailbox, pytest.raises(Permanent, match="SSL_CERT_FILE"):
                mailbox.noop()

    def test_no_starttls_means_no_login(self) -> None:
        with (
            EmbeddedImap(["support"]) as server,
            Mailbox(account_on(server.port, security="starttls")) as mailbox,
            pytest.raises(Permanent, match="no STARTTLS"),
        ):
            mailbox.noop()

    def test_tls_at_a_port_that_speaks_plain_text_hints_at_the_port(self, imap_server: Dovecot) -> None:
        with Mailbox(account_on(imap_server.port, security="tls")) as mailbox, pytest.raises(Transient, match="`port` and `security`"):
            mailbox.noop()
