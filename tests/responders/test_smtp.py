"""Letters to a server that does to us what submission servers do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ingest.mailbox import Mailbox, MailboxAccount
from mailroom.embedded import EmbeddedSmtp, Letter
from responders.pace import Pace
from responders.smtp import InDoubt, Smtp, Submission, TooFast
from tests.conftest import OpenProxy
from tests.servers import smtp as servers
from tests.servers.certificate import Certificate
from tests.servers.dovecot import Dovecot
from tests.servers.proxy import Trouble
from tests.servers.smtp import Sink
from tickets.errors import Permanent, Transient

DESK = "support@desk.example"
LETTER = b"From: support@desk.example\r\nMessage-ID: <mr.a@desk.example>\r\nX-Mailroom-Outbound: 7\r\n\r\nHello\r\n"

Connect = Callable[..., Smtp]


def submission(port: int, **changes: object) -> Submission:
    values: dict[str, object] = {"host": "127.0.0.1", "port": port, "security": "none", "timeout_seconds": 5.0}
    return Submission(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def post(sink: Sink) -> Iterator[Smtp]:
    with Smtp(submission(sink.port, timeout_seconds=0.3)) as smtp:
        yield smtp


class TestRecipients:
    def test_an_accepted_letter_arrives_byte_for_byte(self, sink: Sink, post: Smtp) -> None:
        raw = b"Subject: x\r\n\r\n.dot\r\n..two\r\n\xc3\xbc\r\n.\r\nafter the lonely dot\r\n"
        assert post.send(DESK, ["a@b.example"], raw)["a@b.example"].accepted
        (mail,) = sink.mails
        assert mail.raw == raw
        assert (mail.sender, mail.recipients) == (DESK, ("a@b.example",))
        assert "BODY=8BITMIME" in mail.options

    def test_each_recipient_has_an_outcome_of_its_own(self, sink: Sink, post: Smtp) -> None:
        sink.switches.refuse = {"no@b.example": "550 5.1.1 no such user", "later@b.example": "451 4.2.1 mailbox busy"}
        outcomes = post.send(DESK, ["yes@b.example", "no@b.example", "later@b.example"], LETTER)
        assert [(each.accepted, each.is_permanent, each.code) for each in outcomes.values()] == [
            (True, False, 250),
            (False, True, 550),
            (False, False, 451),
        ]
        assert outcomes["no@b.example"].text == "5.1.1 no such user"
        assert sink.mails[0].recipients == ("yes@b.example",)

    def test_where_all_are_refused_nothing_is_sent_and_the_connection_stays(self, sink: Sink, post: Smtp) -> None:
        sink.switches.refuse = {"no@b.example": "550 5.1.1 no"}
        post.send(DESK, ["no@b.example"], LETTER)
        post.send(DESK, ["yes@b.example"], LETTER)
        assert len(sink.mails) == sink.sessions == 1

    @pytest.mark.parametrize(("reply", "is_permanent"), [("554 5.7.1 looks like spam", True), ("452 4.3.1 disk full", False)])
    @pytest.mark.parametrize("place", ["at_data", "at_end"])
    def test_a_letter_refused_as_a_whole_is_refused_for_all(
        self, sink: Sink, post: Smtp, reply: str, is_permanent: bool, place: str
    ) -> None:
        setattr(sink.switches, place, reply)
        outcomes = post.send(DESK, ["a@b.example", "c@d.example"], LETTER)
        assert [(each.accepted, each.is_permanent) for each in outcomes.values()] == [(False, is_permanent)] * 2

    def test_a_letter_that_is_too_large_is_the_letters_fault(self, sink: Sink, post: Smtp) -> None:
        sink.switches.at_mail = "552 5.3.4 message too large"
        assert post.send(DESK, ["a@b.example"], LETTER)["a@b.example"].is_permanent

    @pytest.mark.parametrize("hostile", ["a@b.example> SIZE=1", "a@b.example\r\nRCPT TO:<c@d.example>", "a,b", "", "@", "a@" + "b" * 400])
    def test_a_hostile_address_is_refused_and_harms_nobody_else(self, sink: Sink, post: Smtp, hostile: str) -> None:
        outcomes = post.send(DESK, [hostile, "yes@b.example"], LETTER)
        assert outcomes[hostile].is_permanent
        assert sink.mails[0].recipients == ("yes@b.example",)

    def test_letters_outside_ascii_go_where_the_server_can_carry_them(self, sink: Sink, post: Smtp) -> None:
        assert post.send(DESK, ["jörg@köln.example"], LETTER)["jörg@köln.example"].accepted
        assert sink.mails[0].recipients == ("jörg@xn--kln-sna.example",)
        assert "SMTPUTF8" in sink.mails[0].options

    def test_smtputf8_is_used_only_where_it_is_needed(self, sink: Sink, post: Smtp) -> None:
        post.send(DESK, ["a@köln.example"], LETTER)
        assert "SMTPUTF8" not in sink.mails[0].options

    def test_without_smtputf8_only_that_recipient_is_refused(self, sink: Sink, post: Smtp) -> None:
        sink.switches.offers = ("SIZE 1000000",)
        outcomes = post.send(DESK, ["jörg@b.example", "a@b.example"], LETTER)
        assert [each.accepted for each in outcomes.values()] == [False, True]
        assert outcomes["jörg@b.example"].is_permanent

    def test_a_lone_line_feed_never_leaves(self, sink: Sink, post: Smtp) -> None:
        post.send(DESK, ["a@b.example"], b"a: b\n\n\n.\nMAIL FROM:<x@y>\r.\r\n")
        assert sink.mails[0].raw == b"a: b\r\n\r\n\r\n.\r\nMAIL FROM:<x@y>\r\n.\r\n"


class TestKeptConnection:
    def test_many_letters_use_one_connection(self, sink: Sink, post: Smtp) -> None:
        for _ in range(20):
            post.send(DESK, ["a@b.example"], LETTER)
        assert sink.sessions == 1

    def test_a_server_that_ends_sessions_after_some_letters_is_connected_to_again(self, sink: Sink, post: Smtp) -> None:
        sink.switches.letters_a_session = 3
        for _ in range(10):
            assert post.send(DESK, ["a@b.example"], LETTER)["a@b.example"].accepted
        assert (len(sink.mails), sink.sessions) == (10, 4)

    def test_a_connection_that_died_in_between_costs_nothing(self, sink: Sink, open_proxy: OpenProxy) -> None:
        proxy = open_proxy(sink.port)
        with Smtp(submission(proxy.port)) as post:
            post.send(DESK, ["a@b.example"], LETTER)
            proxy.cut()
            assert post.send(DESK, ["a@b.example"], LETTER)["a@b.example"].accepted
        assert len(sink.mails) == 2

    def test_after_a_long_rest_the_connection_is_tried_first(
        self, sink: Sink, open_proxy: OpenProxy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("responders.smtp._FRESH", -1.0)
        proxy = open_proxy(sink.port)
        with Smtp(submission(proxy.port)) as post:
            for _ in range(3):
                post.send(DESK, ["a@b.example"], LETTER)
                proxy.cut()
        assert len(sink.mails) == 3


class TestBrokenConnections:
    @pytest.mark.parametrize("place", ["connect", "mail", "rcpt", "data"])
    @pytest.mark.parametrize("trouble", ["drop_at", "hang_at"])
    def test_before_the_last_byte_nothing_is_in_doubt(self, sink: Sink, post: Smtp, place: str, trouble: str) -> None:
        setattr(sink.switches, trouble, place)
        with pytest.raises(Transient) as raised:
            post.send(DESK, ["a@b.example"], LETTER)
        assert not isinstance(raised.value, InDoubt)
        assert not sink.mails

    @pytest.mark.parametrize("trouble", ["drop_at", "hang_at"])
    def test_after_the_last_byte_and_before_the_answer_it_is(self, sink: Sink, post: Smtp, trouble: str) -> None:
        setattr(sink.switches, trouble, "end")
        with pytest.raises(InDoubt):
            post.send(DESK, ["a@b.example"], LETTER)
        assert len(sink.mails) == 1

    def test_a_letter_in_doubt_is_not_sent_again_by_itself_on_a_kept_connection(self, sink: Sink, post: Smtp) -> None:
        post.send(DESK, ["a@b.example"], LETTER)
        sink.switches.drop_at = "end"
        with pytest.raises(InDoubt):
            post.send(DESK, ["a@b.example"], LETTER)
        assert len(sink.mails) == 2

    def test_the_next_letter_gets_a_new_connection(self, sink: Sink, post: Smtp) -> None:
        sink.switches.drop_at = "end"
        with pytest.raises(InDoubt):
            post.send(DESK, ["a@b.example"], LETTER)
        sink.switches.drop_at = ""
        assert post.send(DESK, ["a@b.example"], LETTER)["a@b.example"].accepted

    def test_a_letter_cut_on_its_way_is_not_in_doubt(self, sink: Sink, open_proxy: OpenProxy) -> None:
        proxy = open_proxy(sink.port)
        proxy.trouble = Trouble(cut_after=len("220 sink\r\n") + 120)
        with Smtp(submission(proxy.port)) as post, pytest.raises(Transient):
            post.send(DESK, ["a@b.example"], LETTER + b"x" * 500_000)
        assert not sink.mails

    @pytest.mark.parametrize("greeting", ["220 sink and welcome", "220-more\r\n" * 100 + "220 sink"], ids=["a long line", "many lines"])
    def test_a_server_that_drips_has_the_time_of_one_reply(self, sink: Sink, open_proxy: OpenProxy, greeting: str) -> None:
        sink.switches.greeting = greeting
        proxy = open_proxy(sink.port)
        proxy.trouble = Trouble(block=1, pause=0.02)
        with Smtp(submission(proxy.port, timeout_seconds=0.3)) as post, pytest.raises(Transient, match="timed out"):
            post.send(DESK, ["a@b.example"], LETTER)

    def test_nobody_at_the_port_is_transient(self) -> None:
        with Smtp(submission(1)) as post, pytest.raises(Transient, match="no connection"):
            post.send(DESK, ["a@b.example"], LETTER)

    @pytest.mark.parametrize(("greeting", "kind"), [("421 4.3.2 too busy", Transient), ("554 5.7.1 your address is blocked", Permanent)])
    def test_a_greeting_may_refuse_us(self, sink: Sink, post: Smtp, greeting: str, kind: type[Exception]) -> None:
        sink.switches.greeting = greeting
        with pytest.raises(kind, match=greeting[:3]):
            post.send(DESK, ["a@b.example"], LETTER)


class TestTheServersFault:
    def test_a_refused_login_is_raised_and_shows_no_password(self, sink: Sink) -> None:
        sink.switches.at_login = "535 5.7.8 authentication failed for hunter2"
        with Smtp(submission(sink.port, username="desk", password="hunter2")) as post, pytest.raises(Permanent) as raised:
            post.send(DESK, ["a@b.example"], LETTER)
        assert "Check `username`" in str(raised.value)
        assert "hunter2" not in str(raised.value) + repr(post.server)

    def test_a_login_that_is_only_busy_is_transient(self, sink: Sink) -> None:
        sink.switches.at_login = "454 4.7.0 temporary authentication failure"
        with Smtp(submission(sink.port, username="desk", password="x")) as post, pytest.raises(Transient, match="454"):
            post.send(DESK, ["a@b.example"], LETTER)

    def test_a_password_outside_ascii_arrives_as_utf8(self, sink: Sink) -> None:
        sink.switches.is_login_required = True
        with Smtp(submission(sink.port, username="desk", password="pässwörd")) as post:
            post.send(DESK, ["a@b.example"], LETTER)
        assert sink.logins == [("desk", "pässwörd")]

    @pytest.mark.parametrize(("reply", "kind"), [("550 5.7.60 not allowed to send as", Permanent), ("451 4.7.1 greylisted", Transient)])
    def test_a_refused_sender_is_raised_since_every_letter_has_it(self, sink: Sink, post: Smtp, reply: str, kind: type[Exception]) -> None:
        sink.switches.at_mail = reply
        with pytest.raises(kind, match=reply[4:10]):
            post.send(DESK, ["a@b.example"], LETTER)

    def test_a_missing_login_is_named(self, sink: Sink, post: Smtp) -> None:
        sink.switches.is_login_required = True
        with pytest.raises(Permanent, match="login required"):
            post.send(DESK, ["a@b.example"], LETTER)

    def test_plain_text_stays_on_this_machine(self) -> None:
        with Smtp(submission(25, host="smtp.example")) as post, pytest.raises(Permanent, match="plain text"):
            post.check()

    def test_our_own_rate_limit_is_no_attempt(self, sink: Sink) -> None:
        with Smtp(submission(sink.port), Pace(2, clock=lambda: 100.0)) as post:
            for _ in range(2):
                post.send(DESK, ["a@b.example"], LETTER)
            assert post.pause() == timedelta(minutes=1)
            with pytest.raises(TooFast) as raised:
                post.send(DESK, ["a@b.example"], LETTER)
        assert raised.value.retry_after == timedelta(minutes=1)
        assert len(sink.mails) == 2


class TestProtection:
    def test_starttls(self, trusted_certificate: Certificate) -> None:
        with servers.running(certificate=trusted_certificate) as sink:
            with Smtp(submission(sink.port, host="localhost", security="starttls", username="u", password="p")) as post:
                assert post.send(DESK, ["a@b.example"], LETTER)["a@b.example"].accepted
            assert sink.logins == [("u", "p")]

    def test_tls_from_the_first_byte(self, trusted_certificate: Certificate) -> None:
        with (
            servers.running(certificate=trusted_certificate, is_tls=True) as sink,
            Smtp(submission(sink.port, host="localhost", security="tls")) as post,
        ):
            assert post.send(DESK, ["a@b.example"], LETTER)["a@b.example"].accepted

    @pytest.mark.parametrize("security", ["tls", "starttls"])
    def test_a_certificate_that_nobody_vouches_for_is_refused(self, own_certificate: Certificate, security: str) -> None:
        with (
            servers.running(certificate=own_certificate, is_tls=security == "tls") as sink,
            Smtp(submission(sink.port, host="localhost", security=security)) as post,
            pytest.raises(Permanent, match="SSL_CERT_FILE"),
        ):
            post.check()

    def test_no_starttls_means_no_login(self, sink: Sink) -> None:
        with (
            Smtp(submission(sink.port, security="starttls", username="u", password="p")) as post,
            pytest.raises(Permanent, match="no STARTTLS"),
        ):
            post.check()
        assert not sink.logins


def test_an_independent_server_accepts_what_we_send() -> None:
    seen: list[Letter] = []
    with EmbeddedSmtp(seen.append) as server, Smtp(submission(server.port)) as post:
        outcomes = post.send(DESK, ["a@b.example", "jörg@c.example"], LETTER + b".\r\n..x\r\n")
    assert all(outcome.accepted for outcome in outcomes.values())
    (letter,) = seen
    assert letter.raw == LETTER + b".\r\n..x\r\n"
    assert letter.recipients == ("a@b.example", "jörg@c.example")


@pytest.mark.server
@pytest.mark.parametrize("replacement", ["", "<0100-xyz@ses.example>"])
def test_a_letter_in_doubt_is_found_where_the_server_files_its_copy(
    sink: Sink, post: Smtp, imap_server: Dovecot, account: MailboxAccount, replacement: str
) -> None:
    sink.switches.copy_to = Path(imap_server.maildir("support", "Sent"))
    sink.switches.drop_at = "end"
    sink.switches.replace_message_id = replacement
    with pytest.raises(InDoubt):
        post.send(DESK, ["a@b.example"], LETTER)
    with Mailbox(account) as mailbox:
        assert mailbox.find_message_id("Sent", "mr.a@desk.example", "7") == [(replacement or "mr.a@desk.example").strip("<>")]
