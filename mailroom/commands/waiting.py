"""`held`, `ignored`, `failed`: what waits for a person, and what he decides."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from mailroom.commands.shared import DEFAULT_CONFIG, LARGEST, AsJson, Config, desk_store, fail, me, out, show_json, show_table, write_file
from tickets import ledger, views, waiting
from tickets.states import InboundState

held = typer.Typer(no_args_is_help=True, help="Mails that wait for a person's word.")
ignored = typer.Typer(no_args_is_help=True, help="Mails proven to be nobody's request.")
failed = typer.Typer(no_args_is_help=True, help="Mails that could not be read; each has a stub ticket.")

RowId = Annotated[int, typer.Argument(metavar="ID", max=LARGEST, help="the mail's id, from the list")]
_NEXT = "It goes through the pipeline with the next pass."


def _list(state: InboundState, config: Path, as_json: bool, empty: str) -> None:
    with desk_store(config) as (_, store), store.reading() as connection:
        rows = views.waiting(connection, state)
    if as_json:
        show_json([{key: row[key] for key in ("id", "received_at", "from", "subject", "because")} for row in rows])
        return
    cells = [(row["id"], row["received_at"][:16], row["from"], row["subject"], row["because"]) for row in rows]
    show_table(f"{state.value}: {len(rows)}", ("id", "received", "from", "subject", "because"), cells, empty=empty)


def _decide(config: Path, row_id: int, decision: Callable[[Connection, int, str, datetime], None], done: str) -> None:
    with desk_store(config) as (_, store), store.writing() as connection:
        decision(connection, row_id, me(), datetime.now(UTC))
    out.print(done, markup=False)


@held.command("list")
def held_list(config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Mails held for a person, the oldest first, with the reason."""
    _list(InboundState.HELD, config, as_json, "Nothing is held.")


@held.command()
def admit(row: RowId, config: Config = DEFAULT_CONFIG) -> None:
    """Let a held joiner into the ticket that he answered."""
    _decide(config, row, waiting.admit, f"Mail {row} joins its ticket. {_NEXT}")


@held.command("release")
def held_release(row: RowId, config: Config = DEFAULT_CONFIG) -> None:
    """Make a held mail a ticket of its own, linked to the one it named."""
    _decide(config, row, waiting.separate, f"Mail {row} becomes a ticket of its own. {_NEXT}")


@held.command()
def reject(row: RowId, config: Config = DEFAULT_CONFIG) -> None:
    """A held mail is nobody's request; it moves to the ignored ones."""
    _decide(config, row, waiting.reject, f"Mail {row} is ignored; `mailroom ignored release {row}` takes that back.")


@ignored.command("list")
def ignored_list(config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Ignored mails, the oldest first, with the proof."""
    _list(InboundState.IGNORED, config, as_json, "Nothing was ignored.")


@ignored.command("release")
def ignored_release(row: RowId, config: Config = DEFAULT_CONFIG) -> None:
    """An ignored mail is somebody's after all: make it a ticket."""
    _decide(config, row, waiting.release, f"Mail {row} becomes a ticket. {_NEXT}")


@failed.command("list")
def failed_list(config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Mails that could not be read, the oldest first, with what happened."""
    _list(InboundState.FAILED, config, as_json, "Nothing has failed.")


@failed.command("show")
def failed_show(row: RowId, config: Config = DEFAULT_CONFIG) -> None:
    """The header of a failed mail and what was tried."""
    head = _raw(config, row)[:20_000].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    out.print(head.decode("utf-8", "backslashreplace"), markup=False)


@failed.command()
def export(
    row: RowId, to: Annotated[Path | None, typer.Option(help="a file; standard output without")] = None, config: Config = DEFAULT_CONFIG
) -> None:
    """The raw mail, byte for byte, to look at and mend."""
    raw = _raw(config, row)
    if to is None:
        sys.stdout.buffer.write(raw)
    else:
        write_file(to, lambda: to.write_bytes(raw))
        out.print(f"{len(raw)} bytes in {to}; `mailroom failed replace {row} FILE` feeds the mended mail back.", markup=False)


@failed.command()
def retry(row: RowId, config: Config = DEFAULT_CONFIG) -> None:
    """Read a failed mail again."""
    _decide(config, row, waiting.retry, f"Mail {row} is read again. {_NEXT}")


@failed.command()
def replace(row: RowId, file: Path, config: Config = DEFAULT_CONFIG) -> None:
    """Feed a mended mail back in the place of one that failed."""
    try:
        raw = file.read_bytes()
    except OSError as err:
        fail(f"{file}: cannot be read ({err.strerror})")

    def mend(connection: Connection, row_id: int, by: str, now: datetime) -> None:
        waiting.replace(connection, row_id, raw, by, now)

    _decide(config, row, mend, f"Mail {row} is replaced. {_NEXT}")


@failed.command()
def drop(row: RowId, config: Config = DEFAULT_CONFIG) -> None:
    """Give a failed mail up; its stub ticket stays."""
    _decide(config, row, waiting.drop, f"Mail {row} is given up; its ticket stays, and `mailroom ignored list` still shows it.")


def _raw(config: Path, row: int) -> bytes:
    with desk_store(config) as (_, store), store.reading() as connection:
        raw = ledger.raw_of(connection, row)
        is_there = raw is not None or bool(views.find_inbound(connection, str(row)))
    if not is_there:
        fail(f"no mail has the id {row}; `mailroom failed list` shows those that failed")
    if raw is None:
        fail(f"no raw mail is kept for {row}")
    return raw
