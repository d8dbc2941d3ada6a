"""The command line: every command of the desk, each a few lines over a function that does the work."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from mailroom.inspect import inspect as inspect_mail
from tickets.identity import Desk, TrustSettings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def root() -> None:
    """The mail room of a support desk."""


@app.command()
def inspect(paths: list[Path], jsonl: Annotated[bool, typer.Option("--jsonl")] = False) -> None:
    """What would be decided about each mail, and why. Touches no state."""
    unread = False
    for path in _files(paths):
        try:
            row = inspect_mail(str(path), path.read_bytes(), Desk(), TrustSettings())
        except OSError as err:
            row, unread = {"path": str(path), "error": f"cannot be read: {err.strerror}"}, True
        sys.stdout.write(json.dumps(row, ensure_ascii=not jsonl) + "\n")
    if unread:
        raise typer.Exit(1)


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*") if found.is_file())
        else:
            yield path


def main() -> None:
    app()
