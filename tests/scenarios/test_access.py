"""Mailboxes and a submission server that take OAuth2 alone: tokens expire, are revoked and refused, and mail goes on where it can."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from mailroom import running
from mailroom.cli import app
from mailroom.workers import Workers
from tests import desk as desks
from tests.desk import Desk
from tests.letters import mail
from tests.scenarios.conftest import Stage
from tests.servers import dovecot, token_endpoint
from tests.servers.dovecot import Dovecot, TokenLogin
from tests.servers.ports import soon
from tests.servers.smtp import Sink
from tests.servers.token_endpoint import SECRET, Provider
from tickets.schema import access_tokens

pytestmark = pytest.mark.server

_PASSWORD = 'password_env = "MAILROOM_TEST_PASSWORD"\n'
_OAUTH = """[{server}.oauth]
provider = "generic"
login = "{login}"
client_id = "{user}-app"
client_secret_env = "MAILROOM_TEST_SECRET"
token_url = "{provider}/token"
{more}
"""
_STAFF = """
[[people]]
name = "Lee"
addresses = ["lee@icrealtime.example"]
lead = true
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with token_endpoint.running(None, **{"support-app": "support", "sales-app": "sales"}) as server:
        yield server


@pytest.fixture(scope="module")
def mechanism(request: pytest.FixtureRequest) -> str:
    """The only one that the servers offer."""
    return str(getattr(request, "param", "xoauth2"))


by_both_mechanisms = pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"], indirect=True, scope="module")


@pytest.fixture(scope="module")
def running_imap(dovecot_is_here: None, provider: Provider, mechanism: str) -> Iterator[Dovecot]:
    with dovecot.running(("support", "sales"), tokens=TokenLogin(provider.url, mechanism)) as server:
        yield server


def oauth(server: str, user: str, provider: Provider, login: str = "app") -> str:
    more = f'device_url = "{provider.url}/devicecode"' if login == "person" else ""
    return _OAUTH.format(server=server, user=user, provider=provider.url, login=login, more=more)


@pytest.fixture
def desk(running_imap: Dovecot, provider: Provider, mechanism: str, sink: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Both mailboxes and the submission server want tokens; the last one has that of support."""
    running_imap.wipe()
    provider.switches = token_endpoint.Switches()
    provider.revoke()
    provider.asked.clear()
    sink.switches.takes_token, sink.switches.mechanism, sink.switches.is_login_required = provider.says, mechanism.upper(), True
    (tmp_path / "staff.toml").write_text(_STAFF, encoding="utf-8")
    monkeypatch.setenv("MAILROOM_TOKEN_KEY", "k" * 43 + "=")
    monkeypatch.setenv("MAILROOM_TEST_SECRET", SECRET)
    outgoing = f'username = "support"\n{oauth("outgoing", "support", provider)}'
    made = desks.make(
        tmp_path, imap={"support": running_imap.port, "sales": running_imap.port}, smtp=(sink.port,), outgoing=outgoing, desk=""
    )
    text = made.config.read_text(encoding="utf-8")
    for user in ("support", "sales"):
        own = f'username = "{user}"\n'
        text = text.replace(own + _PASSWORD, own + oauth("mailboxes", user, provider))
    made.config.write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def stage(running_imap: Dovecot, sink: Sink, desk: Desk, readers: Workers) -> Iterator[Stage]:
    with desk.house(readers) as house:
        assert running.poll(house).troubles == ()
        yield Stage(house, running_imap, sink, desk)


def minutes_pass(stage: Stage, minutes: int) -> None:
    """For the tokens: they are that much older."""
    span = timedelta(minutes=minutes)
    with stage.house.store.writing() as connection:
        rows = connection.execute(access_tokens.select()).all()
        for row in rows:
            older = {"issued_at": row.issued_at - span, "expires_at": row.expires_at - span, "try_at": None}
            connection.execute(update(access_tokens).where(access_tokens.c.name == row.name).values(older))


def hang_up(stage: Stage) -> None:
    """As servers do after some minutes: the next question signs in again."""
    for mailbox in stage.house.mailboxes.values():
        mailbox.close()
    for route in stage.house.pipeline.office.routes:
        route.smtp.close()


def while_time_is_kept(stage: Stage, happens: Callable[[], bool]) -> None:
    """As the process of the schedule does it."""
    stop = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        kept = pool.submit(running.schedule, stage.house, stop)
        has_happened = soon(happens, 20)
        stop.set()
        kept.result()
    assert has_happened


def customer(number: int) -> bytes:
    return mail(sender=f"c{number}@example.org", text=f"Recorder {number} beeps all night.")


def answered(stage: Stage) -> list[str]:
    """The customers who hold a letter."""
    return [to for received in stage.sink.mails for to in received.recipients if to.endswith("@example.org")]


@by_both_mechanisms
def test_mail_comes_and_letters_leave_by_token_through_expiry_and_revocation(stage: Stage, provider: Provider) -> None:
    stage.write(customer(1))
    assert stage.poll().troubles == ()
    assert len(provider.asked) == 2, "the mailbox and the submission server of one account share a token"
    minutes_pass(stage, 61)
    hang_up(stage)
    stage.write(customer(2))
    assert (stage.poll().troubles, len(provider.asked)) == ((), 4)
    provider.revoke()
    hang_up(stage)
    stage.write(customer(3))
    assert (stage.poll().troubles, len(provider.asked)) == ((), 6)
    assert answered(stage) == ["c1@example.org", "c2@example.org", "c3@example.org"]


def test_a_mailbox_whose_access_is_taken_away_says_what_to_mend_and_the_other_is_served(stage: Stage, provider: Provider) -> None:
    provider.revoke()
    provider.users.pop("sales-app")
    hang_up(stage)
    try:
        stage.write(customer(1))
        (trouble,) = stage.poll().troubles
        assert "check `client_id` and the client secret" in trouble or "the environment must hold its Value" in trouble
        assert answered(stage) == ["c1@example.org"]
        asked = len(provider.asked)
        stage.poll()
        assert len(provider.asked) == asked, "the provider is not asked with every pass"
    finally:
        provider.users["sales-app"] = "sales"


@by_both_mechanisms
def test_a_token_without_the_right_scope_is_refused_twice_and_told(stage: Stage, provider: Provider) -> None:
    provider.switches.scope = "calendar"
    provider.revoke()
    hang_up(stage)
    stage.write(customer(1))
    troubles = stage.poll().troubles
    assert ["login by OAuth2 refused for support" in trouble for trouble in troubles] == [True, False]
    assert all("the application be let into it: see deploy/oauth.md" in trouble for trouble in troubles)
    assert [row["name"] for row in stage.status()["mailboxes"] if "OAuth2 refused" in row["state"]] == ["sales", "support"]


def test_a_provider_that_is_down_is_an_alarm_while_mail_still_goes_on(stage: Stage, provider: Provider) -> None:
    minutes_pass(stage, 45)
    asked = len(provider.asked)
    stage.house.schedule.tick()
    assert len(provider.asked) == asked, "the desk's clocks wait for no provider"
    while_time_is_kept(stage, lambda: len(provider.asked) == asked + 2)
    provider.switches.is_down = True
    minutes_pass(stage, 45)
    hang_up(stage)
    stage.write(customer(1))
    stage.poll()
    assert answered(stage) == ["c1@example.org"]
    later = stage.at(datetime.now(UTC) + timedelta(minutes=3))
    later.house.schedule.tick()
    later.house.pipeline.deliver()
    (alarm,) = [received for received in stage.sink.mails if received.header("Subject") == "The desk needs you"]
    assert alarm.recipients == ("lee@icrealtime.example",)
    assert b"cannot be reached" in alarm.raw
    listed = stage.desk.json("access", "list")
    assert [(row["ok"], "Mail goes on until" in row["because"]) for row in listed] == [(False, True), (False, True)]
    provider.switches.is_down = False
    minutes_pass(stage, 0)
    stage.poll()
    assert all(row["ok"] for row in stage.desk.json("access", "list"))


def test_a_person_signs_in_on_a_terminal_and_doctor_says_how_long_it_lasts(desk: Desk, provider: Provider, sink: Sink) -> None:
    text = desk.config.read_text(encoding="utf-8").replace(
        oauth("mailboxes", "sales", provider), oauth("mailboxes", "sales", provider, "person")
    )
    desk.config.write_text(text, encoding="utf-8")
    unsigned = desk.call("doctor")
    assert "nobody has signed in yet: call `mailroom access sign-in sales`" in unsigned.stdout
    provider.switches.refresh_lasts = 100 * 86400
    signed = CliRunner().invoke(app(), ["access", "sign-in", "sales", "--config", str(desk.config)])
    assert signed.exit_code == 0, signed.output
    assert "Enter the code ABCD-EFGH" in signed.stdout
    assert "sales: 0 mails in INBOX" in signed.stdout
    assert "its secret ends in 99 days" in desk.call("doctor").stdout
    assert SECRET not in signed.output
