"""The console as a server: it answers and stops, a place that is taken stops no desk, and the shell lets one of us in."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from typer.testing import CliRunner

from mailroom.cli import app
from mailroom.console.console import Console
from mailroom.console.installed import beside
from mailroom.console.serving import serving
from mailroom.settings import ConsoleTable
from tests.console.conftest import ANA, STAFF
from tests.servers.ports import free_port, listens, soon
from tickets.errors import Permanent


def at(console: Console, port: int) -> Console:
    table = ConsoleTable(listen=f"127.0.0.1:{port}")
    return replace(console, settings=console.settings.model_copy(update={"console": table}))


@contextmanager
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield int(other.getsockname()[1])


def test_it_answers_by_http_and_stops_when_its_block_ends(console: Console) -> None:
    here = at(console, free_port())
    with serving(here):
        assert soon(lambda: listens(here.port))
        with urlopen(f"{here.address}/sign-in") as answer:
            assert answer.status == 200
            assert "server" not in {name.lower() for name in answer.headers}
        with pytest.raises(HTTPError) as refused:
            urlopen(Request(f"{here.address}/", headers={"Host": "evil.example"}))
        assert refused.value.code == 403
        refused.value.close()
    assert not listens(here.port)


def test_who_takes_every_place_takes_it_from_himself(console: Console) -> None:
    here = at(console, free_port())
    with serving(here), ExitStack() as held:
        assert soon(lambda: listens(here.port))
        for _ in range(250):
            held.enter_context(socket.create_connection(("127.0.0.1", here.port), source_address=("127.0.0.2", 0)))
        with urlopen(f"{here.address}/sign-in") as answer:
            assert answer.status == 200


def test_a_place_that_is_taken_is_told_and_the_desk_runs_on(console: Console) -> None:
    with taken() as port:
        here = at(console, port)
        with pytest.raises(Permanent, match=r"cannot listen on 127\.0\.0\.1"), serving(here):
            pytest.fail("it listens where somebody else does")
        with beside(here.settings, here.store, here.workers):
            pass


def test_no_place_is_no_console(console: Console) -> None:
    settings = console.settings.model_copy(update={"console": ConsoleTable(listen="")})
    with beside(settings, console.store, console.workers):
        pass


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "staff.toml").write_text(STAFF, encoding="utf-8")
    (tmp_path / "mailroom.toml").write_text('[store]\nurl = "sqlite:///desk.db"\n[console]\nlisten = ""\n', encoding="utf-8")
    return tmp_path / "mailroom.toml"


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["--sign-in", ANA], 0, "/sign-in/"),
        (["--sign-in", "zed@example.org"], 1, "stands with nobody in staff.toml"),
        ([], 2, "the console is off"),
    ],
)
def test_the_shell_lets_one_of_us_in_and_nobody_else(config: Path, arguments: list[str], status: int, told: str) -> None:
    done = CliRunner().invoke(app(), ["console", *arguments, "--config", str(config)])
    assert (done.exit_code, told in done.output) == (status, True), done.output
