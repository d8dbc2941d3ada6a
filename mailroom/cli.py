"""The command line: every command of contract.md, gathered from `mailroom.commands`."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer

from mailroom.logs import to_standard_error

#: command or group: where it stands in `mailroom.commands`
_COMMANDS = {
    "demo": "showing.demo",
    "init": "setup.init",
    "run": "running.run",
    "watch": "running.watch",
    "work": "running.work",
    "schedule": "running.schedule",
    "console": "pages.console",
    "poll": "running.poll",
    "receive": "receiving.receive",
    "import": "receiving.import_",
    "inspect": "inspecting.inspect",
    "trace": "looking.trace",
    "status": "looking.status",
    "doctor": "setup.doctor",
    "reconcile": "looking.reconcile",
    "digest": "nightly.digest",
    "train": "training.train",
    "forget": "erasing.forget",
}

_GROUPS = {
    "tickets": "ticketing.tickets",
    "held": "waiting.held",
    "ignored": "waiting.ignored",
    "failed": "waiting.failed",
    "outbox": "leaving.outbox",
    "suppressed": "leaving.suppressed",
    "policy": "rules.policy",
    "templates": "letters.templates",
    "dealers": "rules.dealers",
    "staff": "rules.staff",
    "retention": "erasing.retention",
    "access": "access.access",
    "db": "setup.db",
}


def app(only: str = "") -> typer.Typer:
    """The command line; with `only` that one command or group: importing those of all others takes two seconds."""
    made = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="The mail room of a support desk.")
    made.callback()(_group)
    for name, place in _COMMANDS.items():
        if only in ("", name):
            made.command(name)(_at(place))
    for name, place in _GROUPS.items():
        if only in ("", name):
            made.add_typer(_at(place), name=name)
    return made


def _told(is_wanted: bool) -> None:
    if is_wanted:
        sys.stdout.write(f"mailroom {version('mailroom')}\n")
        raise typer.Exit


_Version = Annotated[bool, typer.Option("--version", is_eager=True, callback=_told, help="which version this is, and exit")]


def _group(_: _Version = False) -> None:
    """A command stays a command where it is the only one."""


def _at(place: str) -> Any:
    module, _, name = place.partition(".")
    return getattr(import_module(f"mailroom.commands.{module}"), name)


def main() -> None:
    to_standard_error()  # standard output is what the command answers
    called = "".join(sys.argv[1:2])
    try:
        app(called if called in _COMMANDS or called in _GROUPS else "")()
    except SystemExit as ended:
        raise SystemExit(_for_the_mta(ended.code)) from None


def _for_the_mta(status: str | int | None) -> str | int | None:
    """An MTA bounces a customer's mail on most statuses: whatever was wrong with the call of `receive`, it tries again (decisions 12)."""
    return os.EX_TEMPFAIL if status and sys.argv[1:2] == ["receive"] else status
