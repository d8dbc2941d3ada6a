"""`console`: the desk's pages by themselves, and a way in from the shell."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer

from mailroom.commands.shared import DEFAULT_CONFIG, USAGE, Config, desk_store, fail, out
from mailroom.console.installed import is_installed
from mailroom.foundation import trust_of
from mailroom.live_files import LiveDesk, live_staff
from mailroom.running import stop_on_signals, wait_for
from mailroom.settings import Settings
from mailroom.workers import Workers

_NEEDS = "the console needs its extra: pip install 'mailroom[console]'"


def console(
    sign_in: Annotated[str, typer.Option("--sign-in", metavar="ADDRESS", help="print a link that signs this person in, and exit")] = "",
    config: Config = DEFAULT_CONFIG,
) -> None:
    """The console's pages in a process of their own, until SIGTERM. `mailroom run` serves them too."""
    if not is_installed():
        fail(_NEEDS, USAGE)
    with desk_store(config) as (settings, store), _workers(settings) as workers:
        made = import_module("mailroom.console.console").console_of(settings, store, workers)
        if sign_in:
            _print_link(made, sign_in)
        else:
            _serve(made)


def _workers(settings: Settings) -> Workers:
    """One process, spawned when somebody opens a mail."""
    return Workers(LiveDesk(settings, live_staff(settings.path(settings.files.staff))), trust_of(settings), processes=1)


def _print_link(console: Any, address: str) -> None:
    person = console.staff().person(address)
    if person is None:
        fail(f"{address} stands with nobody in staff.toml")
    out.print(import_module("mailroom.console.signing_in").lend(console, person), markup=False)


def _serve(console: Any) -> None:
    if not console.settings.console.listen:
        fail("console.listen is empty: the console is off", USAGE)
    stop = stop_on_signals()
    with import_module("mailroom.console.serving").serving(console):
        wait_for(stop)
