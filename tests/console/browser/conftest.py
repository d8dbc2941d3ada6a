"""A desk that runs as in production with its console, and a real browser in front of it: one for all tests here.

Tests come with customers of their own, so that none needs an empty desk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from mailroom import running
from mailroom.console.console import Console, console_of
from mailroom.console.cookies import SESSION
from mailroom.console.known import begin
from mailroom.foundation import desk_of, trust_of
from mailroom.wiring import House
from mailroom.workers import Workers
from tests import desk as desks
from tests.conftest import needed
from tests.desk import Desk
from tests.mailroom.hostile import hostile
from tests.scenarios.test_mailboxes_in_trouble import watching
from tests.servers import chromium, smtp
from tests.servers.deliver import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.ports import free_port, listens, soon
from tests.servers.smtp import Sink
from tickets import views
from tickets.directory import Staff
from tickets.states import InboundState

ANA, LIA, LEA = "ana@icrealtime.example", "lia@icrealtime.example", "lea@icrealtime.example"
STAFF = """
[[teams]]
name = "support"

[[people]]
name = "Ana Reyes"
addresses = ["ana@icrealtime.example"]
teams = ["support"]

[[people]]
name = "Lia Moe"
addresses = ["lia@icrealtime.example"]
roles = ["letters"]

[[people]]
name = "Lea Ortiz"
addresses = ["lea@icrealtime.example"]
lead = true
handles = ["*"]
"""
_PATIENCE = 20.0  # seconds, on a machine that does much else


@dataclass(frozen=True, kw_only=True)
class Front:
    """The desk, the people around it, and the way in."""

    house: House
    console: Console
    imap: Dovecot
    sink: Sink
    browser: Browser

    @property
    def url(self) -> str:
        return self.console.address

    def page(self, address: str = "", *, width: int = 1280, dark: bool = False) -> Page:
        """A browser of its own; with an address, of a person who is signed in."""
        context = self.browser.new_context(
            base_url=self.url, viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        context.set_default_timeout(_PATIENCE * 1000)
        expect.set_options(timeout=_PATIENCE * 1000)  # an expectation asks no context
        person = self.console.staff().person(address) if address else None
        if person:
            host = str(urlsplit(self.url).hostname)
            context.add_cookies([{"name": SESSION, "value": begin(self.console, person).cookie, "domain": host, "path": "/"}])
        return context.new_page()

    def write(self, raw: bytes) -> None:
        deliver(self.imap.maildir("support"), raw)

    def sweep(self) -> None:
        """What the desk's own clocks do within seconds: what waits goes through the pipeline, what is due leaves, the search catches up."""
        running.drain(self.house)
        self.house.schedule.tick()

    def letters_to(self, address: str) -> list[Message]:
        return [message_from_bytes(mail.raw) for mail in list(self.sink.mails) if address in mail.recipients]

    def letter_to(self, address: str) -> Message:
        """Its first letter, as soon as that is there."""
        assert soon(lambda: bool(self.letters_to(address)), _PATIENCE), f"{address} got no letter"
        return self.letters_to(address)[0]

    def waiting(self, state: InboundState, sender: str) -> list[dict[str, Any]]:
        with self.house.store.reading() as connection:
            return [row for row in views.waiting(connection, state) if row["from"] == sender]

    def await_waiting(self, state: InboundState, sender: str) -> dict[str, Any]:
        """The mail of this sender, as soon as it is in that state."""
        assert soon(lambda: bool(self.waiting(state, sender)), _PATIENCE), f"nothing of {sender} is {state}"
        return self.waiting(state, sender)[0]


@pytest.fixture(scope="package")
def front(running_dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    needed(chromium.absence())
    running_dovecot.wipe()
    with ExitStack() as open_doors:
        sink = open_doors.enter_context(smtp.running())
        desk = _desk(tmp_path_factory.mktemp("front"), running_dovecot, sink)
        house = open_doors.enter_context(desk.house(open_doors.enter_context(_readers(desk))))
        running.poll(house)
        open_doors.enter_context(watching(house))
        console = console_of(house.settings, house.store, house.pipeline.workers)
        assert soon(lambda: listens(console.port))
        browser = open_doors.enter_context(chromium.running())
        yield Front(house=house, console=console, imap=running_dovecot, sink=sink, browser=browser)


def _desk(folder: Path, imap: Dovecot, sink: Sink) -> Desk:
    (folder / "staff.toml").write_text(STAFF, encoding="utf-8")
    (folder / "dealers.csv").write_text("email,domain,company,account,tier\n,acme.example,Acme Security,4711,gold\n", encoding="utf-8")
    console = f'[console]\nlisten = "127.0.0.1:{free_port()}"'
    return desks.make(folder, imap={"support": imap.port}, smtp=(sink.port,), more=console)


def _readers(desk: Desk) -> Workers:
    """They fail where a mail's text asks for it."""
    settings = desk.settings()
    return Workers(lambda: desk_of(settings, Staff()), trust_of(settings), processes=1, readers=(hostile, hostile))
