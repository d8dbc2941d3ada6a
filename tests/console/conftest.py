"""A desk with a console and no servers: its pages are asked in this process, at the clock that a test sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from mailroom.console.app import application
from mailroom.console.console import Console, console_of
from mailroom.console.known import begin
from mailroom.console.signing_in import lend
from mailroom.foundation import open_store
from mailroom.settings import Settings
from mailroom.workers import Workers
from tickets.identity import Desk, TrustSettings
from tickets.store import Store

HOST = "127.0.0.1:8025"
STAFF = """
[[people]]
name = "Ana Reyes"
addresses = ["ana@icrealtime.example"]
teams = ["support"]
lead = true

[[people]]
name = "Ben Ode"
addresses = ["ben@icrealtime.example"]
teams = ["support"]

[[people]]
name = "Lia Moe"
addresses = ["lia@icrealtime.example"]
roles = ["letters"]

[[people]]
name = "Zoe Ibarra"
addresses = ["zoe@icrealtime.example"]
roles = ["engineer", "letters"]

[[teams]]
name = "support"
"""
ANA, BEN, LIA, BOTH = (f"{name}@icrealtime.example" for name in ("ana", "ben", "lia", "zoe"))


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 15, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def passes(self, span: timedelta) -> None:
        self.now += span


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "staff.toml").write_text(STAFF, encoding="utf-8")
    return tmp_path


@pytest.fixture
def console_settings() -> dict[str, object]:
    """The `[console]` table; a test may parametrize it."""
    return {}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(folder: Path, console_settings: dict[str, object]) -> Iterator[Store]:
    opened = open_store(_settings(folder, console_settings))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def readers() -> Iterator[Workers]:
    """One worker process for every console; it is spawned when the first test opens a mail."""
    with Workers(Desk, TrustSettings(), processes=1) as workers:
        yield workers


@pytest.fixture
def console(folder: Path, store: Store, clock: Clock, console_settings: dict[str, object], readers: Workers) -> Console:
    return replace(console_of(_settings(folder, console_settings), store, readers), clock=clock)


@pytest.fixture
def visitor(console: Console) -> Iterator[Callable[[str], TestClient]]:
    """Somebody's browser; with an address, of a person who is signed in."""
    opened: list[TestClient] = []

    def come(address: str = "") -> TestClient:
        client = TestClient(application(console), base_url=console.address, follow_redirects=False, client=("127.0.0.1", 50000))
        person = console.staff().person(address) if address else None
        if person:
            client.cookies.set("mailroom-session", begin(console, person).cookie)
        opened.append(client)
        return client

    yield come
    for client in opened:
        client.close()


@pytest.fixture
def lent(console: Console) -> Callable[[str], str]:
    """A link from the shell for one of us."""

    def link(address: str) -> str:
        person = console.staff().person(address)
        assert person is not None
        return lend(console, person)

    return link


def token_of(page: str) -> str:
    """The token of the first form of a page."""
    return page.partition('name="token" value="')[2].partition('"')[0]


def _settings(folder: Path, console: dict[str, object]) -> Settings:
    return Settings.model_validate({"folder": folder, "store": {"url": "sqlite:///mailroom.db"}, "console": console})
