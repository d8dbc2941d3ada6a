"""Commands that need no server, as people and machines call them."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from mailroom.cli import app
from tests import desk as desks
from tests.desk import Desk
from tests.letters import mail
from tests.servers.brokers import Broker
from tickets import alarms, heartbeat
from tickets.schema import mailboxes
from tickets.store import Store


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk without mailboxes: mail comes by the pipe."""
    return desks.make(tmp_path, imap={})


def test_init_writes_a_desk_that_its_own_checks_accept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILROOM_SUPPORT_PASSWORD", "secret")
    monkeypatch.setenv("MAILROOM_SMTP_PASSWORD", "secret")
    folder = tmp_path / "new" / "desk"
    assert CliRunner().invoke(app(), ["init", str(folder)]).exit_code == 0
    desk = Desk(folder=folder)
    assert {path.name for path in folder.iterdir()} == {"mailroom.toml", "policy.toml", "templates", "dealers.csv", "staff.toml"}
    for check in (("policy", "check"), ("templates", "check"), ("staff", "check"), ("dealers", "import", str(folder / "dealers.csv"))):
        done = desk.call(*check)
        assert done.exit_code == 0, done.output
    assert desk.settings().desk.answers == "off"


def test_the_version_is_told() -> None:
    done = CliRunner().invoke(app(), ["--version"])
    assert (done.exit_code, done.output) == (0, f"mailroom {version('mailroom')}\n")


@pytest.mark.parametrize(
    ("environment", "name"),
    [({"SUDO_USER": "ana", "USER": "root"}, "ana"), ({"USER": "ben"}, "ben"), ({"LOGNAME": "cy"}, "cy"), ({}, "the desk")],
)
def test_the_journal_names_the_person_and_not_what_sudo_made_of_him(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], name: str
) -> None:
    for key in ("SUDO_USER", "USER", "LOGNAME"):
        monkeypatch.delenv(key, raising=False)
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    desk.call("outbox", "pause", "--because", "a try")
    assert f"a try ({name})" in desk.call("outbox", "list").output


@pytest.mark.parametrize(
    ("command", "status", "told"),
    [
        (("tickets", "show", "99999999999999999999999"), 2, "is no ticket number; write IC-1042"),
        (("held", "admit", "99999999999999999999999"), 2, "less than or equal to"),
        (("outbox", "retry", "99999999999999999999999"), 2, "less than or equal to"),
        (("tickets", "split", "99999999999999999999999"), 2, "less than or equal to"),
        (("trace", " "), 2, "nothing was named: write a mail's id"),
        (("digest", "--night", "2999-01-01"), 2, "the night of 2999-01-01 has not come"),
        (("import", ".", "--mailbox", ""), 2, "--mailbox: write a name in plain letters"),
        (("import", ".", "--mailbox", "a\nb"), 2, "--mailbox: write a name in plain letters"),
        (("db", "where"), 0, "sqlite:///"),
    ],
)
def test_a_hostile_argument_is_told_and_no_traceback(desk: Desk, command: tuple[str, ...], status: int, told: str) -> None:
    done = desk.call(*command)
    assert (done.exit_code, told in " ".join(done.output.replace("│", " ").split())) == (status, True), done.output


def test_a_file_of_mails_may_lie_anywhere(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk.folder / "here").mkdir()
    (desk.folder / "one.mbox").write_bytes(b"From a@b.example Mon Jan  1 00:00:00 2024\n" + mail())
    monkeypatch.chdir(desk.folder / "here")
    assert "1 mails read, 1 new" in desk.call("import", "../one.mbox", "--mailbox", "archive").output


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "staff.toml").write_text("mine", encoding="utf-8")
    done = CliRunner().invoke(app(), ["init", str(tmp_path)])
    assert done.exit_code == 2
    assert "staff.toml" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["staff.toml"]


@pytest.mark.parametrize("command", [("status",), ("doctor",), ("poll",), ("tickets", "list"), ("policy", "check"), ("db", "upgrade")])
def test_wrong_settings_end_with_2_and_every_fault(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "mailroom.toml").write_text('[desk]\ncolour = "blue"\n[store]\nraw_days = 0\n', encoding="utf-8")
    done = Desk(folder=tmp_path).call(*command)
    assert done.exit_code == 2
    assert "desk.colour" in done.output
    assert "store.raw_days" in done.output


def test_doctor_names_everything_that_is_to_be_mended(tmp_path: Path) -> None:
    """And telephone numbers that nobody has set: their lines vanish from letters (desk-rule 38)."""
    desk = desks.make(tmp_path, imap={"support": 1}, smtp=(1,))
    (tmp_path / "staff.toml").write_text("[[people]]\n", encoding="utf-8")
    done = desk.call("doctor", "--json")
    found = {row["what"]: row for row in json.loads(done.stdout)}
    assert done.exit_code == 1
    assert {what for what, row in found.items() if not row["ok"]} >= {"mailbox support", "outgoing 127.0.0.1:1", "staff"}
    assert found["database"]["ok"]
    assert all(row["because"] for row in found.values())
    for key in ("help_center_url", "dealer_phone", "consumer_phone", "sales_address"):
        assert "left out" in found[f"desk.{key}"]["because"]


def test_doctor_says_that_mail_neither_comes_nor_goes(desk: Desk) -> None:
    told = desk.call("doctor").output
    assert "MEND  mailboxes" in told
    assert "MEND  outgoing" in told


def test_what_does_not_exist_is_told_in_one_line(desk: Desk) -> None:
    for command in (("trace", "7"), ("tickets", "show", "IC-9"), ("held", "admit", "7"), ("failed", "show", "7"), ("outbox", "show", "7")):
        done = desk.call(*command)
        assert done.exit_code == 1, command
        assert len(done.output.strip().splitlines()) == 1
    assert desk.call("tickets", "show", "no number").exit_code == 2


def test_an_empty_desk_has_empty_lists(desk: Desk) -> None:
    lists = (("tickets", "list"), ("held", "list"), ("ignored", "list"), ("failed", "list"), ("outbox", "list"), ("suppressed", "list"))
    assert [desk.json(*command) for command in lists] == [[]] * len(lists)
    assert desk.json("status")["inbound"] == {"RECEIVED": 0, "FILED": 0, "IGNORED": 0, "HELD": 0, "FAILED": 0}


def test_a_shut_outbox_says_so(desk: Desk) -> None:
    desk.call("outbox", "pause", "--because", "the relay moves")
    assert "the relay moves" in desk.call("outbox", "list").output
    desk.call("outbox", "resume")
    assert "the relay moves" not in desk.call("outbox", "list").output


def test_an_archive_becomes_rows_once(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "a.eml").write_bytes(mail())
    (folder / "b.eml").write_bytes(mail())
    told = [desk.call("import", str(folder), "--mailbox", "old").output for _ in range(2)]
    assert [re.findall(r"\d+", line) for line in told] == [["2", "2"], ["2", "0"]]


def test_an_archive_that_is_none_is_told(desk: Desk, tmp_path: Path) -> None:
    done = desk.call("import", str(tmp_path / "nowhere"), "--mailbox", "old")
    assert done.exit_code == 1
    assert "neither an mbox file" in done.output


def test_inspect_needs_no_desk_and_tells_what_it_could_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail(subject="camera 3 is black"))
    done = CliRunner().invoke(app(), ["inspect", "--jsonl", str(tmp_path), str(tmp_path / "none.eml")])
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 1
    assert (rows[0]["subject"], rows[0]["kind"]) == ("camera 3 is black", "personal")
    assert set(rows[1]) == {"path", "error"}


COMMAND = str(Path(sys.executable).parent / "mailroom")


@pytest.mark.parametrize(
    ("settings", "given"),
    [
        ('[desk]\ncolour = "blue"\n', b"a mail"),
        ("", b""),
        ('[store]\nurl = "sqlite:////dev/null/x.db"\n', b"a mail"),
    ],
    ids=["an unknown key", "no mail", "no database"],
)
def test_whatever_is_wrong_the_pipe_says_try_again(tmp_path: Path, settings: str, given: bytes) -> None:
    path = tmp_path / "mailroom.toml"
    path.write_text(settings, encoding="utf-8")
    command = [COMMAND, "receive", "--to", "support@icrealtime.example", "--config", str(path)]
    assert subprocess.run(command, input=given, capture_output=True, timeout=60).returncode == 75


def test_the_pipe_says_0_when_the_mail_is_durable(desk: Desk) -> None:
    assert desk.command("receive", "--to", "support@icrealtime.example", given=mail()).returncode == 0
    store = Store(desk.settings().store_address())
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT state FROM inbound").scalars().all() == ["RECEIVED"]
    store.close()


def test_the_script_for_an_mta_says_try_again_where_anything_is_missing(tmp_path: Path) -> None:
    """Without its file of passwords, without its program; and a missing file ends a plain `sh` with another status than 75."""
    script = ["/bin/sh", str(Path(__file__).parents[2] / "deploy" / "mailroom-receive"), "support@icrealtime.example"]
    for environment in (str(tmp_path / "none"), os.devnull):
        missing = {"MAILROOM_ENVIRONMENT": environment, "MAILROOM_COMMAND": str(tmp_path / "none")}
        assert subprocess.run(script, input=b"", capture_output=True, env={**os.environ, **missing}).returncode == 75


def test_the_pipe_imports_nothing_that_reads_files_or_sends() -> None:
    """An MTA starts a process for each mail: with all commands it would take three times as long and twice the memory."""
    code = "import sys, mailroom.cli; mailroom.cli.app('receive'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    heavy = {"dramatiq", "jinja2", "mailparser", "numpy", "mailroom.workers", "mailroom.wiring", "responders.outbox", "starlette"}
    assert not heavy & set(done.stdout.split())


def refused(desk: Desk, *command: str, status: int = 1) -> str:
    """What a command says in its one line, without a traceback."""
    done = desk.call(*command)
    assert done.exit_code == status, (command, done.output, done.exception)
    assert isinstance(done.exception, SystemExit), command
    (line,) = done.output.strip().splitlines()
    return str(line)


@pytest.mark.parametrize("octets", [b"no database at all, and long enough to be asked", b"SQLite format 3\0" + b"\xff" * 8000])
def test_a_damaged_database_is_told_in_one_line_with_what_to_do(desk: Desk, octets: bytes) -> None:
    (desk.folder / "mailroom.db").write_bytes(octets)
    for command in (("status",), ("outbox", "pause"), ("tickets", "list"), ("db", "upgrade")):
        told = refused(desk, *command)
        assert "damaged or no database" in told
        assert "restore" in told
    done = desk.call("doctor")
    assert done.exit_code == 1
    assert "MEND  database: the database is damaged" in done.output
    assert isinstance(done.exception, SystemExit)


def test_places_that_cannot_be_written_are_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert "cannot be made" in refused(desks.make(tmp_path / "a", imap={}, store=f"sqlite:///{tmp_path}/file/var/x.db"), "status")
    desk = desks.make(tmp_path / "b", imap={})
    assert "cannot be written" in refused(desk, "templates", "preview", "acknowledgement", "--to", str(tmp_path / "none" / "x.html"))
    done = CliRunner().invoke(app("init"), ["init", str(tmp_path / "file" / "desk")])
    assert (done.exit_code, "cannot be written" in done.output) == (1, True)


def test_a_command_that_the_database_refused_changed_nothing_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.call("status")
    monkeypatch.setattr("tickets.store._SQLITE_PRAGMAS", ("PRAGMA busy_timeout = 1",))
    with closing(sqlite3.connect(desk.folder / "mailroom.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        told = refused(desk, "outbox", "pause")
        other.execute("ROLLBACK")
    assert "database is locked" in told
    assert "nothing was changed: call it again" in told
    assert "repeated" not in told


def test_a_full_disk_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.call("status")
    monkeypatch.setattr("tickets.store._SQLITE_PRAGMAS", ("PRAGMA max_page_count = 1",))
    told = refused(desk, "outbox", "pause", "--because", "x" * 1_000_000)
    assert "disk of the database is full" in told


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("dealers", "import", "/nonexistent.csv"), "no such file"),
        (("outbox", "list", "--state", "FOO"), "QUEUED, SENDING, SENT"),
        (("tickets", "list", "--status", "FOO"), "OPEN, PENDING, SOLVED, CLOSED"),
        (("templates", "history", "acknowledgment"), "did you mean acknowledgement?"),
        (("forget", "notanaddress", "--yes"), "is no address"),
        (("failed", "show", "77"), "no mail has the id 77"),
        (("outbox", "show", "99"), "no letter has the id 99"),
    ],
)
def test_a_mistake_is_no_success(desk: Desk, command: tuple[str, ...], told: str) -> None:
    done = desk.call(*command)
    assert done.exit_code in (1, 2), done.output
    assert told in done.output


def test_a_ticket_is_given_to_one_of_us_alone(desk: Desk) -> None:
    (desk.folder / "staff.toml").write_text('[[people]]\nname = "Ann"\naddresses = ["ann@icrealtime.example"]\n', encoding="utf-8")
    assert "did you mean ann@icrealtime.example?" in refused(desk, "tickets", "assign", "IC-1001", "anne@icrealtime.example", status=2)


@pytest.mark.parametrize("address", ["support@icrealtime.example", "Support+x@icrealtime.example", "ann@icrealtime.example"])
def test_what_came_by_the_desks_own_addresses_is_forgotten_with_no_command(desk: Desk, address: str) -> None:
    (desk.folder / "staff.toml").write_text('[[people]]\nname = "Ann"\naddresses = ["ann@icrealtime.example"]\n', encoding="utf-8")
    assert "is an address of this desk, and nothing was erased" in refused(desk, "forget", address, "--yes")


def test_the_status_of_a_dead_desk_does_not_look_well(desk: Desk) -> None:
    desk.call("outbox", "pause", "--because", "the relay moves")
    with closing(Store(desk.settings().store_address())) as store, store.writing() as connection:
        alarms.sound(connection, "disk full", "The disk is full", datetime.now(UTC))
        connection.execute(insert(mailboxes).values(name="gone", state="watching"))
    told = desk.call("status").output
    assert "NO PROCESS of the desk is alive and none ever was" in told
    assert "THE OUTBOX IS SHUT: the relay moves" in told
    assert "ALARM: The disk is full" in told
    assert "gone" not in told
    with closing(Store(desk.settings().store_address())) as store, store.writing() as connection:
        heartbeat.beat(connection, datetime.now(UTC))
    seen = desk.json("status")
    assert (seen["is_alive"], seen["alarms"], seen["mailboxes"]) == (True, ["The disk is full"], [])


def examined(desk: Desk) -> dict[str, dict[str, object]]:
    return {row["what"]: row for row in json.loads(desk.call("doctor", "--json").stdout)}


def test_doctor_tries_the_broker_the_directories_the_letters_and_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(total=100 * 1024**3, free=4 * 1024**3))
    desk = desks.make(tmp_path, imap={}, broker="redis://127.0.0.1:1/0")
    (tmp_path / "dealers.csv").write_text("email,company\n,Nobody\n", encoding="utf-8")
    (tmp_path / "templates" / "en").mkdir(parents=True)
    (tmp_path / "templates" / "en" / "closed.md").write_text("---\nsubject: x\n---\n{{ nonsense }}", encoding="utf-8")
    desk.call("outbox", "pause", "--because", "the relay moves")
    with closing(Store(desk.settings().store_address())) as store, store.writing() as connection:
        heartbeat.beat(connection, datetime.now(UTC) - timedelta(hours=1))
    found = examined(desk)
    wrong = {what: str(row["because"]) for what, row in found.items() if not row["ok"]}
    assert "see that it runs" in wrong["broker"]
    assert "line 2 has neither" in wrong["dealers"]
    assert "nobody handles the lane" in wrong["staff"] or "no team has people" in wrong["staff"]
    assert "closed" in wrong["letters"]
    assert "less than 5 %" in wrong["disk"]
    assert "the relay moves" in wrong["outbox"]
    assert "none is alive since" in wrong["processes"]


def test_doctor_logs_in_to_a_broker(tmp_path: Path, broker: Broker) -> None:
    desk = desks.make(tmp_path, imap={}, broker=broker.url)
    assert examined(desk)["broker"]["because"] == "logged in"


def test_doctor_imports_no_dealer(desk: Desk) -> None:
    (desk.folder / "dealers.csv").write_text("email,company\nsam@brightcams.example,Bright\n", encoding="utf-8")
    assert [examined(desk)["dealers"]["because"] for _ in range(2)] == ["1 can be imported"] * 2


def test_a_mailbox_that_is_not_read_any_more_does_not_show_as_watching(tmp_path: Path) -> None:
    desk = desks.make(tmp_path, imap={"support": 1})
    desk.call("status")
    with closing(Store(desk.settings().store_address())) as store, store.writing() as connection:
        long_ago = datetime.now(UTC) - timedelta(days=1)
        connection.execute(insert(mailboxes).values(name="support", state="watching", last_success=long_ago))
    (box,) = desk.json("status")["mailboxes"]
    assert (box["is_read"], box["state"]) == (False, "NOT READ for longer than is usual; last: watching")
