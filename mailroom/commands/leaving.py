"""`outbox`, `suppressed`: what leaves and what does not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from mailroom.commands.shared import DEFAULT_CONFIG, LARGEST, AsJson, Config, desk_store, fail, known, me, out, show_json, show_table
from tickets import brake, suppression, views
from tickets.states import OutboundState

outbox = typer.Typer(no_args_is_help=True, help="What leaves, and the brake.")
suppressed = typer.Typer(no_args_is_help=True, help="Addresses that get no automatic letter.")

LetterId = Annotated[int, typer.Argument(metavar="ID", max=LARGEST, help="the letter's id, from `outbox list`")]


@outbox.command("list")
def list_(
    config: Config = DEFAULT_CONFIG,
    as_json: AsJson = False,
    state: Annotated[list[str] | None, typer.Option(help="QUEUED, SENDING, SENT, FAILED, SUPPRESSED")] = None,
) -> None:
    """Letters, the newest first."""
    wanted = [known(OutboundState, name) for name in state or []]
    with desk_store(config) as (_, store), store.reading() as connection:
        rows = views.outbox_list(connection, wanted)
        paused = brake.reason(connection)
    if as_json:
        show_json(rows)
        return
    if paused:
        out.print(f"The outbox is shut: {paused}. `mailroom outbox resume` opens it.", markup=False)
    cells = [(r["id"], r["state"], r["letter"], r["recipient"], r["because"] or r["reply"]) for r in rows]
    empty = f"No letter is {' or '.join(wanted)}." if wanted else "No letters yet."
    show_table(f"{len(rows)} letters", ("id", "state", "letter", "recipient", "because"), cells, empty=empty)


@outbox.command()
def show(letter: LetterId, config: Config = DEFAULT_CONFIG) -> None:
    """The bytes of a letter as they were or will be sent again."""
    with desk_store(config) as (_, store), store.reading() as connection:
        raw = brake.bytes_of(connection, letter)
    if raw is None:
        fail(f"letter {letter} has no bytes yet: they are made when it leaves")
    out.print(raw.decode("utf-8", "backslashreplace"), markup=False)


@outbox.command()
def retry(letter: LetterId, config: Config = DEFAULT_CONFIG) -> None:
    """Send a failed letter again, with the same bytes under the same Message-ID."""
    with desk_store(config) as (_, store), store.writing() as connection:
        brake.retry(connection, letter, me(), datetime.now(UTC))
    out.print(f"Letter {letter} leaves with the next pass.")


@outbox.command()
def drop(letter: LetterId, config: Config = DEFAULT_CONFIG) -> None:
    """Do not send a letter that waits or failed."""
    with desk_store(config) as (_, store), store.writing() as connection:
        brake.drop(connection, letter, me(), datetime.now(UTC))
    out.print(f"Letter {letter} is not sent.")


@outbox.command()
def pause(because: Annotated[str, typer.Option("--because")] = "paused by hand", config: Config = DEFAULT_CONFIG) -> None:
    """Shut the outbox: mail is filed, letters are queued, nothing leaves."""
    with desk_store(config) as (_, store), store.writing() as connection:
        brake.pause(connection, f"{because} ({me()})")
    out.print("The outbox is shut; `mailroom outbox resume` opens it.")


@outbox.command()
def resume(config: Config = DEFAULT_CONFIG) -> None:
    """Open the outbox again."""
    with desk_store(config) as (_, store), store.writing() as connection:
        brake.resume(connection)
    out.print("The outbox is open; what waited leaves now, each letter checked again.")


@suppressed.command("list")
def suppressed_list(config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Addresses whose letters came back for good, with the server's words."""
    with desk_store(config) as (_, store), store.reading() as connection:
        rows = suppression.listed(connection)
    if as_json:
        show_json(rows)
        return
    show_table("suppressed", ("address", "since", "because"), [tuple(row.values()) for row in rows], empty="No address is suppressed.")


@suppressed.command()
def lift(address: str, config: Config = DEFAULT_CONFIG) -> None:
    """Write to an address again."""
    with desk_store(config) as (_, store), store.writing() as connection:
        suppression.lift_by(connection, address, me(), datetime.now(UTC))
    out.print(f"Letters to {address} leave again.", markup=False)
