"""The demo's last word: the same desk in a browser, for as long as somebody looks."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from importlib import import_module

from mailroom.commands.shared import out
from mailroom.console.installed import is_installed
from mailroom.settings import ConsoleTable
from mailroom.wiring import House


def offer(house: House) -> None:
    """The console until Enter is pressed. Without a terminal nobody could press it, and the demo ends by itself."""
    if not (sys.stdin.isatty() and out.is_terminal and is_installed()):
        return
    table = ConsoleTable(listen=f"127.0.0.1:{_free_port()}")
    settings = house.settings.model_copy(update={"console": table})
    console = import_module("mailroom.console.console").console_of(settings, house.store, house.pipeline.workers)
    with import_module("mailroom.console.serving").serving(console):
        link = import_module("mailroom.console.signing_in").lend(console, console.staff().people[0])
        out.print(f"\nLook at this desk as its people see it. The link works once, for a quarter of an hour:\n\n  {link}\n", markup=False)
        with suppress(EOFError, KeyboardInterrupt):
            out.input("Enter ends the demo. ")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
