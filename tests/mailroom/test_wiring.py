"""The desk as it is put together: a bad edit changes nothing, a dead server delays nobody."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailroom import running
from mailroom.embedded import EmbeddedImap, EmbeddedSmtp
from mailroom.live_files import live_policy
from mailroom.settings import Settings
from mailroom.wiring import House, open_house
from mailroom.workers import Workers
from tests import desk as desks
from tests.letters import mail
from tests.servers.ports import free_port
from tickets import views
from tickets.identity import Desk, TrustSettings
from tickets.policy import DEFAULT, Policy

PASSWORD = "MAILROOM_TEST_WIRING_PASSWORD"


def test_a_bad_edit_of_the_policy_leaves_the_last_good_one_in_force(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    good = DEFAULT.read_text(encoding="utf-8")
    path.write_text(good, encoding="utf-8")
    policy = live_policy(path)
    path.write_text(good + "\n[no_such_table]\n", encoding="utf-8")
    assert policy() == Policy.load_default()


def test_a_good_edit_of_the_policy_serves_at_once(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    good = DEFAULT.read_text(encoding="utf-8")
    path.write_text(good, encoding="utf-8")
    policy = live_policy(path)
    path.write_text(good.replace("title = ", 'title = "Ours" # ', 1), encoding="utf-8")
    assert policy().title == "Ours"


def test_a_desk_without_a_policy_of_its_own_has_the_shipped_one(tmp_path: Path) -> None:
    assert live_policy(tmp_path / "policy.toml")() == Policy.load_default()


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(Desk, TrustSettings(), processes=1) as pool:
        yield pool


@pytest.fixture
def house(tmp_path: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A desk over two mailboxes; one has a server, the other a port that nobody serves."""
    with EmbeddedImap(("support",)) as imap, EmbeddedSmtp() as smtp:
        monkeypatch.setenv(PASSWORD, imap.password)
        settings = _settings(tmp_path, {"support": imap.port, "sales": _closed_port()}, smtp.port)
        imap.add("support", mail())
        with open_house(settings, workers) as opened:
            yield opened


def _settings(folder: Path, mailboxes: dict[str, int], smtp_port: int) -> Settings:
    server = {"host": "127.0.0.1", "security": "none"}
    boxes = [
        {"name": name, "address": f"{name}@icrealtime.example", "username": name, "port": port, "password_env": PASSWORD, "start": "all"}
        | server
        for name, port in mailboxes.items()
    ]
    tables = {"mailboxes": boxes, "outgoing": [{"port": smtp_port} | server], "trust": {"verify_dkim": False}}
    return Settings.model_validate({"folder": folder, "store": {"url": "sqlite:///desk.db"}} | tables)


def _closed_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


def test_a_mailbox_whose_server_is_gone_delays_no_other(house: House) -> None:
    done = running.poll(house)
    assert done.processed == 1
    (trouble,) = done.troubles
    assert trouble.startswith("sales: ")
    with house.store.reading() as connection:
        mailboxes = {row["name"]: row for row in views.status(connection)["mailboxes"]}
    assert mailboxes["support"]["last_success"] is not None
    assert mailboxes["sales"]["last_success"] is None
    assert "tried again" in mailboxes["sales"]["state"]


def test_a_server_that_cannot_be_asked_is_not_called_balanced(tmp_path: Path) -> None:
    desk = desks.make(tmp_path, imap={"support": free_port()})
    done = desk.call("reconcile", "--json")
    assert done.exit_code == 1
    (found,) = json.loads(done.stdout)["mailboxes"]
    assert found == {"name": "support", "on_server": None, "received": None, "accounted": None, "missing": None}
