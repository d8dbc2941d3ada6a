"""`policy`, `dealers`, `staff`: what the desk's own people edit."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from mailroom import explain as explaining
from mailroom.commands.progress import bar
from mailroom.commands.shared import DEFAULT_CONFIG, WRONG, AsJson, Config, desk_store, err, fail, out, refusals, settings_of, show_json
from mailroom.settings import Settings
from tickets import coverage
from tickets.directory import Staff, import_dealers
from tickets.policy import DEFAULT, Policy

policy = typer.Typer(no_args_is_help=True, help="The support policy as data.")
dealers = typer.Typer(no_args_is_help=True, help="The dealer directory.")
staff = typer.Typer(no_args_is_help=True, help="The staff directory.")


def _policy_file(settings: Settings) -> Path:
    """The desk's own policy, or the shipped one where it has none."""
    own = settings.path(settings.files.policy)
    return own if own.exists() else DEFAULT


@policy.command("check")
def check_policy(config: Config = DEFAULT_CONFIG) -> None:
    """Every fault of policy.toml at once, and what a lead should look at."""
    found = explaining.check(_policy_file(settings_of(config)), datetime.now(UTC))
    for line in (*found.faults, *found.advice):
        err.print(line, markup=False)
    if found.faults:
        raise typer.Exit(WRONG)
    out.print("The policy serves.")


@policy.command()
def explain(
    audience: Annotated[str, typer.Option(help="dealer, end_customer or unknown")],
    topic: Annotated[str, typer.Option(help="such as troubleshooting.video_loss")],
    at: Annotated[datetime | None, typer.Option(help="when the request comes; the desk's clock; now without")] = None,
    config: Config = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """What the policy grants a request, and by when we owe whom an answer, step by step."""
    with refusals():
        rules = Policy.load(_policy_file(settings_of(config)))
    try:
        explained = explaining.explain(rules, at=at or datetime.now(UTC), audience=audience, topic=topic)
    except ValueError as unknown:
        fail(str(unknown), 2)
    if as_json:
        show_json(explained.as_json())
        return
    for step in explained.due.steps:
        out.print(step, markup=False)


@dealers.command("import")
def import_(file: Path, config: Config = DEFAULT_CONFIG) -> None:
    """Make the dealer directory equal a CSV file: email or domain, company, account, tier, active."""
    if not file.is_file():
        fail(f"{file}: there is no such file, and no dealer was changed")
    with desk_store(config) as (_, store), bar() as progress, store.writing() as connection:
        rows = import_dealers(connection, file, progress)
    out.print(f"{file}: unchanged since the last import." if rows is None else f"{rows} dealers.", markup=False)


@staff.command("check")
def check_staff(config: Config = DEFAULT_CONFIG) -> None:
    """Every fault of staff.toml: what has no team, who handles a lane, what is named and is not there."""
    settings = settings_of(config)
    with refusals():
        directory = Staff.load(settings.path(settings.files.staff))
        faults = coverage.faults(directory, Policy.load(_policy_file(settings)).topics)
    for fault in faults:
        err.print(fault, markup=False)
    if faults:
        raise typer.Exit(WRONG)
    out.print(f"No fault. People: {len(directory.people)}, teams: {len(directory.teams)}.")
