"""Replies of Microsoft and Gmail that are about the sender, as they are documented or were seen, and those that are about a letter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from responders.smtp import Smtp
from responders.submission import Submission
from responders.throttling import Blocked, Limit, Throttled, trouble
from tests.servers.smtp import Sink
from tickets import rests
from tickets.account import Account
from tickets.errors import Permanent, Transient
from tickets.store import Store

DAILY = "550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to https://support.google.com"


@pytest.mark.parametrize(
    ("reply", "limit"),
    [
        ("432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending", Limit.BUSY),
        ("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded [Hostname=X.PROD.OUTLOOK.COM]", Limit.BUSY),
        ("421 4.4.2 Message submission rate for this client has exceeded the configured limit", Limit.MINUTE),
        ("451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (S77714)", Limit.BUSY),
        ("554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message", Limit.DAY),
        ("550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients", Limit.DAY),
        ("421 4.7.0 Try again later, closing connection. 5-20020a x.12 - gsmtp", Limit.BUSY),
        ("421 4.7.0 Temporary System Problem. Try again later. - gsmtp", Limit.BUSY),
        ("421 4.4.5 Server busy, try again later. - gsmtp", Limit.BUSY),
        ("421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address.", Limit.BUSY),
        ("450 4.2.1 Peak SMTP relay limit exceeded for customer. This is a temporary error.", Limit.BUSY),
        ("454 4.7.0 Too many login attempts, please try again later. - gsmtp", Limit.BUSY),
        (DAILY, Limit.DAY),
        ("550 5.7.1 Daily SMTP relay limit exceeded for customer.", Limit.DAY),
        ("550 5.2.252 Sender throttled due to continuous send as denied errors.", Limit.BLOCKED),
        ("554 5.2.252 SendAsDenied; support@contoso.example not allowed to send as desk@contoso.example", Limit.BLOCKED),
        ("550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP", Limit.BLOCKED),
        ("550 5.1.8 Access denied, bad outbound sender AS(42004)", Limit.BLOCKED),
        ("554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded", Limit.BLOCKED),
        ("450 4.2.1 The user you are trying to contact is receiving mail too quickly. Please resend your message later", None),
        ("450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages", None),
        ("452 4.2.2 The recipient's inbox is out of storage space. - gsmtp", None),
        ("452 4.5.3 Your message has too many recipients.", None),
        ("550 5.1.1 The email account that you tried to reach does not exist.", None),
        ("550 5.7.1 Message rejected as spam", None),
        ("451 4.3.0 Mail server temporarily rejected message.", None),
        ("552 5.3.4 Message size exceeds fixed limit", None),
        ("250 2.0.0 OK, your daily limit is a thousand", None),
    ],
)
def test_words_about_the_sender_are_known_from_words_about_a_letter(reply: str, limit: Limit | None) -> None:
    found = trouble("smtp.example", int(reply[:3]), reply[4:])
    assert (Limit.BLOCKED if isinstance(found, Blocked) else found and found.limit) == limit


def test_a_hostile_reply_costs_no_time() -> None:
    assert trouble("smtp.example", 450, "5.4.5 " + "submission rat " * 20) is None


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    with closing(Store(f"sqlite:///{tmp_path / 'desk.db'}")) as store:
        store.upgrade()
        yield Account(name="sink", store=store, holder="here:1:1", clock=lambda: datetime.now(UTC), connections=2)


def smtp(sink: Sink, account: Account) -> Smtp:
    return Smtp(Submission(host="127.0.0.1", port=sink.port, security="none"), account=account)


def send(server: Smtp) -> bool:
    return server.send("support@icrealtime.example", ["bob@example.org"], b"Subject: x\r\n\r\nx\r\n")["bob@example.org"].accepted


def rest_of(account: Account) -> rests.Rest | None:
    with account.store.reading() as connection:
        return rests.of(connection, account.name)


@pytest.mark.parametrize("stage", ["at_mail", "at_data", "at_end", "refuse"])
def test_a_daily_limit_ends_no_letter_at_whichever_stage_it_is_said(stage: str, sink: Sink, account: Account) -> None:
    setattr(sink.switches, stage, {"bob@example.org": DAILY} if stage == "refuse" else DAILY)
    with smtp(sink, account) as server:
        with pytest.raises(Throttled, match="takes them meanwhile"):
            send(server)
        sessions = sink.sessions
        with pytest.raises(Transient, match="left alone until"):
            send(server)
        assert sink.sessions == sessions, "it is not even connected to"
    rest = rest_of(account)
    assert rest is not None
    assert rest.until - rest.since >= timedelta(hours=1)
    assert rest.ends_by == rest.since + timedelta(days=1)


def test_a_login_that_is_refused_is_not_tried_again_with_every_letter(sink: Sink, account: Account) -> None:
    sink.switches.at_login = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant"
    server = Smtp(Submission(host="127.0.0.1", port=sink.port, security="none", username="u", password="p"), account=account)
    with pytest.raises(Permanent, match="SmtpClientAuthentication is disabled"):
        send(server)
    with pytest.raises(Transient, match="left alone until"):
        send(server)
    assert len(sink.logins) == 1
    rest = rest_of(account)
    assert rest is not None
    assert rest.needs_a_person


def test_the_first_letter_that_leaves_ends_the_row_of_rests(sink: Sink, account: Account) -> None:
    account.rest("421 busy", asked=timedelta(microseconds=1))
    with smtp(sink, account) as server:
        assert send(server)
    assert rest_of(account) is None


def test_a_connection_gives_its_place_to_another_process(sink: Sink, account: Account) -> None:
    def another() -> Account:
        return Account(name="sink", store=account.store, holder="there:2:2", clock=account.clock, connections=2)

    first, second, third = smtp(sink, another()), smtp(sink, another()), smtp(sink, another())
    assert send(first)
    assert send(second)
    with pytest.raises(Transient, match="in use by other processes"):
        send(third)
    first.close()
    assert send(third)
    for server in (second, third):
        server.close()
