"""What every command shares: the `--config` option, the desk it opens, and how it speaks: tables for people, JSON for machines."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from mailroom import environment
from mailroom.foundation import desk_of, open_store
from mailroom.settings import ConfigurationError, Settings, load
from tickets.directory import Staff
from tickets.errors import WorldError
from tickets.identity import Desk
from tickets.nearness import nearest
from tickets.states import S
from tickets.store import REPEATED, Store
from tickets.waiting import Refused

WRONG, USAGE = 1, 2
LARGEST = 2**63 - 1  # number of a row: past it, a database knows of none and says so in words of its own
NOTHING_CHANGED = "; nothing was changed: call it again once that is mended"
SO_FAR = "; what was done so far stays: call it again for the rest once that is mended"

Config = Annotated[Path, typer.Option("--config", envvar="MAILROOM_CONFIG", help="the desk's mailroom.toml")]
AsJson = Annotated[bool, typer.Option("--json", help="for machines")]
DEFAULT_CONFIG = Path("mailroom.toml")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def settings_of(config: Path) -> Settings:
    """The settings, or every fault of the file and exit 2."""
    try:
        return load(config)
    except ConfigurationError as wrong:
        for fault in wrong.faults:
            err.print(fault, markup=False)
        raise typer.Exit(USAGE) from wrong


def settings_to_run(config: Path) -> Settings:
    """The same for what reads mailboxes and sends letters: exit 2 and every secret that is missing, before anything begins."""
    settings = settings_of(config)
    if absent := environment.missing(settings):
        fail("\n".join(f"{config}: {line}" for line in absent), USAGE)
    return settings


@contextmanager
def desk_store(config: Path) -> Iterator[tuple[Settings, Store]]:
    """The desk's settings and database, for commands that look or decide."""
    settings = settings_of(config)
    with refusals(NOTHING_CHANGED):
        store = open_store(settings)
        try:
            yield settings, store
        finally:
            store.close()


@contextmanager
def refusals(then: str = SO_FAR) -> Iterator[None]:
    """What cannot be done is told in one line, with exit 1, or with 2 where a secret is missing; no traceback is a message.

    `then`: what became of the work where the database refused. A process that runs repeats it; a command is called again.
    """
    try:
        yield
    except environment.NoSecret as no:
        fail(str(no), USAGE)
    except (Refused, WorldError, LookupError) as no:
        text = str(no)
        fail(text.removesuffix(REPEATED) + then if text.endswith(REPEATED) else text)


def known(kind: type[S], text: str) -> S:
    """The state of that name, in any case; exit 2 with those that there are for anything else."""
    try:
        return kind(text.strip().upper())
    except ValueError:
        fail(f"{text} is no state; there are {', '.join(kind)}", USAGE)


def near(wanted: str, those: Iterable[str]) -> str:
    """Such as "; did you mean ann@example.com?", or '' where nothing is like it."""
    found = nearest(wanted, those)
    return f"; did you mean {found}?" if found else ""


def write_file(path: Path, write: Callable[[], object]) -> None:
    """What a command writes for its caller, who may have named a place that there is not."""
    try:
        write()
    except OSError as no:
        fail(f"{path}: cannot be written ({no.strerror})")


def fail(text: str, status: int = WRONG) -> NoReturn:
    err.print(text, markup=False)
    raise typer.Exit(status)


def show_json(value: Any) -> None:
    out.print(json.dumps(value, ensure_ascii=False, indent=None), markup=False, soft_wrap=True)


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, empty: str) -> None:
    """A table that fits the terminal, or one line that says there is nothing."""
    if not rows:
        out.print(empty)
        return
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="ellipsis")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    out.print(table, markup=False)


def numbering(settings: Settings) -> Desk:
    """The desk as far as showing ticket numbers needs it: without its people."""
    return desk_of(settings, Staff())


def me() -> str:
    """Who decides, for the journal: the login name of the person at the shell, also where sudo made him root or the desk's own user."""
    return next((name for key in ("SUDO_USER", "USER", "LOGNAME") if (name := os.environ.get(key))), "the desk")


def number_in(text: str, prefix: str) -> int:
    """1042 from "IC-1042" or "1042"; exit 2 for anything else."""
    digits = text.strip().upper().removeprefix(f"{prefix}-")
    if not digits.isdecimal() or int(digits) > LARGEST:
        fail(f"{text} is no ticket number; write {prefix}-1042", USAGE)
    return int(digits)
