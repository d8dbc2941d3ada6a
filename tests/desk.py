"""A whole desk for a test: its folder and settings, over a real IMAP server and a real SMTP server.

`Desk.poll` runs one pass in this process, `Desk.call` a command; `Desk.command` runs the installed command in a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from mailroom import running
from mailroom.cli import app
from mailroom.settings import Settings, load
from mailroom.wiring import House, open_house
from mailroom.workers import Workers
from tests.servers.dovecot import PASSWORD

SETTINGS = """
[desk]
address = "support@icrealtime.example"
{desk}

[store]
url = "{store}"

[broker]
url = "{broker}"

{mailboxes}
{outgoing}
[trust]
authserv_ids = ["mx.icrealtime.example"]
verify_dkim = false
{more}
"""

MAILBOX = """
[[mailboxes]]
name = "{name}"
address = "{name}@icrealtime.example"
host = "127.0.0.1"
port = {port}
security = "none"
username = "{name}"
password_env = "MAILROOM_TEST_PASSWORD"
{more}
"""

OUTGOING = """
[[outgoing]]
host = "127.0.0.1"
port = {port}
security = "none"
{more}
"""


@dataclass(frozen=True, kw_only=True)
class Desk:
    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "mailroom.toml"

    def settings(self) -> Settings:
        os.environ["MAILROOM_TEST_PASSWORD"] = PASSWORD
        return load(self.config)

    @contextmanager
    def house(self, workers: Workers | None = None) -> Iterator[House]:
        with open_house(self.settings(), workers) as house:
            yield house

    def poll(self, workers: Workers | None = None) -> running.Polled:
        with self.house(workers) as house:
            return running.poll(house)

    def call(self, *arguments: str) -> Any:
        """A command in this process: what it prints and how it exits, without a second start-up."""
        os.environ["MAILROOM_TEST_PASSWORD"] = PASSWORD
        return CliRunner().invoke(app(arguments[0]), [*arguments, "--config", str(self.config)])

    def command(self, *arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [str(Path(sys.executable).parent / "mailroom"), *arguments, "--config", str(self.config)],
            input=given,
            capture_output=True,
            timeout=120,
            env={**os.environ, "MAILROOM_TEST_PASSWORD": PASSWORD, **environment},
        )

    def start(self, kind: str, log: Path) -> subprocess.Popen[bytes]:
        """`run`, or one of its parts, in a process of its own that speaks into `log`."""
        with log.open("wb") as output:
            return subprocess.Popen(
                [str(Path(sys.executable).parent / "mailroom"), kind, "--config", str(self.config)],
                stdout=output,
                stderr=output,
                env={**os.environ, "MAILROOM_TEST_PASSWORD": PASSWORD},
            )

    def json(self, *arguments: str) -> Any:
        done = self.call(*arguments, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


def make(
    folder: Path,
    *,
    imap: dict[str, int],
    smtp: tuple[int, ...] = (),
    desk: str = "",
    mailbox: str = "",
    outgoing: str = "",
    store: str = "sqlite:///mailroom.db",
    broker: str = "memory://",
    more: str = "",
) -> Desk:
    """A desk in `folder` over these mailboxes (name to port) and submission servers (ports); `more` tables stand at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    text = SETTINGS.format(
        desk=desk,
        store=store,
        broker=broker,
        mailboxes="".join(MAILBOX.format(name=name, port=port, more=mailbox) for name, port in imap.items()),
        outgoing="".join(OUTGOING.format(port=port, more=outgoing) for port in smtp),
        more=more,
    )
    (folder / "mailroom.toml").write_text(text, encoding="utf-8")
    return Desk(folder=folder)
