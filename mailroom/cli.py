"""The command line: every command of contract.md, gathered from `mailroom.commands`."""

from __future__ import annotations

import sys
from collections.abc import Callable

import typer

from mailroom.commands import (
    access,
    erasing,
    inspecting,
    leaving,
    letters,
    looking,
    nightly,
    pages,
    rules,
    running,
    setup,
    showing,
    ticketing,
    training,
    waiting,
)
from mailroom.logs import to_standard_error

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="The mail room of a support desk.")

_COMMANDS: dict[str, Callable[..., None]] = {
    "demo": showing.demo,
    "init": setup.init,
    "run": running.run,
    "watch": running.watch,
    "work": running.work,
    "schedule": running.schedule,
    "console": pages.console,
    "poll": running.poll,
    "receive": running.receive,
    "import": running.import_,
    "inspect": inspecting.inspect,
    "trace": looking.trace,
    "status": looking.status,
    "doctor": setup.doctor,
    "reconcile": looking.reconcile,
    "digest": nightly.digest,
    "train": training.train,
    "forget": erasing.forget,
}

_GROUPS: dict[str, typer.Typer] = {
    "tickets": ticketing.tickets,
    "held": waiting.held,
    "ignored": waiting.ignored,
    "failed": waiting.failed,
    "outbox": leaving.outbox,
    "suppressed": leaving.suppressed,
    "policy": rules.policy,
    "templates": letters.templates,
    "dealers": rules.dealers,
    "staff": rules.staff,
    "retention": erasing.retention,
    "access": access.access,
    "db": setup.db,
}

for name, command in _COMMANDS.items():
    app.command(name)(command)
for name, group in _GROUPS.items():
    app.add_typer(group, name=name)


def main() -> None:
    to_standard_error()  # standard output is what the command answers
    try:
        app()
    except SystemExit as ended:
        raise SystemExit(_for_the_mta(ended.code)) from None


def _for_the_mta(status: str | int | None) -> str | int | None:
    """An MTA bounces a customer's mail on most statuses: whatever was wrong with the call of `receive`, it tries again (decisions 12)."""
    return running.AGAIN if status and sys.argv[1:2] == ["receive"] else status
