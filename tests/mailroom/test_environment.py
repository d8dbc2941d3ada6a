"""The desk's secrets: whoever has none can look at the desk all the same, and whoever needs one is told which."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner

from mailroom import environment
from mailroom.cli import app
from mailroom.environment import NoSecret
from mailroom.settings import load
from tests import desk as desks
from tests.desk import Desk

BROKER = '[broker]\nurl = "redis://127.0.0.1:1/0"\n'

DESK = """
[[mailboxes]]
name = "support"
address = "support@example.com"
host = "127.0.0.1"
port = 1
security = "none"
password_env = "NO_SUCH_ONE"
[[outgoing]]
host = "127.0.0.1"
port = 1
security = "none"
password_env = "NO_SUCH_TWO"
"""

OAUTH = """[[mailboxes]]
name = "a"
address = "a@b.example"
host = "imap.example"
username = "a@b.example"
[mailboxes.oauth]
{oauth}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "mailroom.toml"
    path.write_text(text, encoding="utf-8")
    return path


def called(config: Path, *arguments: str) -> tuple[int, str]:
    """(exit status, all that was printed)."""
    done = CliRunner().invoke(app(arguments[0]), [*arguments, "--config", str(config)])
    return done.exit_code, done.output


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("tickets", "list"),
        ("held", "list"),
        ("outbox", "pause"),
        ("policy", "check"),
        ("templates", "check"),
        ("templates", "preview", "acknowledgement"),
        ("digest", "--print"),
        ("db", "upgrade"),
        ("db", "where"),
        ("retention", "run"),
    ],
)
def test_a_command_that_needs_no_password_asks_for_none(tmp_path: Path, command: tuple[str, ...]) -> None:
    desk = desks.make(tmp_path, imap={})
    written(tmp_path, desk.config.read_text(encoding="utf-8") + DESK)
    status, told = called(desk.config, *command)
    assert "NO_SUCH" not in told
    assert status == 0, told


@pytest.mark.parametrize("command", [("run",), ("watch",), ("work",), ("schedule",), ("poll",), ("digest", "--send")])
def test_what_runs_the_desk_names_every_missing_secret_before_it_begins(tmp_path: Path, command: tuple[str, ...]) -> None:
    config = written(tmp_path, BROKER + DESK)
    status, told = called(config, *command)
    assert status == 2
    assert "mailboxes.support.password_env: the environment has no NO_SUCH_ONE" in told
    assert "outgoing.0.password_env: the environment has no NO_SUCH_TWO" in told
    assert not (tmp_path / "var").exists()


def test_doctor_tells_each_missing_secret_and_tries_the_rest(tmp_path: Path) -> None:
    status, told = called(written(tmp_path, DESK), "doctor")
    assert status == 1
    mended = [line for line in told.splitlines() if line.startswith("MEND")]
    for variable in ("NO_SUCH_ONE", "NO_SUCH_TWO"):
        assert any(line.startswith("MEND  secret") and variable in line and "export it" in line for line in mended)
    assert "ok    database" in told


def test_doctor_tries_servers_with_passwords_although_oauth_lacks_its_secret(tmp_path: Path) -> None:
    oauth = 'provider = "generic"\nclient_id = "x"\nclient_secret_env = "NO_SUCH_THREE"\ntoken_url = "https://t.example/"'
    text = DESK.replace('password_env = "NO_SUCH_ONE"', "") + OAUTH.format(oauth=oauth)
    _, told = called(written(tmp_path, text), "doctor")
    assert "MEND  mailbox support: " in told
    assert "Connection refused" in told
    assert "NO_SUCH_THREE" in told


def test_a_command_that_needs_the_database_names_its_password_and_ends_with_2(tmp_path: Path) -> None:
    text = '[store]\nurl = "postgresql+psycopg://desk@127.0.0.1:5432/desk"\npassword_env = "NO_SUCH_ONE"\n'
    status, told = called(written(tmp_path, text), "status")
    assert status == 2
    assert told.count("\n") == 1
    assert "store.password_env: the environment has no NO_SUCH_ONE; export it" in told


def test_a_login_by_hand_names_the_password_that_it_lacks(tmp_path: Path) -> None:
    status, told = called(written(tmp_path, DESK), "reconcile")
    assert status == 2
    assert "password_env of 127.0.0.1: the environment has no NO_SUCH_ONE" in told


def test_a_password_comes_from_the_environment_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_SUCH_ONE", "correct horse")
    settings = load(written(tmp_path, DESK))
    assert environment.password(settings.mailboxes[0]) == "correct horse"
    assert "correct horse" not in repr(settings)


def test_the_passwords_of_database_and_broker_come_from_the_environment_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_PASSWORD", "p@ss:/wörd")
    monkeypatch.setenv("BROKER_PASSWORD", "hare;rabbit")
    text = (
        '[store]\nurl = "postgresql+psycopg://desk@127.0.0.1:5432/desk"\npassword_env = "DATABASE_PASSWORD"\n'
        '[broker]\nurl = "amqp://desk@127.0.0.1/;amqp://desk@localhost/"\npassword_env = "BROKER_PASSWORD"\n'
    )
    settings = load(written(tmp_path, text))
    assert make_url(environment.store_url(settings)).password == "p@ss:/wörd"
    assert environment.broker_url(settings) == "amqp://desk:hare%3Brabbit@127.0.0.1/;amqp://desk:hare%3Brabbit@localhost/"
    assert "p@ss" not in repr(settings)
    assert "hare" not in repr(settings)
    monkeypatch.delenv("BROKER_PASSWORD")
    with pytest.raises(NoSecret, match="BROKER_PASSWORD"):
        environment.broker_url(settings)


@pytest.mark.parametrize(
    ("oauth", "faults"),
    [
        ('provider = "google"\nkey_file = "no.json"', ["oauth.key_file: there is no file", "store.token_key_env: the environment has no"]),
        ('provider = "generic"\nclient_id = "x"\nclient_secret_env = "S"\ntoken_url = "https://t.example/"', ["the environment has no S;"]),
    ],
)
def test_what_oauth_needs_is_among_the_missing(tmp_path: Path, oauth: str, faults: list[str]) -> None:
    told = "\n".join(environment.missing(load(written(tmp_path, OAUTH.format(oauth=oauth)))))
    assert [fault for fault in faults if fault not in told] == []


def test_a_desk_without_secrets_misses_none(tmp_path: Path) -> None:
    assert environment.missing(load(written(tmp_path, ""))) == []
    assert Desk(folder=tmp_path).settings().store_address().endswith("var/mailroom.db")
