"""`policy`, `templates`, `dealers`, `staff`: what the desk's own people edit."""

from __future__ import annotations

from pathlib import Path

import typer

from mailroom.commands.shared import DEFAULT_CONFIG, WRONG, Config, desk_store, err, out, refusals, settings_of
from responders.letters import Letters
from tickets.directory import Staff, import_dealers

policy = typer.Typer(no_args_is_help=True, help="The support policy as data.")
templates = typer.Typer(no_args_is_help=True, help="The letters.")
dealers = typer.Typer(no_args_is_help=True, help="The dealer directory.")
staff = typer.Typer(no_args_is_help=True, help="The staff directory.")


@templates.command("check")
def check_letters(config: Config = DEFAULT_CONFIG) -> None:
    """Every letter through the gate: what is wrong, with line, column and a suggestion."""
    settings = settings_of(config)
    letters = Letters.load([settings.path(settings.files.templates)], fallback=settings.desk.language)
    for fault in letters.faults:
        err.print(str(fault), markup=False)
    if letters.faults:
        raise typer.Exit(WRONG)
    out.print(f"All letters render, in {', '.join(letters.languages)}.")


@dealers.command("import")
def import_(file: Path, config: Config = DEFAULT_CONFIG) -> None:
    """Make the dealer directory equal a CSV file: email or domain, company, account, tier, active."""
    with desk_store(config) as (_, store), store.writing() as connection:
        rows = import_dealers(connection, file)
    out.print(f"{file}: unchanged since the last import." if rows is None else f"{rows} dealers.", markup=False)


@staff.command("check")
def check_staff(config: Config = DEFAULT_CONFIG) -> None:
    """Read staff.toml and say what is wrong with it."""
    settings = settings_of(config)
    with refusals():
        directory = Staff.load(settings.path(settings.files.staff))
    out.print(f"{len(directory.people)} people in {len(directory.teams)} teams.")
